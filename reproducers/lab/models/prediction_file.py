"""Reads a file of predictions and joins it with the rows of the slice."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from claims.errors import DataError
from claims.quantities.price_unit import currency_of
from claims.records import Pair
from reproducers.lab.bench import Bench
from reproducers.lab.data.probability_columns import likeliest
from reproducers.lab.data.table_file import Cells, DataTable, read_data_table

_MILLISECONDS = 10.0  # a column that is only called "latency" and whose median is above holds milliseconds


@dataclass(frozen=True)
class PredictionFile:
    """Predictions, latencies and prices of the rows, in their order."""

    outputs: tuple[str | None, ...]
    """The answers; None where a row has none."""
    latencies: tuple[float, ...]
    """Seconds, of the answers that have one."""
    prices: tuple[float, ...]
    """Price of one answer, in the file's own currency."""
    settings: tuple[Pair, ...]
    """How the file was read."""
    columns: dict[str, Cells] = field(default_factory=dict)
    """All its cells, in the order of the rows of the slice; None where a row has no answer."""
    currency: str | None = None
    """The sign of the currency that the column of prices is called by."""


def read_prediction_file(
    bench: Bench, of: Literal["predictions", "against"] = "predictions"
) -> PredictionFile:
    """The answers for the rows of the slice, joined by id, else by order; raises DataError where neither can be."""
    path = bench.predictions if of == "predictions" else bench.against
    if path is None or bench.slice is None:
        raise DataError("There is no file of answers.", f"Give --{of} FILE.")
    table = read_data_table(path)
    roles = {pair.name: pair.value for pair in bench.slice.columns}
    places, joined = _places(bench, path, table, roles.get(f"{of}.id"))
    output: Sequence[str | None] | None = table.columns.get(roles.get(f"{of}.output", ""))
    chosen = likeliest(table.columns, bench.model.labels) if output is None and of == "predictions" else ()
    output = output or chosen or None
    outputs = tuple(None if output is None or at is None else output[at] for at in places)
    absent = sum(output is None for output in outputs)
    settings = [Pair(name="joined by", value=joined), Pair(name="rows without an answer", value=str(absent))]
    settings += (
        [Pair(name="answers taken as", value="the class with the highest probability")] if chosen else []
    )
    seconds, unit = _seconds(table, roles.get(f"{of}.latency"), places)
    if unit:
        settings.append(Pair(name="latency read in", value=unit))
    prices = _numbers(table.columns.get(roles.get(f"{of}.price", "")), places, "price")
    columns = {
        name: tuple(None if at is None else cells[at] for at in places)
        for name, cells in table.columns.items()
        if name not in roles.values()
    }
    currency = currency_of(roles.get(f"{of}.price", ""))
    return PredictionFile(outputs, seconds, prices, tuple(settings), columns, currency)


def _places(bench: Bench, path: Path, table: DataTable, key: str | None) -> tuple[list[int | None], str]:
    """Where in the file the answer to each row is, and how the two were joined."""
    rows = bench.rows
    if bench.data == path:
        return list(rows.numbers), "the same file"
    if key is not None and rows.ids:
        names = [(cell or "").strip() for cell in table.columns[key]]
        if len(set(names)) != len(names):
            raise DataError(
                f"The ids of the answers repeat (column {key!r}).", "Keep one answer for each row."
            )
        where = {name: i for i, name in enumerate(names)}
        places = [where.get(name) for name in rows.ids]
        if not any(place is not None for place in places):
            raise DataError(
                "No id of the answers is one of the data's.", "Say which columns: --columns id=…."
            )
        return places, f"id ({key})"
    if table.rows != (bench.slice.rows + bench.slice.missing if bench.slice else 0) or bench.slice is None:
        says = f"The answers have no id, and there are {table.rows} of them for {len(rows)} rows."
        raise DataError(says, "Add an id column to both files.")
    return list(rows.numbers), "order"


def _seconds(table: DataTable, name: str | None, places: list[int | None]) -> tuple[tuple[float, ...], str]:
    """Latencies in seconds, and the unit that the column was taken to be in."""
    latencies = _numbers(table.columns.get(name or ""), places, "latency")
    if not latencies or name is None:
        return (), ""
    words = name.casefold().replace("-", "_").split("_")
    if "ms" in words or "milliseconds" in words:
        unit = "ms"
    elif {"s", "sec", "secs", "seconds"} & set(words):
        unit = "s"
    else:
        unit = "ms" if statistics.median(latencies) > _MILLISECONDS else "s"
    return tuple(value / 1000 for value in latencies) if unit == "ms" else latencies, unit


def _numbers(cells: Cells | None, places: list[int | None], role: str) -> tuple[float, ...]:
    if cells is None:
        return ()
    filled = [cells[at] for at in places if at is not None and cells[at] is not None]
    try:
        values = tuple(float((cell or "").strip().lstrip("$€£")) for cell in filled)
    except ValueError:
        raise DataError(
            f"The {role} column holds something that is not a number.", "Write plain numbers."
        ) from None
    if any(value != value or value < 0 or value == float("inf") for value in values):
        raise DataError(f"The {role} column holds a number that cannot be a {role}.", "Write plain numbers.")
    return values
