"""
Asks real torch for whole models of torchvision, as cheaply as truth allows: one import, then one process per core.

Weights never decide a shape, so big ones are not drawn at random but stay pages of zeros that the system never backs
with memory; small ones are initialised as always. The long multiplications of transformers go through oneDNN, which
Debian's torch has, and not through its reference BLAS, which is twenty times slower. All that answers is torch.
"""
import ctypes
import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
BIG, LARGEST = 1 << 16, 1 << 25
mallopt = ctypes.CDLL(None).mallopt
mallopt(M_MMAP_THRESHOLD, BIG)
mallopt(M_TRIM_THRESHOLD, 1 << 29)

import oracle
import torch
import torch.nn.functional as F
from oracle import answer

RANDOM = ["uniform_", "normal_", "trunc_normal_", "xavier_uniform_", "xavier_normal_", "kaiming_uniform_", "kaiming_normal_"]


def leave_big_ones(initialise):
    """Memory of this size comes straight from the system, so it is zero."""

    def fill(tensor, *arguments, **options):
        return tensor if tensor.numel() * 4 > BIG else initialise(tensor, *arguments, **options)

    return fill


def multiply(input, weight, bias=None, slowly=F.linear):
    if input.dim() < 2 or input.numel() * weight.shape[0] < 1 << 20 or input.dtype != torch.float32:
        return slowly(input, weight, bias)
    return torch._C._nn.mkldnn_linear(input.contiguous().to_mkldnn(), weight.contiguous(), bias).to_dense()


def keep_memory(module, run, follow=oracle.leaves):
    """What is large in a forward is large again and again: it stays with the process."""
    mallopt(M_MMAP_THRESHOLD, LARGEST)
    try:
        return follow(module, run)
    finally:
        mallopt(M_MMAP_THRESHOLD, BIG)


def make_cheap():
    oracle.leaves = keep_memory
    torch.set_num_threads(1)
    for name in RANDOM:
        setattr(torch.nn.init, name, leave_big_ones(getattr(torch.nn.init, name)))
    for name in ["uniform_", "normal_"]:
        setattr(torch.Tensor, name, leave_big_ones(getattr(torch.Tensor, name)))
    F.linear = multiply
    # Attention asks this before it takes a path of its own around F.linear.
    torch.is_autocast_enabled = lambda: True


if __name__ == "__main__":
    make_cheap()
    requests = [json.loads(line) for line in sys.stdin]
    with ProcessPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for result in pool.map(answer, requests):
            print(json.dumps(result), flush=True)
