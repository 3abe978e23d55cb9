"""A measurement computed again from its per-sample values, with the very functions that measured it."""

import json
import math
import re
from collections.abc import Iterable
from decimal import Decimal

from claims.records import Dossier, Measurement, Quantity, Question
from reproducers.lab.bench import EFFECTIVE_ROWS, Truth
from reproducers.lab.scoring.early_stop import STOPPED
from reproducers.lab.scoring.score import METRICS, confusion, estimated, neighbours, resolved
from reproducers.lab.scoring.time_statistic import other_statistics, statistic_of
from reproducers.lab.scoring.to_measurement import exact

_STATISTIC = re.compile(r"mean|p[1-9]\d?(?:\.\d{1,3})?")
"""What a run of latencies is summed up by."""

CLOSE = 1e-6
"""Relative difference that rounding of the kept seconds explains."""
RawValues = list[dict[str, object]]


def values_of(body: bytes) -> RawValues:
    """The per-sample values of a raw.jsonl; raises ValueError for what is none."""
    lines = [json.loads(line) for line in body.decode("utf-8").splitlines() if line]
    if not all(isinstance(line, dict) for line in lines):
        raise ValueError("a line is no object")
    return lines


def recomputed(dossier: Dossier, kept: Measurement, values: RawValues) -> Measurement | None:
    """The measurement as these values give it, or None where they are of a kind that is only kept."""
    if kept.metric in METRICS and all("called" in line and "label" in line for line in values):
        lines = [line for line in values if line.get("subject") == kept.subject]
        return _scored(dossier, kept, lines) if lines else None
    if kept.metric in ("latency", "throughput") and all("seconds" in line for line in values):
        settings = {pair.name: pair.value for pair in kept.settings}
        batch, threads = settings.get("batch"), settings.get("threads")
        alike = [line for line in values if str(line.get("threads", threads)) == threads]
        runs = [float(str(line["seconds"])) for line in alike if str(line.get("batch", batch)) == batch]
        return _timed(dossier, kept, runs, int(batch or 1)) if len(runs) > 1 else None
    return None


def agree(first: Measurement, second: Measurement) -> bool:
    """Whether two measurements agree: value, interval, bounds and neighbours, but for the rounding of what is kept."""
    names = ("low", "high", "lower95", "upper95")
    pairs: list[tuple[Decimal | None, Decimal | None]] = [(first.observed.value, second.observed.value)]
    pairs += [(getattr(first, name), getattr(second, name)) for name in names]
    alternatives = [
        {alternative.metric: alternative.value for alternative in measurement.alternatives}
        for measurement in (first, second)
    ]
    pairs += [
        (alternatives[0].get(name), alternatives[1].get(name))
        for name in alternatives[0].keys() | alternatives[1].keys()
    ]
    return first.n == second.n and all(_close(a, b) for a, b in pairs)


def _close(first: Decimal | None, second: Decimal | None) -> bool:
    if first is None or second is None:
        return first is second
    return math.isclose(float(first), float(second), rel_tol=CLOSE, abs_tol=1e-9)


def _scored(dossier: Dossier, kept: Measurement, values: RawValues) -> Measurement:
    truth = _truth(dossier, [str(line["label"]) for line in values], kept)
    places = {name: i for i, name in reversed(list(enumerate(truth.names)))}
    calls = [_index(str(line["called"]), places) for line in values]
    matrix = confusion(truth, calls)
    metric, _ = resolved(_question(dossier, kept), len(matrix))
    settings = {pair.name: pair.value for pair in kept.settings}
    worth = int(settings.get(EFFECTIVE_ROWS, matrix.sum()))
    again = estimated(kept.metric, metric, matrix, dossier.plan.seed, worth=worth, early=STOPPED in settings)
    return kept.model_copy(
        update={
            "observed": Quantity(value=exact(again.value), as_written=str(exact(again.value))),
            **again.fields(),
            "n": int(matrix.sum()),
            "alternatives": neighbours(matrix, truth, kept.metric),
        }
    )


def _truth(dossier: Dossier, labels: Iterable[str], kept: Measurement) -> Truth:
    """The classes in the order in which they were counted: the model's, then those that it does not know."""
    labels = list(labels)
    rows = next((chosen for chosen in dossier.slices if chosen.sha256 == kept.slice_sha256), None)
    if rows is None or not rows.labels:
        names = tuple(sorted(set(labels)))
    else:
        most = max((int(p.value) for p in rows.labels if p.value.isdigit()), default=0)
        own = (dossier.model.labels if dossier.model else ()) or tuple(str(i) for i in range(1 + most))
        names = (*own, *rows.unmatched)
    places = {name: i for i, name in reversed(list(enumerate(names)))}
    if unknown := next((label for label in labels if label not in places), None):
        raise ValueError(f"{unknown[:60]!r} is no class of the run")
    return Truth(names, tuple(places[label] for label in labels))


def _index(name: str, places: dict[str, int]) -> int:
    """The class of that name; "output 7" where the model has no name for it."""
    if name in places:
        return places[name]
    if name.startswith("output ") and name[7:].isdigit() and len(name) < 14:
        return int(name[7:])
    raise ValueError(f"{name[:60]!r} is no class of the run")


def _question(dossier: Dossier, kept: Measurement) -> Question:
    """What was asked, as the plan has it."""
    asked = (step.question for step in dossier.plan.steps)
    questions = (
        q for q in asked if (q.claim_id, q.subject, q.metric) == (kept.claim_id, kept.subject, kept.metric)
    )
    bare = Question(claim_id=kept.claim_id, subject=kept.subject, metric=kept.metric)
    return next(questions, bare)


def _timed(dossier: Dossier, kept: Measurement, runs: list[float], batch: int) -> Measurement | None:
    from claims.statistics.bootstrap import resample_mean

    statistic_name = {pair.name: pair.value for pair in kept.settings}.get("statistic", "")
    neighbours_now = kept.alternatives  # of a throughput: other batches, whose times are not kept
    if kept.metric == "throughput":
        mean = resample_mean(runs, seed=dossier.plan.seed)
        interval, bounds = mean.interval(), mean.bounds()
        ends = [batch / x for x in (mean.estimate, interval.high, interval.low, bounds.high, bounds.low)]
    elif _STATISTIC.fullmatch(statistic_name) and (
        statistic := statistic_of(statistic_name, runs, dossier.plan.seed)
    ):
        neighbours_now = other_statistics(runs, statistic.name)
        interval, bounds = statistic.interval, statistic.bounds
        ends = [statistic.value, interval.low, interval.high, bounds.low, bounds.high]
    else:
        return None
    value, low, high, lower, upper = (exact(round(end, 9)) for end in ends)
    observed = kept.observed.model_copy(update={"value": value})
    changed = {
        "observed": observed,
        "low": low,
        "high": high,
        "lower95": lower,
        "upper95": upper,
        "n": len(runs),
        "alternatives": neighbours_now,
    }
    return kept.model_copy(update=changed)
