"""Which reproducer measures which claim, decided and sealed before the first sample; a pure function."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from claims import catalog
from claims.catalog import Metric
from claims.catalog.hub_tasks import hub_tasks, same_models
from claims.catalog.word_lists import meanings
from claims.identity import same_model
from claims.quantities.price_unit import per_of
from claims.quantities.units import Reading, readings, to_printed
from claims.records import Claim, Model, Plan, PlanStep, Question, Slice
from claims.registry import Plugin
from claims.statistics.power import smallest_difference
from reproducers import Reproducer, itself, registry
from reproducers.lab.planning.early_stopping import with_stakes
from reproducers.lab.refusal import Refusal

_OF_TRAINING = Refusal("no_reproducer", "It is the memory that training takes, and nothing is trained here.")
_OF_ONE_CLASS = Refusal(
    "no_reproducer", "It is the score of one class; scores over all classes are measured here."
)
RELATIVE = Decimal("0.05")
"""The margin of what is no score: 5 % of the claimed value."""
_UNPRICED = Refusal(
    "no_data", "What an hour of this machine costs is not known: give --price-per-hour, and --utilisation."
)


def make_plan(
    claims: Sequence[Claim],
    model: Model | None,
    rows: Slice | None,
    *,
    margin: Decimal,
    seed: int,
    own_card: bool = True,
    early_stop: bool = False,
    priced: bool = False,
) -> Plan:
    """A sealed plan: a step for each claim in their order, then what is measured without a claim.

    Without `own_card` the claims come from another document than the model's, such as a paper: then only those
    are measured whose subject is the model by name. With `early_stop` the steps whose claims may be settled before all
    rows are measured say what settles them. `priced` says that a price per hour was given.
    """
    steps = [_claimed(claim, model, rows, margin, own_card=own_card, priced=priced) for claim in claims]
    if early_stop and rows is not None:
        steps = with_stakes(steps, claims, rows, margin)
    if model is not None:
        answered: set[tuple[str, str | None]] = {
            (step.question.metric, step.reproducer) for step in steps if step.reproducer
        }
        steps += _unclaimed(model, rows, answered, priced=priced)
    return Plan(steps=tuple(steps), margin=margin, seed=seed).seal()


def _claimed(
    claim: Claim, model: Model | None, rows: Slice | None, margin: Decimal, *, own_card: bool, priced: bool
) -> PlanStep:
    question = Question(
        claim_id=claim.id,
        subject=claim.subject,
        metric=claim.metric,
        metric_as_written=claim.metric_as_written,
        conditions=claim.conditions,
        per=per_of(claim) if claim.kind == "cost" else None,
    )
    chosen = _other_system(claim, model, own_card) or _reproducer_for(claim, model, rows, priced=priced)
    if isinstance(chosen, Refusal):
        return PlanStep(question=question, reason=chosen.reason, detail=chosen.detail)
    metric = catalog.metric(claim.metric, claim.task)
    possible = readings(claim.stated, metric.scale, metric=metric) if metric else ()
    if metric is None or not possible:
        detail = f"“{claim.stated.as_written}” has no meaning as {claim.metric_as_written}."
        return PlanStep(question=question, reason="ambiguous", detail=detail)
    quality = rows is not None and metric.kind == "quality"
    return PlanStep(
        question=question,
        reproducer=chosen.stamp,
        detail=chosen.does,
        margin=_margin(claim, metric, possible[0], margin),
        n=rows.rows if quality and rows is not None else None,
        smallest_difference=_smallest(claim, metric, possible[0], rows.rows, margin)
        if quality and rows
        else None,
    )


def _other_system(claim: Claim, model: Model | None, own_card: bool) -> Refusal | None:
    """The refusal of a claim that the document's authors make about another of their systems."""
    if own_card or not claim.own or model is None or same_model(claim.subject, model.name):
        return None
    detail = (
        f"It is about {claim.subject}; whether {model.name} is that system cannot be told from the names."
    )
    return Refusal("ambiguous_model", detail)


def _reproducer_for(
    claim: Claim, model: Model | None, rows: Slice | None, *, priced: bool
) -> Plugin[Reproducer] | Refusal:
    """The reproducer that can answer, or the most telling reason why none can."""
    if claim.kind == "comparison":
        return Refusal("no_reproducer", "It compares two numbers of the document, which the rules check.")
    if (unmeasured := _of_part(claim)) is not None:
        return unmeasured
    if not claim.own:
        return Refusal("no_model", "It is another model's number: give --model ID to measure that one.")
    if model is None:
        return Refusal("no_model", "No model was found to measure: give --model ID.")
    candidates = [p for p in registry if claim.metric in p.call.metrics and p.call.subjects is itself]
    if not candidates:
        return Refusal("no_reproducer", f"Nothing here measures {claim.metric_as_written}.")
    if (
        claim.kind == "quality"
        and model.task
        and claim.task in hub_tasks().other_than_classification
        and not same_models(claim.task, model.task)
    ):
        detail = f"The number is of {claim.task}, and the model as it is here does {model.task}."
        return Refusal("no_reproducer", detail)
    refusals = []
    for plugin in candidates:
        refusal = plugin.call.fits(model, rows)
        if refusal is None and plugin.call.priced and not priced:
            refusal = _UNPRICED
        if refusal is None:
            return plugin
        refusals.append(refusal)
    return min(refusals, key=_usefulness)


def _of_part(claim: Claim) -> Refusal | None:
    """The refusal of a promise, of a score of one class, or of the memory that training takes."""
    conditions = claim.conditions or ""
    if claim.kind == "reliability":
        evidence = meanings("vendor_claims", "evidence")["uptime"]
        return Refusal("no_reproducer", f"It is kept or broken over months. Ask for: {evidence}")
    if re.search(r"(?:^|; )class \S", conditions):
        return _OF_ONE_CLASS
    in_training = claim.metric == "vram" and re.search(r"(?:^|; )in training\b", conditions)
    return _OF_TRAINING if in_training else None


def _usefulness(refusal: Refusal) -> int:
    """What the user can mend comes first; a reproducer of another task says least."""
    order = ("unsafe_weights", "remote_code", "too_large", "no_model", "no_data", "no_reproducer")
    return order.index(refusal.reason) if refusal.reason in order else 0


def _unclaimed(
    model: Model, rows: Slice | None, answered: set[tuple[str, str | None]], *, priced: bool
) -> Iterator[PlanStep]:
    """What is measured though nothing claims it; where the data was given in vain, the reason."""
    for plugin in registry:
        if plugin.call.fits(model, rows) is not None or (plugin.call.priced and not priced):
            continue
        for subject in plugin.call.subjects(model):
            for metric in plugin.call.asks:
                if (plugin.call.subjects is itself and (metric, plugin.stamp) in answered) or _without_column(
                    metric, model, rows
                ):
                    continue
                question = Question(subject=subject, metric=metric, metric_as_written=_named(metric))
                n = rows.rows if rows is not None and _kind(metric) == "quality" else None
                yield PlanStep(question=question, reproducer=plugin.stamp, detail=plugin.does, n=n)
    if model.refused is not None and rows is not None:
        question = Question(subject=model.name, metric="accuracy", metric_as_written=_named("accuracy"))
        yield PlanStep(question=question, reason=model.refused, detail=model.detail)


def _without_column(metric: str, model: Model, rows: Slice | None) -> bool:
    """Whether a file of answers has no column for a metric that nobody claimed."""
    if model.format != "predictions" or rows is None:
        return False
    if model.task == "text-regression" and metric in ("accuracy", "f1_macro"):
        return True
    column = {"latency": "predictions.latency", "cost_per_request": "predictions.price"}.get(metric, "label")
    return not any(pair.name == column for pair in rows.columns)


def _margin(claim: Claim, metric: Metric, reading: Reading, points: Decimal) -> Decimal | None:
    """The margin in the claim's printed unit: points for scores, 5 % for the rest, none for exact counts."""
    if metric.scale == "share":
        return to_printed(points / 100, claim.stated, reading)
    if metric.kind == "size":
        return None
    return abs(claim.stated.value) * RELATIVE


def _smallest(claim: Claim, metric: Metric, reading: Reading, n: int, points: Decimal) -> Decimal | None:
    """The smallest shortfall of a counted share that n rows show four times in five, as the claim would print it."""
    if not metric.counted or not 0 <= reading.value <= 1:
        return None
    share = reading.value if metric.higher_is_better is not False else 1 - reading.value
    difference = smallest_difference(n, float(share), margin=float(points) / 100)
    return None if difference is None else to_printed(Decimal(str(difference)), claim.stated, reading)


def _named(metric: str) -> str:
    known = catalog.metrics().get(metric)
    return known.name if known else metric


def _kind(metric: str) -> str:
    known = catalog.metrics().get(metric)
    return known.kind if known else ""
