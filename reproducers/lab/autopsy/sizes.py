"""How many parameters there are, by part and by type, each shared tensor once."""

from collections import defaultdict
from collections.abc import Iterable

from claims.records.autopsy import DtypeSize, PartSize
from reproducers.lab.autopsy.contents import Contents, TensorEntry
from reproducers.lab.autopsy.tensor_words import part_of
from reproducers.lab.files.same_bytes import same_bytes

_ORDER = (
    "embedding", "convolution", "recurrent", "attention", "feed-forward", "state space", "norm", "adapter", "head",
    "other",
)  # fmt: skip


def learnt(contents: Contents, *, glimpse: bool) -> list[TensorEntry]:
    """The learnt tensors, without those that repeat another."""
    twice = repeated(contents.tensors, glimpse=glimpse)
    return [tensor for tensor in contents.tensors if tensor.learnt and tensor.name not in twice]


def repeated(tensors: Iterable[TensorEntry], *, glimpse: bool) -> frozenset[str]:
    """Names of tensors that are stored or named though another holds the same numbers, as they are or turned over."""
    storages: set[str] = set()
    copies: set[str] = set()
    tables: dict[tuple[object, ...], list[TensorEntry]] = defaultdict(list)
    for tensor in (tensor for tensor in tensors if tensor.learnt):
        if tensor.storage and tensor.storage in storages:
            copies.add(tensor.name)
            continue
        storages.add(tensor.storage)
        if len(tensor.shape) == 2 and min(tensor.shape) > 1 and tensor.file:
            tables[tensor.dtype, *sorted(tensor.shape), tensor.stored_bytes].append(tensor)
    if not glimpse:
        for group in tables.values():
            copies |= _copies(group)
    return frozenset(copies)


def _copies(group: list[TensorEntry]) -> set[str]:
    """Those of tensors of one size that hold what an earlier one holds; single numbers are compared first."""
    seen: dict[tuple[bytes, ...], list[TensorEntry]] = defaultdict(list)
    copies = set()
    for tensor in group if len(group) > 1 else ():
        straight, turned = _marks(tensor), _marks(tensor, turned=True)
        if any(same_numbers(tensor, other) for other in seen[straight]) or seen[turned]:
            copies.add(tensor.name)
        elif len(set(straight)) > 1:
            seen[straight].append(tensor)
    return copies


def _marks(tensor: TensorEntry, *, turned: bool = False) -> tuple[bytes, ...]:
    """Numbers at 64 places that are spread over the rows and columns of a matrix; of the turned one with `turned`."""
    wide = max(1, tensor.stored_bytes // max(1, tensor.count))
    rows, columns = tensor.shape[::-1] if turned else tensor.shape
    marks = []
    if tensor.file is None:
        return ()
    with tensor.file.open("rb") as file:
        for step in range(64):
            row, column = step * 7919 % rows, step * 104729 % columns
            at = column * rows + row if turned else row * columns + column
            file.seek(tensor.begin + at * wide)
            marks.append(file.read(wide))
    return tuple(marks)


def same_numbers(tensor: TensorEntry, other: TensorEntry) -> bool:
    """Whether two tensors hold the same bytes."""
    if tensor.file is None or other.file is None:
        return False
    return same_bytes((tensor.file, tensor.begin), (other.file, other.begin), tensor.stored_bytes)


def part_sizes(tensors: Iterable[TensorEntry], extra: dict[str, int]) -> tuple[PartSize, ...]:
    """The parameters by the kind of part, in the order in which input meets them."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for tensor in tensors:
        size = counts[part_of(tensor)]
        size[0] += tensor.count
        size[1] += tensor.stored_bytes
    for kind, count in extra.items():
        counts[kind] = [count, 4 * count]
    rank = {part: place for place, part in enumerate(_ORDER)}
    ordered = sorted(counts.items(), key=lambda item: rank.get(item[0], len(rank)))
    return tuple(PartSize(part=part, parameters=size[0], stored_bytes=size[1]) for part, size in ordered)


def dtype_sizes(tensors: Iterable[TensorEntry]) -> tuple[DtypeSize, ...]:
    """The stored numbers by type, the most bytes first."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for tensor in tensors:
        counts[tensor.dtype][0] += tensor.count
        counts[tensor.dtype][1] += tensor.stored_bytes
    ordered = sorted(counts.items(), key=lambda item: -item[1][1])
    return tuple(DtypeSize(dtype=kind, numbers=size[0], stored_bytes=size[1]) for kind, size in ordered)
