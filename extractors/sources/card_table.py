"""A table of model cards, a Parquet file with one card a row: read in an isolated child, some rows at a time."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claims.errors import ReadError
from claims.records import Record
from extractors.sources.hub.repo_names import is_model

NAMES = ("modelId", "model_id", "repo_id", "model", "id", "name")
"""How the column of the model's name may be called, the first that is there."""
CARDS = ("card", "model_card", "card_text", "readme", "README.md", "text", "content")
"""How the column of the card's text may be called."""
MOST_CHARACTERS = 2_000_000
"""Of one card; what is longer is no card."""
MOST_AT_ONCE = 16_000_000
"""Characters of cards in one answer."""
_BATCH = 500


class CardTableOrder(Record):
    """Which rows of which file are wanted."""

    path: str
    """The Parquet file."""
    first: int = 0
    """The first row, from 0."""
    most: int
    """How many rows at most."""


class CardRow(Record):
    """One row: a model and its card."""

    name: str
    """org/model."""
    card: str
    """The text of its card."""


class CardTableRows(Record):
    """Some rows of a table of cards."""

    rows: tuple[CardRow, ...]
    """Those that hold a card."""
    following: int
    """The row that comes next."""
    total: int
    """Rows of the whole table."""


def run_in_child(request: bytes) -> bytes:
    """Read rows, in bytes: the JSON of a CardTableOrder in, the JSON of CardTableRows out; raises ReadError."""
    return read_rows(CardTableOrder.from_bytes(request)).to_bytes()


def read_rows(order: CardTableOrder) -> CardTableRows:
    """The cards in those rows; a row without a model's name or without text is passed over. Raises ReadError."""
    import pyarrow
    import pyarrow.parquet

    try:
        with pyarrow.parquet.ParquetFile(order.path) as table:
            total = table.metadata.num_rows
            columns = _columns(Path(order.path).name, table.schema_arrow.names)
            return _collected(order, total, _rows(table, columns, order.first))
    except (pyarrow.ArrowException, OSError, MemoryError) as error:
        reason = str(error).splitlines()[0][:200].rstrip(".") if str(error) else type(error).__name__
        says = f"{Path(order.path).name} cannot be read as a Parquet file: {reason}."
        raise ReadError(says, "Give a Parquet file with a column of model names and one of cards.") from None


def _columns(file: str, names: list[str]) -> list[str]:
    """The columns of name and card; raises ReadError where one is missing."""
    columns = [next((name for name in known if name in names), None) for known in (NAMES, CARDS)]
    for column, kind, known in zip(columns, ("model names", "cards"), (NAMES, CARDS), strict=True):
        if column is None:
            says = f"{file} has no column of {kind}; its columns are {', '.join(names[:12])[:300]}."
            raise ReadError(says, f"Call that column {known[0]!r}.")
    return [column for column in columns if column is not None]


def _rows(table: Any, columns: list[str], first: int) -> Iterator[tuple[object, object]]:
    """Name and card of each row from the first one asked for on; whole groups of rows before it are not read."""
    place, groups = 0, list[int]()
    for group in range(table.num_row_groups):
        rows = table.metadata.row_group(group).num_rows
        if place + rows <= first and not groups:
            place += rows
        else:
            groups.append(group)
    for batch in table.iter_batches(batch_size=_BATCH, row_groups=groups, columns=columns) if groups else ():
        if place + batch.num_rows > first:
            names, cards = (batch.column(column).to_pylist() for column in columns)
            yield from list(zip(names, cards, strict=True))[max(0, first - place) :]
        place += batch.num_rows


def _collected(order: CardTableOrder, total: int, rows: Iterator[tuple[object, object]]) -> CardTableRows:
    """As many rows as are wanted and as one answer holds."""
    cards: list[CardRow] = []
    following, size = order.first, 0
    for name, card in rows:
        following += 1
        fits = isinstance(card, str) and len(card.strip()) > 0 and len(card) <= MOST_CHARACTERS
        if fits and isinstance(name, str) and isinstance(card, str) and is_model(name):
            cards.append(CardRow(name=name, card=card))
            size += len(card)
        if following - order.first >= order.most or size >= MOST_AT_ONCE:
            break
    return CardTableRows(rows=tuple(cards), following=following, total=total)
