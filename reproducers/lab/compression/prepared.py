"""An ONNX file made ready for quantisation: a newer opset where it is too old, shapes inferred, constants folded."""

import logging
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from claims.errors import ModelUnavailable
from reproducers.lab.compression.runners import first_words

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto

OPSET = 13
"""The oldest opset whose quantised weights may have a scale for each channel."""
QUANTISED = ("Conv", "MatMul", "Gemm")
"""Operators whose weights are quantised: nearly all of a network's work."""


@dataclass
class Prepared:
    """A file that is ready, and what its nodes are."""

    path: Path
    nodes: "list[NodeProto]" = field(default_factory=list)
    """The nodes of QUANTISED with stored weights, in the graph's order."""
    depthwise: tuple[str, ...] = ()
    """Names of convolutions with one filter a channel."""
    tail: tuple[str, ...] = ()
    """Names of the nodes after the last weights: what makes boxes, scores or shares of the last layer's numbers."""
    notes: tuple[str, ...] = ()

    @property
    def operators(self) -> set[str]:
        """What the nodes are."""
        return {node.op_type for node in self.nodes}

    def names(self, *operators: str) -> list[str]:
        """Names of the nodes of these operators."""
        return [node.name for node in self.nodes if node.op_type in operators]


def prepare(original: Path, folder: Path) -> Prepared:
    """The prepared copy in a folder; raises ModelUnavailable where the opset is too old to be converted."""
    import onnx

    logging.getLogger().setLevel(logging.ERROR)  # the quantiser advises on every call
    notes: list[str] = []
    source = original
    model = onnx.load(str(original))
    opset = next((o.version for o in model.opset_import if o.domain in ("", "ai.onnx")), 0)
    if opset < OPSET:
        source = folder / "newer_opset.onnx"
        onnx.save(_newer(model, opset), str(source))
        notes.append(f"The file's opset is {opset}; for quantisation it was converted to {OPSET}.")
    ready = folder / "prepared.onnx"
    _shapes_inferred(source, ready)
    model = onnx.load(str(ready))
    _name_nodes(model)
    onnx.save(model, str(ready))
    stored = {tensor.name: tuple(tensor.dims) for tensor in model.graph.initializer}
    nodes = [
        n for n in model.graph.node if n.op_type in QUANTISED and any(name in stored for name in n.input)
    ]
    depthwise = tuple(n.name for n in nodes if n.op_type == "Conv" and _is_depthwise(n, stored))
    return Prepared(ready, nodes, depthwise, _tail(model, {node.name for node in nodes}), tuple(notes))


def _newer(model: "ModelProto", opset: int) -> "ModelProto":
    from onnx import version_converter

    try:
        return version_converter.convert_version(model, OPSET)
    except Exception as error:  # a converter of many parts, without an error of its own
        raise ModelUnavailable(
            f"Its opset is {opset}, too old to be quantised well, and it cannot be converted: {first_words(error)}",
            f"Export it again with opset {OPSET} or later.",
        ) from None


def _shapes_inferred(source: Path, target: Path) -> None:
    """By the quantiser's own preparation; where symbols are too hard for it, without them, or the file as it is."""
    from shutil import copyfile

    from onnxruntime.quantization.shape_inference import quant_pre_process

    for options in (
        {},
        {"skip_symbolic_shape": True},
        {"skip_symbolic_shape": True, "skip_optimization": True},
    ):
        with suppress(Exception):
            quant_pre_process(str(source), str(target), **options)
            return
    copyfile(source, target)


def _name_nodes(model: "ModelProto") -> None:
    """Give nodes without a name one, for nodes are left out by name."""
    taken = {node.name for node in model.graph.node}
    for number, node in enumerate(model.graph.node):
        if not node.name:
            node.name = f"{node.op_type}_{number}"
            while node.name in taken:
                node.name += "_"
            taken.add(node.name)


def _tail(model: "ModelProto", weighted: set[str]) -> tuple[str, ...]:
    """The nodes from which none with weights is reached; none where all outputs come straight from weights."""
    before_weights: set[str] = set()
    tail = []
    for node in reversed(model.graph.node):  # a node stands after those that it needs
        if node.name in weighted or before_weights.intersection(node.output):
            before_weights.update(node.input)
        else:
            tail.append(node.name)
    return tuple(reversed(tail)) if weighted else ()


def _is_depthwise(node: "NodeProto", stored: dict[str, tuple[int, ...]]) -> bool:
    groups = next((int(a.i) for a in node.attribute if a.name == "group"), 1)
    shape = next((stored[name] for name in node.input if name in stored), ())
    return groups > 1 and len(shape) > 2 and shape[1] == 1
