"""Scores that no model could have, and those that only some test set allows."""

from typing import Any

import pytest

from claims.records import Claim
from tests.claims.rules.pages import a_claim, found


def gsm8k(*scores: str, **more: Any) -> tuple[Claim, ...]:
    return tuple(a_claim(score, "accuracy", dataset="GSM8K", split="test", **more) for score in scores)


def test_a_share_that_no_count_gives_is_told_with_the_size() -> None:
    claims = gsm8k("86.20", "85.52", "84.99", "86.17")  # 1137, 1128 and 1121 of 1,319; none gives 86.17
    told = found("impossible-score", claims=claims)
    assert (
        [one.severity for one in told] == ["serious"] and "1,319" in told[0].says and "86.17" in told[0].says
    )


@pytest.mark.parametrize(
    "text",
    [
        "We report the average over five seeds.",
        "Scores are means over different random seeds.",
        "We use 5 runs and report 86.17.",
    ],
)
def test_averages_over_runs_are_not_judged_as_counts(text: str) -> None:
    told = found("impossible-score", "# Results", text, claims=gsm8k("86.20", "86.17"))
    assert all("6,595" in one.says or not one for one in told) or not told


def test_one_decimal_hides_every_count_of_a_large_test_set() -> None:
    assert not found("impossible-score", claims=gsm8k("86.1", "86.3", "55.5"))


def test_most_scores_odd_means_another_size_not_a_lie() -> None:
    told = found("impossible-score", claims=gsm8k("86.17", "85.54", "84.97", "86.20"))
    assert [one.severity for one in told] == ["info"]


def test_an_accuracy_over_the_words_of_sentences_is_no_share_of_sentences() -> None:
    words = a_claim("0.9476", "accuracy", dataset="WNUT-17")  # 1,219 or 1,220 of 1,287 are 0.9472 and 0.9479
    assert not found("impossible-score", claims=(words,))


def test_a_score_above_the_range_is_told_and_a_column_of_counts_is_not() -> None:
    table = tuple(a_claim(one, "accuracy", "Table 1") for one in ("91.2", "90.4", "89.1", "88.0", "912.0"))
    assert [one.says for one in found("impossible-score", claims=table)] == ["accuracy cannot be 912.0."]
    counts = tuple(a_claim(one, "accuracy", "Table 1") for one in ("2014", "2015", "2016"))
    assert not found("impossible-score", claims=counts)


def test_a_single_share_above_all_of_it_is_told_in_a_short_table_too() -> None:
    shares = tuple(a_claim(one, "accuracy", "Table 1") for one in ("191.2 %", "84.2 %"))
    assert [one.says for one in found("impossible-score", claims=shares)] == ["accuracy cannot be 191.2 %."]
    assert not found(
        "impossible-score", claims=tuple(a_claim(one, "accuracy", "Table 1") for one in ("191.2", "84.2"))
    )
