"""The engine around a flow: its environment, and its own failures as one sentence."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from claims.errors import EngineError, VerifyError
from flows.settings import prepare_engine


@contextmanager
def started(home: Path) -> Iterator[None]:
    """Prepare the engine, which starts with the first flow; raises EngineError where it fails of its own."""
    prepare_engine(home)
    try:
        yield
    except VerifyError:
        raise
    except Exception as error:
        if not _is_engines(error):
            raise
        server = os.environ.get("PREFECT_API_URL")
        what = f"The engine's server at {server} cannot be used" if server else "The engine did not start"
        hint = (
            "Start it (`make serve`), or unset PREFECT_API_URL to use an embedded one."
            if server
            else f"Free some memory and space, or delete {home / 'prefect'} and run again."
        )
        raise EngineError(f"{what}: {_line(error)}.", hint) from error


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
