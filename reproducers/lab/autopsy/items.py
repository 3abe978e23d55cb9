"""The layers of a model, one item each: modules by their tensors, or operators that hold weights or multiply."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from claims.catalog.word_lists import meanings
from reproducers.lab.autopsy.contents import Contents, GraphNode, TensorEntry
from reproducers.lab.autopsy.recurrent_layers import in_words, recurrent_layers
from reproducers.lab.autopsy.tensor_words import named_part, part_of

_PARTS = {
    "convolution": "convolution", "depthwise convolution": "convolution", "transposed convolution": "convolution",
    "LSTM": "recurrent", "GRU": "recurrent", "RNN": "recurrent", "norm": "norm", "embedding": "embedding",
    "attention": "attention", "decision trees": "trees",
}  # fmt: skip

_DEPTHWISE = "depthwise convolution"
_GATES = frozenset(("LSTM", "GRU", "RNN"))
"""Operators that keep the weights of their input and those of their state, gates over each other."""


@dataclass
class LayerItem:
    """One layer."""

    path: str
    """The module or operator it is, its folders apart by dots."""
    kind: str
    """What it is, without sizes: "convolution 3 x 3"."""
    sizes: str
    """Its sizes: "64 → 128"."""
    part: str
    parameters: int
    flops: int | None = None
    output: tuple[int, ...] = ()
    """The shape of its output, where a graph tells it."""
    makes: str = ""
    """The name of its output in the graph."""


def items_of(
    contents: Contents, flops: Mapping[str, int], shapes: Mapping[str, tuple[int, ...]]
) -> list[LayerItem]:
    """The layers in the order of the file; `flops` and `shapes` are by the names of a graph's outputs."""
    if contents.nodes:
        tensors = {tensor.name: tensor for tensor in contents.tensors}
        counted: set[str] = set()
        items = (_of_node(node, tensors, flops, shapes, counted) for node in contents.nodes)
        return [item for item in items if item is not None]
    modules: dict[str, list[TensorEntry]] = {}
    for tensor in contents.tensors:
        if tensor.learnt:
            modules.setdefault(_module(tensor.name), []).append(tensor)
    layers = [_of_module(path, own, contents.modules.get(path, "")) for path, own in modules.items()]
    _name_first_filters(layers)
    return layers


def _name_first_filters(items: list[LayerItem]) -> None:
    """Filters over one channel each work on their own, unless nothing gives them as many or they read the input."""
    filters = [item for item in items if item.part == "convolution"]
    given = {item.sizes.rpartition(" → ")[2] for item in filters if " → " in item.sizes}
    reads_input = any(re.match(r"[2-4] → ", item.sizes) for item in filters)
    for item in filters:
        first = item is items[0] and not reads_input
        if item.kind.startswith(_DEPTHWISE) and (first or item.sizes not in given):
            item.kind, item.sizes = item.kind.removeprefix("depthwise "), f"1 → {item.sizes}"


def _module(name: str) -> str:
    path, _, last = name.replace("/", ".").rpartition(".")
    return path if path else last


def _of_module(path: str, tensors: list[TensorEntry], class_name: str) -> LayerItem:
    """A module by its tensors: the one of most dimensions says what it is."""
    main = max(tensors, key=lambda tensor: (len(tensor.shape), tensor.count))
    part, count = part_of(main), sum(tensor.count for tensor in tensors)
    kind, sizes = _described(main, part, class_name)
    layers = recurrent_layers(tensors)
    if layers:
        kind, sizes = in_words(layers).split(", ", 1)
    return LayerItem(path, kind, sizes, part, count)


def _described(tensor: TensorEntry, part: str, class_name: str) -> tuple[str, str]:
    """What a module is and how large, by its main tensor in PyTorch's order: outputs first."""
    shape, own = tensor.shape, class_name.rpartition(".")[2]
    if len(shape) > 2 and part != "embedding":
        kernel = " x ".join(map(str, shape[2:]))
        if shape[1] == 1 and shape[0] > 1:
            return f"{_DEPTHWISE} {kernel}", f"{shape[0]}"
        return f"convolution {kernel}", f"{shape[1]} → {shape[0]}"
    if part == "recurrent":
        return own or "recurrent", " x ".join(map(str, shape))
    if part == "embedding":
        return "embedding", " x ".join(map(str, shape))
    if len(shape) == 2:
        return "linear", f"{shape[1]} → {shape[0]}"
    return (own or part) if part != "other" else own or "vector", " x ".join(map(str, shape)) or "1"


def _of_node(
    node: GraphNode,
    tensors: dict[str, TensorEntry],
    flops: Mapping[str, int],
    shapes: Mapping[str, tuple[int, ...]],
    counted: set[str],
) -> LayerItem | None:
    """An operator that holds weights or multiplies; the others are no layers. A tensor that two take counts once."""
    own = [tensors[name] for name in node.weights if name in tensors and tensors[name].learnt]
    output = node.outputs[0] if node.outputs else ""
    cost, count = flops.get(output), sum(tensor.count for tensor in own)
    word = meanings("operator_words", "layers").get(node.kind)
    if cost is None and not (count > 1 and (word or count > 16)):
        return None
    main = max(own, key=lambda tensor: (len(tensor.shape), tensor.count), default=None)
    word, sizes = (word or node.kind, node.sizes) if node.sizes else _node_words(node, word, main)
    sizes = _recurrent_sizes(own) or sizes if node.kind in _GATES else sizes
    path = (node.module or (main.name.rpartition(".")[0] if main else "")).replace("/", ".")
    part = _PARTS.get(word) or named_part(main.name if main else node.name) or named_part(path) or "other"
    if part == "norm" and word != "norm":
        part = "other"
    kind = f"{word} {node.detail}".strip()
    count = sum(tensor.count for tensor in own if tensor.name not in counted)
    counted.update(tensor.name for tensor in own)
    return LayerItem(
        path or node.name or output,
        kind,
        sizes,
        part,
        count,
        cost,
        node.output_shape or shapes.get(output, ()),
        output,
    )


def _node_words(node: GraphNode, word: str | None, main: TensorEntry | None) -> tuple[str, str]:
    """What an operator is in words, and its sizes."""
    if main is None:
        return ("attention product" if node.kind in ("MatMul", "Einsum") else word or node.kind), ""
    shape = main.shape
    if word == "convolution" and len(shape) > 2:
        depthwise = shape[1] == 1 and shape[0] > 1 and "groups" in node.detail
        return (word, f"{shape[0]} channels" if depthwise else f"{shape[1]} → {shape[0]}")
    if word == "linear" and len(shape) == 2:
        turned = node.kind == "Gemm"
        return word, f"{shape[1]} → {shape[0]}" if turned else f"{shape[0]} → {shape[1]}"
    return word or node.kind, " x ".join(map(str, shape))


def _recurrent_sizes(own: list[TensorEntry]) -> str:
    """Width and hidden width of a recurrent operator, by the weights of its input and those of its state."""
    matrices = [tensor.shape for tensor in own if len(tensor.shape) > 1]
    fits = len(matrices) > 1 and matrices[0][-2] == matrices[1][-2] and matrices[1][-2] % matrices[1][-1] == 0
    return f"{matrices[0][-1]} → {matrices[1][-1]}" if fits else ""


def parts_by_output(items: Iterable[LayerItem]) -> dict[str, str]:
    """The kind of part of each operator, by the name of its output; products of two computed tensors apart."""
    return {
        item.makes: item.kind if item.kind == "attention product" else item.part
        for item in items
        if item.makes
    }
