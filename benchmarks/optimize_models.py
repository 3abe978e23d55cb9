"""Models and rows that benchmarks/optimize.py makes."""

import csv
import random
from pathlib import Path

import numpy as np
from onnx import helper, load, numpy_helper
from onnx import save as keep

from tests.reproducers.compression_models import square_detector

WHO = ("A man", "A woman", "A child", "The dog", "An old teacher", "Two students", "The chef", "A nurse")
DOES = (
    "is playing the guitar", "is cutting an onion", "rides a horse", "reads a long book", "runs across the street",
    "is painting a wall", "sleeps on the sofa", "repairs a bicycle", "writes a letter", "drinks cold water",
)  # fmt: skip
WHERE = ("in the park", "at home", "near the river", "in a busy market", "on the beach", "at the station")
CHANNELS = 48


def drawn_pairs(path: Path, rows: int = 600) -> Path:
    """Pairs of sentences that share parts, and a score of how many."""
    draw = random.Random(0)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["sentence1", "sentence2", "score"])
        for _ in range(rows):
            first = [draw.choice(parts) for parts in (WHO, DOES, WHERE)]
            second, score = list(first), 3.0
            for i, (parts, weight) in enumerate(zip((WHO, DOES, WHERE), (1.0, 1.5, 0.5), strict=True)):
                if draw.random() < 0.5:
                    second[i] = draw.choice([part for part in parts if part != first[i]])
                    score -= weight
            writer.writerow(
                [" ".join(first) + ".", " ".join(second) + ".", round(score + draw.gauss(0, 0.2), 2)]
            )
    return path


def wide_square_detector(root: Path) -> Path:
    """The detector of squares behind four wide convolutions that pass the picture on, as a backbone is most of the work."""
    root.mkdir(parents=True)
    path = square_detector(root)
    model = load(str(path))
    rng = np.random.default_rng(0)
    stored, nodes, before = [], [], "images"
    for layer in range(4):
        wide = layer < 3
        inputs = 3 if layer == 0 else CHANNELS
        filters = (rng.normal(size=(CHANNELS if wide else 3, inputs, 3, 3)) * 1e-3).astype(np.float32)
        filters[:3] = 0
        for channel in range(3):
            filters[channel, channel, 1, 1] = 1
        stored.append(numpy_helper.from_array(filters, f"backbone{layer}"))
        after = f"wide{layer}"
        nodes.append(
            helper.make_node(
                "Conv", [before, f"backbone{layer}"], [after], pads=[1, 1, 1, 1], name=f"backbone{layer}"
            )
        )
        nodes.append(helper.make_node("Relu", [after], [f"{after}_relu"], name=f"relu{layer}"))
        before = f"{after}_relu"
    model.graph.node[0].input[0] = before
    every = [*nodes, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(every)
    model.graph.initializer.extend(stored)
    keep(model, str(path))
    return path
