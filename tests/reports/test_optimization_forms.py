"""The forms of a search for a cheaper model: golden bytes, the picture, nothing from outside obeyed."""

import json
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from claims.records.decision_memo import DecisionMemo
from claims.records.optimization import Optimization
from reports.memos import registry as memo_forms
from reports.memos.of_optimization import memo_of_optimization
from reports.optimization import registry
from reports.optimization.card import card
from reports.optimization.pareto import pareto_chart
from tests.reports.optimizations import an_optimization

FORMS = [plugin.name for plugin in registry]
ENEMY = "<script>alert(1)</script>\x1b[31m\u202emodel"
SVG = "{http://www.w3.org/2000/svg}"


def text_of(form: str, of: Optimization) -> str:
    return registry[form].call(of).decode()


@pytest.mark.parametrize("form", FORMS)
def test_the_bytes_are_those_of_the_golden_file(form: str, golden: Callable[[str, bytes], None]) -> None:
    plugin = registry[form]
    golden(f"optimization{min(plugin.traits)}", plugin.call(an_optimization()))


def test_the_card_is_that_of_the_golden_file(golden: Callable[[str, bytes], None]) -> None:
    golden("optimization_card.md", card(an_optimization()))


def memo(of: Optimization) -> DecisionMemo:
    return memo_of_optimization(of, "A. Reader", "2026-11-30")


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_the_memo_is_that_of_the_golden_file(form: str, golden: Callable[[str, bytes], None]) -> None:
    plugin = memo_forms[form]
    golden(f"optimization-memo{min(plugin.traits)}", plugin.call(memo(an_optimization())))


def test_a_memo_that_recommends_nothing_says_why_and_names_the_original_alone() -> None:
    page = memo(an_optimization(helps=False))
    assert page.answer.startswith("Nothing helps here")
    assert "dynamic INT8, per channel: Over the limit on the judging half" in page.because
    assert [figure.name for figure in page.figures] == ["Accuracy of the original"]
    assert not any("recommended" in cell for row in page.prices for cell in row)
    assert page.next_step[0].startswith("Keep the original")


def test_a_memo_of_a_search_in_which_nothing_ran_has_neither_picture_nor_prices() -> None:
    page = memo(an_optimization().model_copy(update={"variants": (), "recommended": None}))
    assert (page.picture, page.picture_says, page.prices) == ("", "", ())
    assert "None was promising enough to be judged" in page.because


def test_without_a_recommendation_there_is_no_card() -> None:
    with pytest.raises(ValueError, match="no card"):
        card(an_optimization(helps=False))


def test_the_json_is_the_record() -> None:
    assert Optimization.model_validate(json.loads(text_of("json", an_optimization()))) == an_optimization()


@pytest.mark.parametrize("form", ["terminal", "markdown", "html"])
def test_what_to_do_comes_first_and_is_nothing_where_nothing_helps(form: str) -> None:
    assert "Use dynamic INT8, per channel: 1.80 times as fast" in " ".join(
        text_of(form, an_optimization()).split()
    )
    assert "Nothing helps here" in text_of(form, an_optimization(helps=False))


@pytest.mark.parametrize("form", FORMS)
def test_names_from_outside_are_shown_and_not_obeyed(form: str) -> None:
    text = text_of(form, an_optimization(ENEMY))
    assert "\x1b" not in text and "\u202e" not in text
    if form not in ("terminal", "json"):
        assert "<script>alert" not in text
        page = memo_forms[form].call(memo(an_optimization(ENEMY))).decode()
        assert "<script>alert" not in page and "\x1b" not in page and "\u202e" not in page


def test_a_point_lies_further_right_the_faster_it_is_and_higher_the_better() -> None:
    drawn = ElementTree.fromstring(pareto_chart(an_optimization()))
    places = {}
    for group in drawn.iter(f"{SVG}g"):
        title, circle = group.find(f"{SVG}title"), group.find(f"{SVG}circle")
        assert title is not None and title.text and circle is not None
        places[title.text.split(":")[0]] = (float(circle.attrib["cx"]), float(circle.attrib["cy"]))
    static, dynamic, half = (
        places[name] for name in ("static INT8, matrix products", "dynamic INT8, per channel", "FP16")
    )
    assert half[0] < dynamic[0] < static[0]
    assert half[1] < dynamic[1] < static[1]


def test_a_search_that_measured_nothing_has_no_picture() -> None:
    assert pareto_chart(an_optimization().model_copy(update={"variants": ()})) == ""
