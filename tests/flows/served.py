"""The deployments of prefect.yaml with a schedule of every minute, on a real server with a worker."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml

from flows.engine_key import authentication

HOUSE = Path(__file__).parents[2]
PARAMETERS: dict[str, dict[str, object]] = {
    "nightly": {"authors": ["team"], "since": "2025-12-31T00:00:00+00:00"},
    "on-demand": {"target": "hf:team/m1"},
    "weekly": {},
}
ENDED = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


@dataclass(frozen=True)
class Fired:
    """A run that its schedule started, when it has ended."""

    deployment: str
    state: str
    seconds: float
    """From the start of the server to the end of the run."""
    artifacts: Mapping[str, object]
    """Their data by kind."""
    logs: tuple[str, ...]
    """What its page shows line by line."""


@dataclass(frozen=True)
class Served:
    """A server that `make serve` started."""

    api: str
    """The address of its interface."""
    home: Path
    log: Path

    @property
    def string(self) -> str:
        return authentication(self.home)


def fired(root: Path, environ: Mapping[str, str], patience: float = 900) -> list[Fired]:
    """The first run of each deployment; `environ` is all that server, worker and runs are given."""
    began, found = time.monotonic(), dict[str, Fired]()
    with served(root, every_minute(root), environ) as server:
        while len(found) < len(PARAMETERS) and time.monotonic() - began < patience:
            for name, run in ended(server):
                if name not in found:
                    found[name] = Fired(
                        name,
                        run["state_type"],
                        time.monotonic() - began,
                        artifacts(server, run["id"]),
                        logs(server, run["id"]),
                    )
            time.sleep(0.5)
    return list(found.values())


def every_minute(root: Path) -> Path:
    """Our own prefect.yaml, with other parameters and every deployment on the same schedule."""
    deployments = yaml.safe_load((HOUSE / "prefect.yaml").read_text())
    for deployment in deployments["deployments"]:
        deployment["schedules"] = [{"cron": "* * * * *"}]
        deployment["parameters"] = PARAMETERS[deployment["name"]]
    path = root / "deployments.yaml"
    path.write_text(yaml.safe_dump(deployments))
    return path


@contextmanager
def served(root: Path, deployments: Path, environ: Mapping[str, str]) -> Iterator[Served]:
    """What `make serve` starts, with these deployments."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    with (root / "served.log").open("wb") as log:
        command = [sys.executable, "-m", "flows.serve", str(deployments)]
        env = {**environ, "ASSAY_PORT": str(port)}
        server = subprocess.Popen(command, env=env, stdout=log, stderr=log, cwd=HOUSE)
    try:
        yield Served(f"http://127.0.0.1:{port}/api", Path(environ["VERIFY_HOME"]), root / "served.log")
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(40)
        server.kill()


def ended(server: Served) -> list[tuple[str, dict[str, Any]]]:
    """Runs that a schedule made and that have ended, by deployment, the earliest first."""
    names = {one["id"]: one["name"] for one in asked(server, "deployments/filter", {})}
    found = asked(server, "flow_runs/filter", {"sort": "EXPECTED_START_TIME_ASC"})
    scheduled = (one for one in found if one["auto_scheduled"] and one["state_type"] in ENDED)
    return [(names[one["deployment_id"]], one) for one in scheduled if one["deployment_id"] in names]


def artifacts(server: Served, run: str) -> dict[str, object]:
    found = asked(server, "artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run]}}})
    return {one["type"]: one["data"] for one in found}


def logs(server: Served, run: str) -> tuple[str, ...]:
    """The lines of the run's log; its last one is written after the run has ended, and sent some time later."""
    wanted = {"logs": {"flow_run_id": {"any_": [run]}}, "sort": "TIMESTAMP_ASC"}
    lines, until = list[dict[str, Any]](), time.monotonic() + 60
    while time.monotonic() < until and not any(map(_is_the_last, lines)):
        lines = asked(server, "logs/filter", wanted)
        time.sleep(0.5)
    return tuple(line["message"] for line in lines)


def _is_the_last(line: Mapping[str, Any]) -> bool:
    return not line["task_run_id"] and line["message"].startswith("Finished in state")


def asked(server: Served, what: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    """What the server's own interface answers; nothing while it is not up."""
    user, _, password = server.string.partition(":")
    try:
        with httpx.Client(base_url=server.api, auth=(user, password), timeout=10) as client:
            token = client.get("csrf-token", params={"client": "test"}).raise_for_status().json()["token"]
            crossing = {"Prefect-Csrf-Token": token, "Prefect-Csrf-Client": "test"}
            found: list[dict[str, Any]] = (
                client.post(what, json=body, headers=crossing).raise_for_status().json()
            )
            return found
    except httpx.HTTPError:
        return []
