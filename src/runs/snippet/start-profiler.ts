/**
 * The function of Python that makes a trace which `profile` reads best, for PyTorch 1.8 and later: a few steps, not the
 * first ones; shapes and memory; no stacks, which cost more and name no path of a module (`docs/profiling.md`); that path
 * instead, as a range which the forward hooks of each module open and close. In code that is compiled a hook would break the
 * graph: there it does nothing, and the time belongs to the module that was compiled.
 */
export const START_PROFILER = `import atexit
import os
from threading import get_ident

import torch
from torch.profiler import ProfilerActivity, profile, record_function, schedule


def start_profiler(model, wait=2, warmup=2, active=4, folder="traces", memory=True):
    """Records a few steps after the first ones; every module says its path. prof.step() ends a step."""
    global prof
    rank = os.environ.get("RANK", os.environ.get("SLURM_PROCID", "0"))
    is_compiling = getattr(getattr(torch, "compiler", None), "is_compiling", bool)
    wrappers = ("_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module")
    spans, hooks, inner = {}, [], model
    while type(inner).__name__ in ("DistributedDataParallel", "DataParallel", "OptimizedModule"):
        inner = inner._orig_mod if hasattr(inner, "_orig_mod") else inner.module

    for name, module in [("", model)] + [named for named in inner.named_modules() if named[0]]:
        path = ".".join(part for part in name.split(".") if part not in wrappers)

        def enter(module, inputs, path=path):
            if not is_compiling():
                span = record_function("module:" + path)
                spans.setdefault((get_ident(), path), []).append(span.__enter__())

        def leave(module, inputs, output, path=path):
            if not is_compiling() and spans.get((get_ident(), path)):
                spans[get_ident(), path].pop().__exit__(None, None, None)

        always = {} if torch.__version__ < "2.1" else {"always_call": True}  # also when the forward is given up
        hooks += [module.register_forward_pre_hook(enter), module.register_forward_hook(leave, **always)]

    def save(prof):
        os.makedirs(folder, exist_ok=True)
        prof.export_chrome_trace(os.path.join(folder, "trace-rank" + rank + ".json.gz"))
        for hook in hooks:
            hook.remove()
        atexit.unregister(prof.stop)

    if not torch.autograd.kineto_available():
        print("This PyTorch was built without Kineto: the trace has no GPU and links no backward to its forward.")
    prof = profile(
        activities=[ProfilerActivity.CPU] + [ProfilerActivity.CUDA] * torch.cuda.is_available(),
        schedule=schedule(wait=wait, warmup=warmup, active=active, repeat=1),
        on_trace_ready=save,
        record_shapes=True,
        profile_memory=memory,
    )
    prof.start()
    atexit.register(prof.stop)  # a script that ends early leaves what there is
    return prof
`;
