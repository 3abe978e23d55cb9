"""What came of an attempt to measure a claim, in sentences."""

from claims.records import Measurement, Skipped
from reports.views.attempt_sentences import attempt_sentences
from tests.reports.dossiers import realistic


def test_a_measurement_tells_its_value_how_it_was_made_and_what_stands_beside_it() -> None:
    attempts = [attempt for attempt in realistic().attempts if isinstance(attempt, Measurement)]
    attempt = next(attempt for attempt in attempts if attempt.alternatives and attempt.settings)
    value, how, beside = attempt_sentences(attempt)
    assert "was measured as" in value and value.endswith(".")
    assert attempt.reproducer in how and attempt.settings[0].value[:40] in how
    assert attempt.alternatives[0].metric in beside


def test_what_a_supplier_says_was_not_measured_here() -> None:
    attempt = next(attempt for attempt in realistic().attempts if isinstance(attempt, Measurement))
    value, *_ = attempt_sentences(attempt.model_copy(update={"supplied": True}))
    assert "as the supplied file says" in value and "measured" not in value


def test_what_was_not_measured_says_why() -> None:
    attempt = next(attempt for attempt in realistic().attempts if isinstance(attempt, Skipped))
    (said,) = attempt_sentences(attempt)
    assert "was not measured: " in said and attempt.detail in said
