"""An earlier paper's system that is better than those a paper shows, and the silence where that cannot be said."""

from decimal import Decimal
from typing import Any

import pytest

from claims.records import Case, Claim, Document, Finding, Past, Plan, Source
from claims.rules import apply_rules
from tests.claims.rules.pages import a_claim

OWN = a_claim("88.0", "accuracy", dataset="SST-2", subject="Glimnet")
OTHER = a_claim("85.0", "accuracy", "Table 1", dataset="SST-2", subject="Corvix", own=False)


def earlier(text: str, target: str = "2101.00001", **more: Any) -> Past:
    facts = {"dataset": "SST-2", "subject": "Heronet", **more}
    return Past(target=target, revision="v1", claim=a_claim(text, "accuracy", "Table 3", **facts))


def told(
    *published: Past, claims: tuple[Claim, ...] = (OWN, OTHER), name: str = "2205.00001"
) -> list[Finding]:
    source = Source(kind="arxiv", name=name, revision="v1", sha256="0" * 64)
    case = Case(claims=claims, plan=Plan(steps=(), margin=Decimal(2), seed=0))
    findings = apply_rules(case, (), Document(source=source), published=published)
    return [one for one in findings if one.rule == "missing-baseline"]


def test_a_stronger_system_of_an_earlier_paper_is_named_with_its_place_and_the_best_one_shown() -> None:
    (finding,) = told(earlier("87.0"))
    assert "Heronet has accuracy 87.0 on SST-2 in the earlier 2101.00001, Table 3" in finding.says
    assert "better than any other system here (Corvix: 85.0)" in finding.says
    (finding,) = told(earlier("90.0"))
    assert "better than any system here, and" in finding.says


def test_one_system_is_told_once_and_no_more_than_three_are() -> None:
    boards = ("SST-2", "BoolQ", "PIQA", "COPA")
    claims = tuple(
        one.model_copy(update={"dataset": board, "id": f"{one.id[:12]}{number:04}"})
        for number, board in enumerate(boards)
        for one in (OWN, OTHER)
    )
    assert len(told(*(earlier("87.0", dataset=board) for board in boards), claims=claims)) == 1
    rivals = ("Heronet", "Dunlin", "Belonet", "Avocet")
    several = (
        earlier("87.0", dataset=board, subject=name) for board, name in zip(boards, rivals, strict=True)
    )
    assert len(told(*several, claims=claims)) == 3


@pytest.mark.parametrize(
    "past",
    [
        pytest.param(earlier("87.0", "2301.00001"), id="a later paper"),
        pytest.param(earlier("87.0", "acme/heronet"), id="a document without a date"),
        pytest.param(earlier("84.0"), id="a weaker one"),
        pytest.param(earlier("85.04"), id="the same figure with more digits"),
        pytest.param(earlier("99.0"), id="one so much better that it is another task"),
        pytest.param(earlier("87.0", subject="Corvix (large)"), id="a variant of one that is shown"),
        pytest.param(earlier("87.0", split="validation"), id="another split"),
        pytest.param(earlier("87.0", conditions="5-shot"), id="another setting than the stated one"),
        pytest.param(earlier("87.0", confidence=0.3), id="a number that was read with doubt"),
    ],
)
def test_nothing_is_said_of(past: Past) -> None:
    zero_shot = tuple(one.model_copy(update={"conditions": "0-shot"}) for one in (OWN, OTHER))
    assert not told(past, claims=zero_shot if past.claim.conditions else (OWN, OTHER))


def test_a_paper_without_a_date_is_held_against_no_earlier_one() -> None:
    assert not told(earlier("87.0"), name="paper")
