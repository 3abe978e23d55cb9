"""Strips of marks: the scores beside a hero number, and how long one row takes."""

from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from claims import catalog
from claims.records import Claim, Dossier, Measurement
from claims.units import readings
from reports.shapes import figures, words
from reports.shapes.histogram import NO_TIMES, Histogram, Times, histogram, milliseconds
from reports.shapes.ink import shortened
from reports.shapes.picture import Mark, Scale

LEAST = 3
"""Scores that make a distribution."""


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
    """One strip for each hero number: the document's own scores of that metric, with the hero marked."""
    dismissed = {one.about for one in dossier.corrections if one.kind == "dismiss"}
    by_id = {claim.id: claim for claim in dossier.claims}
    drawn: dict[tuple[str, str | None], Strip] = {}
    for finding in dossier.findings:
        if finding.rule == "hero-number" and finding.id not in dismissed:
            for hero in (by_id[key] for key in finding.claim_ids if key in by_id):
                strip = _hero(dossier, hero)
                if strip and (hero.metric, hero.stated.unit) not in drawn:
                    drawn[hero.metric, hero.stated.unit] = strip
    return tuple(drawn.values())


def _hero(dossier: Dossier, hero: Claim) -> Strip | None:
    peers = [claim for claim in dossier.claims if claim.own and claim.metric == hero.metric]
    known = {
        claim.same_as or claim.id: (base, claim) for claim in peers if (base := _base(claim)) is not None
    }
    front = _base(hero)
    if len(known) < LEAST or front is None:
        return None
    values = sorted(known.values(), key=lambda one: one[0])
    scale = Scale(float(min(values[0][0], front)), float(max(values[-1][0], front)))
    caption = (
        f"{words.metric_name(hero.metric)}: {figures.stated(hero.stated)} is put forward; the document's own "
        f"{len(values)} scores run from {figures.stated(values[0][1].stated)} to "
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
