"""A model that does no better than an answer anybody could give."""

from collections.abc import Iterator

from claims import catalog
from claims.records import Case, Finding, Measurement, Verdict
from claims.rules import rule

_COMPARED = ("accuracy", "mae", "bpb")
"""What is compared: of classes, of numbers, of language."""


@rule("trivial-baseline", version=2)
def trivial_baseline(case: Case, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds a trivial baseline that the model does not clearly beat on the same rows."""
    measured = [
        attempt for attempt in case.attempts if isinstance(attempt, Measurement) and attempt.low is not None
    ]
    for metric in _COMPARED:
        alike = [one for one in measured if one.metric == metric]
        ours = [one for one in alike if case.model and one.subject == case.model.name]
        others = [one for one in alike if one.reproducer.startswith("baselines")]
        for model in ours[:1]:
            for baseline in others:
                if not _is_beaten(case, model, baseline):
                    yield _finding(model, baseline)


def _is_beaten(case: Case, model: Measurement, baseline: Measurement) -> bool:
    """Whether the model is clearly better: row by row where both answered the same rows, else by its interval."""
    for comparison in case.comparisons:
        if (comparison.metric, comparison.subject, comparison.against) == (
            model.metric,
            model.subject,
            baseline.subject,
        ):
            return comparison.low > 0
    if model.low is None or model.high is None:
        return False
    if _less_is_better(model.metric):
        return baseline.observed.value > model.high
    return baseline.observed.value < model.low


def _less_is_better(name: str) -> bool:
    known = catalog.metric(name)
    return known is not None and known.higher_is_better is False


def _finding(model: Measurement, baseline: Measurement) -> Finding:
    ahead = baseline.observed.value > model.observed.value
    if _less_is_better(model.metric):
        ahead = baseline.observed.value < model.observed.value
    return Finding(
        rule="trivial-baseline",
        severity="serious" if ahead else "warning",
        says=(
            f"{baseline.subject} reaches {_named(baseline)} on the same {baseline.n:,} rows; {model.subject} "
            f"reaches {_shown(model)}."
        ),
        claim_ids=(model.claim_id,) if model.claim_id else (),
        remedy="Ask what the model adds over the baseline, or test on rows where they differ.",
    )


def _named(found: Measurement) -> str:
    known = catalog.metric(found.metric)
    name = (known.name if known else found.metric).lower()
    return f"{'an' if name[0] in 'aeio' else 'a'} {name} of {_shown(found)}"


def _shown(found: Measurement) -> str:
    value = found.observed.value
    return f"{100 * value:.1f} %" if found.metric == "accuracy" else f"{value:.4g}"
