"""Claims of the results tables of a paper, by rules: one witness for the table reader."""

import re
from collections.abc import Callable, Iterator, Sequence

from claims import catalog
from claims.catalog.datasets import find_dataset
from claims.catalog.metrics import Metric
from claims.records import Claim, Document, Quantity, Table, claim_id
from claims.records.claim import ClaimKind
from extractors.language.memo import once_per_document
from extractors.language.name_usage import NameUsage
from extractors.language.plain_label import plain_label
from extractors.tables.cell_numbers import Value, values
from extractors.tables.paper.cell import Spot, datasets_of, metric_of, parted
from extractors.tables.paper.header_split import parts
from extractors.tables.paper.labels import is_plain, named
from extractors.tables.paper.part import continues
from extractors.tables.paper.roles import Axes
from extractors.tables.paper.subjects import row_subjects
from extractors.tables.paper.surroundings import Around, main_metric_of, spoken_of

READ_BY = "paper-tables@5"
_NO_RESULTS = re.compile(
    r"(?i)\bstatistics\b|\bhyper-?parameters?\b|\bnotations?\b|\bsummary of (?:the )?(?:data|notation|symbols)|\bexamples? of\b"
    r"|\bdata ?sets? (?:used|details|description|overview|summary|split)|\bdetails of (?:the )?(?:data ?sets?|architecture|network)|\barchitecture (?:details|of)\b|\bnetwork architecture\b"
    r"|\bspecifications?\b|\btraining data ?sets?\b|\bcomplexit(?:y|ies)\b|\blist of\b|\bvocabulary\b|\btext size\b|\bcomparison of (?:\w+ ){0,3}data ?sets\b|\bdataset comparison\b"
)
_CITATION = re.compile(r"[A-Z][\w-]+ et al\.?,? \(?\d{4}\)?")
_DIFFERENCE = re.compile(
    r"(?i)^(?:improvements?|improv\.?|[Δ∆]|diff(?:erence)?\.?|(?:abs\w*|rel\w*) (?:gain|impr\w*)|gains?)\b[^/]{0,12}$"
)
_SPREAD_ROW = re.compile(r"(?i)^\s?(?:std\.?(?: dev\.?)?|standard deviation|±|\(?variance\)?)\s?$")


@once_per_document
def by_rules(document: Document) -> Iterator[Claim]:
    """The claims of all tables."""
    evidence = NameUsage(document)
    main, spoken = main_metric_of(document, evidence), spoken_of(document)
    for table in document.tables:
        beside = [
            other
            for other in document.tables
            if other.label == table.label and other.caption == table.caption
        ]
        panel = (beside.index(table), len(beside)) if 1 < len(beside) <= 6 else None
        around = Around(table, evidence, main, spoken, panel)
        for part in parts(table, _spelling(table, around)):
            axes = Axes(part, evidence, around.caption.datasets[0] if around.caption.datasets else None)
            if _has_results(axes, around):
                yield from _beside(list(_part(axes, around)))


def _spelling(table: Table, around: Around) -> Callable[[str], str]:
    """What gives the long form of a header: the paper's abbreviations, the usual metrics of the data sets named here."""
    usual = {}
    for name in (*around.caption.datasets, *(cell.text for cell in table.cells if cell.row < 3)):
        for metric_id in known.usual_metrics if (known := find_dataset(name)) else ():
            metric = catalog.metric(metric_id)
            if metric and (match := re.fullmatch(r"(\w+) score", metric_id.replace("_", " "))):
                usual[match[1]] = metric_id.replace("_", " ")
    short = around.evidence.abbreviations
    return lambda text: short.get(text) or usual.get(text.casefold(), text)


def _beside(claims: list[Claim]) -> Iterator[Claim]:
    """The claims of one part; where all that name a data set name the same, it is that of the others beside them."""
    named_sets = {claim.dataset for claim in claims if claim.dataset}
    only = named_sets.pop() if len(named_sets) == 1 else None
    for claim in claims:
        open_ = only and claim.dataset is None and claim.kind in ("quality", "speed", "comparison")
        yield claim.model_copy(update={"dataset": only}) if open_ else claim


def _has_results(axes: Axes, around: Around) -> bool:
    """Whether a part of a table states results: a metric or data set is named, and numbers stand under it."""
    part = axes.part
    if not axes.measured:
        return False
    tops = [label for at in axes.measured for label in part.tops[at]]
    labels = [
        named(cell.text)
        for row in part.rows
        for at in part.labels[:3]
        if (cell := row[at]) and cell.text.strip()
    ]
    metric = (
        any(label.metric or label.printed for label in tops)
        or sum(bool(label.metric or label.printed) for label in labels) * 2 > len(labels) > 0
    )
    if _NO_RESULTS.search((around.table.caption or "")[:160]) and not any(
        mention.kind == "quality" for mention, _ in around.caption.metrics
    ):
        quality = any(
            label.shaped or (label.metric and label.metric.kind == "quality") for label in (*tops, *labels)
        )
        return metric and quality
    data = sum(any(label.dataset for label in part.tops[at]) for at in axes.measured) * 2 >= len(
        axes.measured
    )
    if metric or data:
        return True
    decimals = [
        cell.text
        for row in part.rows
        for at in axes.measured
        if (cell := row[at]) and re.search(r"\d", cell.text)
    ]
    scores = sum("." in text for text in decimals) * 3 >= len(decimals)
    counted = all(label.setting for label in tops if label.text) and any(label.text for label in tops)
    return scores and not counted and bool(around.caption.metrics or (axes.columns_are == "dataset" and around.cited) or
                                           any(passage.metrics for passage in around.cited) or _tells_results(around))  # fmt: skip


def _tells_results(around: Around) -> bool:
    caption = (around.table.caption or "")[:300]
    return bool(
        re.search(
            r"(?i)\bresults?\b|\bperformance\b|\bcompar(?:ison|ed|ing)\b|\bablation\b|\bscores?\b|\beffects? of\b|\bevaluat",
            caption,
        )
    )


def _part(axes: Axes, around: Around) -> Iterator[Claim]:
    part = axes.part
    subjects = row_subjects(axes)
    marked = any(re.search(r"(?i)\bours?\b", cell.text) for row in part.rows for cell in row[:2] if cell)
    done: set[tuple[int, int]] = set()
    for at, row in enumerate(part.rows):
        if _SPREAD_ROW.match(subjects[at][0]):
            continue
        for column in axes.measured:
            cell = row[column]
            if cell is None or (cell.row, cell.column) in done:
                continue
            done.add((cell.row, cell.column))
            printed = list(values(cell.text, around.brackets))
            if printed:
                name, extra = subjects[at]
                yield from _cell(Spot(axes, around, at, column, cell, name, extra, marked), printed)


def _cell(spot: Spot, values_in_cell: Sequence[Value]) -> Iterator[Claim]:
    """The claims of a cell."""
    sets = datasets_of(spot, max(value.parts for value in values_in_cell))
    for value in values_in_cell:
        dataset = sets[value.part] if value.part < len(sets) else sets[0]
        known = metric_of(spot, dataset, value)
        if known is None:
            continue
        metric, printed, sure = known
        dataset = dataset or spot.around.fitting(metric)
        yield _claim(spot, value, dataset, metric, printed, sure)


def _claim(
    spot: Spot, value: Value, dataset: str | None, metric: Metric | None, printed: str, sure: float
) -> Claim:
    stated = _with_unit(value.stated, metric, spot) if value.kind == "main" else value.stated
    name, conditions = _subject(spot, value)
    label = metric.id if metric and "_at_" not in metric.id else printed
    kind: ClaimKind = metric.kind if metric else "quality"
    delta = (
        value.kind == "delta"
        or bool(_DIFFERENCE.match(name))
        or (not value.beside and any(label.delta for label in (*spot.tops, *spot.before)))
    )
    if value.kind == "ratio":
        label, kind = f"{metric.name if metric else printed} ratio", "comparison"
    elif delta:
        label, kind = f"delta {label}", "comparison"
    place = spot.cell.place
    groups = spot.axes.part.groups[spot.row]
    system = spot.around.evidence.own_system
    own = system.owns_row(name, groups, spot.around.table.caption or "", cited=spot.marked)
    column_says = any(label.dataset for label in spot.tops) or spot.axes.columns_are == "dataset"
    measured = kind in ("quality", "comparison", "speed") or column_says
    split = (
        next((label.split for label in (*reversed(spot.tops), *spot.before) if label.split), None)
        or spot.around.caption.split
    )
    return Claim(
        id=claim_id(place, label, stated),
        kind=kind,
        subject=name[:200] or spot.around.evidence.own_name,
        own=own,
        dataset=dataset[:120] if dataset and measured else None,
        split=split if kind in ("quality", "comparison") else None,
        metric=label[:120],
        metric_as_written=printed[:200] or label[:200],
        stated=stated,
        conditions="; ".join(dict.fromkeys(conditions))[:300] or None,
        place=place,
        read_by=READ_BY,
        confidence=round(max(sure - 0.3 * value.glued - 0.3 * spot.cell.disputed, 0.05), 2),
    )


def _subject(spot: Spot, value: Value) -> tuple[str, list[str]]:
    """The method of a cell and its conditions; over columns of methods the header completes or replaces the row's."""
    name, conditions = spot.subject, [*spot.extra]
    unknown = [
        plain_label(label.text)
        for label in spot.tops
        if label.blank and label.text and not label.delta and re.search(r"[^\W\d_]", label.text)
    ]
    groups = [text for text in spot.axes.part.groups[spot.row] if named(text).blank]
    if spot.axes.columns_are == "subject" and unknown:
        rows = name if spot.axes.rows_are == "subject" and spot.axes.rows_are_methods else ""
        conditions += [name] if spot.axes.rows_are == "subject" and not rows and name else []
        telling_ones = [text for text in unknown if not _CITATION.fullmatch(text)] or unknown
        conditions += telling_ones[:-1]
        last = telling_ones[-1]
        if continues(last) and len(telling_ones) > 1:
            last = f"{telling_ones[-2]} {last}"
        names = parted(last, value.parts) if value.parts > 1 else ()
        name = " / ".join(filter(None, (rows, names[value.part] if names else last)))
    else:
        conditions += [text for text in unknown if is_plain(text)]
        conditions += [label.text for label in spot.tops if label.setting or label.text.isdigit()]
    if spot.axes.rows_are in ("metric", "dataset") and spot.axes.columns_are != "subject":
        name = name if spot.axes.label_roles and "subject" in spot.axes.label_roles.values() else ""
    return name or spot.around.evidence.own_name, [*conditions, *groups]


def _with_unit(stated: Quantity, metric: Metric | None, spot: Spot) -> Quantity:
    """The quantity with the unit that its header or row gives."""
    if stated.unit is not None or metric is None:
        return stated
    units = [label.unit for label in (*reversed(spot.tops), *spot.before) if label.unit]
    if units and not (units[0] == "%" and metric.scale != "share"):
        return stated.model_copy(update={"unit": units[0]})
    return stated
