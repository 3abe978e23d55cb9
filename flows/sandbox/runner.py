"""The sandbox's door: run one function of one room in a child that can reach nothing but what it is given."""

import json
import math
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from claims.errors import IsolationError, StoreError, VerifyError
from flows.sandbox import child_output, process_tree, watchdog
from flows.sandbox import scratch as scratch_space
from flows.sandbox.job import Order
from flows.sandbox.types import Answer, Level, Limits

HOUSE = Path(__file__).resolve().parents[2]
ROOMS = ("claims", "extractors", "reproducers", "reports")
FUNCTION = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*")
NEEDS = {
    Level.FULL: ("namespaces", "read-only", "landlock", "seccomp", "limits"),
    Level.FS_ONLY: ("landlock", "limits"),
}
"""Walls that must stand in this very run, not only in the one that was probed."""


def run(
    function: str,
    request: bytes,
    *,
    read: Sequence[Path] = (),
    limits: Limits | None = None,
    isolation: Level | None = None,
    keep: Path | None = None,
    code: Sequence[Path] = (),
) -> Answer:
    """Run `function`, "package.module:name" of one room, on these bytes in a child, and bring back its bytes.

    It may read the paths in `read` (give a link's target too) and write to its working folder only; regular
    files that it leaves at the top of that folder are copied to `keep`. `code` names folders of modules that
    are in no room, which is how tests bring theirs. An error of claims.errors raised by the function is
    raised here again. Raises also OverTime, OverMemory, StoreError,
    ChildDied (its last words are in the error's notes), and IsolationError if `isolation` cannot be had.
    """
    limits = limits or Limits()
    if os.name != "posix":
        raise IsolationError("Nothing can be isolated on this system.", "Use Linux, or WSL 2 on Windows.")
    if isolation is not None:
        from flows.sandbox.probe import require

        require(isolation)
    try:
        with ExitStack() as stack:
            folder = stack.enter_context(scratch_space.box())
            order = _order(function, folder, read, code, limits)
            order["need"] = [*NEEDS.get(isolation, ())] if isolation else []
            files = [stack.enter_context(tempfile.TemporaryFile(dir=folder)) for _ in range(4)]
            return _answer(order, request, files, limits=limits, keep=keep)
    except OSError as error:
        raise StoreError(
            f"The sandbox could not work: {error.strerror}.",
            "Free space or memory, or set TMPDIR to another disk.",
        ) from None


def _answer(
    order: Order, request: bytes, files: Sequence[BinaryIO], *, limits: Limits, keep: Path | None
) -> Answer:
    """Start the child on these files (request, answer, told, said), watch it to its end and read them."""
    given, answer, told, said = files
    given.write(json.dumps(order).encode() + b"\n" + request)
    given.flush()
    given.seek(0)
    folder, started = Path(order["scratch"]), time.monotonic()
    child = _start(order, files, limits)
    try:
        seen = watchdog.until_end(child, folder, said.fileno(), limits=limits, started=started)
        process_tree.end(child)
        walls, peak = child_output.walls(told)
        body = child_output.body(answer, status=child.returncode, most=limits.answer_mb << 20)
    except VerifyError as error:
        process_tree.end(child)
        if words := child_output.tail(said):
            error.add_note(words)
        raise
    finally:
        process_tree.end(child)
    kept = scratch_space.keep(folder, keep, most=limits.scratch_mb << 20) if keep else ()
    seconds = time.monotonic() - started
    return Answer(body, seconds, max(peak, seen), child_output.tail(said), walls, kept)


def _start(order: Order, files: Sequence[BinaryIO], limits: Limits) -> subprocess.Popen[bytes]:
    """Start the launcher: nothing of this process but three open files and the few words of its environment.

    -s and -P are what -I means, except that the environment, which is ours from the first word, may fix the
    seed of the hashes: the same input is to give the same bytes.
    """
    import fcntl

    said = files[3].fileno()
    fcntl.fcntl(said, fcntl.F_SETFL, fcntl.fcntl(said, fcntl.F_GETFL) | os.O_APPEND)
    given = [file.fileno() for file in files[:3]]
    child = Path(__file__).with_name("child.py")
    return subprocess.Popen(
        [sys.executable, "-s", "-P", os.fspath(child), *map(str, given)],
        stdin=subprocess.DEVNULL,
        stdout=said,
        stderr=said,
        cwd=order["scratch"],
        env=_environment(Path(order["scratch"]), limits),
        pass_fds=given,
        start_new_session=True,
    )


def _environment(folder: Path, limits: Limits) -> dict[str, str]:
    """All of the child's environment: no token, no proxy, nothing that was not written here."""
    threads = str(limits.threads)
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": f"{folder}/home",
        "TMPDIR": f"{folder}/tmp",
        "USER": "assay",  # so that nobody has to look into /etc/passwd
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "MKL_NUM_THREADS": threads,
        "OMP_WAIT_POLICY": "PASSIVE",  # threads that spin while others compute make every time a lottery
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
    }


def _order(function: str, folder: Path, read: Sequence[Path], code: Sequence[Path], limits: Limits) -> Order:
    """The child's order; raises ValueError for a function that is in no room and comes with no code."""
    top = function.partition(".")[0].partition(":")[0]
    sandbox = function.startswith("flows.sandbox.")
    if not FUNCTION.fullmatch(function) or not (top in ROOMS or sandbox or code):
        raise ValueError(f"{function!r} is not a function of a room")
    room = HOUSE / "flows" / "sandbox" if sandbox else HOUSE / top if top in ROOMS else None
    cores = max(limits.threads, os.cpu_count() or 1)
    return Order(
        function=function,
        room=os.fspath(room or ""),
        root=os.fspath(HOUSE),
        code=[os.fspath(path.resolve()) for path in code],
        read=[os.fspath(path.resolve()) for path in read],
        scratch=os.fspath(folder),
        need=[],
        parent=os.getpid(),
        limits={
            "cpu_seconds": math.ceil(limits.seconds * cores) + 1,
            "file_mb": max(limits.scratch_mb, limits.answer_mb + 1, limits.output_mb),
            "address_mb": limits.address_space_mb,
            "answer_mb": limits.answer_mb,
            "processes": limits.processes,
        },
    )
