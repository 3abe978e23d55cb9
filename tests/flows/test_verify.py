"""The whole way, on the embedded example: a real model, real rows, a real engine, the real sandbox."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from flows.settings import settings
from flows.store import Store
from tests.flows.typed import type_verify_text

VERIFY = Path(sys.executable).with_name("verify")
pytestmark = pytest.mark.engine


def verify(*words: str, home: Path) -> subprocess.CompletedProcess[str]:
    return type_verify_text(*words, env={**os.environ, "VERIFY_HOME": str(home)})


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("verify") / "home"


@pytest.fixture(scope="module")
def dossier(home: Path) -> dict[str, Any]:
    env, words = {**os.environ, "VERIFY_HOME": str(home)}, ("example", "--json")
    done = subprocess.run([VERIFY, *words], capture_output=True, text=True, env=env, timeout=900, check=False)
    assert done.returncode == 1, done.stderr  # the planted inflation is refuted
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def outcomes(dossier: dict[str, Any], metric: str, value: str) -> set[str]:
    claims = {
        c["id"] for c in dossier["claims"] if c["metric"] == metric and c["value"] == value and c["own"]
    }
    return {v["outcome"] for v in dossier["verdicts"] if v["claim_id"] in claims}


def test_the_true_accuracy_is_confirmed(dossier: dict[str, Any]) -> None:
    assert outcomes(dossier, "accuracy", "95.78") == {"confirmed"}


def test_the_inflated_score_is_refuted(dossier: dict[str, Any]) -> None:
    assert outcomes(dossier, "f1_macro", "99.4") == {"refuted"}


def test_the_parameters_are_counted(dossier: dict[str, Any]) -> None:
    assert outcomes(dossier, "params", "1314940") == {"confirmed"}


def test_a_data_set_that_is_not_here_is_neither_confirmed_nor_refuted(dossier: dict[str, Any]) -> None:
    assert outcomes(dossier, "accuracy", "96.9") <= {"inconclusive", "transfers", "falls_short", "unchecked"}


def test_a_run_imports_no_engine_unless_it_is_asked_to(tmp_path: Path) -> None:
    (tmp_path / "card.md").write_text("# Tidewater\n\nTidewater reaches an accuracy of 91.2 on SST-2.\n")
    code = (
        "import sys; sys.argv = ['verify', 'card.md', '--quiet', *sys.argv[1:]]\n"
        "from flows.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([m for m in ('prefect', 'torch', 'sqlalchemy') if m in sys.modules], file=sys.stderr)"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    env, told = {**clean, "VERIFY_HOME": str(tmp_path / "home")}, []
    for words in ((), (), ("--engine", "--margin", "3")):
        command = [sys.executable, "-c", code, *words]
        done = subprocess.run(command, capture_output=True, text=True, env=env, check=True, cwd=tmp_path)
        told.append(done.stderr.strip())
        assert done.stdout.startswith("card.md: 1 claim: 1 unchecked; run ")
    assert told == ["['sqlalchemy']", "[]", "['prefect', 'sqlalchemy']"]


def test_several_targets_are_verified_and_a_wrong_one_costs_no_other(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.md").write_text(f"# {name}\n\nThe model reaches an accuracy of 91.2 on SST-2.\n")
    cards = [str(tmp_path / f"{name}.md") for name in ("one", "nothing", "two")]
    done = verify(*cards, "--json", home=tmp_path / "home")
    assert done.returncode == 3
    assert [json.loads(line)["title"] for line in done.stdout.splitlines()] == ["one", "two"]
    assert done.stderr.startswith("verify: ") and "nothing.md" in done.stderr
    listed = json.loads(verify("list", "--json", home=tmp_path / "home").stdout)
    assert [run["verdicts"] for run in listed] == [{"unchecked": 1}, {"unchecked": 1}]


def test_the_store_answers_without_the_engine(home: Path, dossier: dict[str, Any]) -> None:
    code = (
        "import sys; sys.argv = ['verify', 'example', '--json']\n"
        "from flows.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([m for m in ('prefect', 'torch', 'sqlalchemy') if m in sys.modules], file=sys.stderr)"
    )
    env = {**os.environ, "VERIFY_HOME": str(home)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True)
    assert done.stderr.strip() == "[]"
    assert json.loads(done.stdout) == dossier


def test_a_run_is_listed_shown_and_printed(home: Path, dossier: dict[str, Any]) -> None:
    assert str(dossier["run"]) in verify("list", home=home).stdout
    assert "refuted" in verify("show", "last", home=home).stdout
    assert verify("report", "last", "--as", "markdown", home=home).stdout.startswith("#")
    assert "2 refuted" in verify("list", home=home).stdout
    assert (
        verify("show", "last", "1", home=home).stdout.splitlines()[1].split()[1] == dossier["claims"][0]["id"]
    )
    claim = dossier["claims"][0]["id"]
    assert "README.md" in verify("show", "last", str(claim), home=home).stdout


def test_a_dismissal_survives_and_lets_the_run_pass(home: Path, dossier: dict[str, Any]) -> None:
    refuted = [v["claim_id"] for v in dossier["verdicts"] if v["outcome"] == "refuted"]
    numbers = {claim["id"]: str(number) for number, claim in enumerate(dossier["claims"], 1)}
    for claim in refuted:
        assert verify("dismiss", numbers[claim], "--why", "planted", home=home).returncode == 0
    assert verify("example", "--json", home=home).returncode == 0


def test_the_values_of_each_row_are_kept_with_the_run(home: Path, dossier: dict[str, Any]) -> None:
    store = Store(settings({"VERIFY_HOME": str(home)}))
    digests = {a["raw_sha256"] for a in dossier["attempts"] if a.get("raw_sha256")}
    assert digests
    lines = {digest: store.file(digest).decode().splitlines() for digest in digests}
    assert max(len(rows) for rows in lines.values()) >= 2400
    assert all(json.loads(rows[0]) for rows in lines.values())


def test_what_a_person_puts_right_is_what_is_judged_next_time(home: Path, dossier: dict[str, Any]) -> None:
    """The card's macro-F1 of 99.4 is inflated; had a person read it as 95.2, it would hold."""
    wrong = next(c for c in dossier["claims"] if c["metric"] == "f1_macro" and c["value"] == "99.4")
    said = verify("correct", wrong["id"], "value", "95.2", "--why", "a slip of the pen", home=home)
    assert said.returncode == 0, said.stderr
    again = json.loads(verify("example", "--json", home=home).stdout)
    assert again["run"] != dossier["run"]
    now = next(v for v in again["verdicts"] if v["claim_id"] == wrong["id"])
    assert now["outcome"] == "confirmed"
    assert "a slip of the pen" in json.dumps(again["corrections"])


def test_a_killed_run_leaves_no_process_behind(tmp_path: Path) -> None:
    env = {**os.environ, "VERIFY_HOME": str(tmp_path / "home")}
    quiet = subprocess.DEVNULL
    run = subprocess.Popen([VERIFY, "example", "--engine"], stdout=quiet, stderr=quiet, env=env)
    until = time.monotonic() + 300
    while not (serving := servers_of(run.pid)) and time.monotonic() < until:
        time.sleep(0.1)
    assert serving, "the engine's server did not start in 300 s"
    run.kill()
    run.wait()
    until = time.monotonic() + 10
    while any(psutil.pid_exists(pid) for pid in serving) and time.monotonic() < until:
        time.sleep(0.1)
    assert not [pid for pid in serving if psutil.pid_exists(pid)]


def servers_of(parent: int) -> list[int]:
    children = psutil.Process(parent).children(recursive=True)
    return [child.pid for child in children if "flows.engine_server" in child.cmdline()]
