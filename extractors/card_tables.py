"""Claims of the results tables in a card's body."""

from collections.abc import Iterator
from itertools import groupby

from claims import catalog, quantity
from claims.catalog.metrics import Metric
from claims.records import Cell, Claim, Document, Quantity, Table, claim_id
from extractors import extractor
from extractors.readers.names import dataset_in, device_in, is_own, split_in

CURVES = {"epoch", "step", "steps", "training loss", "validation loss", "hyperparameter", "hyper-parameter"}


@extractor("card-tables", version=1, reads="card")
def card_tables(document: Document) -> Iterator[Claim]:
    """Reads tables whose header or first column names metrics; training curves are no claims."""
    for table in document.tables:
        rows = [list(group) for _, group in groupby(table.cells, key=lambda cell: cell.row)]
        header = rows[0] if table.header_rows else []
        if any(cell.text.strip().lower() in CURVES for cell in header):
            continue
        metrics = {cell.column: _metric(cell.text) for cell in header}
        for row in rows[table.header_rows :]:
            if any(metrics.values()):
                yield from _models_as_rows(document, table, row, header)
            else:
                yield from _metrics_as_rows(document, table, row, header)


def _metric(text: str) -> Metric | None:
    return catalog.metric(text) or catalog.metric(text.partition("(")[0])


def _models_as_rows(document: Document, table: Table, row: list[Cell], header: list[Cell]) -> Iterator[Claim]:
    subject = next((cell.text for cell in row if quantity_of(cell.text) is None), "") or document.source.name
    for cell, top in zip(row, header, strict=False):
        known = _metric(top.text)
        if known:
            yield from _claim(document, table, cell, known, printed=top.text, subject=subject, row=row)


def _metrics_as_rows(
    document: Document, table: Table, row: list[Cell], header: list[Cell]
) -> Iterator[Claim]:
    known = _metric(row[0].text) if row else None
    if known is None:
        return
    for cell, top in zip(row[1:], header[1:], strict=False):
        named = top.text if is_own(top.text, document) or len(row) > 2 else document.source.name
        yield from _claim(document, table, cell, known, printed=row[0].text, subject=named, row=row)


def _claim(
    document: Document,
    table: Table,
    cell: Cell,
    known: Metric,
    *,
    printed: str,
    subject: str,
    row: list[Cell],
) -> Iterator[Claim]:
    stated = quantity_of(cell.text, printed)
    if stated is None:
        return
    around = " ".join([printed, *(one.text for one in row), table.caption or "", *reversed(table.section)])
    own = is_own(subject, document)
    yield Claim(
        id=claim_id(cell.place, known.id, stated),
        kind=known.kind,
        subject=document.source.name if own else subject,
        own=own,
        dataset=dataset_in(around, document) if known.kind == "quality" else None,
        split=split_in(around) if known.kind == "quality" else None,
        metric=known.id,
        metric_as_written=printed,
        stated=stated,
        hardware=device_in(around, cell.place) if known.kind == "speed" else None,
        place=cell.place,
        read_by="card-tables@1",
        confidence=0.9,
    )


def quantity_of(text: str, header: str = "") -> Quantity | None:
    """The number of a cell; a unit in the header's brackets counts as standing with it."""
    stated = quantity.read(text)
    if not isinstance(stated, Quantity):
        return None
    unit = header.rpartition("(")[2].rstrip(") ") if header.rstrip().endswith(")") else None
    return stated.model_copy(update={"unit": unit}) if stated.unit is None and unit else stated
