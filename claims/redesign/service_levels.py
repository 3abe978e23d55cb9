"""Service levels to promise: each with its figure, and the line of the repository that speaks for it."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from claims.catalog.metrics import metrics
from claims.records.maturity import Maturity
from claims.records.pipeline import PipelineStage, StageStart, StatedFigure
from claims.records.redesign import PlanAssumption, ServiceLevel
from claims.redesign.schedules import days_between, in_words

_LEADS_TO_MODEL = ("data", "preparation", "training")


def service_levels(maturity: Maturity, assumptions: Sequence[PlanAssumption]) -> tuple[ServiceLevel, ...]:
    """What to promise of data, training, scores and the service."""
    stages = {stage.name: stage for stage in maturity.pipeline}
    ranges = {assumption.name: assumption for assumption in assumptions}
    levels = [_freshness(stages, ranges["data-age"]), _retraining(stages["training"], ranges)]
    levels += _scores(maturity.figures, ranges["quality-drop"])
    levels += _inputs(stages)
    return (*levels, *_service(stages["deployment"]))


def _freshness(stages: Mapping[str, PipelineStage], age: PlanAssumption) -> ServiceLevel:
    scheduled = _scheduled([start for name in _LEADS_TO_MODEL for start in stages[name].starts])
    if scheduled:
        start, days = scheduled
        return ServiceLevel(
            name="data freshness",
            promise=f"The rows that train the model are at most two of these times old: {in_words(2 * days)}.",
            reason=f"The pipeline starts every {in_words(days)}; one failed run may pass before somebody is called.",
            place=start.place,
        )
    data = stages["data"]
    place = next(iter((*data.undocumented, *data.evidence)), None)
    return ServiceLevel(
        name="data freshness",
        promise=f"The rows that train the model are at most {age.ends} {age.unit} old; agree on the day.",
        reason="Nothing here fetches data on a schedule, or says how old they are.",
        place=place,
    )


def _retraining(training: PipelineStage, ranges: Mapping[str, PlanAssumption]) -> ServiceLevel:
    drop = f"its score has fallen by {_percent(ranges['quality-drop'].high)} of what it was"
    scheduled = _scheduled(training.starts)
    if scheduled:
        start, days = scheduled
        promise = f"The model is trained every {in_words(days)}, and at once when {drop}."
        return _trained(promise, "The schedule is there; nothing is lost by a trigger beside it.", start)
    when = f"The model is trained again when {drop}, or its data are {ranges['data-age'].ends} days old."
    first = next(iter(training.starts), None)
    reasons = {
        "push": "A change of the code starts training, a change of the data does not.",
        "pipeline": "Training is a step of a pipeline that nothing starts on a schedule.",
        "workflow": "A workflow trains, and a person or another workflow starts it.",
        "script": "A script trains, and nothing starts it on a schedule.",
        "image": "A container trains when it starts, and nothing starts it on a schedule.",
        "hand": "A person starts training.",
    }
    if first is not None:
        return _trained(when, reasons[first.by], first)
    place = next(iter(training.evidence), None)
    reason = "Nothing here starts training." if place else "There is no training here to be seen."
    return ServiceLevel(name="retraining", promise=when, reason=reason, place=place)


def _trained(promise: str, reason: str, start: StageStart) -> ServiceLevel:
    return ServiceLevel(name="retraining", promise=promise, reason=reason, place=start.place)


def _scores(figures: Sequence[StatedFigure], drop: PlanAssumption) -> Iterator[ServiceLevel]:
    """A warning and an alarm for each score that is on file; else that one is to be put there."""
    for figure in figures:
        better = metrics()[figure.metric].higher_is_better
        warning, alarm = (_moved(figure.value, end, up=not better) for end in (drop.low, drop.high))
        side = "below" if better else "above"
        yield ServiceLevel(
            name="monitoring",
            promise=f"Somebody looks where {metrics()[figure.metric].name} is {side} {warning:.4g}; "
            f"{side} {alarm:.4g} the model is trained again.",
            reason=f"The last one on file is {figure.value:.4g}; {drop.ends} {drop.unit} is assumed.",
            place=figure.place,
        )
    if not figures:
        yield ServiceLevel(
            name="monitoring",
            promise=f"Somebody looks where the score falls by {_percent(drop.low)}; at {_percent(drop.high)} the model "
            "is trained again.",
            reason="No file of metrics here holds a score: write down the one of the release first.",
        )


def _inputs(stages: Mapping[str, PipelineStage]) -> Iterator[ServiceLevel]:
    """Drift of what comes in, where something answers."""
    deployment, monitoring = stages["deployment"], stages["monitoring"]
    if deployment.state != "found":
        return
    watched = monitoring.state in ("found", "partial")
    yield ServiceLevel(
        name="monitoring",
        promise="The inputs of each week are held against those of training; an alert is looked at within one hour.",
        reason="Something watches already: give it a limit and a person."
        if watched
        else "Requests are answered here, and nothing watches them.",
        place=(monitoring if watched else deployment).evidence[0],
    )


def _service(deployment: PipelineStage) -> Iterator[ServiceLevel]:
    if deployment.state == "found":
        yield ServiceLevel(
            name="service",
            promise="p95 latency and availability are measured for two weeks and then promised; the version before is "
            "back in 15 minutes.",
            reason="Requests are answered here, and a promise that nobody has measured is a guess.",
            place=deployment.evidence[0],
        )


def _scheduled(starts: Sequence[StageStart]) -> tuple[StageStart, float] | None:
    """The most frequent schedule among the starts that can be read."""
    known = [
        (start, days) for start in starts if start.every and (days := days_between(start.every)) is not None
    ]
    return min(known, key=lambda pair: pair[1]) if known else None


def _percent(value: Decimal) -> str:
    return f"{value:f} %"


def _moved(value: float, percent: Decimal, *, up: bool) -> float:
    """A score moved by a share of itself to the worse side."""
    change = abs(value) * float(percent) / 100
    return value + change if up else value - change
