"""Strip plots: a headline score among the document's other scores, and latency quantiles."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from claims.quantities.units import base_value
from claims.records import Claim, Dossier, Measurement, Place
from reports.views import number_format, vocabulary
from reports.views.histogram import NO_TIMES, Histogram, Times, histogram, milliseconds
from reports.views.safe_text import shortened
from reports.views.verdict_plot import PlotMark, PlotScale

LEAST = 3
"""Scores that make a distribution."""
MOST = 6
"""Strips of one document."""
FORWARD = 3
"""Numbers that are marked in one of them."""


@dataclass(frozen=True)
class StripPlot:
    """Marks along one axis."""

    caption: str
    """What is drawn, in a sentence that also serves who cannot see it."""
    marks: tuple[PlotMark, ...]
    """Everything that is drawn."""
    highlighted: tuple[PlotMark, ...]
    """Those that the document puts forward."""
    middle: PlotMark | None = None
    """The median."""


def score_strips(dossier: Dossier) -> tuple[StripPlot, ...]:
    """The document's own scores of a metric, with those that it puts forward marked: a strip for each metric.

    Put forward is what a finding of hero-number points at, and what the text says outside of any table.
    """
    scores = _ScoreGroups(dossier)
    groups: dict[_Key, list[Claim]] = {}
    for claim in _put_forward(dossier):
        key = scores.key(claim)
        if _has_distribution(claim, scores.bases(key)):
            groups.setdefault(key, []).append(claim)
    return tuple(_strip(scores.among(key), highlighted) for key, highlighted in list(groups.items())[:MOST])


def _put_forward(dossier: Dossier) -> Iterator[Claim]:
    """The numbers that are put forward: flagged ones first, then those of the text."""
    dismissed = dossier.dismissals
    flags = [f for f in dossier.findings if f.rule == "hero-number" and f.id not in dismissed]
    named = {key for flag in flags for key in flag.claim_ids}
    flagged_places = {_place_key(place) for flag in flags for place in flag.places}
    own = [
        claim
        for claim in dossier.claims
        if claim.own and claim.kind == "quality" and claim.id not in dismissed
    ]
    yield from (claim for claim in own if claim.id in named or _place_key(claim.place) in flagged_places)
    yield from (claim for claim in own if claim.place.table is None)


def _place_key(place: Place) -> tuple[str, str | int | None, int | None, int | None, str]:
    """By what a place is known again: the cell of a table, else the line or page with its quote."""
    if place.table and place.row is not None:
        return place.file, place.table, place.row, place.column, ""
    return place.file, place.line, place.page, None, place.quote


_Key = tuple[str, str | None]
"""A metric and a data set; without one, all of the document's scores of that metric."""


class _ScoreGroups:
    """A document's own scores, sorted out once for all the numbers that it puts forward."""

    def __init__(self, dossier: Dossier) -> None:
        every: dict[str, list[Claim]] = defaultdict(list)
        for claim in dossier.claims:
            if claim.own:
                every[claim.metric].append(claim)
        self._of: dict[_Key, list[Claim]] = defaultdict(list)
        for metric, claims in every.items():
            tabled = [claim for claim in claims if claim.place.table]
            for claim in tabled if len(tabled) > LEAST else claims:
                self._of[metric, None].append(claim)
                if claim.dataset:
                    self._of[metric, claim.dataset].append(claim)
        self._sorted: dict[_Key, tuple[tuple[Decimal, Claim], ...]] = {}

    def key(self, claim: Claim) -> _Key:
        """What a number stands among: the scores on its data set, where there are enough and others beside them."""
        every, same = self._of[claim.metric, None], self._of[claim.metric, claim.dataset]
        return claim.metric, claim.dataset if LEAST < len(same) < len(every) else None

    def among(self, key: _Key) -> tuple[Claim, ...]:
        """The scores themselves, lowest first."""
        return tuple(claim for _, claim in self._known(key))

    def bases(self, key: _Key) -> list[Decimal]:
        """Their values in base units, lowest first."""
        return [base for base, _ in self._known(key)]

    def _known(self, key: _Key) -> tuple[tuple[Decimal, Claim], ...]:
        if key not in self._sorted:
            once = {claim.same_as or claim.id: claim for claim in self._of[key]}
            known = [(base, claim) for claim in once.values() if (base := base_value(claim)) is not None]
            self._sorted[key] = tuple(sorted(known, key=lambda score: (score[0], score[1].id)))
        return self._sorted[key]


def _has_distribution(claim: Claim, values: list[Decimal]) -> bool:
    """Whether there is a distribution; a difference that is told as a score lies far outside of it."""
    front = base_value(claim)
    if front is None or len(values) < LEAST or values[0] == values[-1]:
        return False
    spread = values[-1] - values[0]
    return values[0] - spread <= front <= values[-1] + spread


def _strip(peers: tuple[Claim, ...], highlighted: list[Claim]) -> StripPlot:
    first = {base_value(claim): claim for claim in reversed(highlighted)}
    forward = [(base, claim) for base, claim in first.items() if base is not None][:FORWARD][::-1]
    values = [base for peer in peers if (base := base_value(peer)) is not None]
    ends = [*values, *(base for base, _ in forward)]
    scale = PlotScale(float(min(ends)), float(max(ends)))
    data = {peer.dataset for peer in peers}
    on = f" on {shortened(peers[0].dataset or '', 60)}" if len(data) == 1 and peers[0].dataset else ""
    listed = ", ".join(number_format.stated(claim.stated) for _, claim in forward)
    verb = "is" if len(forward) == 1 else "are"
    caption = (
        f"{vocabulary.metric_name(peers[0].metric)}{on}: {listed} {verb} put forward; the "
        f"document's own {len(values)} scores run from {number_format.stated(peers[0].stated)} to "
        f"{number_format.stated(peers[-1].stated)}. The line is their median."
    )
    marks = tuple(
        PlotMark(scale.at(base), number_format.stated(peer.stated))
        for base, peer in zip(values, peers, strict=True)
    )
    middle = PlotMark(scale.at(Decimal(str(median(values)))), "median")
    return StripPlot(
        caption,
        marks,
        tuple(PlotMark(scale.at(base), number_format.stated(claim.stated)) for base, claim in forward),
        middle,
    )


def latency_plots(dossier: Dossier, times: Times = NO_TIMES) -> tuple[StripPlot | Histogram, ...]:
    """One picture for each latency that was measured: every run where their times are at hand, else the quantiles."""
    measurements = [
        a for a in dossier.attempts if isinstance(a, Measurement) and a.metric == "latency" and not a.supplied
    ]
    drawn = (histogram(measurement, times) or _latency(measurement) for measurement in measurements)
    return tuple({picture.caption: picture for picture in drawn if picture is not None}.values())


def _latency(measurement: Measurement) -> StripPlot | None:
    settings = {pair.name: pair.value for pair in measurement.settings}
    asked = settings.get("statistic", "p50")
    values = {asked: measurement.observed.value} | {
        alternative.metric: alternative.value for alternative in measurement.alternatives
    }
    known = {name: values[name] for name in sorted(values) if name[:1] == "p" and name[1:].isdigit()}
    if len(known) < LEAST:
        return None
    scale = PlotScale(float(min(known.values())), float(max(known.values())))
    listed = ", ".join(f"{name} {milliseconds(float(value))}" for name, value in known.items())
    batch, runs = settings.get("batch", "?"), vocabulary.counted(measurement.n, "run")
    caption = f"Latency of {shortened(measurement.subject, 80)}, batch {batch}, {runs}: {listed}."
    return StripPlot(caption, tuple(PlotMark(scale.at(value), name) for name, value in known.items()), ())
