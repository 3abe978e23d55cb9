"""Works out small tensors of an ONNX graph, by which exporters compute shapes, with ONNX's reference implementation."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnx import NodeProto, TensorProto

_MOST = 4096  # numbers of a tensor that is worked out
_EXTERNAL = 1  # TensorProto.DataLocation
_UNFOLLOWED = {
    "RandomNormal",
    "RandomUniform",
    "RandomNormalLike",
    "RandomUniformLike",
    "Bernoulli",
    "Multinomial",
}


def constant_of(tensor: "TensorProto") -> "NDArray[np.generic] | None":
    """The numbers of a stored tensor, where they are few and lie in the graph."""
    from onnx import numpy_helper

    count = 1
    for size in tensor.dims:
        count *= size
    if tensor.data_location == _EXTERNAL or count > _MOST:
        return None
    try:
        value: NDArray[np.generic] = numpy_helper.to_array(tensor)
    except (ValueError, TypeError, KeyError):
        return None
    return value if value.size == count else None


def evaluated(
    node: "NodeProto",
    values: "Mapping[str, NDArray[np.generic]]",
    shapes: Mapping[str, tuple[int, ...]],
    opsets: Mapping[str, int],
) -> "list[NDArray[np.generic]] | None":
    """The outputs of a node all of whose inputs are known numbers, or of which only the shape is asked."""
    import numpy as np

    if node.op_type == "Shape" and node.domain in ("", "ai.onnx"):
        shape = shapes.get(node.input[0])
        return None if shape is None else [np.array(_asked(node, shape), dtype=np.int64)]
    if node.op_type == "Size" and node.domain in ("", "ai.onnx"):
        shape = shapes.get(node.input[0])
        return None if shape is None else [np.array(int(np.prod(shape)), dtype=np.int64)]
    if node.domain not in ("", "ai.onnx") or node.op_type in _UNFOLLOWED:
        return None
    given = [name for name in node.input if name]
    if any(name not in values for name in given) or (not given and node.op_type != "Constant"):
        return None
    return _reference(node, {name: values[name] for name in given}, opsets.get("", 1))


def _asked(node: "NodeProto", shape: tuple[int, ...]) -> tuple[int, ...]:
    """The sizes that Shape gives: from its start to its end."""
    ends = {attribute.name: attribute.i for attribute in node.attribute}
    return shape[slice(ends.get("start"), ends.get("end"))]


def _reference(
    node: "NodeProto", given: "dict[str, NDArray[np.generic]]", opset: int
) -> "list[NDArray[np.generic]] | None":
    """What the reference implementation gives; None where it gives nothing, or more than small tensors."""
    import onnx
    from onnx.reference import ReferenceEvaluator

    if not _stays_small(node, given):
        return None
    names = list(dict.fromkeys(given))
    graph = onnx.helper.make_graph(
        [node],
        "node",
        [onnx.helper.make_tensor_value_info(name, 1, None) for name in names],
        [onnx.helper.make_tensor_value_info(name, 1, None) for name in node.output if name],
    )
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", opset)])
    try:
        results = ReferenceEvaluator(model).run(None, given)
    except Exception:  # its errors have no common class
        return None
    import numpy as np

    small = all(isinstance(value, np.ndarray | np.generic) and value.size <= _MOST for value in results)
    return [np.asarray(value) for value in results] if small else None


def _stays_small(node: "NodeProto", given: "dict[str, NDArray[np.generic]]") -> bool:
    """Whether a node that makes tensors of a size that its inputs name makes a small one."""
    import numpy as np

    if node.op_type in ("ConstantOfShape", "Expand", "Tile", "Resize", "Upsample", "OneHot"):
        sizes = list(given.values())[-1] if node.op_type != "OneHot" else np.array([_MOST + 1])
        known = np.abs(sizes.astype(np.float64)).prod() if sizes.dtype.kind in "iuf" else _MOST + 1
        return bool(known * (1 if node.op_type == "ConstantOfShape" else 4) <= _MOST)
    if node.op_type == "Range":
        start, limit, step = (
            (float(value.ravel()[0]) for value in list(given.values())[:3]) if len(given) > 2 else (0, 0, 0)
        )
        return bool(step) and abs((limit - start) / step) <= _MOST
    return node.op_type not in ("Conv", "ConvTranspose", "LSTM", "GRU", "RNN", "Pad", "EyeLike")
