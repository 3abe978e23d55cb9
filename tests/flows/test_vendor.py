"""A vendor's folder: a whitepaper, answers in a file, the incumbent's answers; nothing is opened, everything checked."""

import csv
import json
import os
import random
from pathlib import Path

import pymupdf
import pytest

from tests.flows.typed import type_verify_text

SENTENCES = (
    "Lantern Router",
    "Lantern Router is a hosted classifier of support messages.",
    "Lantern Router reaches an accuracy of 90.0% on our test set.",
    "It costs $1.20 per 1,000 requests. We guarantee 99.9% uptime.",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Answers that are right nine times in ten and cost 0.0021 each, and those of the system that runs today."""
    vendor, dice = tmp_path / "vendor", random.Random(5)
    vendor.mkdir()
    names = ("refund", "delivery", "account")
    rows = [(str(i), dice.choice(names)) for i in range(500)]
    with (vendor / "answers.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["id", "label", "prediction", "price_usd"])
        for number, label in rows:
            table.writerow([number, label, label if dice.random() < 0.9 else "other", "0.0021"])
    with (tmp_path / "today.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["id", "prediction"])
        table.writerows((number, label if dice.random() < 0.8 else "other") for number, label in rows)
    return vendor


def verified(folder: Path, target: Path) -> dict[str, object]:
    home = {"VERIFY_HOME": str(folder.parent / "home")}
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")} | home
    words: list[str | Path] = [
        target,
        "--predictions",
        folder / "answers.csv",
        "--against",
        folder.parent / "today.csv",
    ]
    done = type_verify_text(*words, "--json", "--fail-on", "none", env=environ)
    assert done.returncode == 0, done.stderr
    dossier: dict[str, object] = json.loads(done.stdout)
    return dossier


def outcome(dossier: dict[str, object], metric: str) -> dict[str, object]:
    ids = [claim["id"] for claim in dossier["claims"] if claim["metric"] == metric]  # type: ignore[attr-defined]
    return next(verdict for verdict in dossier["verdicts"] if verdict["claim_id"] in ids)  # type: ignore[attr-defined]


def as_markdown(folder: Path) -> Path:
    (folder / "whitepaper.md").write_text(f"# {SENTENCES[0]}\n\n" + "\n\n".join(SENTENCES[1:]) + "\n")
    return folder / "whitepaper.md"


def as_pdf(folder: Path) -> Path:
    document = pymupdf.open()
    page = document.new_page()
    page.insert_text((72, 90), SENTENCES[0], fontsize=20)
    for number, sentence in enumerate(SENTENCES[1:]):
        page.insert_text((72, 130 + 24 * number), sentence, fontsize=11)
    document.save(folder / "whitepaper.pdf")
    return folder


@pytest.mark.parametrize("written", [as_markdown, as_pdf])
def test_the_claims_of_a_whitepaper_are_checked_by_its_answers(written: object, folder: Path) -> None:
    dossier = verified(folder, written(folder))  # type: ignore[operator]
    assert outcome(dossier, "accuracy")["outcome"] in ("transfers", "inconclusive", "confirmed")
    assert "2.1" in str(outcome(dossier, "cost_per_request")["says"])
    assert outcome(dossier, "cost_per_request")["outcome"] not in ("confirmed", "transfers")
    assert outcome(dossier, "uptime")["outcome"] == "unchecked"
    reasons = {attempt.get("reason") for attempt in dossier["attempts"]}  # type: ignore[attr-defined]
    assert "ambiguous_model" not in reasons
    promised = next(a for a in dossier["attempts"] if a["metric"] == "uptime")  # type: ignore[attr-defined]
    assert "log of incidents" in promised["detail"]


def test_a_pdf_beside_a_card_is_read_beside_it(folder: Path) -> None:
    as_pdf(folder)
    (folder / "README.md").write_text(
        "# Lantern Router\n\nLantern Router reaches an accuracy of 94.0% on our test set.\n"
    )
    dossier = verified(folder, folder)
    assert "whitepaper.pdf was read beside the card." in dossier["notes"]  # type: ignore[operator]
    assert dossier["companion"]["name"] == "vendor/whitepaper.pdf"  # type: ignore[index]


@pytest.mark.parametrize("value", ["94.0", "90.0"])
def test_an_accuracy_without_words_is_asked_about_beside_one_on_a_test_set(folder: Path, value: str) -> None:
    as_pdf(folder)
    (folder / "README.md").write_text(
        f"# Lantern Router\n\nLantern Router reaches an accuracy of {value}%.\n"
    )
    told = [f for f in verified(folder, folder)["findings"] if f["rule"] == "card-mismatch"]  # type: ignore[attr-defined]
    about = [finding for finding in told if "90.0" in finding["says"]]
    if value == "90.0":
        assert not about
        return
    assert about[0]["says"] == "accuracy is 94.0% here and 90.0% in whitepaper.pdf (page 1)."
    assert (
        about[0]["remedy"] == "Ask which of the two holds, and on which rows: only one names a split, test."
    )


def test_card_pdf_price_sheet_and_answers_are_held_against_each_other(folder: Path) -> None:
    as_pdf(folder)
    card = (
        "Lantern Router reaches an accuracy of 94.0% on our test set.\n\nIt costs $1.50 per 1,000 requests."
    )
    (folder / "README.md").write_text(f"# Lantern Router\n\n{card} Customers see 35 % fewer tickets.\n")
    (folder / "prices.csv").write_text('item,unit,price_usd\nRouter,"1,000 requests",1.80\n')
    dossier = verified(folder, folder)
    told = [f for f in dossier["findings"] if f["rule"] == "card-mismatch"]  # type: ignore[attr-defined]
    files = [{place["file"].rpartition("/")[2] for place in finding["places"]} for finding in told]
    assert {"README.md", "whitepaper.pdf"} in files  # 94.0 % and 90.0 % on one test set
    assert {"README.md", "whitepaper.pdf", "prices.csv"} in files  # $1.50, $1.20 and $1.80
    assert {"prices.csv"} in files  # $1.80, and answers that cost $2.10
    price = dossier["prices"][0]  # type: ignore[index]
    assert (price["item"], price["currency"], price["unit"]) == ("Router", "$", "1,000 requests")
    topics = [promise["topic"] for promise in dossier["promises"]]  # type: ignore[attr-defined]
    assert sorted(topics) == ["outcome", "price", "price", "uptime"]


def test_a_folder_whose_papers_agree_holds_no_contradiction(folder: Path) -> None:
    as_pdf(folder)
    card = "Lantern Router reaches an accuracy of 90.0% on our test set. It costs $1.20 per 1,000 requests."
    (folder / "README.md").write_text(f"# Lantern Router\n\n{card}\n")
    (folder / "prices.csv").write_text(
        'item,unit,price_usd\nRouter,"1,000 requests",1.20\nRouter at night,"1,000 requests",2.40\n'
    )
    dossier = verified(folder, folder)
    told = [f for f in dossier["findings"] if f["rule"] == "card-mismatch"]  # type: ignore[attr-defined]
    assert all("supplied file" in finding["says"] for finding in told), told


def typed(folder: Path, *words: str | Path) -> str:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    done = type_verify_text(*words, env=environ | {"VERIFY_HOME": str(folder.parent / "home")})
    assert done.returncode == 0, done.stderr
    return " ".join(done.stdout.split())


def test_a_file_of_answers_in_the_folder_is_named_where_none_was_given(folder: Path) -> None:
    as_markdown(folder)
    assert "answers.csv may hold the model's answers: try --predictions" in typed(folder, folder)
    (folder / "answers.csv").rename(folder / "rows.csv")
    assert "may hold the model's answers" not in typed(folder, folder)


def test_the_cost_of_the_file_says_what_it_is_the_cost_of(folder: Path) -> None:
    as_markdown(folder)
    screen = typed(folder, folder, "--predictions", folder / "answers.csv")
    assert "cost per request 2.1 (for 1,000 requests, in $)" in screen
