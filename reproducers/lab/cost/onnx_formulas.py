"""The operations of ONNX's operators in closed form, from the shapes around them; a multiply-add is two."""

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from reproducers.lab.files.onnx_ml import numbers

if TYPE_CHECKING:
    from onnx import NodeProto

Shape = tuple[int, ...]
Formula = Callable[["NodeProto", Mapping[str, Shape]], int | None]
_GATES = {"LSTM": 4, "GRU": 3, "RNN": 1, "DynamicQuantizeLSTM": 4}


def operations(node: "NodeProto", shapes: Mapping[str, Shape]) -> int | None:
    """The operations of one node: 0 for one that multiplies nothing, None where shapes or formula are lacking."""
    if not node.output:
        return 0
    formula = FORMULAS.get(node.op_type)
    if formula is not None:
        return formula(node, shapes)
    return None if any(word in node.op_type for word in _PRODUCTS) else 0


def _of(shapes: Mapping[str, Shape], node: "NodeProto", place: int) -> Shape | None:
    """The shape of an input; None where it is not there or not known."""
    return shapes.get(node.input[place]) if place < len(node.input) and node.input[place] else None


def _number(node: "NodeProto", name: str, default: int = 0) -> int:
    return next((int(a.i) for a in node.attribute if a.name == name), default)


def _matmul(node: "NodeProto", shapes: Mapping[str, Shape]) -> int | None:
    """Every number of the output takes a product as long as the first input's last side."""
    a, out = _of(shapes, node, 0), shapes.get(node.output[0])
    turned = _number(node, "transA") == 1 and node.op_type != "MatMul"
    if not a or out is None:
        return None
    return 2 * math.prod(out) * (a[-2] if turned and len(a) > 1 else a[-1])


def _quantised_matmul(node: "NodeProto", shapes: Mapping[str, Shape]) -> int | None:
    """The weights are packed; K and N are attributes."""
    a, inner, outer = _of(shapes, node, 0), _number(node, "K"), _number(node, "N")
    return 2 * math.prod(a[:-1]) * inner * outer if a and inner and outer else None


def _conv(node: "NodeProto", shapes: Mapping[str, Shape], at: int = 1) -> int | None:
    """Every output number takes one product per weight of its filter: the weight's shape less its first size."""
    weight, out = _of(shapes, node, at), shapes.get(node.output[0])
    return None if weight is None or out is None else 2 * math.prod(out) * math.prod(weight[1:])


def _integer_conv(node: "NodeProto", shapes: Mapping[str, Shape]) -> int | None:
    """As a convolution; the filters of QLinearConv are its fourth input."""
    return _conv(node, shapes, 3)


def _conv_transpose(node: "NodeProto", shapes: Mapping[str, Shape]) -> int | None:
    weight, given = _of(shapes, node, 1), _of(shapes, node, 0)
    return None if weight is None or given is None else 2 * math.prod(given) * math.prod(weight[1:])


def _recurrent(node: "NodeProto", shapes: Mapping[str, Shape]) -> int | None:
    """Steps x rows x directions x gates x hidden x (inputs + hidden), twice."""
    given, hidden = _of(shapes, node, 0), _number(node, "hidden_size")
    directions = 2 if any(a.name == "direction" and a.s == b"bidirectional" for a in node.attribute) else 1
    if not given or len(given) != 3 or not hidden:
        return None
    return 2 * given[0] * given[1] * directions * _GATES[node.op_type] * hidden * (given[2] + hidden)


def _einsum(node: "NodeProto", shapes: Mapping[str, Shape]) -> int | None:
    """Two operations for every combination of the letters, where two tensors meet; more are not counted."""
    equation = next((a.s.decode("ascii", "replace") for a in node.attribute if a.name == "equation"), "")
    terms = equation.replace(" ", "").partition("->")[0].split(",")
    given = [_of(shapes, node, place) for place in range(len(terms))]
    if "." in equation or len(terms) > 2:
        return None
    sizes: dict[str, int] = {}
    for letters, shape in zip(terms, given, strict=True):
        if shape is None or len(letters) != len(shape):
            return None
        sizes |= dict(zip(letters, shape, strict=True))
    return 2 * math.prod(sizes.values()) if len(terms) == 2 else 0


def _packed_attention(node: "NodeProto", shapes: Mapping[str, Shape]) -> int | None:
    """Attention of com.microsoft: the projection to queries, keys and values, and both products."""
    given, weight = _of(shapes, node, 0), _of(shapes, node, 1)
    if not given or not weight or len(given) != 3 or len(weight) != 2:
        return None
    batch, length, width = given
    inner = weight[1] // 3
    return 2 * batch * length * width * weight[1] + 4 * batch * length * length * inner


def _attention(node: "NodeProto", shapes: Mapping[str, Shape]) -> int | None:
    """Both products of an attention over queries, keys and values that were projected before."""
    if node.domain == "com.microsoft" and node.op_type == "Attention":
        return _packed_attention(node, shapes)
    query, key, value = (_of(shapes, node, place) for place in range(3))
    if not query or not key or not value or len(query) != len(key):
        return None
    if len(query) == 4:
        return 2 * math.prod(query[:3]) * key[-2] * (query[-1] + value[-1])
    shared = _number(node, "num_heads", _number(node, "q_num_heads")) // max(
        1, _number(node, "kv_num_heads", _number(node, "num_heads", _number(node, "q_num_heads")))
    )
    return 2 * query[0] * query[1] * key[1] * (query[-1] + value[-1] * max(1, shared))


def _rows_of(node: "NodeProto", shapes: Mapping[str, Shape]) -> int | None:
    """How many rows go in: the first size of an input of shape (rows, columns)."""
    given = _of(shapes, node, 0)
    return None if given is None else given[0] if len(given) > 1 else 1


def _linear(node: "NodeProto", shapes: Mapping[str, Shape]) -> int | None:
    """Every coefficient is multiplied and added once a row."""
    rows, coefficients = _rows_of(node, shapes), len(numbers(node, "coefficients"))
    return 2 * rows * coefficients if rows is not None and coefficients else None


def _support_vectors(node: "NodeProto", shapes: Mapping[str, Shape]) -> int | None:
    """A product with every support vector, or the one row of a linear machine, then with its weight."""
    rows = _rows_of(node, shapes)
    vectors, weights = len(numbers(node, "support_vectors")), len(numbers(node, "coefficients"))
    return 2 * rows * (vectors + weights) if rows is not None and vectors + weights else None


_PRODUCTS = (
    "MatMul", "Gemm", "Conv", "LSTM", "GRU", "RNN", "Attention", "Einsum", "TreeEnsemble", "Linear", "SVM", "Moe",
    "MoE", "STFT", "DFT", "GridSample",
)  # fmt: skip
"""Words in the names of operators that multiply; one of them without a formula is told by name."""
FORMULAS: dict[str, Formula] = {
    "MatMul": _matmul, "Gemm": _matmul, "FusedMatMul": _matmul, "FusedGemm": _matmul, "MatMulInteger": _matmul,
    "QLinearMatMul": _matmul, "QGemm": _matmul, "DynamicQuantizeMatMul": _matmul, "MatMulIntegerToFloat": _matmul,
    "MatMulNBits": _quantised_matmul, "MatMulBnb4": _quantised_matmul, "Conv": _conv, "FusedConv": _conv,
    "ConvInteger": _conv, "NhwcFusedConv": _conv, "DeformConv": _conv, "QLinearConv": _integer_conv,
    "ConvTranspose": _conv_transpose, "LSTM": _recurrent, "GRU": _recurrent, "RNN": _recurrent,
    "DynamicQuantizeLSTM": _recurrent, "Einsum": _einsum, "Attention": _attention, "MultiHeadAttention": _attention,
    "GroupQueryAttention": _attention, "QAttention": _packed_attention, "LinearClassifier": _linear,
    "LinearRegressor": _linear, "SVMClassifier": _support_vectors, "SVMRegressor": _support_vectors,
}  # fmt: skip
