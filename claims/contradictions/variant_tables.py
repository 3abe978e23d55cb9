"""A table of a model's files: a name against its quantisation, and the memory needed against the file's size."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from claims.contradictions.same_figure import at, finding
from claims.quantities import quantity
from claims.records import Cell, Document, Finding, Quantity

_FORMAT = re.compile(r"(?<![A-Za-z\d])(?:I?Q\d+(?:_[A-Z\d]+)*|BF16|FP?16|FP?32|FP8|INT\d)(?![A-Za-z\d])")
_SAME = (("F16", "FP16"), ("F32", "FP32"))
_BYTES = {"B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12,
          "KIB": 2**10, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40}  # fmt: skip
TIGHT = Decimal("0.9")
"""Share of a file's size that memory below it is not rounding."""


def variant_tables(document: Document) -> Iterator[Finding]:
    """Finds names and columns of one row that give two formats, and memory that cannot hold the file."""
    for table in document.tables:
        first = max(1, table.header_rows)
        heads = {c.text.casefold().strip("*¹²³ "): c.column for c in table.cells if c.row < first}
        rows: dict[int, dict[int, Cell]] = {}
        for cell in table.cells:
            if cell.row >= first:
                rows.setdefault(cell.row, {})[cell.column] = cell
        yield from _formats(heads, rows)
        yield from _memory(heads, rows)


def _formats(heads: Mapping[str, int], rows: Mapping[int, Mapping[int, Cell]]) -> Iterator[Finding]:
    column = next((at for head, at in heads.items() if re.match(r"quanti[sz]ation\b", head)), None)
    for row in rows.values() if column else ():
        name, stated = row.get(0), row.get(column or 0)
        if name is None or stated is None:
            continue
        named, given = (_read_formats(cell.text.replace("MOSTLY_", "")) for cell in (name, stated))
        if named and given and not any(_kin(a, b) for a in named for b in given):
            yield finding(
                f"The name {name.text.strip()[:60]} says {' and '.join(sorted(named))}, its quantisation "
                f"{' and '.join(sorted(given))} ({at(stated.place)}).",
                "Correct the name or the column.",
                places=(name.place, stated.place),
            )


def _read_formats(text: str) -> frozenset[str]:
    return frozenset(_FORMAT.findall(text.upper()))


def _kin(a: str, b: str) -> bool:
    """Whether two formats can be one: a mix is named after its kind, so that Q4_K_XL may be mostly Q4_K_M."""
    return a == b or {a, b} in map(set, _SAME) or (a[0] in "QI" and a.split("_")[0] == b.split("_")[0])


def _memory(heads: Mapping[str, int], rows: Mapping[int, Mapping[int, Cell]]) -> Iterator[Finding]:
    """One finding a table, since the same estimate is wrong in all of its rows."""
    memory = next((at for head, at in heads.items() if re.match(r"(?:v?ram|gpu memory)\b", head)), None)
    size = next((at for head, at in heads.items() if re.match(r"(?:file |model |disk )?size\b", head)), None)
    if memory is None or size is None:
        return
    for row in rows.values():
        needed, held = (_bytes(row[column].text) if column in row else None for column in (memory, size))
        if needed and held and needed < TIGHT * held:
            cells = row[memory], row[size]
            yield finding(
                f"{cells[0].text.strip()} of memory cannot hold a file of {cells[1].text.strip()} "
                f"({at(cells[0].place)}).",
                "Ask how the memory was estimated.",
                places=(cells[0].place, cells[1].place),
            )
            return


def _bytes(text: str) -> Decimal | None:
    read = quantity.read(text.strip())
    unit = (read.unit or "").upper() if isinstance(read, Quantity) else ""
    return read.value * _BYTES[unit] if isinstance(read, Quantity) and unit in _BYTES else None
