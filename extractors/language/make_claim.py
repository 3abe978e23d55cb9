"""Builds the claim of a number from its metric, system, data and place."""

import re

from claims import catalog
from claims.catalog.metrics import Metric
from claims.quantities import units
from claims.records import Claim, HardwareMention, Place, Quantity, claim_id
from claims.records.claim import ClaimKind
from claims.text.qualifiers import percentile_named, top_named
from extractors.language.datasets import EvaluationData

MODEL_SETTINGS = frozenset({"epochs", "training_tokens", "layers", "attention_heads"})
"""Metrics that are settings of a model or of its training: compared with its files, no claims by themselves."""
_FIRST_ANSWER = frozenset({"accuracy", "top_1_accuracy"})
"""Metrics of which only the first answer counts."""
_ON_TRAINING = re.compile(
    r"(?i)\btrain(?:ing)?[\s_-](?:set|split|data|rows|examples|acc\w*|f1|scores?)\b|^train(?:ing)?\b|;\s?train(?:ing)?\s?(?:;|$)"
)


def make_claim(  # noqa: PLR0913 # one argument for each field that readers tell apart
    stated: Quantity,
    place: Place,
    metric: Metric | None,
    *,
    printed: str,
    name: str | None = None,
    subject: str,
    own: bool,
    read_by: str,
    confidence: float,
    where: EvaluationData = EvaluationData(),  # noqa: B008  # frozen
    task: str | None = None,
    conditions: str | None = None,
    hardware: HardwareMention | None = None,
    delta: bool = False,
) -> Claim:
    """One claim of a number; a metric that the catalog does not know keeps its printed name, and so does a difference.

    `name` is the metric's name on the claim where it is another one.
    """
    words = f"{printed}; {conditions or ''}"
    metric, name = _qualified(metric, name, words, stated)
    if metric and metric.kind == "quality" and not where.split and _ON_TRAINING.search(words):
        where = EvaluationData(where.dataset, "train")
    named = name or (f"delta {printed}" if delta else metric.id if metric else printed)
    kind: ClaimKind = "comparison" if delta else metric.kind if metric else "quality"
    measured = kind in ("quality", "comparison")
    return Claim(
        id=claim_id(place, named, stated),
        kind=kind,
        subject=subject[:200],
        own=own,
        task=task,
        dataset=where.dataset if measured or kind == "speed" else None,
        split=where.split if measured else None,
        metric=named[:120],
        metric_as_written=printed[:200],
        stated=stated,
        conditions=conditions or None,
        hardware=hardware,
        place=place,
        read_by=read_by,
        confidence=confidence,
    )


def _qualified(
    metric: Metric | None, name: str | None, words: str, stated: Quantity
) -> tuple[Metric | None, str | None]:
    """The metric and its name with what is said beside it: a top-2 accuracy is none, and a p95 in ms is a latency."""
    if metric is None and percentile_named(words) and stated.unit and units.readings(stated, "seconds"):
        return catalog.metric("latency"), name
    top = top_named(words) if metric is not None and metric.id in _FIRST_ANSWER else 1
    if top == 1:
        return metric, name
    known = catalog.metric(f"top_{top}_accuracy")
    return known, name if known else f"top_{top}_accuracy"
