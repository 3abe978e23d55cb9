"""`verify baselines`: one system's score over the documents of a store, as a person types it."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from claims.records import Correction
from claims.records.repeated_baselines import BaselineSurvey
from flows.baselines import baselines
from flows.store import Store
from tests.flows.conftest import Typed
from tests.flows.stores import settings_of
from tests.reports.dossiers import RIVAL, realistic


def keep(store: Store, run: str, target: str, value: str) -> None:
    """A finished run of a document that prints the rival's score."""
    stated = RIVAL.stated.model_copy(update={"value": Decimal(value), "as_written": value})
    claim = RIVAL.model_copy(update={"stated": stated, "id": f"{run}rival"})
    update = {"run": run * 16, "target": target, "claims": (claim,), "verdicts": (), "findings": ()}
    store.keep_dossier(realistic().model_copy(update=update), "2026-01-01T00:00:00Z")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    store = Store(settings_of(tmp_path))
    for run, target, value in (
        ("a", "one/card", "90.0"),
        ("b", "two/card", "90.0"),
        ("c", "2106.00001", "80.0"),
    ):
        keep(store, run, target, value)
    return tmp_path


def test_a_weak_copy_is_told_with_its_place_in_every_form(home: Path, typed: Typed) -> None:
    done = typed("baselines", "--out", str(home / "out"), home=home)
    assert done.returncode == 0, done.stderr
    assert "1 of 1 scores that several documents print are printed differently." in done.stdout
    assert "1 print in 1 document is worse than the usual figure." in done.stdout
    assert {path.name for path in (home / "out").iterdir()} == {
        f"baselines{end}" for end in (".json", ".html", ".md", ".txt")
    }
    page = (home / "out" / "baselines.html").read_text()
    assert "Worse than the usual figure" in page and "2106.00001" in page and "<svg" in page
    survey = BaselineSurvey.model_validate(json.loads((home / "out" / "baselines.json").read_text()))
    assert [one.target for figure in survey.figures for one in figure.weaker] == ["2106.00001"]


def test_figures_are_narrowed_by_name_and_by_the_documents_that_print_them(home: Path) -> None:
    where = settings_of(home)
    assert baselines(where, RIVAL.subject[:4]).figures and baselines(where, RIVAL.dataset).figures
    assert not baselines(where, "nothing called so").figures and not baselines(where, least=4).figures


def test_the_latest_run_of_a_document_counts_and_what_a_person_dismissed_does_not(home: Path) -> None:
    store = Store(settings_of(home))
    keep(store, "d", "2106.00001", "90.0")
    assert not baselines(settings_of(home)).figures[0].differs
    store.correct(Correction(about="arival", kind="dismiss", why="misread"))
    (figure,) = baselines(settings_of(home)).figures
    assert {one.target for one in figure.prints} == {"two/card", "2106.00001"}


def test_a_store_without_repeated_figures_says_what_to_do(tmp_path: Path, typed: Typed) -> None:
    done = typed("baselines", home=tmp_path)
    assert done.returncode == 0 and "verify ingest" in done.stdout
