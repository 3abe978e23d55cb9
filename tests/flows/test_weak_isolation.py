"""A run on a machine that isolates less: its report says what stood, and weights wait for a word from the user."""

import json
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flows.sandbox import Level, probe
from tests.flows.test_sandbox_probe import LACKING, ROOT
from tests.reproducers.tiny import save_linear, write_points

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64" or probe().level < Level.FULL,
    reason="takes walls away by a filter of system calls from a machine that has them all",
)
COMMAND = (
    LACKING.partition("from flows.sandbox import probe")[0]
    + "from flows.cli import main\nsys.argv = sys.argv[2:]\nmain()\n"
)
CARD = "---\npipeline_tag: tabular-classification\n---\n# tiny\n\nThe model has 15 parameters.\n"


OPENING = {"tabular-classification", "parameters"}


def measuring(said: dict[str, Any]) -> set[str]:
    """Which reproducers have measured something."""
    attempts = (attempt for attempt in said["attempts"] if attempt["outcome"] == "measured")
    return {attempt["reproducer"].partition("@")[0] for attempt in attempts}


def verified(home: Path, *words: str, lacks: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """The command, typed where these walls cannot be had."""
    command = [sys.executable, "-c", COMMAND, str(ROOT), json.dumps(lacks), *words, "--fail-on", "none"]
    environment = {"VERIFY_HOME": str(home), "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)


@pytest.fixture
def model(tmp_path: Path) -> tuple[str, ...]:
    root = tmp_path / "tiny"
    save_linear(root)
    (root / "README.md").write_text(CARD)
    return (str(root), "--data", str(write_points(tmp_path / "points.csv")))


def test_the_report_says_what_stood_in_this_run(model: tuple[str, ...], tmp_path: Path) -> None:
    home = tmp_path / "home"
    full = json.loads(verified(home, *model, "--json").stdout)
    weaker = json.loads(verified(home, *model, "--json", "--budget", "119s", lacks=("namespaces",)).stdout)
    assert (full["isolation"], weaker["isolation"]) == ("full", "fs-only")
    asked = verified(home, *model, "--require-isolation", "full", lacks=("namespaces",))
    assert (asked.returncode, asked.stdout) == (3, "")
    assert "only fs-only can be had here" in asked.stderr


def test_weights_wait_for_a_word_where_files_can_be_reached(model: tuple[str, ...], tmp_path: Path) -> None:
    home, lacks = tmp_path / "home", ("namespaces", "landlock")
    plain = verified(home, *model, "--json", lacks=lacks)
    assert "isolation here is limits-only only" in plain.stderr
    said = json.loads(plain.stdout)
    assert said["isolation"] == "limits-only"
    assert not measuring(said) & OPENING
    accepted = json.loads(verified(home, *model, "--json", "--weak-isolation", lacks=lacks).stdout)
    assert measuring(accepted) >= OPENING
