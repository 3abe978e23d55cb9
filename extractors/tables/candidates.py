"""By which metric and on which data a group of cells can be: every candidate with the signs for it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from claims import catalog
from claims.catalog.metrics import Metric
from claims.catalog.name_index import squeeze
from claims.catalog.usual_metrics import usual_metrics
from claims.quantities import units
from claims.records import Quantity
from extractors.tables.card.labels import by_unit
from extractors.tables.context import TableContext
from extractors.tables.paper.labels import Named, is_plain, named
from extractors.tables.phrase_features import shape_of_values


_BRACKET = re.compile(r"[(\[]\s?([^()\[\]]{1,20}?)\s?[)\]]\s?:?\s?$")
"""A unit in brackets at the end of a caption or heading."""
_GENERIC = re.compile(r"(?i)(?:(?:data ?)?sets?|datasets?|benchmarks?|tasks?|metrics?|scores?|results?|models?|methods?|values?|categor(?:y|ies)|types?|languages?)\W*")
"""Headers that say of what sort the names beside or below them are."""


@dataclass(frozen=True)
class Phrase:
    """A phrase over or beside a cell, with what it was read as."""

    text: str
    where: str
    role: str
    sure: float
    """How likely that role is."""
    share_metric: float = 0.0
    """How likely it names a metric, whatever it was read as."""
    carried: str = ""
    """What its level carries."""


@dataclass(frozen=True)
class Candidate:
    """One possible metric or data set."""

    name: str
    """What would be told."""
    printed: str
    signs: tuple[str, ...]
    metric: Metric | None = None
    unit: str | None = None
    split: str | None = None
    delta: bool = False


@dataclass(frozen=True)
class Group:
    """Cells that share their phrases, metrics and data: what is asked of the candidates."""

    phrases: tuple[Phrase, ...]
    numbers: tuple[Quantity, ...]
    context: TableContext
    corners: tuple[str, ...] = ()
    hints: tuple[tuple[str, str, str, str, bool, str | None], ...] = ()
    """What other readers say of most of its cells: who, metric, as printed, data set, whether a difference, unit."""

    def of(self, role: str) -> tuple[Phrase, ...]:
        """Its phrases of one role."""
        return tuple(one for one in self.phrases if one.role == role)

    @cached_property
    def shape(self) -> tuple[str, ...]:
        """What its numbers look like."""
        return shape_of_values(self.numbers)

    @cached_property
    def _fitting(self) -> dict[str, bool]:
        return {}

    def fits(self, metric: Metric) -> bool:
        """Whether its numbers can be values of a metric."""
        if metric.id not in self._fitting:
            self._fitting[metric.id] = possible(metric, self.numbers[:24])
        return self._fitting[metric.id]


def possible(metric: Metric, numbers: Sequence[Quantity]) -> bool:
    """Whether numbers can be values of a metric: nearly all have a reading within its bounds."""
    if not numbers:
        return True
    fits = sum(_fits(metric, one) for one in numbers)
    return fits * 10 >= len(numbers) * 9


def _fits(metric: Metric, one: Quantity) -> bool:
    found = units.readings(one, metric.scale, metric=metric)
    if not found:
        return False
    low, high = metric.low, metric.high
    slack = max(reading.half_step for reading in found)
    inside = [
        r for r in found if (low is None or r.value >= low - slack) and (high is None or r.value <= high + slack)
    ]
    if metric.scale in ("count", "tokens") and one.unit is None and one.value % 1 and one.value < 1:
        return False
    return bool(inside)


def _signs(source: str, metric: Metric | None, group: Group) -> Iterator[str]:
    yield f"from={source}"
    kind = metric.kind if metric else "unknown"
    yield f"{source.rstrip('0123456789')}:{kind}"
    shape = group.shape
    scale = metric.scale if metric else "none"
    yield from (f"{scale}&{name}" for name in shape if name[:5] in ("v:top", "v:who", "v:uni", "v:low"))
    if metric:
        unitless = not any(one.unit for one in group.numbers)
        yield f"{metric.usual}&{shape[0]}{unitless}"


def metric_candidates(group: Group, datasets: Sequence[str]) -> list[Candidate]:
    """The metrics that a group of cells can be stated in; the impossible are left out."""
    found = [one for one in _metrics(group, datasets)]
    out = [one for one in found if one.metric is None or group.fits(one.metric)]
    support = {}
    for one in out:
        support.setdefault(one.name, set()).add(one.signs[0])
    merged: dict[tuple[str, str], Candidate] = {}
    for one in out:
        more = tuple(f"also:{sign}" for sign in sorted(support[one.name]) if sign != one.signs[0])
        merged.setdefault((one.name, one.signs[0]), Candidate(**{**one.__dict__, "signs": (*one.signs, *more)}))
    return list(merged.values())


def _metrics(group: Group, datasets: Sequence[str]) -> Iterator[Candidate]:
    yield from _spelled(group)
    for nth, (name, told) in enumerate(group.context.tellings):
        for dataset in datasets:
            if pair := told.metric_for(dataset):
                if told.by_dataset:
                    yield _candidate(f"{name}:by-dataset", pair[0], pair[1], group)
        for n, (metric, printed) in enumerate(told.metrics[:4]):
            yield _candidate(f"{name}.{min(n, 2)}{'+' if len(told.metrics) > 1 else ''}", metric, printed, group)
    texts = (group.context.table.caption or "", *reversed(group.context.table.section[-2:]))
    for text in texts:
        unit = _BRACKET.search(text[-80:])
        if unit and (metric := by_unit(unit[1], text)):
            yield _candidate("around-unit", metric, unit[1], group)
    for at, name in enumerate(datasets):
        for n, one in enumerate(usual_metrics(name)[:3]):
            if metric := catalog.metric(one):
                yield _candidate(f"usual{n}{'' if at == 0 else '+'}", metric, metric.name, group)
    if group.context.document.is_paper:
        main = group.context.document.main[0]
        if main and main[0].id not in ("precision", "recall"):
            yield _candidate("main", main[0], main[1], group)
    elif only := group.context.document.fields.only_metric:
        yield _candidate("declared", only, only.name, group)
    if not group.context.document.is_paper and (behind := group.context.document.fields._said_behind(group.context.table)):
        yield _candidate("behind", behind, behind.name, group)
    units_said = {one.unit for one in group.numbers if one.unit}
    for unit in sorted(units_said)[:1]:
        phrase = " ".join(one.text for one in group.phrases)
        if unit != "%" and (metric := by_unit(unit, phrase)):
            yield _candidate("unit", metric, unit, group)
    for one in group.phrases:
        near = one.share_metric > 0.3 and one.role != "system"
        if (one.role == "metric" or near) and named(one.text).metric is None:
            yield _printed(one, group)
    yield from (_hinted(hint, group) for hint in group.hints if hint[1] != "score")
    if score := catalog.metric("score"):
        yield Candidate("score", "score", tuple(_signs("nothing", score, group)), None)


def _spelled(group: Group) -> Iterator[Candidate]:
    """The metrics that the phrases over and beside the cells name."""
    for one in group.phrases:
        said = named(one.text)
        if said.metric is not None and not (said.metric.id == "score"):
            source = f"{one.where[:6] if one.where.startswith('header') else one.where}:{one.role}"
            inner = (f"rest{bool(said.rest)}", f"sure{round(4 * one.share_metric)}", f"role:{one.role}{bool(said.rest)}{bool(said.dataset)}",
                     f"spelled:{one.carried}:{one.role}", f"short{len(said.printed) < 3}")  # fmt: skip
            base = _candidate(source, said.metric, said.printed, group)
            name = said.printed if said.shaped and said.metric and "_at_" in said.metric.id else base.name
            yield Candidate(name, said.printed, (*base.signs, *inner), said.metric, said.unit, said.split, said.delta)
    for corner in group.corners[:1]:
        said = named(corner)
        if said.metric and said.metric.id != "score":
            yield _candidate("corner", said.metric, said.printed, group)


def _printed(phrase: Phrase, group: Group) -> Candidate:
    said: Named = named(phrase.text)
    text = said.printed or phrase.text
    inner = _depth(phrase, [one for one in group.phrases if one is not phrase and one.where[0] == phrase.where[0]])
    signs = (*_signs(f"print:{phrase.where[:5]}", None, group), f"printed{bool(said.printed)}:{phrase.role}", f"printsure{round(4 * phrase.share_metric)}",
             f"print:{phrase.carried}:{phrase.role}", f"print:{inner}:{bool(said.dataset)}", f"print:n{min(len(text.split()), 5)}",
             f"print:digits{text[:1].isdigit()}")  # fmt: skip
    return Candidate(text[:120], text, signs, None, said.unit, said.split, said.delta)


def _depth(phrase: Phrase, beside: Sequence[Phrase]) -> str:
    """Whether a phrase is the innermost of those of its axis, the outermost, or alone."""
    def rank(one: Phrase) -> int:
        number = int(one.where[-1])
        return -number if one.where.startswith("header") else (number if one.where.startswith("stub") else -10 - number)
    if not beside:
        return "alone"
    return "inner" if rank(phrase) > max(map(rank, beside)) else "outer"


def _hinted(hint: tuple[str, str, str, str, bool, str | None], group: Group) -> Candidate:
    who, name, printed, _, delta, unit = hint
    bare = name.removeprefix("delta ")
    metric = catalog.metrics().get(bare)
    signs = (*_signs(f"hint-{who}", metric, group), f"hint-{who}:{'score' if bare == 'score' else 'delta' if delta else 'plain'}")
    return Candidate(bare, printed, signs, metric, unit, None, delta)


def _candidate(source: str, metric: Metric, printed: str, group: Group) -> Candidate:
    return Candidate(metric.id, printed, tuple(_signs(source, metric, group)), metric)


def dataset_candidates(group: Group) -> list[Candidate]:
    """The data sets that a group of cells can be measured on, none among them."""
    out: dict[str, Candidate] = {}
    for one in _datasets(group):
        key = squeeze(one.name)
        if key in out:
            first = out[key]
            out[key] = Candidate(first.name, first.printed, (*first.signs, f"also:{one.signs[0]}"), split=first.split or one.split)
        else:
            out[key] = one
    return list(out.values())


def _datasets(group: Group) -> Iterator[Candidate]:
    named_here = [
        one
        for one in group.phrases
        if (one.role == "dataset" or named(one.text).dataset) and not _GENERIC.fullmatch(one.text)
    ]
    for one in named_here:
        said = named(one.text)
        axis = "column" if one.where.startswith("header") else "row"
        beside = [other for other in named_here if other is not one and (other.where[0] == "h") == (one.where[0] == "h")]
        better = sum(bool(named(other.text).dataset) for other in beside)
        place = f"{axis}:{_depth(one, beside)}"
        known = bool(said.dataset)
        signs = (f"from={place}:{one.role}", f"sure{round(4 * one.sure)}:{one.role}", f"known{known}:{axis}", f"rivals{min(better, 2)}:{known}",
                 f"axes{len({o.where[0] == 'h' for o in named_here})}:{axis}:{known}:{one.role}",
                 f"plain{is_plain(one.text)}:{axis}", f"words{min(len(one.text.split()) // 3, 4)}")  # fmt: skip
        yield Candidate(said.dataset or one.text, one.text, signs, split=said.split)
    plain = [one for one in group.of("dataset") if not _GENERIC.fullmatch(one.text)]
    for outer in plain:
        for inner in plain:
            if outer is not inner and outer.text not in inner.text:
                order = f"{outer.where}+{inner.where}"
                known = f"{bool(named(outer.text).dataset)}{bool(named(inner.text).dataset)}"
                signs = (f"from=both:{known}", f"both:{order}", f"both:{known}:{min(len(inner.text) // 4, 4)}")
                yield Candidate(f"{outer.text} {inner.text}", inner.text, signs)
    for corner in group.corners:
        said = named(corner)
        if said.dataset:
            yield Candidate(said.dataset, corner, ("from=corner",), split=said.split)
    parts = [one for one in plain if not named(one.text).dataset]
    for name, told in group.context.tellings:
        for n, dataset in enumerate(told.datasets[:3]):
            several = "+" if len(told.datasets) > 1 else ""
            yield Candidate(dataset, dataset, (f"from={name}.{n}{several}",), split=told.split)
            for part in parts[:2]:
                yield Candidate(f"{dataset} {part.text}", part.text, ("from=part-of", f"part-of:{name}{several}", f"partlen{min(len(part.text) // 4, 4)}"))
    document = group.context.document
    if not document.is_paper:
        if only := document.fields.only_dataset:
            yield Candidate(only, only, ("from=only",))
            for part in parts[:2]:
                yield Candidate(f"{only} {part.text}", part.text, ("from=part-of", "part-of:only", f"partlen{min(len(part.text) // 4, 4)}"))
    for n, (spoken, _) in enumerate(document.spoken[:2]):
        yield Candidate(spoken, spoken, (f"from=spoken{n}",))
    for who, _, _, dataset, _, _ in group.hints:
        yield Candidate(dataset, dataset, (f"from=hint-{who}{bool(dataset)}",))
    yield Candidate("", "", ("from=nothing", f"n{min(len(plain), 2)}"))
