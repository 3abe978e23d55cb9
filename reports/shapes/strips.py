"""Strips of marks: the scores beside a hero number, and how long one row takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from claims import catalog
from claims.records import Claim, Dossier, Measurement, Place
from claims.units import readings
from reports.shapes import figures, words
from reports.shapes.histogram import NO_TIMES, Histogram, Times, histogram, milliseconds
from reports.shapes.ink import shortened
from reports.shapes.picture import Mark, Scale

LEAST = 3
"""Scores that make a distribution."""
MOST = 6
"""Strips of one document."""


@dataclass(frozen=True)
class Strip:
    """Marks along one axis."""

    caption: str
    """What is drawn, in a sentence that also serves who cannot see it."""
    marks: tuple[Mark, ...]
    """Everything that is drawn."""
    heroes: tuple[Mark, ...]
    """Those that the document puts forward."""
    middle: Mark | None = None
    """The median."""


def heroes(dossier: Dossier) -> tuple[Strip, ...]:
    """One strip for each number that is put forward: the document's own scores of that metric, with it marked.

    Put forward is what a finding of hero-number points at, and what the text says outside of any table.
    """
    drawn: dict[tuple[str, str | None, str | None], Strip] = {}
    for hero in _put_forward(dossier):
        key = (hero.metric, hero.dataset, hero.stated.unit)
        if key not in drawn and len(drawn) < MOST and (strip := _hero(dossier, hero)) is not None:
            drawn[key] = strip
    return tuple(drawn.values())


def _put_forward(dossier: Dossier) -> Iterator[Claim]:
    """The numbers that are put forward: flagged ones first, then those of the text."""
    dismissed = {one.about for one in dossier.corrections if one.kind == "dismiss"}
    flags = [f for f in dossier.findings if f.rule == "hero-number" and f.id not in dismissed]
    named = {key for flag in flags for key in flag.claim_ids}
    spots = {_spot(place) for flag in flags for place in flag.places}
    own = [one for one in dossier.claims if one.own and one.kind == "quality" and one.id not in dismissed]
    yield from (one for one in own if one.id in named or _spot(one.place) in spots)
    yield from (one for one in own if one.place.table is None)


def _spot(place: Place) -> tuple[str, str | int | None, int | None, int | None, str]:
    """By what a place is known again: the cell of a table, else the line or page with its quote."""
    if place.table and place.row is not None:
        return place.file, place.table, place.row, place.column, ""
    return place.file, place.line, place.page, None, place.quote


def _hero(dossier: Dossier, hero: Claim) -> Strip | None:
    every = [claim for claim in dossier.claims if claim.own and claim.metric == hero.metric]
    tabled = [claim for claim in every if claim.place.table]
    peers = tabled if len(tabled) > LEAST else every
    same = [claim for claim in peers if hero.dataset and claim.dataset == hero.dataset]
    known = {
        claim.same_as or claim.id: (base, claim)
        for claim in (same if len(same) > LEAST else peers)
        if (base := _base(claim)) is not None
    }
    front = _base(hero)
    if len(known) < LEAST or front is None or len({base for base, _ in known.values()}) < LEAST:
        return None
    values = sorted(known.values(), key=lambda one: one[0])
    spread = values[-1][0] - values[0][0]
    if not values[0][0] - spread <= front <= values[-1][0] + spread:
        return None  # a difference that is told as a score, or a score of another kind
    scale = Scale(float(min(values[0][0], front)), float(max(values[-1][0], front)))
    on = f" on {shortened(hero.dataset or '', 60)}" if len(same) > LEAST else ""
    caption = (
        f"{words.metric_name(hero.metric)}{on}: {figures.stated(hero.stated)} is put forward; the document's own "
        f"{len(values)} scores{'' if on else ' of that metric'} run from {figures.stated(values[0][1].stated)} to "
        f"{figures.stated(values[-1][1].stated)}. The line is their median."
    )
    marks = tuple(Mark(scale.at(base), figures.stated(claim.stated)) for base, claim in values)
    middle = Mark(scale.at(Decimal(str(median(base for base, _ in values)))), "median")
    return Strip(caption, marks, (Mark(scale.at(front), figures.stated(hero.stated)),), middle)


def _base(claim: Claim) -> Decimal | None:
    """The stated value in base units, where the catalog knows the metric: 92.4 % and 0.924 are the same."""
    known = catalog.metric(claim.metric, claim.task)
    found = readings(claim.stated, known.scale, metric=known) if known else ()
    return found[0].value if found else None


def latencies(dossier: Dossier, times: Times = NO_TIMES) -> tuple[Strip | Histogram, ...]:
    """One picture for each latency that was measured: every run where their times are at hand, else the quantiles."""
    found = [a for a in dossier.attempts if isinstance(a, Measurement) and a.metric == "latency"]
    drawn = (histogram(one, times) or _latency(one) for one in found)
    return tuple({picture.caption: picture for picture in drawn if picture is not None}.values())


def _latency(one: Measurement) -> Strip | None:
    how = {pair.name: pair.value for pair in one.settings}
    asked = how.get("statistic", "p50")
    values = {asked: one.observed.value} | {each.metric: each.value for each in one.alternatives}
    known = {name: values[name] for name in sorted(values) if name[:1] == "p" and name[1:].isdigit()}
    if len(known) < LEAST:
        return None
    scale = Scale(float(min(known.values())), float(max(known.values())))
    told = ", ".join(f"{name} {milliseconds(float(value))}" for name, value in known.items())
    batch, runs = how.get("batch", "?"), words.many(one.n, "run")
    caption = f"Latency of {shortened(one.subject, 80)}, batch {batch}, {runs}: {told}."
    return Strip(caption, tuple(Mark(scale.at(value), name) for name, value in known.items()), ())
