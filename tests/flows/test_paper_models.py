"""From a paper to its model: ranked by evidence, and chosen only where nothing is left to guess."""

from dataclasses import dataclass

import pytest

from claims.records import Link, Place
from flows.paper_models import choose_model, explain_choice, rank_models

PAPER = "arXiv:2601.00001"
PLACE = Place(file="main.tex", line=1, quote="huggingface.co")


@dataclass(frozen=True)
class Listed:
    name: str
    tags: tuple[str, ...] = ()
    downloads: int = 0


def link(target: str, kind: str = "model") -> Link:
    return Link.model_validate({"kind": kind, "target": target, "place": PLACE})


def test_a_model_that_the_paper_links_to_goes_before_one_whose_card_names_it() -> None:
    ranked = rank_models([Listed("zoo/tagged", downloads=10**9)], [link("org/linked")])
    assert [one.name for one in ranked] == ["org/linked", "zoo/tagged"]
    chosen = choose_model(ranked)
    assert chosen is not None and chosen.name == "org/linked"


def test_both_kinds_of_evidence_go_before_one() -> None:
    ranked = rank_models(
        [Listed("org/both"), Listed("org/more", downloads=7)], [link("org/both"), link("org/linked")]
    )
    assert [one.name for one in ranked] == ["org/both", "org/linked", "org/more"]
    assert choose_model(ranked) == ranked[0]


def test_one_candidate_is_taken() -> None:
    ranked = rank_models([Listed("org/only")], [])
    assert choose_model(ranked) == ranked[0]
    assert "org/only (its card names the paper) was taken" in explain_choice(
        PAPER, ranked, choose_model(ranked)
    )


def test_downloads_order_and_never_choose() -> None:
    ranked = rank_models([Listed("org/few", downloads=3), Listed("org/many", downloads=10**9)], [])
    assert [one.name for one in ranked] == ["org/many", "org/few"]
    assert choose_model(ranked) is None
    said = explain_choice(PAPER, ranked, None)
    assert "ambiguous" in said and "--model" in said
    assert said.index("org/many") < said.index("org/few")


@pytest.mark.parametrize(
    "tag", ["base_model:org/base", "base_model:finetune:org/base", "base_model:quantized:base"]
)
def test_what_was_made_from_another_model_is_a_use_of_the_paper(tag: str) -> None:
    ranked = rank_models([Listed("you/tuned", (tag,), 10**6), Listed("org/own")], [])
    assert [one.name for one in ranked] == ["org/own", "you/tuned"]
    assert choose_model(ranked) == ranked[0]
    assert "passed over: you/tuned (its card names the paper, made from" in explain_choice(
        PAPER, ranked, ranked[0]
    )


def test_a_use_of_the_paper_alone_is_not_taken_for_its_model() -> None:
    ranked = rank_models([Listed("you/tuned", ("base_model:org/base",))], [])
    assert choose_model(ranked) is None


def test_links_to_other_things_are_no_candidates() -> None:
    assert rank_models([], [link("https://github.com/org/code", "code"), link("org/data", "dataset")]) == ()


def test_nothing_found_says_so() -> None:
    assert choose_model(()) is None
    assert explain_choice(PAPER, (), None) == (
        f"No model of {PAPER} was found: neither does the paper link to one nor a card name it."
    )


def test_of_many_alike_five_are_named_and_the_rest_counted() -> None:
    ranked = rank_models([Listed(f"org/m{number}") for number in range(9)], [])
    assert "org/m4" in explain_choice(PAPER, ranked, None) and "org/m5" not in explain_choice(
        PAPER, ranked, None
    )
    assert "and 4 more" in explain_choice(PAPER, ranked, None)


def test_the_order_of_the_listing_changes_nothing() -> None:
    models = [Listed(f"org/m{number}", downloads=number % 3) for number in range(9)]
    assert rank_models(models, []) == rank_models(models[::-1], [])
