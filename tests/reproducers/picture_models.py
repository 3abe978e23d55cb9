"""Models of pictures whose graphs take any height and width: they say where a coloured square lies in the middle."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto, helper, load, numpy_helper
from onnx import save as keep

SIDE = 64
CHANNELS = 32
BRIGHT = 1e4
"""What one channel inside adds: a scale of 8 bits over it has no step left for colours."""
KINDS = ("red", "blue")


def middle_squares(folder: Path, rows: int = 60) -> Path:
    """Pictures with a red or blue square in the middle half of grey noise; a file of boxes and labels."""
    from PIL import Image

    folder.mkdir(parents=True)
    lines = []
    for row in range(rows):
        rng = np.random.default_rng(row)
        picture = rng.integers(90, 130, (SIDE, SIDE, 3), dtype=np.uint8)
        picture[SIDE // 4 : -SIDE // 4, SIDE // 4 : -SIDE // 4] = ((220, 20, 20), (20, 20, 220))[row % 2]
        Image.fromarray(picture).save(folder / f"{row:03}.png")
        box = {"bbox": [[SIDE // 4, SIDE // 4, SIDE // 2, SIDE // 2]], "category": [KINDS[row % 2]]}
        lines.append(json.dumps({"file_name": f"{row:03}.png", "objects": box, "label": KINDS[row % 2]}))
    (folder / "metadata.jsonl").write_text("\n".join(lines) + "\n")
    return folder


def middle_detector(root: Path, *, ultralytics: bool = False) -> Path:
    """A detector that gives the middle half of any picture as one box, scored by the picture's colours."""
    nodes, stored = _colours()
    stored |= {
        "places": np.array([3, 2, 3, 2], dtype=np.int64),
        "half": np.full(4, 0.5, dtype=np.float32),
        "as_box": np.array([1, 4, 1], dtype=np.int64),
        "as_scores": np.array([1, 2, 1], dtype=np.int64),
    }
    nodes += [
        helper.make_node("Shape", ["images"], ["shape"], name="shape"),
        helper.make_node("Gather", ["shape", "places"], ["sides"], name="sides"),
        helper.make_node("Cast", ["sides"], ["pixels"], to=TensorProto.FLOAT, name="pixels"),
        helper.make_node("Mul", ["pixels", "half"], ["middle"], name="middle"),
        helper.make_node("Reshape", ["middle", "as_box"], ["box"], name="box"),
        helper.make_node("Reshape", ["logits", "as_scores"], ["scores"], name="scores"),
        helper.make_node("Concat", ["box", "scores"], ["output0"], axis=1, name="head"),
    ]
    written = {"names": "{0: 'red', 1: 'blue'}", "imgsz": f"[{SIDE}, {SIDE}]"} if ultralytics else {}
    path = _save(root, nodes, stored, ("output0", [1, 6, 1]), written)
    _describe(root, {} if ultralytics else {"size": {"height": SIDE, "width": SIDE}})
    return path


def middle_classifier(root: Path, **sizes: object) -> Path:
    """A classifier of a picture's colour, with these sizes in its preprocessor_config.json."""
    nodes, stored = _colours()
    path = _save(root, nodes, stored, ("logits", [1, 2]), {})
    _describe(root, sizes)
    return path


def fixed(path: Path) -> Path:
    """The same file for pictures of SIDE x SIDE only."""
    model = load(str(path))
    for axis in (2, 3):
        model.graph.input[0].type.tensor_type.shape.dim[axis].dim_value = SIDE
    keep(model, str(path))
    return path


def failing_when_smaller(path: Path) -> Path:
    """The same file with a wall inside that only SIDE x SIDE passes, though its input takes any."""
    model: ModelProto = load(str(path))
    wall = helper.make_node("Reshape", ["images", "wall"], ["passed"], name="wall")
    model.graph.initializer.append(numpy_helper.from_array(np.array([1, 3, SIDE, SIDE]), "wall"))
    nodes = [wall, *model.graph.node]
    nodes[1].input[0] = "passed"
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    keep(model, str(path))
    return path


def _colours() -> tuple[list[Any], dict[str, NDArray[Any]]]:
    """Two wide convolutions that pass the colours on beside a bright channel, then how much red and blue there is."""
    rng = np.random.default_rng(0)
    widen = (rng.normal(size=(CHANNELS, 3, 3, 3)) * 1e-4).astype(np.float32)
    widen[:3] = 0
    through = (rng.normal(size=(CHANNELS, CHANNELS, 3, 3)) * 1e-9).astype(np.float32)
    through[:3] = 0
    for channel in range(3):
        widen[channel, channel, 1, 1] = through[channel, channel, 1, 1] = 1
    bright = np.zeros(CHANNELS, dtype=np.float32)
    bright[-1] = BRIGHT
    pick = np.zeros((CHANNELS, 2), dtype=np.float32)
    pick[0], pick[2] = (1, -1), (-1, 1)
    stored = {"widen": widen, "through": through, "bright": bright, "pick": pick}
    pads = [1, 1, 1, 1]
    nodes = [
        helper.make_node("Conv", ["images", "widen", "bright"], ["wide"], pads=pads, name="widen"),
        helper.make_node("Conv", ["wide", "through"], ["passed_on"], pads=pads, name="through"),
        helper.make_node("ReduceMean", ["passed_on"], ["means"], axes=[2, 3], keepdims=0, name="means"),
        helper.make_node("MatMul", ["means", "pick"], ["logits"], name="pick"),
    ]
    return nodes, stored


def _save(
    root: Path,
    nodes: Sequence[Any],
    stored: dict[str, NDArray[Any]],
    output: tuple[str, list[int]],
    written: dict[str, str],
) -> Path:
    tensors = [numpy_helper.from_array(value, name) for name, value in stored.items()]
    given = helper.make_tensor_value_info("images", TensorProto.FLOAT, [1, 3, "height", "width"])
    graph = helper.make_graph(
        list(nodes),
        "g",
        [given],
        [helper.make_tensor_value_info(output[0], TensorProto.FLOAT, output[1])],
        tensors,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    helper.set_model_props(model, written)
    root.mkdir(parents=True, exist_ok=True)
    keep(model, str(root / "model.onnx"))
    return root / "model.onnx"


def _describe(root: Path, sizes: dict[str, Any]) -> None:
    """The labels, and where there are sizes, how pictures are prepared."""
    (root / "config.json").write_text(json.dumps({"id2label": {"0": "red", "1": "blue"}}))
    if not sizes:
        return
    kind = (
        "CLIPImageProcessor" if "crop_size" in sizes or "shortest_edge" in str(sizes) else "ViTImageProcessor"
    )
    told = {
        "image_processor_type": kind, "do_resize": True, "do_rescale": True, "rescale_factor": 1 / 255,
        "do_normalize": False, "resample": 2, "do_center_crop": "crop_size" in sizes, **sizes,
    }  # fmt: skip
    (root / "preprocessor_config.json").write_text(json.dumps(told))
