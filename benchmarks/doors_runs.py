"""A schedule that fires by itself, a model from a cold hub, the same target eight times at once and sixteen at once."""

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.doors_world import Ended, Figures, canaries, environment, typed
from tests.loopback.hub import Hub
from tests.loopback.printed import write_card

HOUSE = Path(__file__).resolve().parents[1]
EXAMPLE = HOUSE / "examples" / "langid"
PATIENCE = 240.0
"""Seconds for a server to start and a schedule of every minute to fire and end."""
DEPLOYMENTS = """name: assay
pull:
  - prefect.deployments.steps.set_working_directory:
      directory: "{house}"
deployments:
  - name: nightly
    entrypoint: flows/ingest.py:ingest
    schedules:
      - cron: "* * * * *"
    parameters:
      authors: [team]
      since: "2025-12-31T00:00:00+00:00"
    work_pool:
      name: local
  - name: on-demand
    entrypoint: flows/verify.py:verify
    schedules:
      - cron: "* * * * *"
    parameters:
      target: hf:team/m1
    work_pool:
      name: local
"""


@dataclass(frozen=True)
class Fired:
    """A run that its schedule started."""

    name: str
    state: str
    seconds: float
    """From the start of everything to the end of the run."""
    artifacts: frozenset[str]
    """Their kinds."""


def cron(root: Path, _api: str, figures: Figures) -> None:
    """Serve two deployments with a schedule of every minute, and wait for their runs."""
    for number in (1, 2, 3):
        write_card(root / "hub" / "team" / f"m{number}", f"m{number}", 80 + number)
    with Hub(root / "hub") as hub:
        for one in fired(root, HF_ENDPOINT=hub.endpoint):
            good = one.state == "COMPLETED" and one.artifacts >= {"markdown", "table", "progress"}
            figures.say(f"{one.name}, fired by its schedule", f"{one.state} after {one.seconds:.0f} s, with {', '.join(sorted(one.artifacts))}", good)


def fired(root: Path, **environ: str) -> list[Fired]:
    """The first run of each deployment that a schedule of every minute starts, on a server of its own with a worker."""
    (root / "deployments.yaml").write_text(DEPLOYMENTS.format(house=HOUSE))
    began, found = time.monotonic(), dict[str, Fired]()
    with served(root, root / "deployments.yaml", **environ) as api:
        while len(found) < 2 and time.monotonic() - began < PATIENCE:
            for run in runs(api):
                name = str(run["name"]) if run["flow_name"] == "" else run["flow_name"]
                if run["state_type"] in ("COMPLETED", "FAILED", "CRASHED") and name not in found:
                    kinds = frozenset(one["type"] for one in asked(api, "artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run["id"]]}}}))
                    found[name] = Fired(name, run["state_type"], time.monotonic() - began, kinds)
            time.sleep(1)
    return list(found.values())


def runs(api: str) -> list[dict[str, Any]]:
    """Runs that a schedule made, with the names of their flows."""
    flows = {one["id"]: one["name"] for one in asked(api, "flows/filter", {})}
    found = asked(api, "flow_runs/filter", {"sort": "EXPECTED_START_TIME_ASC"})
    return [{**one, "flow_name": flows.get(one["flow_id"], "")} for one in found if one["auto_scheduled"]]


def asked(api: str, what: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    """What the server's own interface answers; nothing while it is not up."""
    request = urllib.request.Request(f"{api}/{what}", json.dumps(body).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:
            found: list[dict[str, Any]] = json.load(reply)
            return found
    except OSError:
        return []


@contextmanager
def served(root: Path, deployments: Path, **environ: str) -> Iterator[str]:
    """`make serve` with these deployments; the address of its server's interface."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    env = environment(root / "home", ASSAY_PORT=str(port), **environ)
    with (root / "served.log").open("wb") as log:
        command = [sys.executable, "-m", "flows.serve", str(deployments)]
        server = subprocess.Popen(command, env=env, stdout=log, stderr=log, cwd=HOUSE)
    try:
        yield f"http://127.0.0.1:{port}/api"
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(40)
        server.kill()


def verify(root: Path, api: str, figures: Figures) -> None:
    """The example from its folder, and the same model from a cold hub, one after the other, on one engine."""
    shutil.copytree(EXAMPLE / "model", root / "hub" / "org" / "langid")
    data = ("--data", str(EXAMPLE / "slice.csv"))
    typed("example", "--predictions", "/no/such", home=root / "warm", PREFECT_API_URL=api)  # the disk's cache
    with Hub(root / "hub") as hub:
        told = {"PREFECT_API_URL": api, "HF_ENDPOINT": hub.endpoint}
        near = typed("example", "--json", home=root / "near", **told)
        far = typed("org/langid", "--json", *data, home=root / "far", **told)
        figures.say("the example, cold", f"{near.seconds:.1f} s, exit {near.code}", near.code == 1)
        good = far.code == 1 and far.seconds <= near.seconds + 2
        figures.say("a model of 5 files from a cold hub", f"{far.seconds:.1f} s, exit {far.code} {far.sentence}", good)
        figures.say("verdicts of both", f"{_outcomes(near)} / {_outcomes(far)}", _outcomes(near) == _outcomes(far))
        again = typed("org/langid", "--json", *data, home=root / "far", **told)
        figures.say("asked again", f"{again.seconds:.1f} s, the same dossier: {again.out == far.out}", again.out == far.out)


def many(root: Path, api: str, figures: Figures) -> None:
    """The same target eight times at once, and sixteen at once."""
    shutil.copytree(EXAMPLE / "model", root / "hub" / "org" / "langid")
    with Hub(root / "hub") as hub, ThreadPoolExecutor(16) as pool:
        told = {"PREFECT_API_URL": api, "HF_ENDPOINT": hub.endpoint}
        words = ("org/langid", "--json", "--data", str(EXAMPLE / "slice.csv"))
        eight = list(pool.map(lambda _: typed(*words, home=root / "eight", **told), range(8)))
        listed = typed("list", home=root / "eight", **told).out.splitlines()
        fetched = [one for one in hub.log if one.path.endswith("model.safetensors") and one.range is None]
        same = len({one.out for one in eight}) == 1 and {one.code for one in eight} == {1}
        figures.say("the same target eight times at once", f"{_said(eight)}, the same dossier: {same}", same)
        figures.say("runs in the store", str(len(listed)), len(listed) == 1)
        figures.say("times that its weights were fetched", str(len(fetched)), len(fetched) == 1)
        for number in range(16):
            write_card(root / "hub" / "team" / f"m{number}", f"m{number}", 60 + number)
        sixteen = list(pool.map(lambda n: typed(f"team/m{n}", home=root / "sixteen", **told), range(16)))
        well = all(one.code in (0, 1) and not one.err for one in sixteen)
        listed = typed("list", home=root / "sixteen", **told).out.splitlines()
        figures.say("sixteen targets at once", f"{_said(sixteen)}, {len(listed)} runs in the store", well and len(listed) == 16)
        locked = sum("locked" in one.err + one.out for one in (*eight, *sixteen))
        figures.say('"database is locked"', f"{locked} times", locked == 0)
        figures.say("places where the token stands", str(len(canaries(root / "eight", root / "sixteen"))))


def _said(ended: list[Ended]) -> str:
    worst = max(one.seconds for one in ended)
    wrong = next((one.sentence for one in ended if one.code not in (0, 1)), "")
    return f"{worst:.0f} s, exits {sorted({one.code for one in ended})} {wrong[:200]}"


def _outcomes(ended: Ended) -> dict[str, int]:
    """How many verdicts there are of each kind, but for what a clock measures."""
    if ended.code not in (0, 1):
        return {}
    verdicts = json.loads(ended.out)["verdicts"]
    return {kind: sum(one["outcome"] == kind for one in verdicts) for kind in ("confirmed", "refuted", "transfers")}
