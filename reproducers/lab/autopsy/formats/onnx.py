"""ONNX: the graph with its operators, shapes and metadata; large tensors are stepped over."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from claims.records.autopsy import TensorPort
from reproducers.lab.autopsy.contents import BITS, Contents, GraphNode, TensorEntry
from reproducers.lab.autopsy.control_flow import ControlFlowReader
from reproducers.lab.autopsy.formats import model_format
from reproducers.lab.autopsy.loads import first_size
from reproducers.lab.autopsy.moved_weights import with_moved_weights
from reproducers.lab.autopsy.onnx_counter import OnnxCounter
from reproducers.lab.autopsy.target import ModelTarget
from reproducers.lab.files.onnx_graph import KINDS, all_nodes, classes_of, foreign_operator, graphs_of
from reproducers.lab.files.onnx_ml import DOMAIN, learnt_numbers
from reproducers.lab.files.onnx_skeleton import inlined, skeleton

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto

_KINDS = {**KINDS, 4: "uint16", 5: "int16", 12: "uint32", 13: "uint64", 17: "float8", 18: "float8", 19: "float8",
          20: "float8", 21: "uint4", 22: "int4", 23: "float4"}  # fmt: skip
_EXTERNAL = 1
_MOST_STATED = 100_000  # letters of an entry of the metadata, which may list the letters that a model reads
_STARTS = (
    b"\x08\x03",
    b"\x08\x04",
    b"\x08\x05",
    b"\x08\x06",
    b"\x08\x07",
    b"\x08\x08",
    b"\x08\x09",
    b"\x08\x0a",
    b"\x08\x0b",
    b"\x08\x0c",
)


def _fits(target: ModelTarget) -> bool:
    return target.suffix == ".onnx" or (
        bool(target.main) and target.start[:2] in _STARTS and b"onnx" in target.start
    )


@model_format("ONNX", version=2, fits=_fits)
def onnx_graph(target: ModelTarget) -> Contents:
    """One ONNX file by its graph."""
    model = inlined(skeleton(target.path))
    nodes = list(all_nodes(model))
    stored = {tensor.name for tensor in model.graph.initializer}
    contents = Contents(
        "ONNX",
        inputs=[_port(port) for port in model.graph.input if port.name not in stored],
        outputs=[_port(port) for port in model.graph.output],
        metadata=_metadata(model),
        labels=next((classes for node in nodes if (classes := classes_of(node))), ()),
    )
    names = names_of_tensors(nodes)
    contents.tensors = list(_entries(model, nodes, target, names))
    contents.extra_parameters = _in_attributes(nodes)
    counter = OnnxCounter(model, nodes)
    contents.count = counter
    main = list(model.graph.node)
    if any(graphs_of(node) for node in main):
        counted = counter.counted(first_size(contents))
        main = [followed.node for followed in counted.taken]
        flows = ControlFlowReader(model, counted, contents.tensors, names)
        contents.control_flow, contents.idle_bytes = list(flows), flows.idle_bytes()
    contents.nodes = _graph_nodes(main, names, {tensor.name for tensor in contents.tensors})
    _remarks(model, nodes, contents)
    return contents


def _metadata(model: "ModelProto") -> dict[str, str]:
    """What the file says of itself, its producer and its versions."""
    known = {
        "producer": f"{model.producer_name} {model.producer_version}".strip(),
        "domain": model.domain,
        "description": model.doc_string[:300],
        "opsets": ", ".join(f"{entry.domain or 'ai.onnx'} {entry.version}" for entry in model.opset_import),
    }
    props = {entry.key[:80]: entry.value[:_MOST_STATED] for entry in model.metadata_props}
    return {key: value for key, value in {**known, **props}.items() if value}


def _port(value: "ValueInfoProto") -> TensorPort:
    if not value.type.HasField("tensor_type"):
        return TensorPort(name=value.name, dtype=value.type.WhichOneof("value") or "other", shape=())
    tensor = value.type.tensor_type
    shape = tuple(
        str(size.dim_value) if size.HasField("dim_value") and size.dim_value > 0 else size.dim_param or "?"
        for size in tensor.shape.dim
    )
    return TensorPort(name=value.name, dtype=_KINDS.get(tensor.elem_type, "other"), shape=shape)


def _entries(
    model: "ModelProto", nodes: "list[NodeProto]", target: ModelTarget, names: dict[str, str]
) -> "list[TensorEntry]":
    """Every stored tensor: initialisers of the graph and of those inside it, and constants."""
    graphs = [
        model.graph,
        *(g for node in nodes for a in node.attribute for g in ([a.g] if a.HasField("g") else a.graphs)),
    ]
    users: dict[str, set[tuple[str, int]]] = {}
    for node in nodes:
        for place, name in enumerate(node.input):
            users.setdefault(name, set()).add((node.op_type, place))
    tensors = [(tensor.name, tensor) for graph in graphs for tensor in graph.initializer]
    tensors += [
        (n.output[0], a.t)
        for n in nodes
        if n.op_type == "Constant" and n.output
        for a in n.attribute
        if a.HasField("t")
    ]
    return [_entry(names.get(name, name), tensor, target, users.get(name, set())) for name, tensor in tensors]


def _entry(name: str, tensor: "TensorProto", target: ModelTarget, users: set[tuple[str, int]]) -> TensorEntry:
    kind = _KINDS.get(tensor.data_type, "other")
    shape = tuple(max(0, size) for size in tensor.dims)
    count = 1
    for width in shape:
        count *= width
    place = {entry.key: entry.value for entry in tensor.external_data}
    inside = tensor.data_location == _EXTERNAL and not place.get("location")
    begin = int(place.get("offset", "0") or 0) if place else -1
    file: Path | None = target.path if inside else None
    if tensor.data_location == _EXTERNAL and place.get("location") in target.files:
        file = target.root / place["location"]
    size = int(place["length"]) if place.get("length", "").isdigit() else count * BITS.get(kind, 32) // 8
    return TensorEntry(
        name,
        kind,
        shape,
        file if begin >= 0 else None,
        max(0, begin),
        size,
        learnt=_learnt(name, kind, count, users),
        part="recurrent" if any(operator in _RECURRENT for operator, _ in users) else "",
    )


_SHAPING = {
    ("Reshape", 1), ("Slice", 1), ("Slice", 2), ("Slice", 3), ("Slice", 4), ("Expand", 1), ("Unsqueeze", 1),
    ("Squeeze", 1), ("Pad", 1), ("Pad", 2), ("Resize", 1), ("Resize", 2), ("Resize", 3), ("Upsample", 1), ("Tile", 1),
    ("Clip", 1), ("Clip", 2), ("Range", 0), ("Range", 1), ("Range", 2), ("ConstantOfShape", 0), ("Gather", 1),
    ("TopK", 1), ("Pow", 1), ("ReduceMean", 1), ("ReduceSum", 1), ("Where", 0), ("Equal", 0), ("Equal", 1),
    ("Split", 1),
    ("OneHot", 1), ("OneHot", 2), ("NonMaxSuppression", 2), ("NonMaxSuppression", 3), ("NonMaxSuppression", 4),
    ("QuantizeLinear", 1), ("QuantizeLinear", 2), ("DequantizeLinear", 1), ("DequantizeLinear", 2), ("Dropout", 1),
    ("Dropout", 2), ("BatchNormalization", 3), ("BatchNormalization", 4),
    *(("QLinearConv", place) for place in (1, 2, 4, 5, 6, 7)),
    *(("QLinearMatMul", place) for place in (1, 2, 4, 5, 6, 7)),
    *(("MatMulInteger", place) for place in (2, 3)), *(("ConvInteger", place) for place in (2, 3)),
}  # fmt: skip
"""Places of operators that take sizes, scales and running means, which nobody learnt as weights."""


_TRAINED = {"Conv", "ConvTranspose", "Gemm", "MatMul", "BatchNormalization", "InstanceNormalization", "PRelu",
            "LayerNormalization", "LSTM", "GRU", "RNN"}  # fmt: skip
_RECURRENT = frozenset(("LSTM", "GRU", "RNN", "DynamicQuantizeLSTM"))
_TRAINED_NAME = re.compile(r"(?i)(?:weight|bias|scale|gamma|beta|alpha|kernel|slope|temperature)\d*$")


def _learnt(name: str, kind: str, count: int, users: set[tuple[str, int]]) -> bool:
    """Whether it was learnt: no integers that are indices, no single numbers of formulas, no sizes and scales."""
    if kind in ("int64", "bool", "string") or (users and users <= _SHAPING):
        return False
    operators = {operator for operator, _ in users}
    if kind == "int32":
        return bool(operators & {"QLinearConv", "DequantizeLinear"})
    return count > 1 or bool(operators & _TRAINED) or bool(_TRAINED_NAME.search(name))


def _in_attributes(nodes: "list[NodeProto]") -> dict[str, int]:
    """Learnt numbers of ai.onnx.ml, which stand in attributes."""
    counts: dict[str, int] = {}
    for node in nodes:
        if node.domain == DOMAIN and (count := learnt_numbers(node)):
            counts[node.op_type] = counts.get(node.op_type, 0) + count
    return counts


_ANONYMOUS = re.compile(r"onnx::.*|\d+|val_\d+|[^/]*_output_\d+|/.*")


def names_of_tensors(nodes: "list[NodeProto]") -> dict[str, str]:
    """Better names: of a tensor that has a number, the module that uses it; of a copy, the tensor that it copies."""
    names: dict[str, str] = {}
    for node in nodes:
        module = "/".join(node.name.strip("/").split("/")[:-1]) if "/" in node.name else ""
        if node.op_type == "Identity" and node.input and node.output:
            names[node.output[0]] = node.input[0]
        for place, name in enumerate(node.input):
            if module and name not in names and _ANONYMOUS.fullmatch(name) and place > 0:
                names[name] = f"{module.replace('/', '.')}.{name.rpartition(':')[2].rpartition('/')[2]}"
    return names


def _graph_nodes(nodes: "list[NodeProto]", names: dict[str, str], stored: set[str]) -> list[GraphNode]:
    written = [
        GraphNode(
            kind=node.op_type,
            name=node.name,
            inputs=tuple(node.input),
            outputs=tuple(node.output),
            detail=_detail(node),
            module="/".join(node.name.strip("/").split("/")[:-1]) if "/" in node.name else "",
        )
        for node in nodes
        if node.op_type != "Constant"
    ]
    return with_moved_weights(written, names, stored)


def _detail(node: "NodeProto") -> str:
    """Kernel, stride and groups of a convolution or pool in words: "3 x 3 / 2, depthwise"."""
    numbers = {a.name: list(a.ints) or a.i for a in node.attribute if a.ints or a.HasField("i")}
    kernel = numbers.get("kernel_shape")
    if not isinstance(kernel, list):
        return ""
    strides = numbers.get("strides")
    words = " x ".join(map(str, kernel))
    if isinstance(strides, list) and max(strides, default=1) > 1:
        words += f" / {max(strides)}"
    groups = numbers.get("group", 1)
    return f"{words}, {groups} groups" if isinstance(groups, int) and groups > 1 else words


def _remarks(model: "ModelProto", nodes: "list[NodeProto]", contents: Contents) -> None:
    """What training left in the graph, what nobody here knows, and what runs it."""
    training = [n for n in nodes if any(a.name == "training_mode" and a.i for a in n.attribute)]
    dropouts = [n for n in nodes if n.op_type == "Dropout"]
    if training:
        contents.leftovers.append(
            f"{len(training)} operators are set to training ({training[0].op_type}): export it in eval mode."
        )
    elif dropouts:
        contents.leftovers.append(
            f"{len(dropouts)} Dropout operators are left in the graph; at inference they do nothing."
        )
    if model.training_info:
        contents.leftovers.append("The file holds a graph for training beside the one for inference.")
    foreign = foreign_operator(model, nodes)
    if foreign:
        contents.unknown.append(foreign.detail)
    outside = sorted(
        {e.value for t in model.graph.initializer for e in t.external_data if e.key == "location" and e.value}
    )
    if outside:
        contents.needs.append(f"The files that hold its weights, beside it: {', '.join(outside[:5])}.")
    opset = next((entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")), 0)
    contents.needs.append(
        f"A runtime for ONNX (opset {opset}, IR version {model.ir_version}), such as ONNX Runtime."
    )
