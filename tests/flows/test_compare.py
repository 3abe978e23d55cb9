"""`verify compare`, `memo` and `forecast` as a person types them, on answers whose truth is known."""

import csv
import json
import random
from pathlib import Path

import pytest

from claims.records.forecast import CostForecast
from claims.records.system_comparison import SystemComparison
from tests.flows.conftest import Typed

NAMES = ("refund", "delivery", "account", "other")
ROWS = 600


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rows, a good and dear service, one that is a little worse and cheap, a bad one, and one that copies the labels."""
    folder, dice = tmp_path_factory.mktemp("systems"), random.Random(3)
    labels = [dice.choice(NAMES) for _ in range(ROWS)]
    groups = [dice.choice(("web", "mail")) for _ in range(ROWS)]
    _write(
        folder / "rows.csv",
        ("id", "text", "source", "label"),
        [(str(i), f"message {i} about {dice.random():.6f}", groups[i], labels[i]) for i in range(ROWS)],
    )
    hard = [dice.random() for _ in range(ROWS)]  # the same rows are hard for all of them
    wrong = {
        "dear": (0.03, 0.03, 0.004),
        "cheap": (0.035, 0.035, 0.0004),
        "bad": (0.05, 0.40, 0.0004),
        "copy": (0, 0, 0.01),
    }
    for name, (web, mail, price) in wrong.items():
        dice = random.Random(name)
        shares = {"web": web, "mail": mail}
        _write(
            folder / f"{name}.csv",
            ("id", "prediction", "latency_ms", "price_usd", "input_tokens", "output_tokens"),
            [
                (
                    str(i), _other(labels[i], i) if hard[i] < shares[groups[i]] else labels[i],
                    f"{dice.lognormvariate(4, 0.3):.2f}", f"{price * (0.9 + 0.2 * dice.random()):.7f}", "200", "10",
                )
                for i in range(ROWS)
            ],
        )  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def _write(path: Path, heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(heads)
        table.writerows(rows)


def _other(label: str, row: int) -> str:
    """A wrong label, the same for all systems."""
    return [name for name in NAMES if name != label][row % 3]


def compared(typed: Typed, home: Path, folder: Path, *words: str) -> SystemComparison:
    systems = [
        str(folder / f"{word}.csv") if word in ("dear", "cheap", "bad", "copy") else word for word in words
    ]
    done = typed("compare", *systems, "--data", str(folder / "rows.csv"), "--json", home=home)
    assert done.returncode == 0, done.stderr
    return SystemComparison.model_validate(json.loads(done.stdout))


def test_a_system_that_is_as_good_and_cheaper_is_chosen_and_one_that_is_worse_is_not(
    typed: Typed, home: Path, folder: Path
) -> None:
    told = compared(typed, home, folder, "dear", "cheap", "bad", "--traffic", "5M/month")
    assert told.advice.choice == "cheap" and told.advice.rule == "cheaper"
    p = {frozenset((pair.subject, pair.against)): pair.p for pair in told.pairs if pair.metric == "accuracy"}
    assert len(p) == 3 and (p[frozenset(("dear", "cheap"))] or 0) > 0.05
    assert max(p[frozenset(("dear", "bad"))] or 0, p[frozenset(("cheap", "bad"))] or 0) < 0.001
    assert told.rows == ROWS and not told.copies
    weak = [part for part in told.parts if part.p < 0.05]
    assert weak and weak[0].what == "source = mail" and weak[0].worse == "bad"
    assert not [part for part in weak if part.what == "source = web"]


def test_figures_of_a_supplier_are_called_the_suppliers_and_prices_are_added_up(
    typed: Typed, home: Path, folder: Path
) -> None:
    told = compared(typed, home, folder, "dear", "cheap", "--traffic", "1M/month")
    for system in told.systems:
        assert system.kind == "answers" and system.busy is None
        assert {f.origin for f in system.latency} == {"supplied"} and system.price is not None
        assert {f.name: float(f.value) for f in system.tokens} == {"input tokens": 200, "output tokens": 10}
    assert [float(cost.running_per_thousand.value) for cost in told.costs] == pytest.approx(
        [4, 0.4], rel=0.01
    )
    assert told.cheaper[0].system == "cheap" and told.cheaper[0].draws == 1
    assert told.pilot is not None and told.pilot.candidate == "cheap" and told.pilot.power >= 0.79


def test_a_price_list_by_tokens_is_reckoned_with_and_its_contradiction_is_told(
    typed: Typed, home: Path, folder: Path
) -> None:
    price = "dear=$10 per 1M input tokens, $30 per 1M output tokens"
    told = compared(typed, home, folder, "dear", "cheap", "--traffic", "1M", "--price", price)
    dear = told.systems[0]
    assert dear.price is not None and float(dear.price.value) == pytest.approx(0.004, rel=0.01)
    assert any("average" in note and "comes to 2.3" in note for note in dear.notes), "0.0023 by the list"
    assert told.systems[1].notes == ()


def test_a_copy_of_the_labels_is_never_recommended(typed: Typed, home: Path, folder: Path) -> None:
    told = compared(typed, home, folder, "cheap", "copy", "--traffic", "1M")
    assert told.advice.choice is None and told.advice.rule == "doubtful"
    assert "equal their labels" in told.advice.because


def test_one_page_is_written_in_every_form_of_the_latest_comparison(
    typed: Typed, home: Path, folder: Path, tmp_path: Path
) -> None:
    told = compared(typed, home, folder, "old=" + str(folder / "dear.csv"), "new=" + str(folder / "cheap.csv"), "--traffic",
                    "1M", "--today", str(folder / "dear.csv"))  # fmt: skip
    for form, begins in (("html", b"<!doctype html>"), ("pdf", b"%PDF"), ("md", b"# Which of old and new")):
        out = tmp_path / f"memo.{form}"
        done = typed(
            "memo", "last", "--out", str(out), "--author", "A. Reader", "--date", "2026-11-30", home=home
        )
        assert done.returncode == 0, done.stderr
        assert out.read_bytes().startswith(begins)
    done = typed("memo", told.id[:6], told.systems[0].run, "--question", "Which?", home=home)
    assert (
        done.returncode == 0 and done.stdout.startswith("# Which?") and told.advice.says[:20] in done.stdout
    )
    assert told.costs[0].once.value == 0, "what runs today has been paid for, named by its file too"


def test_a_run_whose_answers_have_prices_is_forecast_by_the_request(
    typed: Typed, home: Path, folder: Path
) -> None:
    run = compared(typed, home, folder, "dear", "cheap").systems[0].run
    words = (
        "--traffic",
        "100k/month",
        "--growth",
        "10",
        "--months",
        "6",
        "--budget-per-month",
        "500",
        "--quota",
        "125k/month",
    )
    done = typed("forecast", run, *words, "--json", "--fail-on", "serious", home=home)
    told = CostForecast.model_validate(json.loads(done.stdout))
    assert done.returncode == 1, done.stderr
    assert float(told.months[0].cost.value) == pytest.approx(400, rel=0.01)
    assert {(alert.kind, alert.severity, alert.month) for alert in told.alerts} == {
        ("budget", "serious", 4), ("quota", "serious", 4)
    }  # fmt: skip


def test_a_vendor_whose_card_claims_its_price_by_the_thousand_is_forecast_by_its_files_prices(
    typed: Typed, tmp_path: Path
) -> None:
    home, card = tmp_path / "home", tmp_path / "vendor" / "README.md"
    card.parent.mkdir()
    card.write_text("# Sorter\n\nSorter reaches 90.0% accuracy. It costs $4.00 per 1,000 requests.\n")
    rows = ["id,output,label,price_usd", *(f"{n},{'ab'[n % 2]},{'ab'[n % 2]},0.0040" for n in range(60))]
    answers = tmp_path / "answers.csv"
    answers.write_text("\n".join(rows))
    assert typed("run", str(card.parent), "--predictions", str(answers), home=home).returncode in (0, 1)
    done = typed("forecast", "last", "--traffic", "1M/month", "--json", home=home)
    assert done.returncode == 0, done.stderr
    told = CostForecast.model_validate(json.loads(done.stdout))
    assert float(told.months[0].cost.value) == pytest.approx(4000)


def test_machines_are_counted_for_the_busiest_hour_of_a_curve(
    typed: Typed, home: Path, folder: Path, tmp_path: Path
) -> None:
    run = compared(typed, home, folder, "dear", "cheap").systems[0].run
    _write(
        tmp_path / "curve.csv",
        ("hour", "requests"),
        [(str(h), "90000" if h == 12 else "9000") for h in range(24)],
    )
    words = ("--curve", str(tmp_path / "curve.csv"), "--price-per-hour", "$0.50", "--hosted", "--months", "1")
    done = typed("forecast", run, *words, "--json", home=home)
    assert done.returncode == 0, done.stderr
    told = CostForecast.model_validate(json.loads(done.stdout))
    busy = float(told.busy.value) if told.busy else 0.0
    needed = -(-90_000 * busy // (3600 * 0.6))
    assert told.months[0].machines == needed > 1
    assert float(told.months[0].cost.value) == pytest.approx(needed * 730 * 0.5)
    scaled = told.months[0].scaled
    assert scaled is not None and scaled.value < told.months[0].cost.value / 2


BAD = {
    "one system": (("compare", "cheap.csv"), 2, "two systems or more"),
    "twice one name": (("compare", "cheap.csv", "./cheap.csv"), 2, "the same name"),
    "no such file": (("compare", "cheap.csv", "none.csv"), 3, "no such file"),
    "a price for nobody": (("compare", "cheap.csv", "dear.csv", "--price", "x=$1 per 1,000 requests"), 2, "none of the systems"),
    "a price without a unit": (("compare", "cheap.csv", "dear.csv", "--price", "dear=cheap"), 2, "no price"),
    "no traffic": (("compare", "cheap.csv", "dear.csv", "--traffic", "lots"), 2, "no number of requests"),
    "no assumption": (("compare", "cheap.csv", "dear.csv", "--assume", "labeling=3"), 2, "Did you mean labelling"),
    "two currencies": (
        ("compare", "cheap.csv", "dear.csv", "--price-per-hour", "€0.60", "--traffic", "1M"), 2, "no rate of exchange"),
    "unknown form": (("compare", "cheap.csv", "dear.csv", "--as", "docx"), 2, "Did you mean"),
    "a file without answers beside a model": (("compare", "org/model", "rows.csv"), 3, "no column of answers"),
    "today is nobody": (("compare", "cheap.csv", "dear.csv", "--today", "us"), 2, "none of the systems"),
    "memo of nothing": (("memo", "ffffffff"), 2, "no run"),
    "a picture form to the screen": (("memo", "last", "--as", "pdf"), 2, "written to a file"),
    "no day": (("memo", "last", "--date", "tomorrow"), 2, "no day"),
    "forecast of no traffic": (("forecast", "last", "--price-per-hour", "1", "--hosted"), 2, "how many requests"),
    "forecast of a file": (("forecast", "cheap.csv", "--traffic", "1M/month"), 2, "is a file, and a forecast is of"),
    "no such machine": (("forecast", "last", "--traffic", "1M", "--instance", "aws/g5.2xlrge"), 2, "Did you mean"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_what_means_nothing_is_one_sentence_with_the_next_thing_to_do(
    case: str, typed: Typed, home: Path, folder: Path
) -> None:
    words, code, says = BAD[case]
    typed_words = [str(folder / w) if w.endswith(".csv") else w for w in words]
    given = (*typed_words, "--data", str(folder / "rows.csv")) if words[0] == "compare" else typed_words
    done = typed(*given, home=home)
    assert done.returncode == code, done.stderr
    assert says in done.stderr and "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
