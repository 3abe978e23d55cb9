"""`verify report --to` against a real MLflow server with accounts, and W&B offline, each read back by other means.

    python -m benchmarks.trackers                # makes an environment for the server (about 700 MB) and removes it
    python -m benchmarks.trackers --server ENV   # uses one that is there: pip install "mlflow[auth]==3.17.2"

Needs the extras mlflow and wandb here. The example is verified once; its run is sent with a wrong password, sent twice
with the right one, read back over HTTP without MLflow's client, and given to a registered model. Exit status: 1 where
anything is not as it should be.
"""

import argparse
import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import requests

PACKAGE = "mlflow[auth]==3.17.2"
ADMIN, PASSWORD = "admin", secrets.token_urlsafe(16)
PATIENCE = 300
"""Seconds for the server to start."""
BIN = Path(sys.executable).parent
Done = subprocess.CompletedProcess[str]


class Server:
    """A running MLflow server with accounts, asked over HTTP."""

    def __init__(self, address: str) -> None:
        """Remember where it is."""
        self.address = address

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """The answer of its interface: GET without a body, else POST."""
        url, auth = f"{self.address}/api/2.0/mlflow/{path}", (ADMIN, PASSWORD)
        answer = requests.request("POST" if body else "GET", url, json=body, auth=auth, timeout=60)
        answer.raise_for_status()
        return answer.json()


@contextlib.contextmanager
def started(environment: Path, folder: Path) -> Iterator[Server]:
    """Start the server of an environment on a free port, and end it with all its workers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    port = address.rpartition(":")[2]
    places = [
        "--backend-store-uri",
        f"sqlite:///{folder}/runs.db",
        "--artifacts-destination",
        str(folder / "files"),
    ]
    command = [
        str(environment / "bin/mlflow"),
        "server",
        "--app-name",
        "basic-auth",
        "--workers",
        "1",
        "--port",
        port,
    ]
    environ = {
        **os.environ,
        "MLFLOW_AUTH_ADMIN_PASSWORD": PASSWORD,
        "MLFLOW_FLASK_SERVER_SECRET_KEY": PASSWORD,
    }
    with (folder / "log").open("w") as log:
        child = subprocess.Popen(
            [*command, *places], cwd=folder, env=environ, stdout=log, stderr=log, start_new_session=True
        )
    try:
        until = time.monotonic() + PATIENCE
        while not _answers(address):
            if child.poll() is not None or time.monotonic() > until:
                sys.exit(f"The server did not start:\n{(folder / 'log').read_text()[-2000:]}")
            time.sleep(1)
        yield Server(address)
    finally:
        os.killpg(child.pid, 15)
        child.wait(60)


def _answers(address: str) -> bool:
    with contextlib.suppress(requests.RequestException):
        return requests.get(f"{address}/health", timeout=5).ok
    return False


def send(folder: Path, *words: str, **environ: str) -> Done:
    """`verify report last --to …` as a person types it."""
    command = [str(BIN / "verify"), "report", "last", "--to", *words]
    whole = {**os.environ, "VERIFY_HOME": str(folder / "home"), **environ}
    return subprocess.run(command, cwd=folder, env=whole, capture_output=True, text=True, check=False)


def checks_of_mlflow(server: Server, folder: Path) -> Iterator[tuple[str, bool]]:
    """Each thing that is looked at, and whether it is so."""
    right = {
        "MLFLOW_TRACKING_URI": server.address,
        "MLFLOW_TRACKING_USERNAME": ADMIN,
        "MLFLOW_TRACKING_PASSWORD": PASSWORD,
    }
    wrong = send(folder, "mlflow", **right | {"MLFLOW_TRACKING_PASSWORD": "wrong"})
    yield (
        "a wrong password: a sentence, exit 3",
        (wrong.returncode, "these credentials" in wrong.stderr) == (3, True),
    )
    done = [send(folder, "mlflow", **right) for _ in range(2)]
    yield (
        "sent twice: exit 0, one address",
        {(one.returncode, one.stdout) for one in done} == {(0, done[0].stdout)},
    )
    experiment = server.ask("experiments/get-by-name?experiment_name=assay")["experiment"]["experiment_id"]
    runs = server.ask("runs/search", {"experiment_ids": [experiment]})["runs"]
    yield "sent twice: one run, finished", [run["info"]["status"] for run in runs] == ["FINISHED"]
    run = runs[0]["info"]["run_id"]
    metrics = {one["key"]: one["value"] for one in runs[0]["data"]["metrics"]}
    tags = {one["key"]: one["value"] for one in runs[0]["data"]["tags"]}
    counted = sum(value for name, value in metrics.items() if name.startswith("outcomes/"))
    said = json.loads(report(folder))
    folded = {claim["id"] for claim in said["claims"] if not claim["same_as"]}
    yield f"{counted:.0f} claims, as many as the report has without repeats", counted == len(folded)
    yield "the status is failed, since two claims are refuted", tags["validation_status"] == "failed"
    files = {one["path"] for one in server.ask(f"artifacts/list?run_id={run}")["files"]}
    yield "page and JSON are there", files == {"report.html", "report.json"}
    server.ask("registered-models/create", {"name": "langid"})
    source = f"mlflow-artifacts:/{experiment}/{run}/artifacts"
    server.ask("model-versions/create", {"name": "langid", "source": source, "run_id": run})
    server.ask("registered-models/alias", {"name": "langid", "alias": "validated", "version": "1"})
    named = send(folder, "mlflow", "--registered-model", "langid/1", **right)
    version = server.ask("model-versions/get?name=langid&version=1")["model_version"]
    status = {one["key"]: one["value"] for one in version["tags"]}.get("validation_status")
    yield (
        "the version is tagged and loses its alias",
        (named.returncode, status, version.get("aliases", [])) == (0, "failed", []),
    )
    gone = send(folder, "mlflow", **right | {"MLFLOW_TRACKING_URI": "http://127.0.0.1:9"})
    yield "no server: a sentence, exit 3", (gone.returncode, "cannot be reached" in gone.stderr) == (3, True)


def report(folder: Path) -> str:
    """The run's own JSON."""
    command = [str(BIN / "verify"), "report", "last", "--as", "json"]
    environ = {**os.environ, "VERIFY_HOME": str(folder / "home")}
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=True).stdout


def checks_of_wandb(folder: Path) -> Iterator[tuple[str, bool]]:
    """The same of W&B, whose own program reads what was kept offline."""
    done = send(folder, "wandb", WANDB_MODE="offline")
    yield (
        "W&B offline: exit 0, and the command that sends it",
        (done.returncode, done.stdout[:11]) == (0, "wandb sync "),
    )
    command = [str(BIN / "wandb"), "leet", "inspect", "--summary", "--json", done.stdout.split()[-1]]
    kept = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)["summary"]
    yield (
        f"W&B offline: {len(kept)} values read back",
        kept["validation_status"] == "failed" and kept["outcomes/refuted"] == 2,
    )


def main() -> int:
    """Print what was looked at; 1 where something is not so."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--server", type=Path, help="an environment in which the server is installed")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = given.server.absolute() if given.server else folder / "environment"
        if given.server is None:
            venv.create(environment, with_pip=True)
            subprocess.run([environment / "bin/pip", "install", "--quiet", PACKAGE], check=True)
        command = [str(BIN / "verify"), "example", "--quiet", "--fail-on", "none"]
        subprocess.run(command, env={**os.environ, "VERIFY_HOME": str(folder / "home")}, check=True)
        with started(environment, folder) as server:
            looked = [*checks_of_mlflow(server, folder), *checks_of_wandb(folder)]
    for what, so in looked:
        print(f"{'ok   ' if so else 'WRONG'} {what}")
    return 0 if all(so for _, so in looked) else 1


if __name__ == "__main__":
    sys.exit(main())
