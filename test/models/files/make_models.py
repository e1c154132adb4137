"""Writes model files of all kinds with the real torch into the folder given, and says in manifest.json what is in them."""
import json
import os
import sys

import torch
import torchvision
from torch import nn

folder = sys.argv[1]
manifest = {}


def path(name):
    return os.path.join(folder, name)


def describe(tensors):
    return {k: {"shape": list(t.shape), "dtype": str(t.dtype).replace("torch.", "")} for k, t in tensors}


def note(name, tensors, model=None, **more):
    entry = {"tensors": describe(tensors), **more}
    if model is not None:
        entry["parameters"] = sum(p.numel() for p in model.parameters())
        entry["buffers"] = sum(b.numel() for b in model.buffers())
    manifest[name] = entry


def save_both(name, model):
    state = model.state_dict()
    torch.save(state, path(name + ".pt"))
    torch.save(state, path(name + ".pth"), _use_new_zipfile_serialization=False)
    for suffix in (".pt", ".pth"):
        note(name + suffix, state.items(), model)


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(50, 8)
        self.lstm = nn.LSTM(8, 8, 2)
        self.head = nn.Linear(8, 50, bias=False)
        self.head.weight = self.embed.weight
        self.register_buffer("inv_freq", torch.ones(4))

    def forward(self, ids):
        return self.head(self.lstm(self.embed(ids))[0]) * self.inv_freq.sum()


class Quirks(nn.Module):
    """Parameters and buffers under names that say the opposite."""

    def __init__(self):
        super().__init__()
        self.running_mean = nn.Parameter(torch.zeros(3))
        self.register_buffer("weight", torch.ones(5))
        self.register_buffer("gone", torch.ones(7), persistent=False)
        self.items = nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 2)])
        self.table = nn.ParameterDict({"a": nn.Parameter(torch.zeros(2, 2))})

    def forward(self, x):
        return self.items[1](self.items[0](x)) @ self.table["a"] * self.weight.sum() + self.running_mean.sum()


zoo = torchvision.models
for name in ["resnet18", "squeezenet1_0", "mobilenet_v3_small", "shufflenet_v2_x0_5", "efficientnet_b0"]:
    save_both(name, getattr(zoo, name)())
save_both("vit", zoo.VisionTransformer(32, 8, 2, 2, 16, 32))
save_both("swin", zoo.SwinTransformer([4, 4], 12, [2, 2], [2, 4], [7, 7]))

tied = Tied()
save_both("tied", tied)

small = zoo.shufflenet_v2_x0_5(num_classes=3)
torch.save(small, path("whole.pt"))
note("whole.pt", small.state_dict().items(), small)
quirks = Quirks()
torch.save(quirks, path("quirks.pt"))
note("quirks.pt", [*quirks.named_parameters(), *quirks.named_buffers()], quirks)
torch.save(nn.DataParallel(tied), path("tied_whole.pth"), _use_new_zipfile_serialization=False)
note("tied_whole.pth", [("module." + k, v) for k, v in tied.state_dict().items()], tied)

for name, module, sample in [
    ("script_small", small.eval(), torch.rand(1, 3, 64, 64)),
    ("script_tied", tied, torch.zeros(3, 1, dtype=torch.long)),
    ("script_quirks", quirks, torch.rand(1, 2)),
]:
    # Lists of modules become what a script can hold; a ParameterDict only traces.
    if name != "script_quirks":
        torch.jit.script(module).save(path(name + ".pt"))
        note(name + ".pt", module.state_dict().items(), module)
    torch.jit.trace(module, sample).save(path(name + "_traced.pt"))
    note(name + "_traced.pt", [*module.state_dict().items(), *[(k, v) for k, v in module.named_buffers() if k == "gone"]], module)

base = torch.arange(24, dtype=torch.float32).reshape(4, 6)
kinds = {
    "scalar": torch.tensor(1.5),
    "empty": torch.zeros(0, 4),
    "half": torch.ones(2, 3).half(),
    "bfloat": torch.ones(2, 3).bfloat16(),
    "double": torch.ones(2).double(),
    "byte": torch.ones(2).byte(),
    "char": torch.ones(2).char(),
    "short": torch.ones(2).short(),
    "int": torch.ones(2).int(),
    "long": torch.ones(2).long(),
    "flag": torch.ones(2).bool(),
    "complex": torch.ones(2, dtype=torch.complex64),
    "complex2": torch.ones(2, dtype=torch.complex128),
    "view": base.t(),
    "part": base[1:3, 2:5],
    "same": base,
    "expanded": torch.ones(1, 3).expand(5, 3),
    "parameter": nn.Parameter(torch.ones(2, 2)),
    "quantized": torch.quantize_per_tensor(torch.ones(3), 0.1, 0, torch.qint8),
}
for suffix, new in [(".pt", True), (".pth", False)]:
    torch.save(kinds, path("kinds" + suffix), _use_new_zipfile_serialization=new)
    note("kinds" + suffix, kinds.items(), tied=[["view", "same"]])
for protocol in [2, 3, 4, 5]:
    torch.save(kinds, path(f"kinds{protocol}.pt"), pickle_protocol=protocol)
    note(f"kinds{protocol}.pt", kinds.items(), tied=[["view", "same"]])

optimizer = torch.optim.Adam(small.parameters())
small.train()(torch.rand(2, 3, 32, 32)).sum().backward()
optimizer.step()
checkpoint = {
    "epoch": 7,
    "arch": "shufflenet",
    "model": small.state_dict(),
    "ema": {k: v.clone() for k, v in small.state_dict().items()},
    "optimizer": optimizer.state_dict(),
    "best": 0.5,
}
torch.save(checkpoint, path("checkpoint.pt"))
steps = sum(t.numel() for s in optimizer.state_dict()["state"].values() for t in s.values() if torch.is_tensor(t))
note("checkpoint.pt", small.state_dict().items(), small, optimizer=steps)

torch.onnx.export(
    small.eval(), torch.rand(1, 3, 64, 64), path("small.onnx"),
    input_names=["image"], output_names=["logits"], dynamic_axes={"image": {0: "batch"}, "logits": {0: "batch"}},
)
manifest["small.onnx"] = {}
try:
    import onnx

    def initialisers(name):
        model = onnx.load(path(name), load_external_data=False)
        return {
            "initialisers": {i.name: list(i.dims) for i in model.graph.initializer},
            "nodes": [[n.op_type, list(n.input), list(n.output)] for n in model.graph.node],
            "ir": model.ir_version,
            "opset": model.opset_import[0].version,
        }

    manifest["small.onnx"] = initialisers("small.onnx")
    onnx.save_model(
        onnx.load(path("small.onnx")), path("external.onnx"),
        save_as_external_data=True, location="external.onnx.data", size_threshold=1024,
    )
    manifest["external.onnx"] = initialisers("external.onnx")
except ImportError:
    pass

with open(path("manifest.json"), "w") as file:
    json.dump(manifest, file)
