"""Classification reports that a card prints as a table: a row a class, then the averages, each with its support."""

from collections.abc import Iterator

from claims import catalog
from claims.quantities import quantity
from claims.records import Cell, Claim, Quantity
from extractors.language.datasets import EvaluationData
from extractors.language.make_claim import make_claim
from extractors.readers.classification_report import average_of
from extractors.tables.card.context import Context
from extractors.tables.card.grid import Grid
from extractors.tables.card.labels import label

_SCORES = ("precision", "recall", "f1")


def is_report(rows: Grid) -> bool:
    """Whether a table is headed by precision, recall and F1, and has a column of supports or a row of averages."""
    heads = {_score(text) for text in rows.header}
    support = any(text.strip(" *`").casefold() == "support" for text in rows.header)
    averaged = any(average_of(text.strip(" *`")) for text in rows.texts(0))
    return (support or averaged) and {*_SCORES} <= heads


def turned(rows: Grid) -> Grid:
    """A report with a column a class as one with a row a class; any other table as it is."""
    names = {_score(text) for text in rows.texts(0)}
    support = any(text.strip(" *`").casefold() == "support" for text in rows.texts(0))
    if not (support and {*_SCORES} <= names):
        return rows
    header = ("", *(row[0].text if row[0] else "" for row in rows.rows))
    columns = range(1, len(rows.header))
    heads = {cell.column: cell for cell in rows.table.cells if cell.row < rows.table.header_rows}
    return Grid(rows.table, header, tuple((heads.get(at), *(row[at] for row in rows.rows)) for at in columns))


def report_claims(rows: Grid, context: Context, where: EvaluationData, read_by: str) -> Iterator[Claim]:
    """The scores of a report: a class is a condition, a macro average has its own metric, accuracy is accuracy."""
    names = [score for text in rows.header if (score := _score(text))]
    for row in rows.rows:
        cells = [cell for cell in row if cell is not None and cell.text.strip()]
        texts = [cell.text.strip(" *`|") for cell in cells]
        header = " ".join(texts[:1] + [text for text in texts[1:] if not _number(text)])
        numbers = [(cell, stated) for cell in cells[1:] if (stated := _number(cell.text))]
        if header.casefold() == "accuracy":
            yield from _claims(header, ["accuracy"], numbers[:1], context, where, read_by)
        elif len(numbers) >= len(names):
            yield from _claims(header, names, numbers[: len(names)], context, where, read_by)


def _claims(  # what a claim is made of
    header: str,
    names: list[str],
    numbers: list[tuple[Cell, Quantity]],
    context: Context,
    where: EvaluationData,
    read_by: str,
) -> Iterator[Claim]:
    average = average_of(header)
    of_class = average is None and names != ["accuracy"]
    for name, (cell, stated) in zip(names, numbers, strict=False):
        metric = (catalog.metric(f"{name}_{average}") if average else None) or catalog.metric(name)
        yield make_claim(
            stated,
            cell.place,
            metric,
            printed=f"{header} {name}" if average else name,
            subject=context.names.subject,
            own=True,
            read_by=read_by,
            confidence=0.95,
            where=where,
            conditions=f"class {header}" if of_class else f"{average} average" if average else None,
        )


def _score(header: str) -> str | None:
    """The score that a header names, where it is one of a report's three."""
    metric = label(header).metric
    return metric.id if metric and metric.id in _SCORES else None


def _number(text: str) -> Quantity | None:
    stated = quantity.read(text.strip(" *`|"))
    return stated if isinstance(stated, Quantity) else None
