"""One system's score over several documents: the usual figure, weak copies, outliers."""

from decimal import Decimal
from typing import Any

import pytest

from claims.across_documents.repeated_baselines import repeated_baselines
from claims.identity import arxiv_month, names_a_system
from claims.records import Past
from claims.records.repeated_baselines import RepeatedBaseline
from tests.claims.rules.pages import a_claim


def printed(text: str, target: str, **more: Any) -> Past:
    facts = {"dataset": "SST-2", "subject": "Corvix", "own": False, **more}
    return Past(target=target, revision="v1", claim=a_claim(text, "accuracy", "Table 1", **facts))


def standings(figure: RepeatedBaseline) -> dict[str, str]:
    return {one.target: one.standing for one in figure.prints}


def test_the_systems_own_document_has_the_usual_figure_and_a_worse_print_is_a_weak_copy() -> None:
    (figure,) = repeated_baselines(
        [
            printed("90.0", "2001.00001", own=True),
            printed("90.0", "2105.00001"),
            printed("86.5", "2106.00001"),
            printed("86.5", "2107.00001"),
            printed("91.2", "2108.00001"),
        ]
    )
    assert standings(figure) == {
        "2001.00001": "published", "2105.00001": "alike", "2106.00001": "weaker", "2107.00001": "weaker",
        "2108.00001": "stronger",
    }  # fmt: skip
    assert (figure.low, figure.median, figure.high) == (Decimal("86.5"), Decimal("90.0"), Decimal("91.2"))


def test_a_later_document_that_calls_the_system_its_own_has_a_variant_of_it() -> None:
    later = printed("93.0", "2301.00001", own=True)
    (figure,) = repeated_baselines([printed("90.0", "2105.00001"), printed("90.0", "2106.00001"), later])
    assert figure.usual is not None and figure.usual.claim.stated.value == Decimal("90.0")
    assert standings(figure)["2301.00001"] == "stronger"


def test_where_no_figure_is_printed_by_most_none_is_the_usual_one() -> None:
    (figure,) = repeated_baselines([printed("90.0", "2105.00001"), printed("86.5", "2106.00001")])
    assert figure.usual is None and figure.differs and not figure.weaker


def test_shares_and_per_cent_are_one_scale() -> None:
    (figure,) = repeated_baselines([printed("0.90", "a/b"), printed("90.0", "c/d"), printed("0.865", "e/f")])
    assert standings(figure)["e/f"] == "weaker" and figure.high == Decimal("0.900")


def test_a_print_far_from_the_spread_of_at_least_five_is_an_outlier() -> None:
    values = ("80.1", "80.4", "80.0", "80.3", "41.0")
    prints = [printed(value, f"2105.0000{number}") for number, value in enumerate(values)]
    assert [one.value for one in repeated_baselines(prints)[0].prints if one.outlier] == [Decimal("41.0")]
    assert not any(one.outlier for one in repeated_baselines(prints[1:])[0].prints)


@pytest.mark.parametrize(
    "other",
    [
        {"dataset": "BoolQ"}, {"subject": "Dunlin"}, {"split": "validation"}, {"conditions": "5-shot"},
        {"confidence": 0.3},
    ],
)  # fmt: skip
def test_what_is_of_another_figure_is_not_set_beside(other: dict[str, Any]) -> None:
    assert not repeated_baselines([printed("90.0", "a/b"), printed("86.5", "c/d", **other)])


def test_a_document_that_names_no_split_means_the_test_split() -> None:
    assert repeated_baselines([printed("90.0", "a/b"), printed("86.5", "c/d", split="test")])


@pytest.mark.parametrize(
    ("subject", "named"),
    [
        ("Corvix", True),
        ("Ours", False),
        ("Full model", False),
        ("Baseline", False),
        ("WN18RR", False),
        ("SST-2", False),
    ],
)
def test_names_that_mean_another_system_in_every_document_are_no_systems(subject: str, named: bool) -> None:
    assert names_a_system(subject) is named


@pytest.mark.parametrize(
    ("target", "month"),
    [
        ("2101.00001", (2021, 1)), ("arxiv:1706.03762v5", (2017, 6)), ("cs/9901012", (1999, 1)),
        ("acme/sentiment", None), ("2113.00001", None),
    ],
)  # fmt: skip
def test_a_papers_number_tells_its_month(target: str, month: tuple[int, int] | None) -> None:
    assert arxiv_month(target) == month
