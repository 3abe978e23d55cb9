"""The deployments of prefect.yaml: each is fired by its schedule on a real server, and shows what it did."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.flows.served import HOUSE, PARAMETERS, fired
from tests.loopback.hub import Hub
from tests.loopback.printed import write_card


@pytest.mark.engine
def test_every_deployment_runs_when_its_schedule_says_and_shows_what_it_did(tmp_path: Path) -> None:
    for number in (1, 2):
        write_card(tmp_path / "hub" / "team" / f"m{number}", f"m{number}", 80 + number)
    with Hub(tmp_path / "hub") as hub:
        doors = {
            "HF_ENDPOINT": hub.endpoint,
            "HF_HOME": str(tmp_path / "hf"),
            "VERIFY_HOME": str(tmp_path / "home"),
        }
        found = {one.deployment: one for one in fired(tmp_path, {**os.environ, **doors})}
    assert set(found) == set(PARAMETERS), (tmp_path / "served.log").read_text()[-3000:]
    assert {one.state for one in found.values()} == {"COMPLETED"}
    assert all(set(one.artifacts) >= {"markdown", "table", "progress"} for one in found.values())
    assert any("judging" in line for line in found["on-demand"].logs)
    assert any("team/m" in line for line in found["nightly"].logs)
    assert "2 documents" in str(found["nightly"].artifacts["markdown"])
    assert "accuracy" in str(found["on-demand"].artifacts["table"])
    assert {float(str(one.artifacts["progress"])) for one in found.values()} >= {100.0}


def test_the_schedules_are_those_that_the_readme_promises() -> None:
    deployments = {
        one["name"]: one for one in yaml.safe_load((HOUSE / "prefect.yaml").read_text())["deployments"]
    }
    schedules = {
        name: [each["cron"] for each in one.get("schedules", [])] for name, one in deployments.items()
    }
    assert schedules == {"nightly": ["0 5 * * *"], "on-demand": [], "weekly": ["0 6 * * 1"]}


def test_a_port_that_is_taken_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        environ = {**os.environ, "VERIFY_HOME": str(tmp_path / "home"), "ASSAY_PORT": port}
        command = [sys.executable, "-m", "flows.serve"]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode and "ASSAY_PORT" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.engine
def test_a_server_that_is_killed_leaves_nothing_behind(tmp_path: Path) -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    environ = {**os.environ, "VERIFY_HOME": str(tmp_path / "home"), "ASSAY_PORT": str(port)}
    with (tmp_path / "log").open("wb") as log:
        command = [sys.executable, "-m", "flows.serve"]
        server = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
    assert _within(900, lambda: "served at" in (tmp_path / "log").read_text())
    server.kill()
    server.wait()
    assert _within(30, lambda: not _answers(port))


def _answers(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def _within(seconds: float, holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not holds():
        time.sleep(0.2)
    return holds()
