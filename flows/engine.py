"""The engine around a flow: its server, its environment, and its own failures as one sentence."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from claims.errors import EngineError, VerifyError
from flows.settings import prepare_engine

PATIENCE = 120.0
"""Seconds for the server to start; the first time it makes its database."""


@contextmanager
def started(home: Path, *, schedules: bool = False) -> Iterator[None]:
    """Have an engine: the one at PREFECT_API_URL, else one of our own that ends with us; raises EngineError."""
    prepare_engine(home)
    given = os.environ.get("PREFECT_API_URL")
    try:
        if given:
            yield
        else:
            with _server(home, schedules):
                yield
    except VerifyError:
        raise
    except Exception as error:
        if not _is_engines(error):
            raise
        raise _failed(home, given, _line(error)) from error


@contextmanager
def _server(home: Path, schedules: bool) -> Iterator[None]:
    """A server on a free port of the loopback, for as long as this process lives."""
    port, log = _free_port(), home / "prefect" / "server.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "flows.engine_server", str(port), str(os.getpid())]
    command += ["schedules"] if schedules else []
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
    try:
        os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{port}/api"
        import prefect  # noqa: F401 # it takes a second, which the server takes too

        if not healthy(process, port):
            raise _failed(home, None, f"it says why in {log}")
        yield
    finally:
        os.environ.pop("PREFECT_API_URL", None)
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
        process.kill()


def healthy(server: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until a server that was just started answers; False if it ends or takes too long."""
    until = time.monotonic() + PATIENCE
    url = f"http://127.0.0.1:{port}/api/health"
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError), urllib.request.urlopen(url, timeout=2) as reply:  # our own server
            if reply.status == 200:
                return True
        time.sleep(0.1)
    return False


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _failed(home: Path, server: str | None, why: str) -> EngineError:
    if server:
        return EngineError(
            f"The engine's server at {server} cannot be used: {why}.",
            "Start it (`make serve`), or unset PREFECT_API_URL to use an embedded one.",
        )
    return EngineError(
        f"The engine did not start: {why}.",
        f"Free some memory and space, or delete {home / 'prefect'} and run again.",
    )


def _is_engines(error: BaseException) -> bool:
    """Whether an error was raised by the engine or by its connection, not by a mistake of ours."""
    kinds = {kind.__module__.partition(".")[0] for kind in type(error).__mro__}
    raised = error.__traceback__
    while raised is not None and raised.tb_next is not None:
        raised = raised.tb_next
    where = raised.tb_frame.f_globals.get("__name__", "") if raised else ""
    return bool(kinds & {"prefect", "httpx", "httpcore", "sqlite3"}) or where.startswith("prefect")


def _line(error: BaseException) -> str:
    """The first line of what an error says, or its name where it says nothing."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200].rstrip(". ")
