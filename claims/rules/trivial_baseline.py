"""A model that does no better than an answer anybody could give."""

from collections.abc import Iterator
from decimal import Decimal

from claims import catalog
from claims.records import Case, Finding, Measurement, Verdict
from claims.rules import rule

_COMPARED = ("accuracy", "mae", "bpb")
"""What is compared: of classes, of numbers, of language."""


@rule("trivial-baseline", version=3)
def trivial_baseline(case: Case, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds a trivial baseline that the model does not clearly beat on the same rows."""
    measured = [
        attempt for attempt in case.attempts if isinstance(attempt, Measurement) and attempt.low is not None
    ]
    for metric in _COMPARED:
        alike = [baseline for baseline in measured if baseline.metric == metric]
        own = [baseline for baseline in alike if case.model and baseline.subject == case.model.name]
        others = [baseline for baseline in alike if baseline.reproducer.startswith("baselines")]
        for model in own[:1]:
            for baseline in others:
                gap = _gap(case, model, baseline)
                if gap is None or gap[0] <= 0:
                    yield _finding(model, baseline, surely_ahead=gap is not None and gap[1] < 0)


def _gap(case: Case, model: Measurement, baseline: Measurement) -> tuple[Decimal, Decimal] | None:
    """Between what the model's lead over the baseline lies: row by row where both answered, else by its interval."""
    for comparison in case.comparisons:
        if (comparison.metric, comparison.subject, comparison.against) == (
            model.metric,
            model.subject,
            baseline.subject,
        ):
            return comparison.low, comparison.high
    if model.low is None or model.high is None:
        return None
    value = baseline.observed.value
    return (
        (value - model.high, value - model.low)
        if _less_is_better(model.metric)
        else (model.low - value, model.high - value)
    )


def _less_is_better(name: str) -> bool:
    known = catalog.metric(name)
    return known is not None and known.higher_is_better is False


def _finding(model: Measurement, baseline: Measurement, *, surely_ahead: bool) -> Finding:
    """Serious only where the baseline is ahead beyond chance: a lead whose interval holds zero tells nothing."""
    chance = "" if surely_ahead else " The difference is within chance."
    return Finding(
        rule="trivial-baseline",
        severity="serious" if surely_ahead else "warning",
        says=(
            f"{baseline.subject} reaches {_named(baseline)} on the same {baseline.n:,} rows; {model.subject} "
            f"reaches {_shown(model)}.{chance}"
        ),
        claim_ids=(model.claim_id,) if model.claim_id else (),
        remedy="Ask what the model adds over the baseline, or test on rows where they differ.",
    )


def _named(measurement: Measurement) -> str:
    known = catalog.metric(measurement.metric)
    name = (known.name if known else measurement.metric).lower()
    return f"{'an' if name[0] in 'aeio' else 'a'} {name} of {_shown(measurement)}"


def _shown(measurement: Measurement) -> str:
    value = measurement.observed.value
    return f"{100 * value:.1f} %" if measurement.metric == "accuracy" else f"{value:.4g}"
