"""The first screen's two plain lines: what the document claims, and what the model costs on this machine."""

from collections.abc import Sequence

from claims.records import Dossier, Measurement
from claims.verdicts.reservations import ANSWERS
from reports.views import number_format, vocabulary
from reports.views.claim_rows import ClaimRow
from reports.views.safe_text import shortened

COSTS = ("params", "model_size", "latency", "throughput", "memory", "flops", "macs", "vram")
"""Metrics of the cost line, in its order."""
FIELDS = "card-index"
"""Who reads the fields that a page shows beside the text, if at all."""
NAMED = 2
"""Claims that the first line spells out; the rest is counted."""


def headlines(dossier: Dossier, rows: Sequence[ClaimRow]) -> list[ClaimRow]:
    """Rows in the order in which a reader of the document meets them: its text before its structured fields."""
    order = {claim.id: place for place, claim in enumerate(dossier.claims)}

    def met(row: ClaimRow) -> tuple[bool, int]:
        places = [(claim.read_by.startswith(FIELDS), order[claim.id]) for claim in (row.claim, *row.repeats)]
        return min(places)

    return sorted(rows, key=met)


def claimed_line(dossier: Dossier, rows: tuple[ClaimRow, ...]) -> str:
    """What is claimed, in a line: "95.1 % accuracy on SST-2, 92.4 accuracy on IMDb, and 9 more numbers"."""
    own = [row for row in rows if row.claim.own]
    scores = [row for row in own if row.claim.kind == "quality"]
    costs = [row for row in own if row.claim.kind not in ("size", "compute")]
    first = headlines(dossier, scores or costs or own)[:NAMED]
    if not first:
        return ""
    numbers = [f"{row.stated} {_lowered(row.name)}" for row in first]
    left = len(rows) - len(first)
    more = f", and {vocabulary.counted(left, 'more number')}" if left else ""
    return ", ".join(numbers) + more + "."


def answers_line(dossier: Dossier) -> str:
    """Who supplied the answers that were judged, where no model was run; empty where one was."""
    if dossier.model is None or dossier.model.format != "predictions":
        return ""
    scores = (a for a in dossier.attempts if isinstance(a, Measurement))
    files = (pair.value for score in scores for pair in score.settings if pair.name == ANSWERS)
    supplied = next(files, "supplied in a file; the model itself was not run")
    own = "Scores are computed here from those answers; latencies and prices are the file's own."
    return f"{shortened(supplied, 120)}. {own}"


def cost_line(dossier: Dossier, *, supplied: bool = False) -> str:
    """What the model costs here, in a line, or as somebody's file says: "parameters 66.4 M; latency 31.4 ms (p50)"."""
    measurements = [
        a
        for a in dossier.attempts
        if isinstance(a, Measurement)
        and a.supplied == supplied
        and a.metric in (*COSTS, *(("cost_per_request", "price") if supplied else ()))
    ]
    first = {measurement.metric: measurement for measurement in reversed(measurements)}
    return "; ".join(_cost(cost) for cost in sorted(first.values(), key=_order)) + "." if first else ""


def _order(measurement: Measurement) -> int:
    return COSTS.index(measurement.metric) if measurement.metric in COSTS else len(COSTS)


def _cost(measurement: Measurement) -> str:
    settings = {pair.name: pair.value for pair in measurement.settings}
    plain = measurement.metric != "latency" and settings.get("statistic") == "mean"
    tied = [settings["statistic"]] if "statistic" in settings and not plain else []
    tied += (
        [f"batch {settings['batch']}"]
        if "batch" in settings and measurement.metric in ("latency", "throughput")
        else []
    )
    tied += [settings["input"]] if "input" in settings and measurement.metric in ("flops", "macs") else []
    tied += (
        [f"for {settings['cost of'].partition('; ')[0]}"]
        if "cost of" in settings and measurement.supplied
        else []
    )
    tail = f" ({', '.join(shortened(part, 40) for part in tied)})" if tied else ""
    return (
        f"{_lowered(vocabulary.metric_name(measurement.metric))} {number_format.measured(measurement)}{tail}"
    )


def _lowered(name: str) -> str:
    """A name within a sentence: "accuracy", while "F1" and "BLEU" stay."""
    return name[0].lower() + name[1:] if name[1:2].islower() else name
