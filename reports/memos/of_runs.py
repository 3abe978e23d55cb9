"""The memo of one run or several: what was recommended of each, by which figures, with which risks."""

from collections.abc import Iterator, Sequence

from claims.records import Dossier, Measurement
from claims.records.decision_memo import DecisionMemo, MemoFigure
from claims.records.system_comparison import SystemFigure
from claims.verdicts.reservations import supplied_answers
from reports.decisions.picture import interval_picture
from reports.views import number_format, vocabulary
from reports.views.memo import Memo, memo
from reports.views.safe_text import shortened
from reports.views.summary import summarise

_MOST, _NAME = 5, 40
_FIRST = ("accuracy", "f1_macro", "latency", "cost_per_request")
"""Metrics in the order in which they make the three figures."""


def memo_of_runs(dossiers: Sequence[Dossier], author: str, date: str) -> DecisionMemo:
    """The memo of some runs; each keeps its own recommendation, since nothing here compares them row by row."""
    memos = [memo(dossier) for dossier in dossiers]
    reasons = [" ".join((m.because, *_worst(dossier))) for m, dossier in zip(memos, dossiers, strict=True)]
    several = len(dossiers) > 1
    scores = [(name_of(d), f) for d in dossiers if (f := _score(d)) is not None]
    return DecisionMemo(
        question=" ".join(m.question for m in memos) if several else memos[0].question,
        answer=" ".join(f"{m.about}: {m.recommendation}" for m in memos)
        if several
        else memos[0].recommendation,
        because=" ".join(f"{m.about}: {reason}" for m, reason in zip(memos, reasons, strict=True))
        if several
        else reasons[0],
        figures=tuple(_figures(dossiers))[:3],
        picture=interval_picture(scores, "Accuracy"),
        picture_says="; ".join(f"{name}: accuracy {100 * f.value:z.1f} %" for name, f in scores),
        price_heads=("run", "1,000 requests", "whose"),
        prices=tuple(row for d in dossiers for row in _prices(d)),
        risks=tuple(_joined(memos, "risks", several=several)),
        stated=tuple(_stated(dossiers))[:_MOST],
        next_step=(
            *(_joined(memos, "pilot", several=False)[:3]),
            *(("Compare them on the same rows: verify compare A B --data rows.csv.",) if several else ()),
        ),
        author=author,
        date=date,
        basis=" ".join(m.basis for m in memos),
    )


def _worst(dossier: Dossier) -> list[str]:
    """The claims that speak against the model, with what was measured: the refuted ones, else those that fall short."""
    checked = summarise(dossier).checked
    for outcome in ("refuted", "falls_short"):
        if failing := [f"{row.brief}." for row in checked if row.outcome == outcome]:
            return failing[:2]
    return []


def name_of(dossier: Dossier) -> str:
    """What a run is about, short enough for a picture."""
    return shortened(dossier.target, _NAME)


def _joined(memos: Sequence[Memo], part: str, *, several: bool) -> list[str]:
    """The lines of a part of each memo, taking turns, with the name where there are several."""
    lines: list[str] = []
    for number in range(_MOST):
        for each in memos:
            own: tuple[str, ...] = getattr(each, part)
            if number < len(own):
                lines.append(f"{each.about}: {own[number]}" if several else own[number])
    return list(dict.fromkeys(lines))[:_MOST]


def own_measurements(dossier: Dossier, metric: str) -> Iterator[Measurement]:
    """What was measured of the model itself, what answers no claim first."""
    name = dossier.model.name if dossier.model else ""
    own = [
        a for a in dossier.attempts if isinstance(a, Measurement) and a.subject == name and a.metric == metric
    ]
    yield from sorted(own, key=lambda a: a.claim_id is not None)


def _figures(dossiers: Sequence[Dossier]) -> Iterator[MemoFigure]:
    for metric in _FIRST:
        for dossier in dossiers:
            measured = next(own_measurements(dossier, metric), None)
            if measured is not None:
                of = f" of {name_of(dossier)}" if len(dossiers) > 1 else ""
                name = vocabulary.metric_name(metric)
                unit = measured.observed.unit if metric == "cost_per_request" else None
                yield MemoFigure(
                    name=f"{name[:1].upper()}{name[1:]}{of}{f' {unit}' if unit else ''}",
                    value=number_format.measured(measured),
                    whose=whose(measured),
                )


def whose(measured: Measurement) -> str:
    """Whose number a measurement is: never a supplier's as if it were measured here."""
    if measured.supplied:
        return "the supplier's own, not measured here"
    if supplied_answers(measured):
        return f"scored here from supplied answers, n = {measured.n:,}"
    return f"measured here, n = {measured.n:,}"


def _score(dossier: Dossier) -> SystemFigure | None:
    for measured in own_measurements(dossier, "accuracy"):
        return SystemFigure(
            name="accuracy", value=measured.observed.value, low=measured.low, high=measured.high, unit="share",
            origin="measured", n=measured.n,
        )  # fmt: skip
    return None


def _prices(dossier: Dossier) -> Iterator[tuple[str, ...]]:
    for measured in own_measurements(dossier, "cost_per_request"):
        settings = {pair.name: pair.value for pair in measured.settings}
        yield (
            name_of(dossier),
            f"{number_format.measured(measured)} ({settings.get('cost of', '')})",
            whose(measured),
        )
        break
    for claim in dossier.claims:
        if claim.metric in ("cost_per_request", "price") and claim.own and claim.same_as is None:
            yield (
                name_of(dossier),
                shortened(claim.stated.as_written, 60),
                "stated by its makers, not measured",
            )


def _stated(dossiers: Sequence[Dossier]) -> Iterator[str]:
    """What its makers claim, in the order of the page."""
    for dossier in dossiers:
        claimed = summarise(dossier).claimed
        if claimed:
            yield f"{name_of(dossier)}: {shortened(claimed, 300)}"
