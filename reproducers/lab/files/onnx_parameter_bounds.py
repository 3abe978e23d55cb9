"""Bounds for the parameter count of a model of which only an exported ONNX graph is there."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reproducers.lab.files.onnx_graph import named_weights

if TYPE_CHECKING:
    from onnx import TensorProto

_PRODUCTS = frozenset(
    {
        "Attention", "Conv", "ConvInteger", "ConvTranspose", "DequantizeLinear", "Gather", "Gemm", "GRU", "LSTM",
        "MatMul", "MatMulInteger", "MatMulNBits", "QLinearConv", "QLinearMatMul", "RNN", "Transpose",
    }
)  # fmt: skip
"""Operators that multiply what is learnt, or hand it on to one that does."""
_FOLDED_INTO = ("Conv", "ConvTranspose", "Gemm", "MatMul")
_FLOATS = (1, 10, 11, 16)  # TensorProto.DataType: float, float16, double, bfloat16
_EXTERNAL = 1  # TensorProto.DataLocation


class Bounds(NamedTuple):
    """The lowest and highest parameter count that the graph allows."""

    low: int
    high: int


def bounds_of(path: Path, stored: int) -> Bounds:
    """The bounds for a graph that stores so many numbers; raises ReadError if it is no ONNX file.

    An export may add constants (windows, tables) and write a mirrored filter out in full: at least the numbers of
    the operators that multiply were learnt, a mirrored half not counted. It may fold a normalisation away: at most
    what is stored was learnt, and one number more a channel.
    """
    nodes, weights = named_weights(path)
    users: dict[str, set[str]] = {}
    for node in nodes:
        for name in node.input:
            users.setdefault(name, set()).add(node.op_type)
    low = channels = 0
    for name, tensor in weights:
        used = users.get(name, set())
        if used & _PRODUCTS and tensor.data_type in (*_FLOATS, 2, 3):
            low += _learnt(tensor) if "Conv" in used else math.prod(tensor.dims)
        if used & set(_FOLDED_INTO) and len(tensor.dims) > 1:
            channels += min(tensor.dims[0], tensor.dims[-1]) if len(tensor.dims) == 2 else tensor.dims[0]
    return Bounds(min(low, stored), stored + channels)


def _learnt(filters: "TensorProto") -> int:
    """The numbers of a convolution's filters of shape (out, in, …), each mirrored axis counted to its middle."""
    from onnx import numpy_helper

    if len(filters.dims) < 3 or filters.data_location == _EXTERNAL or filters.data_type not in _FLOATS[:3]:
        return math.prod(filters.dims)
    import numpy as np

    values = numpy_helper.to_array(filters)
    sizes = list(values.shape)
    for axis in range(2, values.ndim):
        if sizes[axis] > 1 and np.array_equal(values, np.flip(values, axis)):
            sizes[axis] = (sizes[axis] + 1) // 2
    return math.prod(sizes)
