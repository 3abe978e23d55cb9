"""A model that does no better than an answer anybody could give."""

from collections.abc import Iterator

from claims.records import Case, Finding, Measurement, Verdict
from claims.rules import rule


@rule("trivial-baseline", version=2)
def trivial_baseline(case: Case, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds a trivial baseline that the model does not clearly beat on the same rows."""
    measured = [one for one in case.attempts if isinstance(one, Measurement) and one.low is not None]
    ours = [
        one for one in measured if case.model and one.subject == case.model.name and one.metric == "accuracy"
    ]
    others = [one for one in measured if one.reproducer.startswith("baselines@") and one.metric == "accuracy"]
    for model in ours[:1]:
        for baseline in others:
            if not _is_beaten(case, model, baseline):
                yield _finding(model, baseline)


def _is_beaten(case: Case, model: Measurement, baseline: Measurement) -> bool:
    """Whether the model is clearly better: row by row where both answered the same rows, else by its interval."""
    for one in case.comparisons:
        if (one.metric, one.subject, one.against) == (model.metric, model.subject, baseline.subject):
            return one.low > 0
    return model.low is not None and baseline.observed.value < model.low


def _finding(model: Measurement, baseline: Measurement) -> Finding:
    ahead = baseline.observed.value > model.observed.value
    return Finding(
        rule="trivial-baseline",
        severity="serious" if ahead else "warning",
        says=(
            f"{baseline.subject} reaches an accuracy of {100 * baseline.observed.value:.1f} % on the same "
            f"{baseline.n:,} rows; {model.subject} reaches {100 * model.observed.value:.1f} %."
        ),
        claim_ids=(model.claim_id,) if model.claim_id else (),
        remedy="Ask what the model adds over the baseline, or test on rows where they differ.",
    )
