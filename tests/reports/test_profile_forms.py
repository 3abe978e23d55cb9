"""The forms of a profile: golden bytes, widths that are times, nothing from outside obeyed."""

import json
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from claims.records.profile import Profile
from reports.profile import registry
from reports.profile.memory_chart import memory_chart
from tests.reports.profiles import a_profile

FORMS = [plugin.name for plugin in registry]
ENEMY = "<script>alert(1)</script>\x1b[31m\u202emodel"
SVG = "{http://www.w3.org/2000/svg}"


def text_of(form: str, profile: Profile) -> str:
    return registry[form].call(profile).decode()


@pytest.mark.parametrize("form", FORMS)
def test_the_bytes_are_those_of_the_golden_file(form: str, golden: Callable[[str, bytes], None]) -> None:
    plugin = registry[form]
    golden(f"profile{min(plugin.traits)}", plugin.call(a_profile()))


def test_the_json_is_the_record() -> None:
    assert Profile.model_validate(json.loads(text_of("json", a_profile()))) == a_profile()


def test_the_terminal_says_what_no_operator_explains_and_that_the_parts_add_up() -> None:
    text = text_of("terminal", a_profile())
    assert "30% no operator explains" in text
    assert "n = 200" in text and "A processor" in text
    assert any(line.split() == ["together", "10.000", "100.0%"] for line in text.splitlines())


@pytest.mark.parametrize("form", FORMS)
def test_names_from_outside_are_shown_and_not_obeyed(form: str) -> None:
    text = text_of(form, a_profile(ENEMY))
    assert "\x1b" not in text and "\u202e" not in text
    if form not in ("terminal", "json"):
        assert "<script>alert" not in text


def test_a_box_of_the_flame_graph_is_as_wide_as_its_time() -> None:
    drawn = ElementTree.fromstring(registry["flame"].call(a_profile()))
    widths = {}
    for group in drawn.iter(f"{SVG}g"):
        title, box = group.find(f"{SVG}title"), group.find(f"{SVG}rect")
        assert title is not None and title.text and box is not None
        widths[title.text.split(":")[0]] = float(box.attrib["width"]) + 0.5
    assert widths["a pass"] == pytest.approx(1200)
    assert widths["BertModel (BertModel)"] == pytest.approx(1200 * 0.8)
    assert widths["layer.0 (BertLayer)"] == pytest.approx(1200 * 0.75)


def test_the_memory_chart_names_the_peak() -> None:
    chart = memory_chart(a_profile())
    ElementTree.fromstring(chart)
    assert "peak 786 kB at 4 ms in aten::gelu" in chart
    assert memory_chart(a_profile().model_copy(update={"memory": ()})) == ""
