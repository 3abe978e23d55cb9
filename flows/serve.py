"""`make serve`: a Prefect server with its pages, a worker, and the deployments of prefect.yaml, until it is stopped.

python -m flows.serve [DEPLOYMENTS.yaml]      with a team's own schedules in place of ours
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import FrameType

from flows.engine import healthy
from flows.sandbox.restrictions import end_with_parent
from flows.settings import prepare_engine, settings

HOUSE = Path(__file__).resolve().parents[1]
PREFECT = [sys.executable, "-m", "prefect"]


def main() -> int:
    """Start everything, say where the pages are, and end everything together."""
    home = settings().home
    port = os.environ.get("ASSAY_PORT", "4200")
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    os.environ |= {"VERIFY_HOME": str(home), "ASSAY_HOME": str(HOUSE)}
    os.environ["PREFECT_API_URL"] = (
        f"http://127.0.0.1:{port}/api"  # the server that is started here, no other
    )
    home.mkdir(parents=True, exist_ok=True)
    prepare_engine(home)
    signal.signal(signal.SIGTERM, _stop)
    started: list[subprocess.Popen[bytes]] = []
    try:
        started.append(_start("server", "start", "--host", "127.0.0.1", "--port", port))
        if not healthy(started[0], int(port)):
            sys.exit("verify: The server did not start. Is its port taken? Choose another with ASSAY_PORT.")
        _set_up(Path(sys.argv[1]) if len(sys.argv) > 1 else HOUSE / "prefect.yaml")
        started.append(_start("worker", "start", "--pool", "local"))
        sys.stderr.write(f"Assay is served at http://127.0.0.1:{port}; stop it with ctrl-c.\n")
        return _until_one_ends(started)
    except KeyboardInterrupt:
        return 0
    finally:
        _end(started)


def _start(*words: str) -> subprocess.Popen[bytes]:
    """A part of the engine, in the house, that is asked to end when we do, however we end."""
    gently = partial(end_with_parent, signal.SIGTERM)
    return subprocess.Popen([*PREFECT, *words], cwd=HOUSE, preexec_fn=gently)  # we have one thread only


def _set_up(deployments: Path) -> None:
    """Make the pool where there is none, and the deployments anew."""
    _told("work-pool", "create", "local", "--type", "process", "--overwrite")
    _told("deploy", "--all", "--prefect-file", str(deployments.absolute()))


def _told(*words: str) -> None:
    """Tell the engine something, in the house, where the flows lie; ends with what it says where it refuses."""
    command = [*PREFECT, "--no-prompt", *words]
    done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)
    if done.returncode:
        said = " ".join((done.stderr.strip() or done.stdout.strip()).split())[-300:]
        sys.exit(f"verify: The engine did not take `{' '.join(words[:2])}`: {said}")


def _until_one_ends(started: list[subprocess.Popen[bytes]]) -> int:
    while all(one.poll() is None for one in started):
        time.sleep(0.5)
    return 3


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end(started: list[subprocess.Popen[bytes]]) -> None:
    for one in reversed(started):
        one.terminate()
    for one in reversed(started):
        with suppress(subprocess.TimeoutExpired):
            one.wait(15)
        one.kill()


if __name__ == "__main__":
    sys.exit(main())
