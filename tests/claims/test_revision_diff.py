"""What a new version of a document states otherwise than the version before."""

from typing import Any

import pytest

from claims.records import Claim
from claims.records.digest import Change
from claims.revision_diff import MOST, changes
from tests.claims.small_case import a_claim

ABOUT = "accuracy on SST-2 (validation), m"


def stated(text: str, line: int = 1, **more: Any) -> Claim:
    return a_claim(text, line=line, **more)


def test_the_same_statements_are_no_change() -> None:
    both = [stated("90.0%"), stated("88.1%", line=2, dataset="MNLI")]
    assert changes(both, both) == ()


def test_another_number_is_told_as_it_was_and_is_printed() -> None:
    assert changes([stated("90.0%")], [stated("91.5 %", line=7)]) == (
        Change(about=ABOUT, before="90.0%", after="91.5 %"),
    )


def test_a_number_that_is_new_or_gone_is_told() -> None:
    kept, other = stated("90.0%"), stated("88.1%", line=2, dataset="MNLI")
    (new,) = changes([kept], [kept, other])
    (gone,) = changes([kept, other], [kept])
    assert (new.before, new.after) == (None, "88.1%")
    assert (gone.before, gone.after) == ("88.1%", None)
    assert new.about == gone.about == "accuracy on MNLI (validation), m"


@pytest.mark.parametrize(
    "after",
    [stated("90.0%", line=99), stated("90.0"), stated("90.0%", dataset="sst2"), stated("90.0%", subject="M")],
    ids=["moved", "without its sign", "the data set spelt otherwise", "the subject spelt otherwise"],
)  # fmt: skip
def test_what_says_the_same_in_another_way_is_no_change(after: Claim) -> None:
    assert changes([stated("90.0%")], [after]) == ()


def test_a_statement_counts_once_however_often_it_is_made() -> None:
    before = [stated("90.0%"), stated("90.0%", line=2)]
    after = [stated("91.0%", line=line) for line in (1, 5, 9)]
    assert changes(before, after) == (Change(about=ABOUT, before="90.0%", after="91.0%"),)


def test_of_several_numbers_of_one_thing_only_those_that_differ_are_told() -> None:
    before = [stated("90.0%"), stated("80.0%", line=2)]
    after = [stated("90.0%"), stated("81.0%", line=2), stated("70.0%", line=3)]
    assert changes(before, after) == (
        Change(about=ABOUT, before="80.0%", after="81.0%"),
        Change(about=ABOUT, after="70.0%"),
    )


def test_they_come_in_the_order_of_the_new_version_and_what_is_gone_last() -> None:
    names = ("C", "A", "B")
    before = [stated("1%", line=9, dataset="gone"), *(stated("50%", dataset=one) for one in "ABC")]
    after = [stated("60%", line=at, dataset=one) for at, one in enumerate(names)]
    told = [change.about.split()[2] for change in changes(before, after)]
    assert told == [*names, "gone"]


def test_a_rewritten_document_does_not_fill_the_digest() -> None:
    after = [stated("60%", line=at, dataset=f"D{at}") for at in range(MOST + 30)]
    assert len(changes([], after)) == MOST
