"""The pattern of traffic in a file: one row an hour, in a column of counts."""

from pathlib import Path

from claims.errors import DataError
from claims.records import Record
from reproducers.lab.data.table_file import read_data_table

_MOST_HOURS = 24 * 366
_NAMES = ("requests", "count", "calls", "queries", "traffic", "n")


class CurveOrder(Record):
    """Which file holds the pattern."""

    path: str
    """The file: CSV, TSV, JSONL or Parquet."""


class TrafficCurve(Record):
    """Requests of each hour, in the order of the file."""

    requests: tuple[float, ...]
    """One number an hour."""
    column: str
    """The column that they stand in."""


def run_in_child(request: bytes) -> bytes:
    """The pattern that an order names; both are records as bytes."""
    return read_curve(Path(CurveOrder.from_bytes(request).path)).to_bytes()


def read_curve(path: Path) -> TrafficCurve:
    """The pattern of a file: its column called requests, else its only column of numbers; raises DataError."""
    columns = {name: _numbers(cells) for name, cells in read_data_table(path).columns.items()}
    numeric = {name: values for name, values in columns.items() if values}
    named = [name for name in numeric if name.strip().casefold() in _NAMES]
    chosen = named or [name for name in numeric if name.strip().casefold() not in ("hour", "day", "time")]
    if len(chosen) != 1:
        says = f"{path.name} has {len(chosen)} columns that could be the requests of each hour."
        raise DataError(says, "Give a file with the columns hour and requests, one row an hour.")
    values = numeric[chosen[0]]
    if not 1 < len(values) <= _MOST_HOURS or min(values) < 0 or sum(values) <= 0:
        raise DataError(
            f"{path.name} is no pattern of traffic: it needs 2 to {_MOST_HOURS:,} hours, none below 0.",
            "24 rows are a day, 168 a week.",
        )
    return TrafficCurve(requests=tuple(values), column=chosen[0])


def _numbers(cells: tuple[str | None, ...]) -> list[float]:
    """The cells as numbers; empty where one is none."""
    try:
        values = [float((cell or "").strip()) for cell in cells]
    except ValueError:
        return []
    return values if all(value == value and abs(value) < float("inf") for value in values) else []
