/** A training script as large as real ones get, with the package that it imports: for timing how it is followed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const headText = (modules) => `import argparse
import math
import os
import random

import torch
from torch import nn
from torch.utils.data import DataLoader, random_split
from torch.utils.tensorboard import SummaryWriter
from torchvision import datasets, transforms

${modules.map((name) => `from parts import ${name}`).join('\n')}
`;

/** One of the modules: a block of layers, some helpers, a table. */
function moduleText(index) {
  const helpers = Array.from(
    { length: 12 },
    (_, number) => `

def adjust_${number}(value, base=${number + 1}, floor=1e-6):
    """Keeps a value within what is sensible."""
    scaled = value * base / (base + ${index + 1})
    if scaled < floor:
        return floor
    return math.sqrt(scaled)
`,
  );
  return `import math

from torch import nn

WIDTHS = {f"stage{number}": 16 * (number + 1) for number in range(8)}


class Block(nn.Module):
    def __init__(self, channels=32, kernel=3):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, kernel, padding=kernel // 2, bias=False)
        self.norm1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, kernel, padding=kernel // 2, bias=False)
        self.norm2 = nn.BatchNorm2d(channels)
        self.act = nn.ReLU(inplace=True)

    def forward(self, x):
        out = self.act(self.norm1(self.conv1(x)))
        out = self.norm2(self.conv2(out))
        return self.act(out + x)
${helpers.join('')}`;
}

/** A helper of the script that the training calls with each batch. */
const helperText = (number) => `

def measure_${number}(logits, target, k=${(number % 5) + 1}):
    """One of many small things that are counted while it trains."""
    with torch.no_grad():
        _, found = logits.topk(k, 1)
        hits = found.eq(target.view(-1, 1).expand_as(found))
        total = 0
        for column in range(k):
            total = total + hits[:, column].sum().item()
    history = []
    for value in range(${(number % 7) + 3}):
        history.append(value * total / max(1, target.size(0)))
    if not history:
        return 0.0
    return sum(history) / len(history)
`;

const modelText = (modules) => `

class Net(nn.Module):
    def __init__(self, channels=32, classes=10):
        super().__init__()
        self.stem = nn.Conv2d(3, channels, 3, padding=1)
${modules.map((name) => `        self.${name} = ${name}.Block(channels)`).join('\n')}
        self.head = nn.Linear(channels, classes)

    def forward(self, x):
        x = self.stem(x)
${modules.map((name) => `        x = self.${name}(x)`).join('\n')}
        return self.head(x.mean((2, 3)))
`;

const optionsText = (options) => `

def parse_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default="data")
    parser.add_argument("--epochs", type=int, default=90)
    parser.add_argument("--batch-size", type=int, default=256)
    parser.add_argument("--lr", type=float, default=0.1)
    parser.add_argument("--amp", action="store_true")
    parser.add_argument("--resume", default="")
${options.map((number) => `    parser.add_argument("--option-${number}", type=float, default=${number}.5)`).join('\n')}
    return parser.parse_args()
`;

const trainText = (helpers) => `

def train_one_epoch(model, loader, criterion, optimizer, scaler, device, args, writer, epoch):
    model.train()
    for step, (images, target) in enumerate(loader):
        images, target = images.to(device, non_blocking=True), target.to(device, non_blocking=True)
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cuda", enabled=args.amp):
            logits = model(images)
            loss = criterion(logits, target)
        scaler.scale(loss).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()
        if step % 50 == 0:
            writer.add_scalar("loss", loss.item(), epoch * len(loader) + step)
${helpers.map((number) => `            writer.add_scalar("measure/${number}", measure_${number}(logits, target), step)`).join('\n')}


def evaluate(model, loader, device):
    model.eval()
    seen = right = 0
    with torch.no_grad():
        for images, target in loader:
            logits = model(images.to(device))
            right += (logits.argmax(1) == target.to(device)).sum().item()
            seen += target.size(0)
    return right / seen
`;

const mainText = (modules) => `

def main():
    args = parse_args()
    random.seed(0)
    torch.manual_seed(0)
    rate = args.lr
${modules.map((name, number) => `    rate = ${name}.adjust_${number % 12}(rate)`).join('\n')}
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    transform = transforms.Compose([
        transforms.RandomCrop(32, padding=4),
        transforms.RandomHorizontalFlip(),
        transforms.ToTensor(),
        transforms.Normalize((0.49, 0.48, 0.45), (0.2, 0.2, 0.2)),
    ])
    whole = datasets.CIFAR10(args.data, train=True, transform=transform, download=True)
    train_set, val_set = random_split(whole, [45000, 5000])
    train_loader = DataLoader(train_set, args.batch_size, shuffle=True, num_workers=8, pin_memory=True)
    val_loader = DataLoader(val_set, args.batch_size, num_workers=8, pin_memory=True)
    model = Net().to(device)
    criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9, weight_decay=5e-4)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=args.epochs)
    scaler = torch.amp.GradScaler("cuda", enabled=args.amp)
    writer = SummaryWriter("runs")
    start = 0
    if args.resume:
        checkpoint = torch.load(args.resume, weights_only=True)
        model.load_state_dict(checkpoint["model"])
        optimizer.load_state_dict(checkpoint["optimizer"])
        start = checkpoint["epoch"] + 1
    for epoch in range(start, args.epochs):
        train_one_epoch(model, train_loader, criterion, optimizer, scaler, device, args, writer, epoch)
        accuracy = evaluate(model, val_loader, device)
        scheduler.step()
        writer.add_scalar("accuracy", accuracy, epoch)
        state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch}
        torch.save(state, os.path.join("checkpoints", f"epoch{epoch}.pt"))


if __name__ == "__main__":
    main()
`;

const tailText = (helpers, options, modules) => [optionsText(options), trainText(helpers), mainText(modules)].join('');

const upTo = (count) => Array.from({ length: count }, (_, number) => number);

/** Writes `train.py`, of about 1,000 lines, and the 20 modules of `parts/`. */
export function makeLargeScript(folder) {
  const names = upTo(20).map((index) => `part${index}`);
  mkdirSync(join(folder, 'parts'), { recursive: true });
  writeFileSync(join(folder, 'parts', '__init__.py'), '');
  for (const [index, name] of names.entries()) writeFileSync(join(folder, 'parts', `${name}.py`), moduleText(index));
  const helpers = upTo(43);
  writeFileSync(
    join(folder, 'train.py'),
    [headText(names), ...helpers.map(helperText), modelText(names), tailText(helpers, upTo(40), names)].join(''),
  );
}

/** Writes `count` scripts of about 100 lines, which share nothing: `train0.py` and so on. */
export function makeSmallScripts(folder, count) {
  for (const index of upTo(count)) {
    const helpers = [index % 7, 7 + (index % 5)];
    const text = [headText([]), ...helpers.map(helperText), modelText([]), tailText(helpers, upTo(index % 6), [])].join(
      '',
    );
    writeFileSync(join(folder, `train${index}.py`), text);
  }
}
