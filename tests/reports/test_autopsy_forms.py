"""The forms of an autopsy: golden bytes, nothing hidden, nothing from outside obeyed."""

import json
from collections.abc import Callable
from xml.etree import ElementTree

import pymupdf
import pytest

from claims.records.autopsy import Autopsy
from reports.autopsy import registry
from reports.autopsy.answers import answers
from tests.reports.autopsies import an_autopsy

TEXTS = [plugin.name for plugin in registry if plugin.name != "memo"]
ENEMY = "<script>alert(1)</script>\x1b[31m\u202emodel"


def text_of(form: str, autopsy: Autopsy) -> str:
    return registry[form].call(autopsy).decode()


@pytest.mark.parametrize("form", TEXTS)
def test_the_bytes_are_those_of_the_golden_file(form: str, golden: Callable[[str, bytes], None]) -> None:
    plugin = registry[form]
    golden(f"autopsy{min(plugin.traits)}", plugin.call(an_autopsy()))


def test_the_json_is_the_record() -> None:
    assert Autopsy.model_validate(json.loads(text_of("json", an_autopsy()))) == an_autopsy()


def test_the_terminal_says_how_each_number_is_known() -> None:
    text = text_of("terminal", an_autopsy())
    assert "22,714,754 (counted)" in text
    assert "at least 9 kFLOP, counted; not counted: LSTM" in text
    assert "(measured)" in text and "(stated)" in text
    assert "contradict" in text


@pytest.mark.parametrize("form", ["terminal", "html", "markdown"])
def test_branches_and_loops_are_told_and_the_drawn_one_is_named(form: str) -> None:
    text = " ".join(text_of(form, an_autopsy()).split())
    assert "Each pass runs one of 2 branches (use" in text
    assert (
        "where cached is false, which are drawn and listed here; 6,000,000 parameters and at least 9 kFLOP"
        in text
    )
    assert "an unknown number of times, of which one is counted" in text
    assert "by the dearer branches; 9 kFLOP by the cheaper" in text


@pytest.mark.parametrize("form", TEXTS)
def test_names_from_outside_are_shown_and_not_obeyed(form: str) -> None:
    text = text_of(form, an_autopsy(ENEMY))
    assert "\x1b" not in text and "\u202e" not in text
    if form not in ("terminal", "json"):
        assert "<script>alert" not in text


def test_the_memo_is_one_page_with_the_six_answers() -> None:
    document = pymupdf.open("pdf", registry["memo"].call(an_autopsy()))
    assert len(document) == 1
    words = document[0].get_text()
    for answer in answers(an_autopsy()):
        assert answer.question in words
    assert "Transformer block" in words and "x 6" in words and "contradict" in words


def test_the_diagram_is_well_formed_and_folds_equal_blocks() -> None:
    drawn = ElementTree.fromstring(registry["diagram"].call(an_autopsy()))
    texts = [element.text for element in drawn.iter() if element.tag.endswith("text")]
    assert "x 6" in texts
    assert len([line for line in texts if line and line.startswith("Transformer block")]) == 1
