"""Small models to be made cheaper, with planted traps: built node by node, the same on every machine."""

import csv
import json
import random
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnx import save as keep

from claims.records import Pair
from claims.records.optimization import Optimization
from reproducers.lab.compression.order import OptimizeOrder
from reproducers.lab.compression.run import optimize

COLUMNS = tuple(Pair(name="feature", value=name) for name in ("a", "b", "place"))
WIDE = 1024
"""Hidden units: enough work that a model without them is many times as fast."""
ROWS = 240
Array = NDArray[Any]
SIDE, SQUARE, STRIDE = 64, 12, 4


def _model(
    nodes: Sequence[object],
    stored: dict[str, Array],
    ends: tuple[list[object], list[object]],
    path: Path,
) -> Path:
    tensors = [numpy_helper.from_array(value, name) for name, value in stored.items()]
    graph = helper.make_graph(list(nodes), "g", *ends, tensors)
    path.parent.mkdir(parents=True, exist_ok=True)
    keep(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)
    return path


def _ends() -> tuple[list[object], list[object]]:
    return (
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 3])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [None, 2])],
    )


def _network(passes: int) -> tuple[list[object], dict[str, Array]]:
    """Class 1 where the first two numbers add up to more than 0, after so many wide layers that keep the sum."""
    rng = np.random.default_rng(0)
    spread = np.zeros((3, WIDE), dtype=np.float32)
    spread[:2, 0], spread[:2, 1] = 1, -1
    through = (rng.normal(size=(WIDE, WIDE)) * 1e-4).astype(np.float32)
    through[:, :2] = 0
    through[0, 0] = through[1, 1] = 1
    out = np.zeros((WIDE, 2), dtype=np.float32)
    out[0, 1] = out[1, 0] = 1
    nodes = [helper.make_node("MatMul", ["x", "spread"], ["h0"], name="spread")]
    for i in range(passes):
        nodes += [
            helper.make_node("MatMul", [f"h{i}", "through"], [f"m{i}"], name=f"through{i}"),
            helper.make_node("Relu", [f"m{i}"], [f"h{i + 1}"], name=f"relu{i}"),
        ]
    nodes.append(helper.make_node("MatMul", [f"h{passes}", "out"], ["logits"], name="out"))
    return nodes, {"spread": spread, "through": through, "out": out}


def wide_network(path: Path, passes: int = 2) -> Path:
    """The model itself, or with more passes one that is as right and slower."""
    nodes, stored = _network(passes)
    return _model(nodes, stored, _ends(), path)


def constant(path: Path) -> Path:
    """Fast and wrong: every row is of class 0."""
    stored: dict[str, Array] = {
        "zero": np.zeros((3, 2), dtype=np.float32),
        "bias": np.array([1, 0], dtype=np.float32),
    }
    nodes = [
        helper.make_node("MatMul", ["x", "zero"], ["h"], name="zero"),
        helper.make_node("Add", ["h", "bias"], ["logits"], name="bias"),
    ]
    return _model(nodes, stored, _ends(), path)


def remembered(path: Path, labels: Sequence[int], right: Collection[int]) -> Path:
    """Fast, and right on the rows that it remembers: the third number is the row's place."""
    table = np.zeros((len(labels), 2), dtype=np.float32)
    for row, label in enumerate(labels):
        table[row, label if row in right else 1 - label] = 1
    stored: dict[str, Array] = {
        "table": table,
        "third": np.array([2], dtype=np.int64),
        "axes": np.array([1], dtype=np.int64),
    }
    nodes = [
        helper.make_node("Gather", ["x", "third"], ["place"], axis=1, name="place"),
        helper.make_node("Squeeze", ["place", "axes"], ["flat"], name="flat"),
        helper.make_node("Cast", ["flat"], ["index"], to=TensorProto.INT64, name="index"),
        helper.make_node("Gather", ["table", "index"], ["logits"], axis=0, name="logits"),
    ]
    return _model(nodes, stored, _ends(), path)


def numbers(path: Path, rows: int = ROWS) -> list[int]:
    """Rows of two numbers and their place, one label in twenty wrong; the labels."""
    draw = random.Random(4)
    labels = []
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["a", "b", "place", "label"])
        for row in range(rows):
            a, b = draw.gauss(0, 1), draw.gauss(0, 1)
            label = int(a + b > 0)
            label = 1 - label if row % 20 == 7 else label
            labels.append(label)
            writer.writerow([f"{a:.6f}", f"{b:.6f}", row, label])
    return labels


def squares(folder: Path, rows: int = 60) -> Path:
    """Pictures with red and blue squares on grey noise, and a file of their boxes."""
    from PIL import Image

    folder.mkdir(parents=True)
    lines = []
    for row in range(rows):
        rng = np.random.default_rng(row)
        picture = rng.integers(90, 130, (SIDE, SIDE, 3), dtype=np.uint8)
        boxes, kinds = [], []
        for corner in rng.permutation(9)[: rng.integers(1, 4)]:
            left, top = (
                2 + 20 * int(corner % 3) + int(rng.integers(5)),
                2 + 20 * int(corner // 3) + int(rng.integers(5)),
            )
            kind = int(rng.integers(2))
            picture[top : top + SQUARE, left : left + SQUARE] = ((220, 20, 20), (20, 20, 220))[kind]
            boxes.append([left, top, SQUARE, SQUARE])
            kinds.append(("red", "blue")[kind])
        Image.fromarray(picture).save(folder / f"{row:03}.png")
        lines.append(
            json.dumps({"file_name": f"{row:03}.png", "objects": {"bbox": boxes, "category": kinds}})
        )
    (folder / "metadata.jsonl").write_text("\n".join(lines) + "\n")
    return folder


def square_detector(root: Path) -> Path:
    """Finds the squares by one convolution a colour; boxes and scores come out as one tensor, as Ultralytics writes it."""
    cells = (SIDE - SQUARE) // STRIDE + 1
    filters = np.zeros((2, 3, SQUARE, SQUARE), dtype=np.float32)
    filters[0, 0], filters[0, 1:] = 1, -0.5
    filters[1, 2], filters[1, :2] = 1, -0.5
    filters /= SQUARE * SQUARE * 0.8
    centres = STRIDE * np.arange(cells, dtype=np.float32) + SQUARE / 2
    down, across = np.meshgrid(centres, centres, indexing="ij")
    size = np.full(cells * cells, SQUARE, dtype=np.float32)
    places = np.stack([across.ravel(), down.ravel(), size, size])[None]
    stored: dict[str, Array] = {
        "filters": filters, "places": places, "shape": np.array([1, 2, cells * cells], dtype=np.int64),
    }  # fmt: skip
    nodes = [
        helper.make_node("Conv", ["images", "filters"], ["heat"], strides=[STRIDE, STRIDE], name="colour"),
        helper.make_node("Relu", ["heat"], ["warm"], name="warm"),
        helper.make_node("Reshape", ["warm", "shape"], ["scores"], name="scores"),
        helper.make_node("Concat", ["places", "scores"], ["output0"], axis=1, name="head"),
    ]
    ends = (
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, [1, 3, SIDE, SIDE])],
        [helper.make_tensor_value_info("output0", TensorProto.FLOAT, [1, 6, cells * cells])],
    )
    path = _model(nodes, stored, ends, root / "model.onnx")
    (root / "config.json").write_text(json.dumps({"id2label": {"0": "red", "1": "blue"}}))
    told = {
        "image_processor_type": "ViTImageProcessor", "do_resize": True, "size": {"height": SIDE, "width": SIDE},
        "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": False, "resample": 2,
    }  # fmt: skip
    (root / "preprocessor_config.json").write_text(json.dumps(told))
    return path


def searched(order: OptimizeOrder, tmp_path: Path) -> Optimization:
    """What the search of an order comes to; its files lie in a folder "scratch"."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    return optimize(OptimizeOrder.from_bytes(order.to_bytes()), scratch)
