"""Trains ResNet-50: Dataset -> DataLoader -> ResNet-50 -> cross entropy -> Adam -> checkpoints.

Runs anywhere: without a GPU on the CPU, without a dataset on made-up images.

    python3 train.py --epochs 1 --image-size 32 --made-up-size 32 --batch-size 8 --classes 10
"""

import argparse
import time
from pathlib import Path

import torch
from torch import nn

from src.data import make_dataset, make_loader
from src.model import resnet50


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Train ResNet-50")
    parser.add_argument("--data", default="data", help="folder with train/ and val/; made-up images if it is absent")
    parser.add_argument("--epochs", type=int, default=90)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--weight-decay", type=float, default=1e-4)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--classes", type=int, default=1000)
    parser.add_argument("--image-size", type=int, default=224)
    parser.add_argument("--made-up-size", type=int, default=256)
    parser.add_argument("--checkpoints", default="checkpoints")
    parser.add_argument("--resume", help="a checkpoint to go on from")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def train_one_epoch(model, loader, loss_function, optimizer, device) -> float:
    model.train()
    total = torch.zeros((), device=device)
    for images, labels in loader:
        images = images.to(device, non_blocking=True)
        labels = labels.to(device, non_blocking=True)
        optimizer.zero_grad(set_to_none=True)
        loss = loss_function(model(images), labels)
        loss.backward()
        optimizer.step()
        total += loss.detach() * labels.size(0)
    return total.item() / max(1, len(loader) * loader.batch_size)


@torch.no_grad()
def evaluate(model, loader, device) -> float:
    model.eval()
    correct = 0
    seen = 0
    for images, labels in loader:
        predicted = model(images.to(device)).argmax(dim=1).cpu()
        correct += int((predicted == labels).sum())
        seen += labels.size(0)
    return correct / max(1, seen)


def save_checkpoint(path: Path, model, optimizer, scheduler, epoch: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(
        {
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
            "scheduler": scheduler.state_dict(),
            "epoch": epoch,
        },
        path,
    )


def main() -> None:
    arguments = parse_arguments()
    torch.manual_seed(arguments.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

    train_set = make_dataset(
        arguments.data, "train", arguments.image_size, arguments.classes, arguments.made_up_size
    )
    val_set = make_dataset(
        arguments.data, "val", arguments.image_size, arguments.classes, max(8, arguments.made_up_size // 4)
    )
    train_loader = make_loader(train_set, arguments.batch_size, arguments.workers, training=True)
    val_loader = make_loader(val_set, arguments.batch_size, arguments.workers, training=False)

    model = resnet50(num_classes=arguments.classes).to(device)
    loss_function = nn.CrossEntropyLoss(label_smoothing=0.1)
    optimizer = torch.optim.Adam(
        model.parameters(), lr=arguments.learning_rate, weight_decay=arguments.weight_decay
    )
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=arguments.epochs)

    first_epoch = 0
    if arguments.resume:
        saved = torch.load(arguments.resume, map_location=device)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        scheduler.load_state_dict(saved["scheduler"])
        first_epoch = saved["epoch"] + 1

    for epoch in range(first_epoch, arguments.epochs):
        started = time.perf_counter()
        loss = train_one_epoch(model, train_loader, loss_function, optimizer, device)
        accuracy = evaluate(model, val_loader, device)
        scheduler.step()
        seconds = time.perf_counter() - started
        print(f"epoch {epoch}: loss {loss:.4f}, accuracy {accuracy:.3f}, {seconds:.1f} s", flush=True)
        save_checkpoint(Path(arguments.checkpoints) / "last.pt", model, optimizer, scheduler, epoch)


if __name__ == "__main__":
    main()
