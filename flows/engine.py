"""The engine around a flow: its server, its environment, and its own failures as one sentence."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import IO

import psutil

from claims.errors import EngineError, VerifyError
from flows.engine_key import authentication
from flows.settings import OWN, own_environment, prepare_engine
from flows.store.file_lock import file_lock

PATIENCE = 900.0
"""Seconds for the server to start; the first time it makes its database, on a machine that may be busy."""
COMPUTING = 120.0
"""Seconds that it may compute meanwhile."""


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
        raise _refused(given, error) or _failed(home, given, _line(error)) from error


def address_file(home: Path) -> Path:
    """The file that holds the address of a home's lasting server while it runs."""
    return home / "engine.url"


@contextmanager
def _server(home: Path, schedules: bool) -> Iterator[None]:
    """A server on a free port of the loopback, for as long as this process lives."""
    log = home / "prefect" / f"server-{os.getpid()}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    before = dict(os.environ)
    os.environ.setdefault(
        "PREFECT_LOGGING_TO_API_ENABLED", "false"
    )  # its pages end with it, so nobody reads a log
    listening = socket.create_server(("127.0.0.1", 0))
    process, failed = None, False
    try:
        with starting(home):
            with log.open("wb") as output:
                process = launch(home, listening, output, *(["schedules"] if schedules else []))
            import prefect  # noqa: F401 # it takes a second, which the server takes too

            failed = not healthy(process)
            if failed:
                raise _failed(home, None, f"it says why in {log}")
        yield
    finally:
        _restore(before)
        if not failed and (process is None or process.poll() is None):
            log.unlink(missing_ok=True)  # it says why a server failed, and this one did not
        if process is not None:
            _end(process)


def starting(home: Path) -> AbstractContextManager[bool]:
    """Held while a server starts: the first one makes the engine's database, and two would make it twice."""
    return file_lock(home / "leases", "engine")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a server, by force where it takes its time."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(5)
    process.kill()


def launch(
    home: Path, listening: socket.socket, output: IO[bytes] | None, *words: str
) -> subprocess.Popen[bytes]:
    """Start our own server on a socket, which becomes its own, and let clients in this environment find it."""
    port = listening.getsockname()[1]
    server, client = own_environment(port, authentication(home))
    command = [sys.executable, "-m", "flows.engine_server", str(listening.fileno()), str(os.getpid()), *words]
    with listening:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**os.environ, **server},
            pass_fds=[listening.fileno()],
        )
    os.environ |= client
    return process


def _restore(environ: Mapping[str, str]) -> None:
    """Let no later client find a server that is gone, nor send our string to another."""
    for name in OWN:
        os.environ.pop(name, None)
    os.environ |= {name: environ[name] for name in OWN if name in environ}


def healthy(server: subprocess.Popen[bytes]) -> bool:
    """Wait until our own server that was just started answers; False if it ends or takes too long."""
    until = time.monotonic() + PATIENCE
    url = f"{os.environ['PREFECT_API_URL']}/health"
    directly = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < until and server.poll() is None and _computed(server.pid) < COMPUTING:
        with suppress(OSError), directly.open(url, timeout=2) as reply:
            if reply.status == 200:
                return True
        time.sleep(0.1)
    return False


def _computed(process: int) -> float:
    """Seconds that a process has computed so far."""
    with suppress(psutil.Error):
        used = psutil.Process(process).cpu_times()
        return used.user + used.system
    return 0.0


def _refused(server: str | None, error: Exception) -> EngineError | None:
    """What to do where the user's own server does not let us in."""
    status = getattr(getattr(error, "response", None), "status_code", None)
    if server is None or status not in (401, 403):
        return None
    return EngineError(
        f"The engine's server at {server} does not let us in ({status}).",
        "Set PREFECT_API_AUTH_STRING (or PREFECT_API_KEY) to what it asks for (`make serve` says how for its own), "
        "or unset PREFECT_API_URL to use an embedded one.",
    )


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
