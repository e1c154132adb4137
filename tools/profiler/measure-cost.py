"""What a profiler costs: the time of a step with each kind of recording, as a multiple of the step without any.

    torchdock profile --wrapper > profiled.py && python3 measure-cost.py profiled.py

One thread, a transformer of four layers whose steps are short, so that the cost is seen; each kind in turn, nine times.
"""

import importlib.util
import statistics
import sys
import tempfile
import time

import torch
from torch.profiler import ProfilerActivity, profile

STEPS = 6
ROUNDS = 9


def make():
    torch.manual_seed(0)
    layer = torch.nn.TransformerEncoderLayer(64, 4, 128, batch_first=True)
    model = torch.nn.TransformerEncoder(layer, 4)
    optimizer = torch.optim.AdamW(model.parameters())
    data = torch.randn(8, 32, 64)

    def step():
        optimizer.zero_grad()
        model(data).square().mean().backward()
        optimizer.step()

    return model, step


def time_steps(step, after=lambda: None):
    started = time.perf_counter()
    for _ in range(STEPS):
        step()
        after()
    return (time.perf_counter() - started) / STEPS


def ours(start_profiler, folder):
    model, step = make()
    prof = start_profiler(model, wait=1, warmup=2, active=STEPS + 1, folder=folder)
    for _ in range(3):
        step()
        prof.step()
    seconds = time_steps(step, prof.step)
    prof.stop()
    return seconds


def theirs(**options):
    model, step = make()
    step()
    with profile(activities=[ProfilerActivity.CPU], **options):
        step()
        return time_steps(step)


def main():
    spec = importlib.util.spec_from_file_location("profiled", sys.argv[1])
    profiled = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(profiled)
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        kinds = {
            "none": lambda: time_steps(make()[1]),
            "profiler alone": theirs,
            "shapes and memory": lambda: theirs(record_shapes=True, profile_memory=True),
            "the snippet": lambda: ours(profiled.start_profiler, folder),
            "with_stack=True": lambda: theirs(record_shapes=True, profile_memory=True, with_stack=True),
        }
        seconds = {name: [] for name in kinds}
        for _ in range(ROUNDS):
            for name, measure in kinds.items():
                seconds[name].append(measure())
    base = min(seconds["none"])
    for name, found in seconds.items():
        print("%-20s %7.2f ms  %5.2f times" % (name, min(found) * 1e3, min(found) / base))


if __name__ == "__main__":
    main()
