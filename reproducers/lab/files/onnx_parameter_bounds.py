"""Bounds for the parameter count of a model of which only an exported ONNX graph is there."""

import hashlib
import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reproducers.lab.files.onnx_graph import graphs_of, named_weights, nodes_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnx import NodeProto, TensorProto

_PRODUCTS = frozenset(
    {
        "Attention", "Conv", "ConvInteger", "ConvTranspose", "DequantizeLinear", "Gather", "Gemm", "GRU", "LSTM",
        "MatMul", "MatMulInteger", "MatMulNBits", "QLinearConv", "QLinearMatMul", "RNN", "Transpose",
    }
)  # fmt: skip
"""Operators that multiply what is learnt, or hand it on to one that does."""
_LAST = frozenset({"Gemm", "MatMul", "MatMulInteger", "MatMulNBits", "QLinearMatMul"})
"""Operators of an output layer."""
_NORMALISED = 4  # scale, shift, mean and variance of a channel
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
    the operators that multiply were learnt, a mirrored half and what may be a copy of a table not counted. It may
    fold a normalisation away: at most what is stored was learnt, and one number more a channel, or, where a layer has
    a bias that may come from it, the four that a normalisation keeps (Keras counts all of them; two are learnt).
    Of the branches of a condition, at least the smallest was meant.
    """
    nodes, weights = named_weights(path)
    users = _users(nodes)
    biased = {n.input[1] for n in nodes if n.op_type in _FOLDED_INTO and len(n.input) > 2 and n.input[2]}
    low = channels = 0
    for name, tensor in weights:
        used = users.get(name, set())
        if used & _PRODUCTS and tensor.data_type in (*_FLOATS, 2, 3):
            low += _learnt(tensor) if "Conv" in used else math.prod(tensor.dims)
        if used & set(_FOLDED_INTO) and len(tensor.dims) > 1:
            wide = min(tensor.dims[0], tensor.dims[-1]) if len(tensor.dims) == 2 else tensor.dims[0]
            channels += wide * (_NORMALISED if name in biased else 1)
    perhaps_left_out = _perhaps_tied(weights, users) + _of_other_branches(nodes, weights)
    return Bounds(min(low - perhaps_left_out, stored), stored + channels)


def copies(path: Path) -> frozenset[str]:
    """Names of matrices that the file stores though another has the same numbers, as they are or turned over.

    A table of words that is also the output layer is so exported, and a layer that several share.
    """
    _, weights = named_weights(path)
    alike: dict[tuple[int, ...], list[TensorProto]] = {}
    for _, tensor in weights:
        if len(tensor.dims) > 1 and tensor.data_type in _FLOATS[:3] and tensor.data_location != _EXTERNAL:
            alike.setdefault(tuple(sorted(tensor.dims)), []).append(tensor)
    return frozenset(name for group in alike.values() if len(group) > 1 for name in _repeated(group))


def _repeated(tensors: "list[TensorProto]") -> "Iterator[str]":
    """Those of these tensors whose numbers an earlier one has; what is one number all over is nobody's copy."""
    import numpy as np
    from onnx import numpy_helper

    earlier: set[bytes] = set()
    for tensor in tensors:
        values = numpy_helper.to_array(tensor)
        if values.size == 0 or (values == values.flat[0]).all():
            continue
        marks = {_digest(values), _digest(np.ascontiguousarray(values.T))}
        if marks & earlier:
            yield tensor.name
        earlier |= marks


def _digest(values: "NDArray[np.generic]") -> bytes:
    return hashlib.sha256(str(values.shape).encode() + values.tobytes()).digest()


def _users(nodes: "list[NodeProto]") -> dict[str, set[str]]:
    """The operators that take each tensor, by its name."""
    users: dict[str, set[str]] = {}
    for node in nodes:
        for name in node.input:
            users.setdefault(name, set()).add(node.op_type)
    return users


def _perhaps_tied(weights: "list[tuple[str, TensorProto]]", users: dict[str, set[str]]) -> int:
    """Numbers of output layers that have the shape of a table which is looked up: perhaps they are that table."""
    tables = [
        sorted(t.dims) for name, t in weights if "Gather" in users.get(name, set()) and len(t.dims) == 2
    ]
    outputs = [
        sorted(t.dims)
        for name, t in weights
        if users.get(name, set()) & _LAST and "Gather" not in users[name]
    ]
    return sum(math.prod(table) for table in tables if table in outputs)


def _of_other_branches(nodes: "list[NodeProto]", weights: "list[tuple[str, TensorProto]]") -> int:
    """Numbers that only one branch of a condition takes, less the smallest branch; inner ones go with theirs."""
    counts = {name: math.prod(tensor.dims) for name, tensor in weights if tensor.data_type in _FLOATS}
    inside: set[str] = set()
    left = 0
    for node in nodes:
        if node.op_type != "If" or not inside.isdisjoint(node.output):
            continue
        branches = [list(nodes_of(graph)) for graph in graphs_of(node).values()]
        inside.update(name for branch in branches for inner in branch for name in inner.output)
        taken = [{name for inner in branch for name in inner.input} & counts.keys() for branch in branches]
        sizes = [
            sum(counts[name] for name in names.difference(*taken[:place], *taken[place + 1 :]))
            for place, names in enumerate(taken)
        ]
        left += sum(sizes) - min(sizes, default=0)
    return left


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
