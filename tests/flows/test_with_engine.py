"""The same commands with an engine: a Prefect server that runs already is given by PREFECT_API_URL.

All tests that need the engine of conftest.py are in this file, so that one worker starts it, once.
"""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.flows.conftest import Typed
from tests.flows.full_disk import verify_on_a_full_disk
from tests.flows.ingestion_team import read_once_in_three_rounds, team_of_four
from tests.loopback.hub import Hub
from tests.loopback.printed import write_card
from tests.reproducers.tiny import save_linear

CARD = "# Linear\n\nLinear has 8 parameters and reaches an accuracy of 81.0% on our points.\n"
EXAMPLE = Path(__file__).parents[2] / "examples" / "langid"
pytestmark = pytest.mark.engine


def test_the_engine_changes_nothing_about_a_model_that_is_fetched_and_measured(
    tmp_path: Path, typed: Typed, typed_with_engine: Typed
) -> None:
    model = save_linear(tmp_path / "hub" / "org" / "linear")
    (model / "README.md").write_text(CARD)
    found = []
    with Hub(tmp_path / "hub") as hub:
        doors = {"HF_ENDPOINT": hub.endpoint, "HF_HOME": str(tmp_path / "hf")}
        for name, run in (("alone", typed), ("engine", typed_with_engine)):
            done = run("org/linear", "--json", home=tmp_path / name, **doors)
            assert (done.returncode, done.stderr) == (0, "")
            found.append(json.loads(done.stdout))
    alone, engine = found
    assert measured(alone) == measured(engine) == {"params": 6, "flops": 8, "model_size": 150}
    for part in ("model", "slices", "claims", "plan", "verdicts"):
        assert alone[part] == engine[part], part


def measured(dossier: dict[str, Any]) -> dict[str, float]:
    """The values that do not depend on the clock, by metric."""
    attempts = [attempt for attempt in dossier["attempts"] if attempt["outcome"] == "measured"]
    return {a["metric"]: a["observed"]["value"] for a in attempts if a["metric"] != "load_time"}


def test_an_error_of_a_step_is_one_sentence_with_the_engine_too(
    tmp_path: Path, typed_with_engine: Typed
) -> None:
    shutil.copytree(EXAMPLE / "model", tmp_path / "good")
    with (EXAMPLE / "slice.csv").open() as file, (tmp_path / "unlabelled.csv").open("w", newline="") as out:
        csv.writer(out).writerows(row[:2] for row in list(csv.reader(file))[:31])
    words = (str(tmp_path / "good"), "--data", str(tmp_path / "unlabelled.csv"))
    done = typed_with_engine(*words, home=tmp_path / "home")
    assert (done.returncode, done.stdout) == (3, "")
    assert "No column of unlabelled.csv looks like the label" in done.stderr
    assert "--columns label=" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


def test_a_full_disk_is_one_sentence_with_the_engine_too(tmp_path: Path, engine: str) -> None:
    verify_on_a_full_disk(EXAMPLE / "model", tmp_path, 100, {**os.environ, "PREFECT_API_URL": engine})


def test_each_document_is_read_once_with_the_engine_too(tmp_path: Path, typed_with_engine: Typed) -> None:
    with team_of_four(tmp_path, typed_with_engine) as team:
        read_once_in_three_rounds(team, tmp_path)


def test_what_was_verified_before_is_verified_again_where_it_changed(
    tmp_path: Path, typed: Typed, engine: str
) -> None:
    for name in ("m1", "m2"):
        write_card(tmp_path / "hub" / "team" / name, name, 81)
    with Hub(tmp_path / "hub") as hub:
        doors = {"HF_ENDPOINT": hub.endpoint, "HF_HOME": str(tmp_path / "hf")}
        for name in ("team/m1", "team/m2"):
            assert typed(name, home=tmp_path / "home", **doors).returncode == 0
        write_card(tmp_path / "hub" / "team" / "m2", "m2", 99)
        environ = {**os.environ, **doors, "VERIFY_HOME": str(tmp_path / "home"), "PREFECT_API_URL": engine}
        code = "from flows.reverify import reverify; print('\\n'.join(reverify()))"
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120, check=True)
    told = dict(line.split(": ", 1) for line in done.stdout.splitlines() if line.startswith("team/"))
    assert told["team/m1"].startswith("unchanged at")
    assert told["team/m2"].endswith(", 1 number changed") and " -> " in told["team/m2"]
