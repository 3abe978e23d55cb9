"""Train the example of `make optimize`: a small detector of titles, paragraphs, tables and figures on drawn pages.

    python examples/detector/train.py --out model

Draws the pages that it learns from (seed 0 of pages.py), trains a network of convolutions on the CPU, and writes a
folder as on the Hub: model.onnx, config.json, preprocessor_config.json and a card. The same seed and versions on one
machine give the same weights.
"""

from __future__ import annotations

import argparse
import json
import time
import warnings
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from pages import HEIGHT, LABELS, WIDTH, Block, draw_page
from torch import Tensor, nn
from torch.nn import functional

STRIDE = 8
ROWS, COLUMNS = HEIGHT // STRIDE, WIDTH // STRIDE
REACH = 1.5 * STRIDE
"""How far from a block's centre a cell may lie that answers for it."""
RARE = 0.01
"""What the untrained network gives each class, for few cells hold one."""
WIDE = 64
BATCH, PEAK_RATE = 16, 4e-3

CARD = """---
pipeline_tag: object-detection
---

# Blocks of drawn pages

Finds titles, paragraphs, tables and figures on pages that `examples/detector/pages.py` draws. Trained by
`examples/detector/train.py` for `make optimize`; of no use on real pages.
"""


class Options(NamedTuple):
    """What the command line says."""

    out: Path
    pages: int
    epochs: int
    seed: int


class Targets(NamedTuple):
    """What the cells of some pages should answer."""

    classes: Tensor
    """1 for the class of the block that a cell answers for; of shape (pages, cells, classes)."""
    corners: Tensor
    """That block's corners in pixels; of shape (pages, cells, 4)."""


def layer(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    """A convolution of 3 x 3 with what follows it."""
    folded = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
    return nn.Sequential(folded, nn.BatchNorm2d(outputs), nn.ReLU())


class Detector(nn.Module):
    """Boxes (pages, cells, 4) as corners in pixels, and scores (pages, cells, classes), of pixels from 0 to 1."""

    def __init__(self) -> None:
        super().__init__()
        self.fine = nn.Sequential(layer(3, 16, 2), layer(16, 32, 2), layer(32, WIDE, 2), layer(WIDE, WIDE))
        self.coarse = nn.Sequential(layer(WIDE, WIDE, 2), layer(WIDE, WIDE, 2), layer(WIDE, WIDE))
        self.head = layer(WIDE, WIDE)
        self.classes = nn.Conv2d(WIDE, len(LABELS), 1)
        self.sides = nn.Conv2d(WIDE, 4, 1)
        nn.init.constant_(self.classes.bias, float(np.log(RARE / (1 - RARE))))
        self.register_buffer("centres", centres())

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """The boxes and scores of all cells."""
        fine = self.fine(pixels)
        wide = functional.interpolate(self.coarse(fine), scale_factor=4.0, mode="nearest")
        seen = self.head(fine + wide)
        sides = self.sides(seen).flatten(2).transpose(1, 2).exp() * STRIDE
        boxes = torch.cat([self.centres - sides[..., :2], self.centres + sides[..., 2:]], dim=-1)
        return boxes, self.classes(seen).flatten(2).transpose(1, 2).sigmoid()


def centres() -> Tensor:
    """The centre of each cell in pixels, of shape (cells, 2)."""
    down, across = np.meshgrid(np.arange(ROWS), np.arange(COLUMNS), indexing="ij")
    places = np.stack([across.ravel(), down.ravel()], axis=1)
    return torch.tensor(STRIDE * (places + 0.5), dtype=torch.float32)


def targets_of(blocks: tuple[Block, ...], places: Tensor) -> Targets:
    """The cells near the centre of a block answer for it, at least the nearest one; a smaller block goes first."""
    classes, corners = torch.zeros(len(places), len(LABELS)), torch.zeros(len(places), 4)
    for block in sorted(blocks, key=lambda block: -block.width * block.height):
        kind, left, top, width, height = block
        middle = torch.tensor([left + width / 2, top + height / 2])
        apart = (places - middle).abs()
        near = (apart < torch.tensor([min(REACH, width / 2), min(REACH, height / 2)])).all(dim=1)
        near[apart.square().sum(dim=1).argmin()] = True
        classes[near] = functional.one_hot(torch.tensor(LABELS.index(kind)), len(LABELS)).float()
        corners[near] = torch.tensor([left, top, left + width, top + height], dtype=torch.float32)
    return Targets(classes, corners)


def loss_of(boxes: Tensor, scores: Tensor, wanted: Targets) -> Tensor:
    """Focal loss of the classes (Lin et al., 2017), generalised overlap of the boxes (Rezatofighi et al., 2019)."""
    right = torch.where(wanted.classes > 0, scores, 1 - scores).clamp(min=1e-6)
    weight = torch.where(wanted.classes > 0, 0.25, 0.75) * (1 - right).square()
    answering = wanted.classes.sum(dim=-1) > 0
    focal = -(weight * right.log()).sum() / answering.sum()
    own, true = boxes[answering], wanted.corners[answering]
    inner = (torch.minimum(own[:, 2:], true[:, 2:]) - torch.maximum(own[:, :2], true[:, :2])).clamp(min=0)
    outer = torch.maximum(own[:, 2:], true[:, 2:]) - torch.minimum(own[:, :2], true[:, :2])
    shared, around = inner.prod(dim=1), outer.prod(dim=1)
    union = (own[:, 2:] - own[:, :2]).prod(dim=1) + (true[:, 2:] - true[:, :2]).prod(dim=1) - shared
    overlap = shared / union - (around - union) / around
    return focal + 2 * (1 - overlap).mean()


def train(options: Options) -> Detector:
    """The detector after so many epochs over drawn pages."""
    torch.manual_seed(options.seed)
    detector = Detector()
    drawn = [draw_page(0, number) for number in range(options.pages)]
    pixels = torch.tensor(np.stack([page.pixels for page in drawn])).permute(0, 3, 1, 2)
    wanted = [targets_of(page.blocks, centres()) for page in drawn]
    classes = torch.stack([targets.classes for targets in wanted])
    corners = torch.stack([targets.corners for targets in wanted])
    steps = options.epochs * -(-options.pages // BATCH)
    optimizer = torch.optim.AdamW(detector.parameters(), lr=PEAK_RATE, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, PEAK_RATE, total_steps=steps)
    for epoch in range(options.epochs):
        total = 0.0
        for which in torch.randperm(options.pages).split(BATCH):
            boxes, scores = detector(pixels[which].float() / 255)
            loss = loss_of(boxes, scores, Targets(classes[which], corners[which]))
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(detector.parameters(), 5.0)
            optimizer.step()
            schedule.step()
            total += len(which) * float(loss.detach())
        print(f"epoch {epoch + 1} of {options.epochs}: loss {total / options.pages:.3f}", flush=True)
    return detector.eval()


def write_model(detector: Detector, folder: Path) -> None:
    """The detector as an ONNX file for one page at a time, with how pages are prepared and its classes."""
    folder.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # the exporter that does without onnxscript is called old
        torch.onnx.export(
            detector,
            (torch.zeros(1, 3, HEIGHT, WIDTH),),
            str(folder / "model.onnx"),
            input_names=["pixel_values"],
            output_names=["boxes", "scores"],
            opset_version=17,
            dynamo=False,
        )
    names = {str(place): label for place, label in enumerate(LABELS)}
    prepared = {
        "image_processor_type": "ViTImageProcessor",
        "do_resize": True,
        "size": {"height": HEIGHT, "width": WIDTH},
        "resample": 2,
        "do_rescale": True,
        "rescale_factor": 1 / 255,
        "do_normalize": False,
    }
    (folder / "config.json").write_text(json.dumps({"id2label": names}, indent=1) + "\n")
    (folder / "preprocessor_config.json").write_text(json.dumps(prepared, indent=1) + "\n")
    (folder / "README.md").write_text(CARD)


def main() -> None:
    """Train and write what the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True, help="the model's folder")
    parser.add_argument("--pages", type=int, default=600, help="pages to learn from")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    options = Options(**vars(parser.parse_args()))
    torch.set_num_threads(1)  # the sums of several threads come in another order
    started = time.process_time()
    detector = train(options)
    write_model(detector, options.out)
    count = sum(parameter.numel() for parameter in detector.parameters())
    print(f"{options.out}: {count:,} parameters, {time.process_time() - started:.0f} s of processor time")


if __name__ == "__main__":
    main()
