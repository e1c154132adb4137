"""Images for the example: a folder when there is one, made-up images otherwise."""

from pathlib import Path

import torch
from torch.utils.data import DataLoader, Dataset
from torchvision import datasets, transforms

MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)


class MadeUpImages(Dataset):
    """Random images whose class can be learned: class c has a brighter channel c % 3."""

    def __init__(self, size: int, image_size: int, classes: int, seed: int = 0):
        self.size = size
        self.image_size = image_size
        self.classes = classes
        self.seed = seed

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, index: int):
        generator = torch.Generator().manual_seed(self.seed + index)
        label = index % self.classes
        image = torch.randn(3, self.image_size, self.image_size, generator=generator)
        image[label % 3] += 1.0 + label / self.classes
        return image, label


def make_transforms(image_size: int, training: bool):
    if training:
        return transforms.Compose(
            [
                transforms.RandomResizedCrop(image_size),
                transforms.RandomHorizontalFlip(),
                transforms.ToTensor(),
                transforms.Normalize(MEAN, STD),
            ]
        )
    return transforms.Compose(
        [
            transforms.Resize(image_size + image_size // 7),
            transforms.CenterCrop(image_size),
            transforms.ToTensor(),
            transforms.Normalize(MEAN, STD),
        ]
    )


def make_dataset(root: str, split: str, image_size: int, classes: int, made_up_size: int) -> Dataset:
    folder = Path(root) / split
    if folder.is_dir():
        return datasets.ImageFolder(str(folder), transform=make_transforms(image_size, training=split == "train"))
    return MadeUpImages(made_up_size, image_size, classes, seed=0 if split == "train" else 1_000_000)


def make_loader(dataset: Dataset, batch_size: int, workers: int, training: bool) -> DataLoader:
    return DataLoader(
        dataset,
        batch_size=batch_size,
        shuffle=training,
        num_workers=workers,
        pin_memory=torch.cuda.is_available(),
        persistent_workers=workers > 0,
        drop_last=training,
    )
