"""The first screen's two plain lines: what the document claims, and what the model costs on this machine."""

from claims.records import Dossier, Measurement
from reports.views import number_format, vocabulary
from reports.views.claim_rows import ClaimRow
from reports.views.safe_text import shortened

COSTS = ("params", "model_size", "latency", "throughput", "memory", "flops", "macs", "vram")
"""Metrics of the cost line, in its order."""
NAMED = 2
"""Claims that the first line spells out; the rest is counted."""


def claimed_line(dossier: Dossier, rows: tuple[ClaimRow, ...]) -> str:
    """What is claimed, in a line: "95.1 % accuracy on SST-2, 92.4 accuracy on IMDb, and 9 more numbers"."""
    order = {claim.id: place for place, claim in enumerate(dossier.claims)}
    own = [row for row in rows if row.claim.own and row.claim.kind == "quality"]
    first = sorted(own or rows, key=lambda row: order[row.claim.id])[:NAMED]
    if not first:
        return ""
    numbers = [f"{row.stated} {_lowered(row.name)}" for row in first]
    left = len(rows) - len(first)
    more = f", and {vocabulary.many(left, 'more number')}" if left else ""
    return ", ".join(numbers) + more + "."


def cost_line(dossier: Dossier) -> str:
    """What the model costs here, in a line: "parameters 66.4 M; latency 31.4 ms (p50, batch 1)"."""
    measurements = [a for a in dossier.attempts if isinstance(a, Measurement) and a.metric in COSTS]
    first = {measurement.metric: measurement for measurement in reversed(measurements)}
    return "; ".join(_cost(first[name]) for name in COSTS if name in first) + "." if first else ""


def _cost(measurement: Measurement) -> str:
    how = {pair.name: pair.value for pair in measurement.settings}
    tied = [how["statistic"]] if how.get("statistic", "mean") != "mean" else []
    tied += (
        [f"batch {how['batch']}"]
        if "batch" in how and measurement.metric in ("latency", "throughput")
        else []
    )
    tail = f" ({', '.join(shortened(part, 20) for part in tied)})" if tied else ""
    return (
        f"{_lowered(vocabulary.metric_name(measurement.metric))} {number_format.measured(measurement)}{tail}"
    )


def _lowered(name: str) -> str:
    """A name within a sentence: "accuracy", while "F1" and "BLEU" stay."""
    return name[0].lower() + name[1:] if name[1:2].islower() else name
