"""What real torch says of a model: every parameter and buffer with its shape, and the outputs of every leaf that ran."""

import contextlib
import importlib.util
import json
import os
import sys
import warnings

import torch

warnings.filterwarnings("ignore")
torch.set_num_threads(2)


def load(path):
    spec = importlib.util.spec_from_file_location("subject", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["subject"] = module
    sys.path.insert(0, os.path.dirname(path))
    try:
        spec.loader.exec_module(module)
    finally:
        del sys.path[0]
    return module


def describe(module, expression, shapes):
    model = eval(expression, vars(module))
    model = model if isinstance(model, torch.nn.Module) else model()
    outputs, calls = {}, {}

    def heard(name, out):
        outputs[name] = [list(tensor.shape) for tensor in tensors(out)]
        calls[name] = calls.get(name, 0) + 1

    # Modules that wait for their first input have no shapes before it.
    named = None if any(map(torch.nn.parameter.is_lazy, model.parameters())) else describe_names(model)
    for name, part in model.named_modules():
        if next(part.children(), None) is None or isinstance(part, torch.nn.MultiheadAttention):
            handle = part.register_forward_hook(lambda _m, _i, out, name=name: heard(name, out))
            # What the layer itself gives, before other hooks change it.
            part._forward_hooks.move_to_end(handle.id, last=False)
    # With gradients, since without them the layers of a Transformer are not entered.
    model.eval()(*[make(shape) for shape in shapes])
    return {**(named or describe_names(model)), "outputs": outputs, "calls": calls}


def describe_names(model):
    return {
        "parameters": {name: list(p.shape) for name, p in model.named_parameters()},
        "buffers": {name: list(b.shape) for name, b in model.named_buffers()},
        "total": sum(p.numel() for p in model.parameters()),
        "trainable": sum(p.numel() for p in model.parameters() if p.requires_grad),
    }


def tensors(out):
    if isinstance(out, torch.Tensor):
        return [out]
    if isinstance(out, dict):
        out = out.values()
    elif not isinstance(out, (list, tuple)):
        out = getattr(out, "__dict__", {}).values()
    return [tensor for part in out for tensor in tensors(part)]


def make(shape):
    sizes, dtype = shape
    return torch.zeros(sizes, dtype=getattr(torch, dtype))


def answer(path, questions):
    try:
        module = load(path)
    except Exception as error:
        return [f"{type(error).__name__}: {error}"] * len(questions)
    answers = []
    for question in questions:
        try:
            answers.append(describe(module, *question))
        except Exception as error:
            answers.append(f"{type(error).__name__}: {error}")
    return answers


# What the models print is talk.
with contextlib.redirect_stdout(sys.stderr):
    answers = [answer(*request) for request in json.load(sys.stdin)]
print(json.dumps(answers))
