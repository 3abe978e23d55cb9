"""A measurement computed again from its per-sample values, with the very functions that measured it."""

import json
import math
from collections.abc import Iterable
from decimal import Decimal

from claims.records import Dossier, Measurement, Quantity, Question
from reproducers.lab.bench import WORTH, Truth
from reproducers.lab.scoring.early_stop import STOPPED
from reproducers.lab.scoring.score import METRICS, confusion, estimated, exact, neighbours, resolved
from reproducers.lab.scoring.timing import beside

CLOSE = 1e-6
"""Relative difference that rounding of the kept seconds explains."""
Values = list[dict[str, object]]


def values_of(body: bytes) -> Values:
    """The per-sample values of a raw.jsonl; raises ValueError for what is none."""
    lines = [json.loads(line) for line in body.decode("utf-8").splitlines() if line]
    if not all(isinstance(line, dict) for line in lines):
        raise ValueError("a line is no object")
    return lines


def recomputed(dossier: Dossier, found: Measurement, values: Values) -> Measurement | None:
    """The measurement as these values give it, or None where they are of a kind that is only kept."""
    if found.metric in METRICS and all("called" in one and "label" in one for one in values):
        mine = [one for one in values if one.get("subject") == found.subject]
        return _scored(dossier, found, mine) if mine else None
    if found.metric in ("latency", "throughput") and all("seconds" in one for one in values):
        told = {pair.name: pair.value for pair in found.settings}
        batch, threads = told.get("batch"), told.get("threads")
        alike = [one for one in values if str(one.get("threads", threads)) == threads]
        runs = [float(str(one["seconds"])) for one in alike if str(one.get("batch", batch)) == batch]
        return _timed(dossier, found, runs, int(batch or 1)) if len(runs) > 1 else None
    return None


def close(one: Measurement, other: Measurement) -> bool:
    """Whether two measurements agree: value, interval, bounds and neighbours, but for the rounding of what is kept."""
    names = ("low", "high", "lower95", "upper95")
    pairs: list[tuple[Decimal | None, Decimal | None]] = [(one.observed.value, other.observed.value)]
    pairs += [(getattr(one, name), getattr(other, name)) for name in names]
    beside = [{each.metric: each.value for each in found.alternatives} for found in (one, other)]
    pairs += [(beside[0].get(name), beside[1].get(name)) for name in beside[0].keys() | beside[1].keys()]
    return one.n == other.n and all(_close(a, b) for a, b in pairs)


def _close(one: Decimal | None, other: Decimal | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(float(one), float(other), rel_tol=CLOSE, abs_tol=1e-9)


def _scored(dossier: Dossier, found: Measurement, values: Values) -> Measurement:
    truth = _truth(dossier, [str(one["label"]) for one in values], found)
    places = {name: i for i, name in reversed(list(enumerate(truth.names)))}
    calls = [_index(str(one["called"]), places) for one in values]
    matrix = confusion(truth, calls)
    metric, _ = resolved(_question(dossier, found), len(matrix))
    told = {pair.name: pair.value for pair in found.settings}
    worth = int(told.get(WORTH, matrix.sum()))
    again = estimated(found.metric, metric, matrix, dossier.plan.seed, worth=worth, early=STOPPED in told)
    return found.model_copy(
        update={
            "observed": Quantity(value=exact(again.value), as_written=str(exact(again.value))),
            **again.told(),
            "n": int(matrix.sum()),
            "alternatives": neighbours(matrix, truth, found.metric),
        }
    )


def _truth(dossier: Dossier, labels: Iterable[str], found: Measurement) -> Truth:
    """The classes in the order in which they were counted: the model's, then those that it does not know."""
    labels = list(labels)
    rows = next((one for one in dossier.slices if one.sha256 == found.slice_sha256), None)
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


def _question(dossier: Dossier, found: Measurement) -> Question:
    """What was asked, as the plan has it."""
    asked = (step.question for step in dossier.plan.steps)
    mine = (
        q for q in asked if (q.claim_id, q.subject, q.metric) == (found.claim_id, found.subject, found.metric)
    )
    bare = Question(claim_id=found.claim_id, subject=found.subject, metric=found.metric)
    return next(mine, bare)


def _timed(dossier: Dossier, found: Measurement, runs: list[float], batch: int) -> Measurement | None:
    import numpy as np

    from claims.statistics.bootstrap import resample_mean
    from claims.statistics.quantile import quantile_interval

    how = {pair.name: pair.value for pair in found.settings}.get("statistic", "")
    neighbours_now = found.alternatives  # of a throughput: other batches, whose times are not kept
    if found.metric == "throughput":
        mean = resample_mean(runs, seed=dossier.plan.seed)
        interval, bounds = mean.interval(), mean.bounds()
        ends = [batch / x for x in (mean.estimate, interval.high, interval.low, bounds.high, bounds.low)]
    elif how[:1] == "p" and how[1:].isdigit() and 0 < int(how[1:]) < 100:
        q = int(how[1:]) / 100
        quantile, inner = quantile_interval(runs, q), quantile_interval(runs, q, level=0.90)
        if quantile is None or inner is None:
            return None
        neighbours_now = beside(runs, q)
        ends = [float(np.quantile(runs, q)), quantile.low, quantile.high, inner.low, inner.high]
    else:
        return None
    value, low, high, lower, upper = (exact(round(end, 9)) for end in ends)
    observed = found.observed.model_copy(update={"value": value})
    told = {
        "observed": observed,
        "low": low,
        "high": high,
        "lower95": lower,
        "upper95": upper,
        "n": len(runs),
        "alternatives": neighbours_now,
    }
    return found.model_copy(update=told)
