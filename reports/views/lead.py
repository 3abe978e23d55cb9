"""The first screen's two plain lines: what the document claims, and what the model costs on this machine."""

from claims.records import Dossier, Measurement
from reports.views import number_format, vocabulary
from reports.views.claim_rows import Row
from reports.views.safe_text import shortened

COSTS = ("params", "model_size", "latency", "throughput", "memory", "flops", "macs", "vram")
"""Metrics of the cost line, in its order."""
NAMED = 2
"""Claims that the first line spells out; the rest is counted."""


def claimed(dossier: Dossier, rows: tuple[Row, ...]) -> str:
    """What is claimed, in a line: "95.1 % accuracy on SST-2, 92.4 accuracy on IMDb, and 9 more numbers"."""
    order = {claim.id: place for place, claim in enumerate(dossier.claims)}
    own = [row for row in rows if row.claim.own and row.claim.kind == "quality"]
    first = sorted(own or rows, key=lambda row: order[row.claim.id])[:NAMED]
    if not first:
        return ""
    told = [f"{row.stated} {_lowered(row.name)}" for row in first]
    left = len(rows) - len(first)
    more = f", and {vocabulary.many(left, 'more number')}" if left else ""
    return ", ".join(told) + more + "."


def cost(dossier: Dossier) -> str:
    """What the model costs here, in a line: "parameters 66.4 M; latency 31.4 ms (p50, batch 1)"."""
    found = [a for a in dossier.attempts if isinstance(a, Measurement) and a.metric in COSTS]
    first = {one.metric: one for one in reversed(found)}
    return "; ".join(_cost(first[name]) for name in COSTS if name in first) + "." if first else ""


def _cost(one: Measurement) -> str:
    how = {pair.name: pair.value for pair in one.settings}
    tied = [how["statistic"]] if how.get("statistic", "mean") != "mean" else []
    tied += [f"batch {how['batch']}"] if "batch" in how and one.metric in ("latency", "throughput") else []
    tail = f" ({', '.join(shortened(part, 20) for part in tied)})" if tied else ""
    return f"{_lowered(vocabulary.metric_name(one.metric))} {number_format.own(one)}{tail}"


def _lowered(name: str) -> str:
    """A name within a sentence: "accuracy", while "F1" and "BLEU" stay."""
    return name[0].lower() + name[1:] if name[1:2].islower() else name
