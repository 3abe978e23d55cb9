"""Which printed names of a score leave it the plain score on the rows at hand."""

import pytest

from tests.claims.small_case import a_claim, a_slice, counted, ruled


@pytest.mark.parametrize(
    "printed",
    [
        "Accuracy",
        "Test accuracy (%)",
        "acc",
        "Accuracy on SST-2",
        "overall accuracy score",
        "eval_accuracy",
        "Accuracy (higher is better)",
        "Accuracy (95% CI)",
        "Accuracy on held-out data",
    ],
)
def test_the_plain_name_of_a_score_is_the_plain_claim(printed: str) -> None:
    claim = a_claim("90.0%", metric_as_written=printed)
    assert ruled(claim, counted(claim, 1830, 2000), a_slice(split=None))[0].outcome == "confirmed"


@pytest.mark.parametrize(
    ("printed", "split", "expected"),
    [
        ("dev accuracy", "test", "transfers"),
        ("validation accuracy", "dev", "confirmed"),
        ("test accuracy", "validation", "transfers"),
        ("accuracy", "test", "confirmed"),
    ],
)
def test_a_split_in_the_printed_name_is_that_of_the_claim(printed: str, split: str, expected: str) -> None:
    claim = a_claim("90.0%", split=None, metric_as_written=printed)
    assert ruled(claim, counted(claim, 1830, 2000), a_slice(split=split))[0].outcome == expected
