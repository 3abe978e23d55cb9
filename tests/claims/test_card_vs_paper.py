"""A card and a paper are compared where they speak of the same figure of the same system, and nowhere else."""

import pytest

from claims.contradictions.card_vs_paper import comparable, differing
from claims.records import Claim
from tests.reports.dossiers import claim

MODEL = "acme/bert-large-uncased"
CARD = claim("accuracy", "Accuracy", "93.2", "%", dataset="SST-2", split="dev")


def paper(value: str = "94.9", subject: str = "BERT-Large", **other: object) -> Claim:
    there = claim("accuracy", "Acc.", value, None, line=7, dataset="SST-2")
    return there.model_copy(update={"id": f"p{value}", "subject": subject, **other})


def told(*there: Claim) -> list[str]:
    beside = comparable([CARD], there, MODEL, paper=True)
    return [finding.says for finding in differing([CARD], beside, "1810.04805@v2")]


def test_a_figure_that_the_paper_gives_differently_is_told_with_both_values() -> None:
    (says,) = told(paper())
    assert "93.2" in says
    assert "94.9" in says
    assert "1810.04805@v2" in says


@pytest.mark.parametrize(
    "there",
    [
        paper("93.2"),
        paper("93.21"),
        paper("0.932"),
        paper(subject="BERT-Base"),
        paper(subject="OpenAI GPT", own=False),
        paper(dataset="MNLI"),
        paper(dataset=None),
        paper(split="test"),
        paper(metric="f1"),
    ],
)
def test_what_agrees_or_is_another_figure_is_not_told(there: Claim) -> None:
    assert told(there) == []


def test_a_paper_that_gives_the_cards_value_among_others_does_not_contradict_it() -> None:
    assert told(paper("94.9"), paper("93.2")) == []


def test_a_card_beside_a_paper_speaks_of_its_model_whatever_it_calls_it() -> None:
    mine = paper(split="dev")
    card = CARD.model_copy(update={"subject": "our checkpoint"})
    assert comparable([mine], [card], MODEL, paper=False) == (card,)
