"""What real torch says of a model: every parameter with its shape, and the output shape of every leaf that ran."""

import importlib.util
import json
import sys

import torch


def describe(path, expression, shapes):
    spec = importlib.util.spec_from_file_location("subject", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["subject"] = module
    spec.loader.exec_module(module)
    model = eval(expression, vars(module))
    model = model if isinstance(model, torch.nn.Module) else model()
    outputs = {}
    for name, part in model.named_modules():
        if next(part.children(), None) is None or isinstance(part, torch.nn.MultiheadAttention):
            part.register_forward_hook(lambda _m, _i, out, name=name: outputs.__setitem__(name, first(out)))
    with torch.no_grad():
        model.eval()(*[make(shape) for shape in shapes])
    return {
        "total": sum(p.numel() for p in model.parameters()),
        "parameters": {name: list(p.shape) for name, p in model.named_parameters()},
        "outputs": outputs,
    }


def first(out):
    while not isinstance(out, torch.Tensor):
        out = list(out.values())[0] if isinstance(out, dict) else out[0]
    return list(out.shape)


def make(shape):
    sizes, dtype = shape
    return torch.zeros(sizes, dtype=getattr(torch, dtype))


print(json.dumps([describe(*request) for request in json.load(sys.stdin)]))
