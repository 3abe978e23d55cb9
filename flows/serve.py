"""`make serve`: a Prefect server with its pages, a worker, and the deployments of prefect.yaml, until it is stopped.

python -m flows.serve [DEPLOYMENTS.yaml]      with a team's own schedules in place of ours
"""

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import FrameType

from claims.errors import VerifyError
from flows.commands.engine import DEPLOY
from flows.engine import address_file, healthy, launch, starting
from flows.engine_key import key_file
from flows.sandbox.restrictions import end_with_parent
from flows.settings import prepare_engine, settings

HOUSE = Path(__file__).resolve().parents[1]
PREFECT = [sys.executable, "-m", "prefect"]


def main() -> int:
    """Start everything, say where the pages are, and end everything together."""
    home = settings().home
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    os.environ |= {"VERIFY_HOME": str(home), "ASSAY_HOME": str(HOUSE)}
    home.mkdir(parents=True, exist_ok=True)
    prepare_engine(home)
    signal.signal(signal.SIGTERM, _stop)
    started: list[subprocess.Popen[bytes]] = []
    try:
        listening = _listening(os.environ.get("ASSAY_PORT", "4200"))
        with starting(home):
            started.append(launch(home, listening, None, "schedules", "pages"))
            if not healthy(started[0]):
                sys.exit(
                    f"verify: The server did not start. Free some memory and space, or delete {home / 'prefect'}."
                )
        _set_up(Path(sys.argv[1]) if len(sys.argv) > 1 else HOUSE / "prefect.yaml")
        started.append(_start("worker", "start", "--pool", "local"))
        address_file(home).write_text(os.environ["PREFECT_API_URL"], "utf-8")
        sys.stderr.write(_welcome(home, os.environ["PREFECT_API_URL"], key_file(home)))
        return _until_one_ends(started)
    except VerifyError as error:
        sys.exit(f"verify: {error}")
    except KeyboardInterrupt:
        return 0
    finally:
        address_file(home).unlink(missing_ok=True)
        _end(started)


def _listening(port: str) -> socket.socket:
    try:
        return socket.create_server(("127.0.0.1", int(port)))
    except (OSError, ValueError, OverflowError):
        sys.exit(f"verify: Port {port} cannot be had. Choose another with ASSAY_PORT.")


def _welcome(home: Path, api: str, key: Path) -> str:
    """Where the pages are, how to sign in, and how another shell reaches the engine; not the string itself."""
    quoted = shlex.quote(str(key))
    return (
        f"Assay is served at {api.removesuffix('/api')}; sign in with what `cat {quoted}` prints; stop: ctrl-c.\n"
        "To start a run from another shell, type there (the second line lets every `prefect` of that shell find it):\n"
        f"  VERIFY_HOME={shlex.quote(str(home))} verify engine {DEPLOY}\n"
        f'  export PREFECT_API_URL={api} PREFECT_API_AUTH_STRING="$(cat {quoted})"\n'
    )


def _start(*words: str) -> subprocess.Popen[bytes]:
    """A part of the engine, in the house, that is asked to end when we do, however we end."""
    gently = partial(end_with_parent, signal.SIGTERM)
    return subprocess.Popen([*PREFECT, *words], cwd=HOUSE, preexec_fn=gently)  # we have one thread only


def _set_up(deployments: Path) -> None:
    """Make the pool where there is none, and the deployments anew."""
    _run_prefect("work-pool", "create", "local", "--type", "process", "--overwrite")
    _run_prefect("deploy", "--all", "--prefect-file", str(deployments.absolute()))


def _run_prefect(*words: str) -> None:
    """Tell the engine something, in the house, where the flows lie; ends with what it says where it refuses."""
    command = [*PREFECT, "--no-prompt", *words]
    done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)
    if done.returncode:
        output = " ".join((done.stderr.strip() or done.stdout.strip()).split())[-300:]
        sys.exit(f"verify: The engine did not take `{' '.join(words[:2])}`: {output}")


def _until_one_ends(started: list[subprocess.Popen[bytes]]) -> int:
    while all(process.poll() is None for process in started):
        time.sleep(0.5)
    return 3


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end(started: list[subprocess.Popen[bytes]]) -> None:
    for process in reversed(started):
        process.terminate()
    for process in reversed(started):
        with suppress(subprocess.TimeoutExpired):
            process.wait(15)
        process.kill()


if __name__ == "__main__":
    sys.exit(main())
