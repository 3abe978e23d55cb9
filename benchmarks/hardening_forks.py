"""Types a command in a fork of this process that is changed before: less memory, another clock."""

import os
import signal
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.hardening_cases import PATIENCE, fault_of_output


def typed_in_fork(
    words: Sequence[str],
    environ: Mapping[str, str],
    cwd: Path,
    change: Callable[[], None],
    says: bytes = b"",
) -> str | None:
    """What is wrong with how the command ends after the change; what it prints has to hold `says`."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            be_the_command_in_a_fork(words, environ, cwd, (out.fileno(), err.fileno()), change)
        code = _wait(child)
        out.seek(0), err.seek(0)
        if code is None:
            return "hangs"
        printed, said = out.read(), err.read()
        if wrong := fault_of_output(code, printed, said):
            return wrong
        return (
            None if says in printed else f"it prints {(printed or said)[:200].decode('utf-8', 'replace')!r}"
        )


def be_the_command_in_a_fork(
    words: Sequence[str],
    environ: Mapping[str, str],
    cwd: Path,
    streams: tuple[int, int],
    change: Callable[[], None],
) -> None:
    """Be the command in the fork, and never return."""
    from tests.flows.typed import be_the_command

    code = 70
    try:
        for number, stream in zip((1, 2), streams, strict=True):
            os.dup2(stream, number)
        change()
        be_the_command(words, environ, str(cwd))
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException as error:
        os.write(2, f"Traceback of the harness: {error!r}\n".encode())
    finally:
        os._exit(code)


def _wait(child: int) -> int | None:
    """The exit code of a child; None where it had to be killed."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None
