"""Asks real torch. Reads JSON lines {"kind": ..., "expression": ...} and answers with one line of JSON for each."""
import json
import os
import sys
import warnings

warnings.filterwarnings("ignore")
import torch
import torch.nn.functional as F
from torch import nn

try:
    import torchvision
    from torchvision import models as M
except ImportError:
    pass

torch.manual_seed(0)
torch.set_num_threads(2)


def describe(value):
    if isinstance(value, torch.Tensor):
        return {"shape": list(value.shape), "dtype": str(value.dtype).replace("torch.", "")}
    if isinstance(value, (list, tuple)):
        return [describe(item) for item in value]
    if isinstance(value, dict):
        return {key: describe(item) for key, item in value.items()}
    if isinstance(value, torch.Size):
        return list(value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return {"value": value}
    if isinstance(value, nn.Module):
        return names(value)
    return {"other": type(value).__name__}


def names(module):
    return {
        "parameters": [[name, list(item.shape)] for name, item in module.named_parameters()],
        "buffers": [[name, list(item.shape)] for name, item in module.named_buffers()],
    }


def leaves(module, run):
    found = []
    for name, child in module.named_modules():
        if len(list(child.children())) == 0:
            child.register_forward_hook(lambda _, __, output, name=name: found.append([name, describe(output)]))
    output = describe(run(module))
    return {"leaves": found, "output": output}


def answer(request):
    expression = request["expression"]
    scope = {"torch": torch, "nn": nn, "F": F, **globals()}
    try:
        value = eval(expression, scope)
        if not isinstance(value, nn.Module):
            return describe(value)
        result = names(value)
        if request.get("input"):
            if not request.get("training"):
                value.eval()
            with torch.no_grad():
                arguments = eval(f"({request['input']},)", scope)
                result.update(leaves(value, lambda module: module(*arguments)))
        return result
    except Exception as error:
        return {"error": type(error).__name__, "message": str(error)[:200]}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
