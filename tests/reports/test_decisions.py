"""Pages for a decision and memos: golden bytes, whose number is whose, nothing from outside obeyed."""

import io
import json
import unicodedata
import zipfile
from collections.abc import Callable
from decimal import Decimal
from typing import Literal

import pymupdf
import pytest

from claims.records.decision_memo import DecisionMemo
from claims.records.system_comparison import SystemComparison, SystemFigure
from claims.redesign.assumptions import assumed_for_plan
from claims.redesign.plan import redesigned
from reports.decisions.audit import audit_page
from reports.decisions.comparison import comparison_page
from reports.decisions.forecast import forecast_page
from reports.decisions.forms import registry
from reports.decisions.page import DecisionPage, printed_json
from reports.decisions.ranges import money, ranged
from reports.memos import registry as memo_forms
from reports.memos.of_audit import memo_of_audit
from reports.memos.of_comparison import memo_of_comparison
from reports.memos.of_runs import memo_of_runs
from tests.claims.audits import an_audit
from tests.reports.decisions import a_comparison, a_forecast
from tests.reports.dossiers import realistic

ENEMY = "<script>alert(1)</script>\x1b[31m\u202evendor"
PAGES: dict[str, Callable[[str], DecisionPage]] = {
    "comparison": lambda name: comparison_page(a_comparison(name)),
    "forecast": lambda name: forecast_page(a_forecast(name)),
    "audit": lambda name: audit_page(an_audit(name)),
}


MEMOS: dict[str, Callable[[str], DecisionMemo]] = {
    "decision-memo": lambda name: memo_of_comparison(a_comparison(name), "A. Reader", "2026-11-30"),
    "audit-memo": lambda name: memo_of_audit(an_audit(name), "A. Reader", "2026-11-30"),
}


def a_memo(name: str = "vendor") -> DecisionMemo:
    return MEMOS["decision-memo"](name)


@pytest.mark.parametrize("form", [plugin.name for plugin in registry])
@pytest.mark.parametrize("kind", PAGES)
def test_the_bytes_of_a_page_are_those_of_the_golden_file(
    kind: str, form: str, golden: Callable[[str, bytes], None]
) -> None:
    plugin = registry[form]
    golden(f"{kind}{min(plugin.traits)}", plugin.call(PAGES[kind]("vendor")))


@pytest.mark.parametrize("form", ["markdown", "html"])
@pytest.mark.parametrize("kind", MEMOS)
def test_the_bytes_of_a_memo_are_those_of_the_golden_file(
    kind: str, form: str, golden: Callable[[str, bytes], None]
) -> None:
    plugin = memo_forms[form]
    golden(f"{kind}{min(plugin.traits)}", plugin.call(MEMOS[kind]("vendor")))


def test_the_json_is_the_record_and_its_id_is_its_digest() -> None:
    comparison = a_comparison()
    assert SystemComparison.model_validate(json.loads(printed_json(comparison))) == comparison
    assert comparison.sealed() == comparison


@pytest.mark.parametrize("form", [plugin.name for plugin in registry])
@pytest.mark.parametrize("kind", PAGES)
def test_names_from_outside_are_shown_and_not_obeyed(kind: str, form: str) -> None:
    text = registry[form].call(PAGES[kind](ENEMY)).decode()
    assert "\x1b" not in text and "\u202e" not in text
    if form != "terminal":
        assert "<script>alert" not in text


@pytest.mark.parametrize("form", ["markdown", "html"])
@pytest.mark.parametrize("kind", MEMOS)
def test_a_memo_shows_names_from_outside_and_does_not_obey_them(kind: str, form: str) -> None:
    text = memo_forms[form].call(MEMOS[kind](ENEMY)).decode()
    assert "\x1b" not in text and "\u202e" not in text and "<script>alert" not in text


def test_a_suppliers_latency_and_price_are_never_told_as_measured() -> None:
    text = registry["terminal"].call(comparison_page(a_comparison())).decode()
    line = next(line for line in text.splitlines() if "150 ms" in line)
    assert "the supplier's own" in line and "measured here" not in line
    memo = memo_forms["markdown"].call(a_memo()).decode()
    stated = memo.split("## Stated by suppliers, not measured here")[1].split("##")[0]
    assert "150 ms" in stated and "for 1,000 requests" in stated
    assert "150 ms" not in memo.split("## Stated by suppliers")[0]


@pytest.mark.parametrize("kind", MEMOS)
def test_a_memo_is_one_page_with_question_answer_three_figures_author_and_day(kind: str) -> None:
    memo = MEMOS[kind]("vendor")
    assert memo.question.endswith("?") and len(memo.figures) == 3
    assert all("[" in figure.value for figure in memo.figures)
    document = pymupdf.open(stream=memo_forms["pdf"].call(memo), filetype="pdf")
    text = " ".join(
        unicodedata.normalize("NFKC", document[0].get_text()).split()
    )  # ligatures are two letters
    assert len(document) == 1
    for part in (
        memo.question,
        memo.answer,
        "A. Reader, 2026-11-30",
        "Next step",
        *(f.value for f in memo.figures),
    ):
        assert " ".join(unicodedata.normalize("NFKC", part).split()) in text
    assert document.metadata is not None and document.metadata["author"] == "A. Reader"


def test_the_same_memo_gives_the_same_pdf() -> None:
    assert memo_forms["pdf"].call(a_memo()) == memo_forms["pdf"].call(a_memo())


def test_a_memo_as_a_word_document_holds_the_figures_the_picture_and_its_author() -> None:
    docx = pytest.importorskip("docx", reason="the extra office is not installed")
    body = memo_forms["docx"].call(a_memo())
    page = docx.Document(io.BytesIO(body))
    text = "\n".join(paragraph.text for paragraph in page.paragraphs)
    assert a_memo().answer in text and a_memo().figures[0].value in text
    assert page.core_properties.author == "A. Reader" and page.core_properties.created.year == 2026
    assert len(page.tables) == 1 and any(
        n.endswith(".png") for n in zipfile.ZipFile(io.BytesIO(body)).namelist()
    )


def test_a_memo_of_runs_says_what_was_measured_and_what_is_stated() -> None:
    memo = memo_of_runs([realistic()], "A. Reader", "2026-11-30")
    assert memo.figures and all("measured" in f.whose or "supplie" in f.whose for f in memo.figures)
    assert memo.answer and memo.basis and memo.next_step
    because = " ".join(memo.because.split())
    assert because.startswith(
        "2 claims were refuted. Accuracy on SST-2 (validation): 95.1 % claimed, 91.5 % ["
    )
    assert because.endswith("Model size: 250 MB claimed, 268 MB measured.")
    several = memo_of_runs([realistic(), realistic()], "A. Reader", "2026-11-30")
    assert "verify compare" in several.next_step[-1]


def test_a_forecast_says_when_a_limit_is_passed() -> None:
    forecast = a_forecast()
    assert [alert.severity for alert in forecast.alerts] == sorted(
        (alert.severity for alert in forecast.alerts), key=["serious", "warning"].index
    )
    assert {alert.kind for alert in forecast.alerts} == {"budget", "quota"}
    text = registry["terminal"].call(forecast_page(forecast)).decode()
    assert "passes the budget of $1,200 a month" in text and "in its busiest hour" in text


def test_an_audit_says_what_a_person_starts_and_draws_every_stage() -> None:
    page = audit_page(an_audit())
    assert (
        page.answer
        == "shop is at level 2 of 3: 5 of 7 stages of the pipeline are found; monitoring cannot be seen."
    )
    assert page.because.startswith("Training is started by hand (README.md:3). The plan takes ")
    (drawn,) = (svg for _, svg in page.pictures)
    picture, upright = drawn.split('<div class="for-narrow">')
    assert [len(svg.split("<rect ")) for svg in (picture, upright)] == [9, 9], "a ground and seven boxes each"
    for words in ("Monitoring", "not found", "on a change", "1 step by hand", "1 place unexplained"):
        assert f">{words}<" in picture
    assert [name for name in ("keep MLflow", "add KServe", "keep DVC") if name in str(page.tables)] == [
        "keep MLflow", "add KServe", "keep DVC",
    ]  # fmt: skip


def test_a_memo_of_an_audit_says_whether_a_phase_pays() -> None:
    assert MEMOS["audit-memo"]("shop").answer.startswith(
        "Only if your own figures say so: at these assumptions no phase"
    )
    dear = memo_of_audit(
        redesigned(an_audit(), assumed_for_plan(("search=200", "failures=90"))), "A", "2026-11-30"
    )
    assert dear.answer.startswith("Begin with what pays for itself: ") or dear.answer.startswith(
        "Yes: every phase"
    )
    done = an_audit().model_copy(update={"plan": (), "redesign": None})
    assert memo_of_audit(done, "A", "2026-11-30").answer == "No: nothing is left to do."


@pytest.mark.parametrize(
    ("value", "shown"),
    [("0.7", "$0.70"), ("0.0019", "$0.0019"), ("-0.5", "−$0.50"), ("0.102", "$0.102"), ("1.9", "$1.90"),
     ("-0.0", "$0"), ("1900", "$1,900")],
)  # fmt: skip
def test_money_below_one_keeps_its_cents(value: str, shown: str) -> None:
    assert money(Decimal(value), "$") == shown


def test_a_memo_of_alike_costs_says_that_they_are_the_same() -> None:
    comparison = a_comparison("vendor")
    alike = comparison.cheaper[0].saves.model_copy(update=dict.fromkeys(("value", "low", "high"), Decimal(0)))
    odds = tuple(o.model_copy(update={"saves": alike, "draws": 0.5}) for o in comparison.cheaper)
    memo = memo_of_comparison(comparison.model_copy(update={"cheaper": odds}), "A", "2026-11-30")
    whose = [figure.whose for figure in memo.figures if "saves against" in figure.name]
    assert whose and all(text.endswith("they cost the same") for text in whose)


@pytest.mark.parametrize("unit", ["share", "seconds", "tokens"])
def test_a_figure_that_rounds_to_nothing_has_no_sign(unit: Literal["share", "seconds", "tokens"]) -> None:
    ends = {"value": Decimal("-0.0"), "low": Decimal("-0.0"), "high": Decimal(1)}
    nothing = SystemFigure(name="x", unit=unit, origin="computed", **ends)
    assert "-0" not in ranged(nothing)
