"""Builds the claim of a number from its metric, system, data and place."""

from claims.catalog.metrics import Metric
from claims.records import Claim, HardwareMention, Place, Quantity, claim_id
from claims.records.claim import ClaimKind
from extractors.language.datasets import EvaluationData

MODEL_SETTINGS = frozenset({"epochs", "training_tokens", "layers", "attention_heads"})
"""Metrics that are settings of a model or of its training: compared with its files, no claims by themselves."""


def make_claim(
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
