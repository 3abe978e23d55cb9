"""One engine for the tests that only need some engine, and the command as a person would type it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.flows.stores import store_of
from tests.flows.typed import type_verify_text

BIN = Path(sys.executable).parent
Typed = Callable[..., subprocess.CompletedProcess[str]]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The API of a real Prefect server on this machine; its address."""
    home, port = tmp_path_factory.mktemp("engine"), free_port()
    environ = {
        **os.environ,
        "PREFECT_HOME": str(home),
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "ERROR",
    }
    with (home / "server.log").open("wb") as log:
        command = [str(BIN / "prefect"), "server", "start", "--host", "127.0.0.1", "--port", str(port)]
        server = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
        try:
            until = time.monotonic() + 900
            while not answers(f"http://127.0.0.1:{port}/api/health"):
                assert server.poll() is None, (home / "server.log").read_text()[-2000:]
                used = psutil.Process(
                    server.pid
                ).cpu_times()  # rather than the clock: the machine may be busy
                assert used.user + used.system < 60, "the engine's server did not start in 60 s of computing"
                assert time.monotonic() < until, "the engine's server did not start in 15 minutes"
                time.sleep(0.3)
            yield f"http://127.0.0.1:{port}/api"
        finally:
            server.terminate()
            server.wait(20)


@pytest.fixture(scope="session")
def typed() -> Typed:
    """Type `verify …` in a home of one's own."""

    def run(*words: str, home: Path, **environ: str) -> subprocess.CompletedProcess[str]:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        return type_verify_text(*words, env={**plain, "VERIFY_HOME": str(home), **store_of(home), **environ})

    return run


@pytest.fixture(scope="session")
def typed_with_engine(engine: str, typed: Typed) -> Typed:
    """The same with an engine that runs already; only tests/flows/test_with_engine.py asks for it."""

    def run(*words: str, home: Path, **environ: str) -> subprocess.CompletedProcess[str]:
        return typed(*words, home=home, **{"PREFECT_API_URL": engine, **environ})

    return run
