"""The operations of PyTorch's operators (aten) from the shapes of their tensors; a multiply-add is two."""

import math
import re
from collections.abc import Sequence

Shape = tuple[int, ...]
_PRODUCT = re.compile(
    r"conv|mm|matmul|linear|lstm|gru|rnn|attention|einsum|bilinear_|addmv|^mv$|^dot$|call_delegate"
)
_FREE = re.compile(r"upsample|_to_copy|convert")


def operations(kind: str, given: Sequence[Shape], output: Shape) -> int | None:
    """The operations of an operator by its name without overload; 0 where nothing is multiplied, None for unknown."""
    if kind in _WITH_WEIGHT and len(given) > 1:
        return _WITH_WEIGHT[kind](given, output)
    if "scaled_dot_product" in kind and len(given) > 2:
        query, key, value = given[:3]
        return 2 * math.prod(query[:-1]) * key[-2] * (query[-1] + value[-1]) if len(query) > 2 else None
    if kind in ("lstm", "gru") and len(given) > 2:
        return _recurrent(given)
    return None if _PRODUCT.search(kind) and not _FREE.search(kind) else 0


def _convolution(given: Sequence[Shape], output: Shape) -> int | None:
    return 2 * math.prod(output) * math.prod(given[1][1:]) if output else None


def _transposed(given: Sequence[Shape], _: Shape) -> int | None:
    return 2 * math.prod(given[0]) * math.prod(given[1][1:])


def _product(given: Sequence[Shape], output: Shape) -> int | None:
    return 2 * math.prod(output) * given[0][-1] if given[0] else None


def _added_product(given: Sequence[Shape], output: Shape) -> int | None:
    """Products to which the first of three is added: addmm and baddbmm."""
    return 2 * math.prod(output) * given[1][-1] if len(given) > 2 and given[1] else None


def _recurrent(given: Sequence[Shape]) -> int | None:
    """Every step multiplies every matrix once; the first input is (steps, rows, width) or (rows, steps, width)."""
    matrices = [shape for shape in given[1:] if len(shape) == 2]
    return (
        2 * math.prod(given[0][:2]) * sum(map(math.prod, matrices))
        if len(given[0]) == 3 and matrices
        else None
    )


_WITH_WEIGHT = {
    "conv1d": _convolution, "conv2d": _convolution, "conv3d": _convolution, "convolution": _convolution,
    "conv_transpose1d": _transposed, "conv_transpose2d": _transposed, "conv_transpose3d": _transposed,
    "linear": _product, "matmul": _product, "mm": _product, "bmm": _product, "addmm": _added_product,
    "baddbmm": _added_product, "mv": _product,
}  # fmt: skip


def detail_of(kind: str, given: Sequence[Shape]) -> dict[str, str]:
    """Kernel and sizes of an operator in words."""
    weight = given[1] if len(given) > 1 else ()
    if "conv" in kind and len(weight) > 2:
        kernel = " x ".join(map(str, weight[2:]))
        depthwise = weight[1] == 1 and weight[0] > 1
        return {"detail": f"{kernel}, {weight[0]} groups" if depthwise else kernel}
    if kind == "linear" and len(weight) == 2:
        return {"sizes": f"{weight[1]} → {weight[0]}"}
    return {}
