"""Floating-point operations of an ONNX graph, from its shapes alone; nothing is run. A multiply-add is two."""

import math
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from claims.errors import ModelUnavailable
from reproducers.lab.cost.flops import OperationCount

if TYPE_CHECKING:
    from onnx import GraphProto, ModelProto, NodeProto

Shape = tuple[int, ...]
_PRODUCTS = ("MatMul", "Gemm", "Conv", "LSTM", "GRU", "RNN", "Attention", "Einsum", "MultiHeadAttention")
_GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}


def count_onnx(path: Path, sizes: dict[str, int], *, rows: int = 1, tokens: int = 128) -> OperationCount:
    """Count the graph with its open sizes set: by name where `sizes` has it, the first to `rows`, the rest to `tokens`.

    Raises ModelUnavailable where shapes cannot be followed through the graph.
    """
    import onnx

    model = onnx.load(str(path), load_external_data=False)
    _settle(model, sizes, rows, tokens)
    try:
        model = onnx.shape_inference.infer_shapes(model, data_prop=True)
    except Exception as error:  # its errors have no common class
        raise ModelUnavailable(f"The shapes of {path.name} cannot be followed: {str(error)[:120]}") from None
    by_operator: Counter[str] = Counter()
    missed: set[str] = set()
    others = _graph(model.graph, {}, by_operator, missed)
    by = dict(by_operator.most_common())
    return OperationCount(sum(by.values()), by, tuple(sorted(missed)), others)


def _settle(model: "ModelProto", sizes: dict[str, int], rows: int, tokens: int) -> None:
    stored = {tensor.name for tensor in model.graph.initializer}
    for port in (port for port in model.graph.input if port.name not in stored):
        for place, size in enumerate(port.type.tensor_type.shape.dim):
            if not size.HasField("dim_value") or size.dim_value < 1:
                wanted = sizes.get(size.dim_param, rows if place == 0 else tokens)
                size.Clear()
                size.dim_value = wanted


def _graph(graph: "GraphProto", outer: dict[str, Shape], by_operator: Counter[str], missed: set[str]) -> int:
    """Count a graph and those inside it (of a branch, the costlier one); how many nodes are no products."""
    shapes = dict(outer)
    for port in (*graph.input, *graph.value_info, *graph.output):
        shapes[port.name] = tuple(d.dim_value for d in port.type.tensor_type.shape.dim)
    shapes |= {tensor.name: tuple(tensor.dims) for tensor in graph.initializer}
    others = 0
    for node in graph.node:
        formula = _FORMULAS.get(node.op_type)
        inner = [a.g for a in node.attribute if a.HasField("g")]
        if inner:
            others += _branches(inner, shapes, by_operator, missed)
        elif formula is not None and (cost := formula(node, shapes)) > 0:
            by_operator[node.op_type] += cost
        elif any(word in node.op_type for word in _PRODUCTS):
            missed.add(node.op_type)
        else:
            others += 1
    return others


def _branches(
    graphs: "list[GraphProto]", shapes: dict[str, Shape], by_operator: Counter[str], missed: set[str]
) -> int:
    options = []
    for graph in graphs:
        inner: Counter[str] = Counter()
        options.append((inner, _graph(graph, shapes, inner, missed)))
    best = max(options, key=lambda option: sum(option[0].values()))
    by_operator.update(best[0])
    return best[1]


def _of(shapes: dict[str, Shape], name: str) -> Shape:
    """The shape of a tensor, () where it is not known to the last size."""
    shape = shapes.get(name, ())
    return shape if shape and all(size > 0 for size in shape) else ()


def _matmul(node: "NodeProto", shapes: dict[str, Shape]) -> int:
    a, out = _of(shapes, node.input[0]), _of(shapes, node.output[0])
    return 2 * math.prod(out) * a[-1] if a and out else 0


def _gemm(node: "NodeProto", shapes: dict[str, Shape]) -> int:
    a, out = _of(shapes, node.input[0]), _of(shapes, node.output[0])
    turned = any(attribute.name == "transA" and attribute.i for attribute in node.attribute)
    return 2 * math.prod(out) * (a[0] if turned else a[-1]) if a and out else 0


def _conv(node: "NodeProto", shapes: dict[str, Shape]) -> int:
    """Every output number takes one product per weight of its filter: the weight's shape less its first size."""
    weight, out = _of(shapes, node.input[1]), _of(shapes, node.output[0])
    return 2 * math.prod(out) * math.prod(weight[1:]) if weight and out else 0


def _conv_transpose(node: "NodeProto", shapes: dict[str, Shape]) -> int:
    weight, given = _of(shapes, node.input[1]), _of(shapes, node.input[0])
    return 2 * math.prod(given) * math.prod(weight[1:]) if weight and given else 0


def _recurrent(node: "NodeProto", shapes: dict[str, Shape]) -> int:
    """Steps x rows x directions x gates x hidden x (inputs + hidden), twice."""
    given, weight, own = (_of(shapes, node.input[i]) for i in range(3))
    if not given or not weight or not own:
        return 0
    return 2 * given[0] * given[1] * weight[0] * _GATES[node.op_type] * own[2] * (weight[2] + own[2])


_FORMULAS: dict[str, Callable[["NodeProto", dict[str, Shape]], int]] = {
    "MatMul": _matmul,
    "Gemm": _gemm,
    "Conv": _conv,
    "ConvTranspose": _conv_transpose,
    "LSTM": _recurrent,
    "GRU": _recurrent,
    "RNN": _recurrent,
}
