"""What came of one attempt to measure a claim, in sentences."""

from collections.abc import Iterator

from claims.records import Attempt, Measurement
from reports.views import vocabulary
from reports.views.evidence import ClaimEvidence
from reports.views.number_format import measured
from reports.views.safe_text import shortened, visible


def attempt_sentences(attempt: Attempt) -> Iterator[str]:
    """The value with its interval, how it was made and what stands beside it; or why there is none."""
    name = vocabulary.metric_name(attempt.metric)
    subject = visible(shortened(attempt.subject, 80))
    if not isinstance(attempt, Measurement):
        yield f"{name} of {subject} was not measured: {vocabulary.why_not(attempt.reason)}. {visible(attempt.detail)}"
        return
    source = (
        "is, as the supplied file says, on an unknown machine," if attempt.supplied else "was measured as"
    )
    yield f"{name} of {subject} {source} {measured(attempt)}."
    evidence = ClaimEvidence(None, attempt, ())
    yield f"How: {visible(evidence.run_summary)}."
    if evidence.beside:
        yield f"On the same rows: {visible(evidence.beside)}."
