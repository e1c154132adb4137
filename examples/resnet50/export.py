"""Exports a trained ResNet-50 as TorchScript and ONNX.

    python3 export.py --checkpoint checkpoints/last.pt --classes 10 --image-size 32
"""

import argparse
from pathlib import Path

import torch

from src.model import resnet50


def main() -> None:
    parser = argparse.ArgumentParser(description="Export ResNet-50")
    parser.add_argument("--checkpoint", default="checkpoints/last.pt")
    parser.add_argument("--classes", type=int, default=1000)
    parser.add_argument("--image-size", type=int, default=224)
    parser.add_argument("--output", default="exported")
    arguments = parser.parse_args()

    model = resnet50(num_classes=arguments.classes)
    saved = torch.load(arguments.checkpoint, map_location="cpu")
    model.load_state_dict(saved["model"])
    model.eval()

    output = Path(arguments.output)
    output.mkdir(parents=True, exist_ok=True)
    example = torch.randn(1, 3, arguments.image_size, arguments.image_size)

    torch.jit.script(model).save(str(output / "resnet50.torchscript.pt"))
    torch.onnx.export(
        model,
        example,
        str(output / "resnet50.onnx"),
        input_names=["images"],
        output_names=["logits"],
        dynamic_axes={"images": {0: "batch"}, "logits": {0: "batch"}},
        opset_version=13,
    )
    print(f"wrote {output}/resnet50.torchscript.pt and {output}/resnet50.onnx")


if __name__ == "__main__":
    main()
