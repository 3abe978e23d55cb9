"""The claims of a read table: for each number its metric, data, system, unit and conditions, and how sure that is."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from claims import catalog
from claims.catalog.metrics import Metric
from claims.catalog.name_index import squeeze
from claims.catalog.usual_metrics import usual_metrics
from claims.records import Cell, Claim, Quantity, claim_id
from claims.records.claim import LEAST_SURE, ClaimKind
from extractors.language.datasets import split_in
from extractors.tables.alternatives import is_measured_on_data
from extractors.tables.candidates import TYPE_OF_ENTITY, Candidate, Group, ScoredCandidate
from extractors.tables.cell_numbers import Value
from extractors.tables.data_and_system import chosen_together
from extractors.tables.group_readings import GroupReading, name_group
from extractors.tables.groups import Read
from extractors.tables.heading_depth import at_heading_depth
from extractors.tables.joined_names import parted
from extractors.tables.label_meaning import named
from extractors.tables.model import ReaderWeights, calibrated, model
from extractors.tables.splits_and_runs import is_split_or_run
from extractors.tables.systems import systems_of
from extractors.tables.trust import trust, trust_signs

LEAST_BESIDE, MOSTLY = 4, 0.7
"""How many numbers a row and a column must have, and what share of them must be claims, to speak for the others."""
_OUR_RESULTS = re.compile(
    r"(?i)\W*(?:ours?|our (?:results?|models?|methods?|runs?|scores?|reproduction))\W*$"
)
"""A title over the rows that the author ran."""
_HIDDEN = re.compile(r"^[\W\d_]*$")
_MILLIONS = re.compile(r"(?i)\bmm?\b|million|\(m\)")
_BILLIONS = re.compile(r"(?i)billion|\(b\)")


@dataclass(frozen=True)
class CellReading:
    """A cell of a read table, and the system that its numbers belong to."""

    read: Read
    group: Group
    row: int
    cell: Cell
    subject: Candidate
    sure: float
    """How sure the system is."""
    theirs: str = ""
    """The system that the rules name."""


def told(
    read: Read, read_by: str, learned: ReaderWeights | None = None, *, least: float = 0.5
) -> Iterator[Claim]:
    """The claims of one read table."""
    learned = learned or model()
    for claim, signs in with_signs(read, read_by, learned, least=least):
        raw = trust(signs, learned.trust)
        sure = max(calibrated(raw, learned.sure) - (1 - claim.confidence), 0.05)
        other = claim.could_be if sure < LEAST_SURE else None
        yield claim.model_copy(update={"confidence": round(sure, 2), "could_be": other})


def with_signs(
    read: Read, read_by: str, learned: ReaderWeights, *, least: float = 0.5
) -> Iterator[tuple[Claim, dict[str, float]]]:
    """The claims of one read table, each with what speaks for and against it; their confidence is not yet that of a share."""
    found: dict[int, GroupReading] = {}
    systems: dict[tuple[object, ...], tuple[ScoredCandidate, ...]] = {}
    for n, at, _ in read.cells():
        group = read.groups[n, at]
        if id(group) not in found:
            found[id(group)] = name_group(read, group, learned, least)
    beside = _kept_beside(read, found)
    for n, at, cell in read.cells():
        group = read.groups[n, at]
        if found[id(group)].kept or (n, at) in beside:
            named_, system = _whose(read, (n, at), found[id(group)], learned, systems)
            hints = read.hints.get((n, at), ())
            where = CellReading(
                read, group, n, cell, system.candidate, system.share, hints[0][6] if hints else ""
            )
            signs = _signs(where, named_)
            for value in read.table.numbers[n, at]:
                yield _claim(where, value, _of_part(named_, group, value), read_by), signs


def _kept_beside(read: Read, found: Mapping[int, GroupReading]) -> frozenset[tuple[int, int]]:
    """The scores that were left out though most numbers of their row and of their column are claims."""
    readings = {(n, at): found[id(read.groups[n, at])] for n, at, _ in read.cells()}
    told_ = {place for place, one in readings.items() if one.kept}
    rows, columns = Counter(n for n, _ in readings), Counter(at for _, at in readings)
    kept_rows, kept_columns = Counter(n for n, _ in told_), Counter(at for _, at in told_)
    return frozenset(
        (n, at)
        for (n, at), one in readings.items()
        if not one.never
        and (one.metric.metric is None or one.metric.metric.kind == "quality")
        and min(rows[n], columns[at]) >= LEAST_BESIDE
        and kept_rows[n] >= MOSTLY * rows[n]
        and kept_columns[at] >= MOSTLY * columns[at]
    )


def _signs(where: CellReading, named_: GroupReading) -> dict[str, float]:
    """What speaks for and against the claims of a cell."""
    source = named_.metric.signs[0].removeprefix("from=").rstrip("0123456789+")
    shares = {**named_.shares, "system": where.sure}
    if not is_measured_on_data(named_.metric):
        shares["dataset"] = 1.0
    return trust_signs(shares, is_paper=where.read.context.document.is_paper, source=source)


def _whose(
    read: Read,
    place: tuple[int, int],
    named_: GroupReading,
    learned: ReaderWeights,
    systems: dict[tuple[object, ...], tuple[ScoredCandidate, ...]],
) -> tuple[GroupReading, ScoredCandidate]:
    """Whose a cell's numbers are, and the reading with the data that go with it."""
    group, parent = read.of_row(*place), read.parents[place[0]]
    key = (tuple((one.where, one.text) for one in group.phrases), parent, group.hints)
    if key not in systems:
        systems[key] = systems_of(group, parent, learned)
    data, system = chosen_together(named_.datasets, systems[key], {squeeze(named_.metric.printed)} - {""})
    shares = {**named_.shares, "dataset": data.share}
    return replace(named_, dataset=data.candidate, shares=shares), system


def _of_part(named_: GroupReading, group: Group, value: Value) -> GroupReading:
    """Metric and data of one of several numbers in a cell, where a header names each."""
    metric, dataset = named_.metric, named_.dataset
    if value.parts < 2:
        return named_
    for one in group.phrases:
        names = parted(one.text, value.parts)
        said = named(names[value.part]) if names else None
        if said and said.metric:
            metric = replace(metric, name=said.metric.id, printed=said.printed, metric=said.metric)
        elif said and one.role == "dataset":
            dataset = replace(dataset, name=names[value.part])
    if metric is named_.metric and dataset is named_.dataset:
        metric = _in_order(metric, dataset, group, value)
    return replace(named_, metric=metric, dataset=dataset)


def _in_order(metric: Candidate, dataset: Candidate, group: Group, value: Value) -> Candidate:
    """The metric at a number's place in its cell, of those that are usual on the data or that the caption names in order."""
    order: list[Metric] = []
    if metric.signs[0].startswith("from=usual"):
        order = [known for one in usual_metrics(dataset.name) if (known := catalog.metric(one))]
    elif group.context.document.is_paper and "header" not in metric.signs[0]:
        told = [one for one, _ in group.context.around.caption.metrics]
        order = told if len(told) == value.parts else []
    if len(order) < value.parts:
        return metric
    found = order[value.part]
    return replace(metric, name=found.id, printed=found.name, metric=found)


def _claim(where: CellReading, value: Value, named_: GroupReading, read_by: str) -> Claim:
    metric, cell = at_heading_depth(named_.metric, where.read.context.table), where.cell
    stated = _with_unit(value.stated, metric) if value.kind == "main" else value.stated
    kind: ClaimKind = metric.metric.kind if metric.metric else "quality"
    label = metric.name
    if value.kind == "ratio":
        label, kind = f"{label} ratio", "comparison"
    elif value.kind == "delta" or metric.delta:
        label, kind = f"delta {label}", "comparison"
    measured = is_measured_on_data(metric) or kind == "comparison"
    name, own = _system(where)
    split = metric.split or named_.dataset.split or _split_of(where.group)
    return Claim(
        id=claim_id(cell.place, label, stated),
        kind=kind,
        subject=name[:200],
        own=own,
        dataset=named_.dataset.name[:120] if named_.dataset.name and measured else None,
        split=split if kind in ("quality", "comparison") else None,
        metric=label[:120],
        metric_as_written=(metric.printed or label)[:200],
        stated=stated,
        conditions=_conditions(where.group, where.read, where.subject, metric),
        place=cell.place,
        read_by=read_by,
        confidence=1
        - 0.3 * value.glued
        - 0.3 * cell.disputed,  # less where a sign was lost or two forms differ
        could_be=named_.could_be,
    )


def _split_of(group: Group) -> str | None:
    """The split that a label names and nothing else: "Dev"."""
    return next(
        (
            split
            for phrase in group.phrases
            if is_split_or_run(phrase.text) and (split := split_in(phrase.text))
        ),
        None,
    )


def _system(where: CellReading) -> tuple[str, bool]:
    """The name of the system, and whether it is the document's own."""
    read, name = where.read, where.subject.name
    document = read.context.document
    if _is_under_others(where):
        labels = [phrase.text for phrase in read.at(where.row, 0) if phrase.where.startswith("stub")]
        return next(iter(labels), name), False
    if size := _size_named(where):
        return size, False
    if name == document.subject:
        return name, not read.context.is_of_others([phrase.text for phrase in where.group.phrases])
    if where.theirs and not document.is_paper and squeeze(where.theirs) == squeeze(name):
        return name, False  # the rules saw this name and knew it for another's
    own = read.context.own(name, read.table.grid.panels[where.row], marked=False)
    return (document.subject if own and not document.is_paper else name), own


def _size_named(where: CellReading) -> str | None:
    """The label that calls a card's number one of another of several sizes of its model: "Tern (35M)"."""
    document = where.read.context.document
    if document.is_paper:
        return None
    labels = (phrase.text for phrase in where.read.at(where.row, where.cell.column))
    return next(
        (text for text in labels if document.is_one_of_sizes(text) and document.names.is_own(text)), None
    )


def _is_under_others(where: CellReading) -> bool:
    """Whether a card's table has rows under a title such as "Our results", and this row is under another title."""
    panels = where.read.table.grid.panels
    marked = {panel for panel in panels if any(_OUR_RESULTS.match(title) for title in panel)}
    return not where.read.context.document.is_paper and bool(marked) and panels[where.row] not in marked


def _conditions(group: Group, read: Read, subject: Candidate, metric: Candidate) -> str | None:
    """What else the phrases tie a number to."""
    out = []
    for one, corner in zip(group.phrases, _corners(read, group), strict=True):
        if one.meant == TYPE_OF_ENTITY:
            out.append(f"class {one.text}")
        elif (
            one.role == "setting"
            and not _HIDDEN.fullmatch(one.text)
            and one.text not in (subject.name, metric.printed)
        ):
            out.append(one.text)
        elif one.role == "setting" and corner and re.search(r"\d", one.text):
            out.append(f"{corner}={one.text}")
    return "; ".join(dict.fromkeys(out))[:300] or None


def _corners(read: Read, group: Group) -> Sequence[str]:
    known = {level.where: level.corner for level in read.table.levels}
    return [known.get(one.where, "") for one in group.phrases]


def _with_unit(stated: Quantity, metric: Candidate) -> Quantity:
    """The quantity with the unit that its header gives to the whole column."""
    if stated.unit is not None or metric.metric is None:
        return stated
    unit = metric.unit
    if unit == "%" and metric.metric.scale != "share":
        unit = None
    if unit is None and metric.metric.id == "params":
        if _BILLIONS.search(metric.printed):
            unit = "B"
        elif _MILLIONS.search(metric.printed):
            unit = "M"
    return stated.model_copy(update={"unit": unit}) if unit else stated
