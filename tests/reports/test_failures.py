"""Where a model fails, in every report: golden sections, the same numbers everywhere, nothing hidden."""

import json
from collections.abc import Callable
from decimal import Decimal

import pytest

from claims.records import Confusion, Dossier, FailureGroup, Failures, KnownRows, WrongRow
from reports import registry
from reports.views.first_screen import first_screen
from tests.reports.dossiers import realistic
from tests.reports.enemy import HOSTILE
from tests.reports.test_formats import HIDDEN

WEAK = FailureGroup(
    kind="column", what="source = mail", n=212, right=123, low=Decimal("0.513"), high=Decimal("0.645"), rest_n=383,
    rest_right=355, difference_low=Decimal("-0.418"), difference_high=Decimal("-0.275"), p=3e-12,
)  # fmt: skip
CHANCE = WEAK.model_copy(
    update={"kind": "length", "what": "longest quarter of the texts", "n": 150, "right": 120, "p": 0.41}
)
FAILURES = Failures(
    subject="acme/sentiment-base", n=595, right=478, copies=2, groups=(WEAK, CHANCE),
    confusions=(
        Confusion(label="negative", called="positive", n=74, of=292, low=Decimal("0.207"), high=Decimal("0.306")),
    ),
    wrong=(WrongRow(row=97, label="positive", called="negative", score=0.995),),
    known=KnownRows(
        shipped_n=83, shipped_right=79, held_n=597, held_right=480, difference_low=Decimal("0.072"),
        difference_high=Decimal("0.192"), p=0.00023,
    ),
)  # fmt: skip
SECTIONS = {
    "terminal": ("WHERE IT FAILS", "\n\n"),
    "markdown": ("## Where it fails", "\n## "),
    "html": ("<h2>Where it fails</h2>", "</section>"),
}


def failing(failures: Failures = FAILURES) -> Dossier:
    return realistic().model_copy(update={"failures": failures})


def section(name: str, dossier: Dossier) -> str:
    start, end = SECTIONS[name]
    body = registry[name].call(dossier).decode()
    assert body.count(start) == 1
    return start + body.partition(start)[2].partition(end)[0] + "\n"


@pytest.mark.parametrize("name", SECTIONS)
def test_the_section_is_that_of_the_golden_file(name: str, golden: Callable[[str, bytes], None]) -> None:
    (suffix,) = registry[name].traits
    golden(f"failures{suffix}", section(name, failing()).encode())


def test_the_json_holds_every_part_that_was_tried_and_how_it_was_adjusted() -> None:
    printed = json.loads(registry["json"].call(failing()))["failures"]
    assert [group["what"] for group in printed["groups"]] == [WEAK.what, CHANCE.what]
    assert printed["correction"] == "holm" and printed["known"]["shipped_n"] == 83


def test_the_memo_and_the_first_screen_tell_the_weakest_part() -> None:
    for body in (registry["memo"].call(failing()).decode(), first_screen(failing(), 80, colour=False)):
        assert "source = mail only 58.0 %" in " ".join(body.split())


def test_where_nothing_is_weak_beyond_chance_no_part_is_blamed() -> None:
    even = FAILURES.model_copy(update={"groups": (CHANCE,), "known": None})
    body = section("terminal", failing(even))
    assert "none of 1 part that were tried is worse" in " ".join(body.split())
    assert "only" not in body.partition("Part of the rows")[0]


@pytest.mark.parametrize("name", ["terminal", "markdown", "html", "memo"])
def test_without_answers_the_reason_stands_there_alone(name: str) -> None:
    nothing = Failures(subject="", n=0, right=0, notes=("Nothing was answered.",))
    body = registry[name].call(failing(nothing)).decode()
    assert ("Nothing was answered." in body) == (name != "memo")
    assert "Part of the rows" not in body


@pytest.mark.parametrize("evil", HOSTILE)
@pytest.mark.parametrize("name", ["terminal", "markdown", "html", "memo", "memo-html"])
def test_words_of_the_data_are_shown_and_never_obeyed(name: str, evil: str) -> None:
    mean = FAILURES.model_copy(
        update={
            "groups": (WEAK.model_copy(update={"what": evil}),),
            "wrong": (WrongRow(row=1, label=evil, called=evil),),
            "confusions": (FAILURES.confusions[0].model_copy(update={"label": evil, "called": evil}),),
            "notes": (evil,),
        }
    )
    body = registry[name].call(failing(mean)).decode()
    assert not HIDDEN.search(body)
    if name != "terminal":
        assert "<script>alert" not in body and "<img src=x" not in body


def test_without_being_asked_nothing_is_said() -> None:
    assert "Where it fails" not in registry["markdown"].call(realistic()).decode()
