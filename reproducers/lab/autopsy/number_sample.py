"""A sample of the stored numbers: how many are zero, and whether some are no numbers."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from claims.records.autopsy import Figure
from reproducers.lab.autopsy.contents import TensorEntry

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST = 16 << 20  # bytes that are read in all
_PIECE = 64 << 10  # bytes that are read at one place


class NumberSample(NamedTuple):
    """What the sample showed."""

    looked_at: int
    zeros: int
    broken: int
    """Numbers that are NaN or infinite."""
    of: int
    """All numbers that could have been looked at."""


def sample(tensors: Iterable[TensorEntry]) -> NumberSample:
    """Look at all numbers of small files, else at pieces that are spread over every tensor."""
    readable = [t for t in tensors if t.file and t.dtype in _FORMS and t.stored_bytes and t.learnt]
    total = sum(tensor.stored_bytes for tensor in readable)
    looked = zeros = broken = 0
    for tensor in readable:
        share = min(tensor.stored_bytes, max(_PIECE, _MOST * tensor.stored_bytes // max(total, 1)))
        for values in _pieces(tensor, share):
            looked += values.size
            zeros += int((values == 0).sum())
            broken += _broken(values)
    return NumberSample(looked, zeros, broken, sum(tensor.count for tensor in readable))


def figures(sample: NumberSample) -> tuple[Figure, ...]:
    """The share of zeros as a figure; none where nothing could be looked at."""
    if not sample.looked_at:
        return ()
    whole = sample.looked_at >= sample.of
    note = (
        "every number was looked at"
        if whole
        else f"{sample.looked_at:,} of {sample.of:,} numbers were looked at"
    )
    share = Decimal(sample.zeros) / Decimal(sample.looked_at)
    zeros = Figure(
        name="share of zeros", value=round(share, 6), known="counted" if whole else "estimated", note=note
    )
    broken = Figure(
        name="numbers that are NaN or infinite", value=Decimal(sample.broken), known=zeros.known, note=note
    )
    return (zeros, broken) if sample.broken else (zeros,)


_FORMS = {
    "float64": "<f8",
    "float32": "<f4",
    "float16": "<f2",
    "bfloat16": "<u2",
    "int8": "|i1",
    "uint8": "|u1",
}


def _pieces(tensor: TensorEntry, share: int) -> "Iterable[NDArray[np.generic]]":
    import numpy as np

    form = np.dtype(_FORMS[tensor.dtype])
    pieces = max(1, share // _PIECE)
    if tensor.file is None:
        return
    with tensor.file.open("rb") as file:
        for place in range(pieces):
            at = tensor.stored_bytes * place // pieces // form.itemsize * form.itemsize
            size = min(_PIECE if pieces > 1 else share, tensor.stored_bytes - at)
            file.seek(tensor.begin + at)
            body = file.read(size // form.itemsize * form.itemsize)
            values: NDArray[np.generic] = np.frombuffer(body, form)
            yield np.bitwise_and(values, 0x7FFF) if tensor.dtype == "bfloat16" else values


def _broken(values: "NDArray[np.generic]") -> int:
    import numpy as np

    if values.dtype.kind == "f":
        return int((~np.isfinite(values)).sum())
    if values.dtype == np.uint16:  # bfloat16 without its sign: an exponent of ones is no number
        return int((values.astype(np.uint16) >= 0x7F80).sum())
    return 0
