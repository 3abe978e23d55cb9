"""The claims of a read table: for each number its metric, data, system, unit and conditions, and how sure that is."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from claims import catalog
from claims.catalog.metrics import Metric
from claims.catalog.name_index import squeeze
from claims.catalog.usual_metrics import usual_metrics
from claims.catalog.word_lists import words
from claims.records import Cell, Claim, Quantity, claim_id
from claims.records.claim import LEAST_SURE, ClaimKind
from extractors.language.datasets import split_in
from extractors.tables.alternatives import is_measured_on_data
from extractors.tables.candidates import TYPE_OF_ENTITY, Candidate, Group, ScoredCandidate
from extractors.tables.cell_numbers import Value
from extractors.tables.data_and_system import chosen_together
from extractors.tables.group_readings import GroupReading, name_group
from extractors.tables.groups import ReadTable
from extractors.tables.heading_depth import at_heading_depth
from extractors.tables.joined_names import before_and_after, parted
from extractors.tables.label_meaning import read_label
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
_ARROWS = re.compile(r"[→⟶⇒➔➜]|->|=>")
_HIDDEN = re.compile(r"^[\W\d_]*$")
_MILLIONS = re.compile(r"(?i)\bmm?\b|million|\(m\)")
_BILLIONS = re.compile(r"(?i)billion|\(b\)")


@dataclass(frozen=True)
class CellReading:
    """A cell of a read table, and the system that its numbers belong to."""

    read: ReadTable
    group: Group
    row: int
    cell: Cell
    subject: Candidate
    sure: float
    """How sure the system is."""
    by_rules: str = ""
    """The system that the rules name."""


def claims_of_table(read: ReadTable, read_by: str) -> Iterator[Claim]:
    """The claims of one read table."""
    learned = model()
    for claim, signs in with_signs(read, read_by, learned):
        raw = trust(signs, learned.trust)
        sure = max(calibrated(raw, learned.sure) - (1 - claim.confidence), 0.05)
        other = claim.could_be if sure < LEAST_SURE else None
        yield claim.model_copy(update={"confidence": round(sure, 2), "could_be": other})


def with_signs(
    read: ReadTable, read_by: str, learned: ReaderWeights
) -> Iterator[tuple[Claim, dict[str, float]]]:
    """The claims of one read table, each with what speaks for and against it; their confidence is not yet that of a share."""
    readings: dict[int, GroupReading] = {}
    systems: dict[tuple[object, ...], tuple[ScoredCandidate, ...]] = {}
    for n, at, _ in read.cells():
        group = read.groups[n, at]
        if id(group) not in readings:
            readings[id(group)] = name_group(read, group, learned)
    beside = _kept_beside(read, readings)
    for n, at, cell in read.cells():
        group = read.groups[n, at]
        if readings[id(group)].kept or (n, at) in beside:
            reading, system = _whose(read, (n, at), readings[id(group)], learned, systems)
            hints = read.hints.get((n, at), ())
            where = CellReading(
                read, group, n, cell, system.candidate, system.share, hints[0].system if hints else ""
            )
            signs = _signs(where, reading)
            for value in read.table.numbers[n, at]:
                yield _claim(where, value, _of_part(reading, group, value), read_by), signs


def _kept_beside(read: ReadTable, readings: Mapping[int, GroupReading]) -> frozenset[tuple[int, int]]:
    """The scores that were left out though most numbers of their row and of their column are claims."""
    by_place = {(n, at): readings[id(read.groups[n, at])] for n, at, _ in read.cells()}
    kept = {place for place, reading in by_place.items() if reading.kept}
    rows, columns = Counter(n for n, _ in by_place), Counter(at for _, at in by_place)
    kept_rows, kept_columns = Counter(n for n, _ in kept), Counter(at for _, at in kept)
    return frozenset(
        (n, at)
        for (n, at), reading in by_place.items()
        if not reading.never
        and (reading.metric.metric is None or reading.metric.metric.kind == "quality")
        and min(rows[n], columns[at]) >= LEAST_BESIDE
        and kept_rows[n] >= MOSTLY * rows[n]
        and kept_columns[at] >= MOSTLY * columns[at]
    )


def _signs(where: CellReading, reading: GroupReading) -> dict[str, float]:
    """What speaks for and against the claims of a cell."""
    source = reading.metric.signs[0].removeprefix("from=").rstrip("0123456789+")
    shares = {**reading.shares, "system": where.sure}
    if not is_measured_on_data(reading.metric):
        shares["dataset"] = 1.0
    return trust_signs(shares, is_paper=where.read.context.document.is_paper, source=source)


def _whose(
    read: ReadTable,
    place: tuple[int, int],
    reading: GroupReading,
    learned: ReaderWeights,
    systems: dict[tuple[object, ...], tuple[ScoredCandidate, ...]],
) -> tuple[GroupReading, ScoredCandidate]:
    """Whose a cell's numbers are, and the reading with the data that go with it."""
    group, parent = read.of_row(*place), read.parents[place[0]]
    key = (tuple((phrase.where, phrase.text) for phrase in group.phrases), parent, group.hints)
    if key not in systems:
        systems[key] = systems_of(group, parent, learned)
    data, system = chosen_together(reading.datasets, systems[key], {squeeze(reading.metric.printed)} - {""})
    shares = {**reading.shares, "dataset": data.share}
    return replace(reading, dataset=data.candidate, shares=shares), system


def _of_part(reading: GroupReading, group: Group, value: Value) -> GroupReading:
    """Metric and data of one of several numbers in a cell, where a header names each."""
    metric, dataset = reading.metric, reading.dataset
    if value.parts < 2:
        return reading
    for phrase in group.phrases:
        names = parted(phrase.text, value.parts)
        label = read_label(names[value.part]) if names else None
        if label and label.metric:
            metric = replace(metric, name=label.metric.id, printed=label.printed, metric=label.metric)
        elif label and phrase.role == "dataset":
            dataset = replace(dataset, name=names[value.part])
    if metric is reading.metric and dataset is reading.dataset:
        metric = _in_order(metric, dataset, group, value)
    return replace(reading, metric=metric, dataset=dataset)


def _in_order(metric: Candidate, dataset: Candidate, group: Group, value: Value) -> Candidate:
    """The metric at a number's place in its cell, of those that are usual on the data or that the caption names in order."""
    order: list[Metric] = []
    if metric.signs[0].startswith("from=usual"):
        order = [known for metric_id in usual_metrics(dataset.name) if (known := catalog.metric(metric_id))]
    elif group.context.document.is_paper and "header" not in metric.signs[0]:
        in_caption = [named_metric for named_metric, _ in group.context.surroundings.caption.metrics]
        order = in_caption if len(in_caption) == value.parts else []
    if len(order) < value.parts:
        return metric
    chosen = order[value.part]
    return replace(metric, name=chosen.id, printed=chosen.name, metric=chosen)


def _claim(where: CellReading, value: Value, reading: GroupReading, read_by: str) -> Claim:
    metric, cell = at_heading_depth(reading.metric, where.read.context.table), where.cell
    stated = _with_unit(value.stated, metric) if value.kind == "main" else value.stated
    kind: ClaimKind = metric.metric.kind if metric.metric else "quality"
    label = metric.name
    if value.kind == "ratio":
        label, kind = f"{label} ratio", "comparison"
    elif value.kind == "delta" or metric.delta:
        label, kind = f"delta {label}", "comparison"
    measured = is_measured_on_data(metric) or kind == "comparison"
    name, own = _of_side(where, value, *_system(where))
    split = metric.split or reading.dataset.split or _split_of(where.group)
    return Claim(
        id=claim_id(cell.place, label, stated),
        kind=kind,
        subject=name[:200],
        own=own,
        dataset=reading.dataset.name[:120] if reading.dataset.name and measured else None,
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
        could_be=reading.could_be,
    )


def _of_side(where: CellReading, value: Value, name: str, own: bool) -> tuple[str, bool]:
    """The system of a number before or behind an arrow, which a label may name; what stood before is not the own one's."""
    if value.parts != 2 or not _ARROWS.search(where.cell.text):
        return name, own
    sides = [sides for phrase in where.group.phrases if (sides := before_and_after(phrase.text))]
    return f"{name} {sides[0][value.part]}" if sides else name, own and value.part == 1


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
    if size := _size_named(where) or _later_size(where):
        return size, False
    if name == document.subject:
        return name, not read.context.is_of_others([phrase.text for phrase in where.group.phrases])
    if where.by_rules and not document.is_paper and squeeze(where.by_rules) == squeeze(name):
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


def _later_size(where: CellReading) -> str | None:
    """The label of a card's row that is a size by word, below another size of the same family: "Medium" below "Base"."""
    document = where.read.context.document
    if document.is_paper:
        return None
    for level in where.read.table.levels:
        text = level.texts.get(where.row, "") if level.axis == "row" else ""
        known = words("model_words", "size_words")
        sizes = [phrase for phrase in level.phrases if phrase.casefold() in known]
        if text in sizes[1:] and text.casefold() not in document.subject.casefold():
            return text
    return None


def _is_under_others(where: CellReading) -> bool:
    """Whether a card's table has rows under a title such as "Our results", and this row is under another title."""
    panels = where.read.table.grid.panels
    marked = {panel for panel in panels if any(_OUR_RESULTS.match(title) for title in panel)}
    return not where.read.context.document.is_paper and bool(marked) and panels[where.row] not in marked


def _conditions(group: Group, read: ReadTable, subject: Candidate, metric: Candidate) -> str | None:
    """What else the phrases tie a number to."""
    out = []
    for phrase, corner in zip(group.phrases, _corners(read, group), strict=True):
        if phrase.meaning == TYPE_OF_ENTITY:
            out.append(f"class {phrase.text}")
        elif (
            phrase.role == "setting"
            and not _HIDDEN.fullmatch(phrase.text)
            and phrase.text not in (subject.name, metric.printed)
        ):
            out.append(phrase.text)
        elif phrase.role == "setting" and corner and re.search(r"\d", phrase.text):
            out.append(f"{corner}={phrase.text}")
    return "; ".join(dict.fromkeys(out))[:300] or None


def _corners(read: ReadTable, group: Group) -> Sequence[str]:
    known = {level.where: level.corner for level in read.table.levels}
    return [known.get(phrase.where, "") for phrase in group.phrases]


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
