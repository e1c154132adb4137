import { START_PROFILER } from './start-profiler.js';

/** Before the function that both have: what it is, and its imports. */
const HEAD = `"""Runs a Python script as it is, records a few of its steps with the profiler, and ends it when they are recorded.

    python3 profiled.py train.py --epochs 1        python3 profiled.py -m package.train --epochs 1
    torchrun --nproc-per-node=2 profiled.py train.py
    python3 profiled.py --steps 2 --no-memory train.py             a smaller trace

A step is what happens from one call of the optimizer's step() to the next. The model is the outermost module that was
called and has the parameters of that optimizer. Each process leaves its trace in the folder traces beside this file.
"""

import functools
import runpy
import sys
`;

/**
 * What finds the model and the steps of a script that says neither, for PyTorch 1.8 and later: it wraps `step` of each class
 * of optimizers that is made, and notes which modules are called until the first step. The end of the script is SystemExit
 * with status 0: what a script does in `finally` and at its exit is done, and a launcher sees no failure.
 */
const TAIL = `

def watch(folder, active, memory):
    """Finds the model by the optimizer that steps first, and ends the script when steps of that one are recorded."""
    called = {}
    state = {"optimizer": None, "steps": 0, "inside": False}
    is_compiling = getattr(getattr(torch, "compiler", None), "is_compiling", bool)

    def note(module, inputs):
        if not is_compiling():
            called.setdefault(id(module), module)

    calls = torch.nn.modules.module.register_module_forward_pre_hook(note)

    def find_model(optimizer):
        wanted = {id(parameter) for group in optimizer.param_groups for parameter in group["params"]}
        owned = [(sum(id(one) in wanted for one in module.parameters()), module) for module in called.values()]
        most = max((count for count, module in owned), default=0)
        return next((module for count, module in owned if count == most), None) if most else None

    def count_step(optimizer):
        if state["optimizer"] is None:
            model = find_model(optimizer)
            if model is None:
                return
            state["optimizer"] = optimizer
            calls.remove()
            called.clear()
            start_profiler(model, wait=1, warmup=2, active=active, folder=folder, memory=memory)
        elif optimizer is state["optimizer"]:
            state["steps"] += 1
            prof.step()
            if state["steps"] == 3 + active:
                raise SystemExit(0)

    def watched(step):
        @functools.wraps(step)
        def run(optimizer, *args, **kwargs):
            if state["inside"]:  # a step() that calls the one of its base class
                return step(optimizer, *args, **kwargs)
            state["inside"] = True
            try:
                result = step(optimizer, *args, **kwargs)
            finally:
                state["inside"] = False
            count_step(optimizer)
            return result

        run.is_watched = True
        return run

    make = torch.optim.Optimizer.__init__

    @functools.wraps(make)
    def made(optimizer, *args, **kwargs):
        make(optimizer, *args, **kwargs)
        kind = type(optimizer)
        if not getattr(kind.step, "is_watched", False):
            kind.step = watched(kind.step)

    torch.optim.Optimizer.__init__ = made

    def tell():
        recorded = min(active, max(0, state["steps"] - 3))
        note = "no optimizer of PyTorch made a step in this process" if state["optimizer"] is None else None
        if note is None and recorded == 0:
            note = "the script ended after %d steps, and the first 4 are not recorded" % (state["steps"] + 1)
        print("profiler: %s" % (note or "%d steps are in %s" % (recorded, folder)), file=sys.stderr)

    atexit.register(tell)


def main():
    words = sys.argv[1:]
    active, memory = 4, True
    while words[:1] in (["--steps"], ["--no-memory"]):
        if words[0] == "--no-memory":
            memory, words = False, words[1:]
        elif words[1:] and words[1].isdigit() and int(words[1]) > 0:
            active, words = int(words[1]), words[2:]
        else:
            raise SystemExit("--steps takes a number")
    is_module = words[:1] == ["-m"]
    sys.argv = words[1:] if is_module else words
    if not sys.argv:
        raise SystemExit("usage: profiled.py [--steps N] [--no-memory] SCRIPT [ARGUMENT...] | -m MODULE [ARGUMENT...]")
    watch(os.path.join(os.path.dirname(os.path.abspath(__file__)), "traces"), active, memory)
    if is_module:
        sys.path[0] = os.getcwd()
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    else:
        sys.path[0] = os.path.dirname(os.path.abspath(sys.argv[0]))
        runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
`;

/** A Python file that runs a script with the profiler; nothing of the script changes. Needs nothing but PyTorch. */
export const PROFILED_SCRIPT = `${HEAD}${START_PROFILER}${TAIL}`;
