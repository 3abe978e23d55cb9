"""What the benchmarks of the doors stand on: an engine, and the command typed at doors on the loopback."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.loopback.models import SECRET

BIN = Path(sys.executable).parent
INTERVAL = 0.2
"""Seconds between two requests to our own arXiv; the real one is never asked more often than every three."""


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def sentence(self) -> str:
        """What it said last, on one line."""
        return self.err.strip().replace("\n", " ⏎ ")


@dataclass
class Figures:
    """What was found, printed as it is, and how many targets were missed."""

    missed: list[str] = field(default_factory=list)
    """What was missed."""

    def say(self, what: str, figure: str, good: bool = True) -> None:
        """Print one figure; a bad one is a target missed."""
        print(f"{'  ' if good else '! '}{what:58} {figure}", flush=True)
        if not good:
            self.missed.append(what)


def told_nowhere(figures: Figures, *folders: Path) -> None:
    """That the token stands in no file."""
    leaks = canaries(*folders)
    figures.say("places where the token stands", f"{len(leaks)} {' '.join(leaks[:3])}", not leaks)


def environment(home: Path, **environ: str) -> dict[str, str]:
    """What the command is given: the canary as a token, a home of its own, nothing of this user's."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home.parent),
        "HF_HOME": str(home.parent / "hf"),
        "HF_TOKEN": SECRET,
        "VERIFY_HOME": str(home),
        "VERIFY_ARXIV_INTERVAL": str(INTERVAL),
        **environ,
    }


def typed(*words: str, home: Path, **environ: str) -> Ended:
    """Type `verify …` and wait for its end."""
    began = time.monotonic()
    done = subprocess.run(
        [BIN / "verify", *words],
        capture_output=True,
        text=True,
        env=environment(home, **environ),
        timeout=1200,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr, time.monotonic() - began)


@contextmanager
def engine(folder: Path) -> Iterator[str]:
    """A Prefect server of our own with its home in a folder; its address."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    folder.mkdir(parents=True)
    environ = {
        **os.environ,
        "PREFECT_HOME": str(folder),
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "ERROR",
    }
    with (folder / "server.log").open("wb") as log:
        command = [BIN / "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
        server = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
    try:
        until = time.monotonic() + 120
        while not _answers(f"http://127.0.0.1:{port}/api/health"):
            if server.poll() is not None or time.monotonic() > until:
                sys.exit(f"The engine did not start: {(folder / 'server.log').read_text()[-2000:]}")
            time.sleep(0.3)
        yield f"http://127.0.0.1:{port}/api"
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(20)
        server.kill()


def canaries(*folders: Path) -> list[str]:
    """Files in which the token stands."""
    found = []
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink():
                body = path.read_bytes()
                if SECRET.encode() in body or SECRET.lower().encode() in body:
                    found.append(str(path))
    return found


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False
