"""Run one function of one package in a child process that reaches nothing but what it is given."""

import json
import math
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

from claims.errors import IsolationError, StoreError, VerifyError
from flows.sandbox import child_output, process_tree, watchdog
from flows.sandbox import scratch as scratch_space
from flows.sandbox.forked_child import NEEDED_TO_FORK, SERVERS, ForkServer
from flows.sandbox.job import Job
from flows.sandbox.process_tree import Child
from flows.sandbox.start_interpreter import environment, start_interpreter
from flows.sandbox.types import ChildResult, Level, Limits

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("claims", "extractors", "reproducers", "reports")
FUNCTION = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*")
NEEDS = {
    Level.FULL: ("namespaces", "read-only", "landlock", "seccomp", "limits"),
    Level.FS_ONLY: ("landlock", "limits"),
    Level.LIMITS_ONLY: ("limits",),
}
"""Layers that must be in force in this very run, not only in the one that was probed."""


def run(
    function: str,
    request: bytes,
    *,
    read: Sequence[Path] = (),
    limits: Limits | None = None,
    isolation: Level | None = None,
    keep: Path | None = None,
    code: Sequence[Path] = (),
    preload: Sequence[str] | None = None,
) -> ChildResult:
    """Run `function`, "package.module:name", on these bytes in a child, and bring back its bytes.

    It may read the paths in `read` (give a link's target too) and write to its working folder only; regular
    files that it leaves at the top of that folder are copied to `keep`. `code` names folders of modules that
    are in none of our packages, which is how tests bring theirs. With `preload`, modules of the function's
    package, the child is forked from a process that has imported them, where that is safe; the restrictions are the
    same. An error of claims.errors raised by the function is raised here again. Raises also OverTime, OverMemory,
    StoreError, ChildDied (its last words are in the error's notes), and IsolationError if the layers that `isolation`
    needs are not in force in this very run; whether the machine holds that level is for `require` to find out first.
    """
    limits = limits or Limits()
    if os.name != "posix":
        raise IsolationError(
            "Assay cannot isolate processes on this system.", "Use Linux, or WSL 2 on Windows."
        )
    needs = NEEDS.get(isolation, ()) if isolation else ()
    once = partial(_run_once, function, request, read=read, limits=limits, keep=keep, code=code)
    try:
        for _ in range(0 if preload is None else 2):  # the first server may just have ended
            if server := _fork_server(function):
                try:
                    return once(needs=(*needs, *NEEDED_TO_FORK), fork=(server, preload or ()))
                except (_NotForkedError, IsolationError):
                    SERVERS.refuse(server)
        return once(needs=needs)
    except OSError as error:
        raise StoreError(
            f"The isolated process could not be started: {error.strerror}.",
            "Free space or memory, or set TMPDIR to another disk.",
        ) from None


def level_in_force(layers: Sequence[str]) -> Level:
    """The level that these layers of a run make."""
    levels = [
        level
        for level, needs in NEEDS.items()
        if all(any(layer.startswith(need) for layer in layers) for need in needs)  # "landlock-7"
    ]
    return max(levels, default=Level.NONE)


def prepare_fork(function: str, preload: Sequence[str]) -> None:
    """Start the process that children for this function are forked from, before the first of them is needed."""
    with suppress(OSError):
        if server := _fork_server(function):
            server.preload(preload)


class _NotForkedError(Exception):
    """No child could be forked."""


def _run_once(
    function: str,
    request: bytes,
    *,
    needs: Sequence[str],
    read: Sequence[Path],
    limits: Limits,
    keep: Path | None,
    code: Sequence[Path],
    fork: tuple[ForkServer, Sequence[str]] | None = None,
) -> ChildResult:
    """One run in a scratch folder of its own, in a fresh interpreter or in a fork with these modules imported."""
    with ExitStack() as stack:
        folder = stack.enter_context(scratch_space.scratch_folder())
        job = _job(function, folder, read, code, limits)
        job["need"] = [*needs]
        job["parent"] = fork[0].pid if fork else os.getpid()
        files = [stack.enter_context(tempfile.TemporaryFile(dir=folder)) for _ in range(4)]
        files[0].write(json.dumps(job).encode() + b"\n" + request)
        files[0].flush()
        files[0].seek(0)
        children = stack.enter_context(_ended_at_last())
        started = time.monotonic()
        children.append(_start(job, files, fork, limits.seconds))
        return _answer(children[0], folder, files, limits=limits, keep=keep, started=started)


@contextmanager
def _ended_at_last() -> Iterator[list[Child]]:
    """What is listed here is ended before the folder that it writes into goes, wherever we are stopped."""
    children: list[Child] = []
    try:
        yield children
    finally:
        for child in children:
            process_tree.end_tree(child)


def _start(
    job: Job, files: Sequence[BinaryIO], fork: tuple[ForkServer, Sequence[str]] | None, seconds: float
) -> Child:
    """Start the launcher on these files: request, answer, status, output."""
    import fcntl

    numbers = [file.fileno() for file in files]
    fcntl.fcntl(numbers[3], fcntl.F_SETFL, fcntl.fcntl(numbers[3], fcntl.F_GETFL) | os.O_APPEND)
    if fork is None:
        return start_interpreter(job, numbers)
    server, preload = fork
    try:
        if (child := server.fork(preload, numbers, seconds=seconds)) is None:
            raise _NotForkedError
        return child
    except KeyboardInterrupt:  # it may have forked one that we do not know yet, which ends with it
        server.close()
        raise


def _answer(
    child: Child,
    folder: Path,
    files: Sequence[BinaryIO],
    *,
    limits: Limits,
    keep: Path | None,
    started: float,
) -> ChildResult:
    """Watch the child to its end and read what it wrote."""
    _, answer, status, output = files
    try:
        seen = watchdog.wait_for_end(child, folder, output.fileno(), limits=limits, started=started)
        process_tree.end_tree(child)
        layers, peak = child_output.layers_and_peak(status)
        body = child_output.answer_body(answer, status=child.returncode or 0, most=limits.answer_mb << 20)
    except VerifyError as error:
        process_tree.end_tree(child)
        if words := child_output.printed_tail(output):
            error.add_note(words)
        raise
    kept = scratch_space.keep_files(folder, keep, most=limits.scratch_mb << 20) if keep else ()
    seconds = time.monotonic() - started
    return ChildResult(body, seconds, max(peak, seen), child_output.printed_tail(output), layers, kept)


def end_forks() -> None:
    """End all forked children and what they are forked from; whoever waits for one gets ChildDied."""
    SERVERS.close()


def _fork_server(function: str) -> ForkServer | None:
    """The fork server of the function's package; None where there can be none."""
    # a BLAS library starts its threads when it is imported, and nothing is forked from a process with several
    words = environment(Path("/nonexistent"), Limits(threads=1))
    if not sys.dont_write_bytecode:  # it runs our own code only, and compiles that for all later runs
        del words["PYTHONDONTWRITEBYTECODE"]
    return SERVERS.of(_package(function) or ROOT / "claims", words)


def _package(function: str) -> Path | None:
    """The folder of the function's package, None for code that lies in none of ours."""
    top = function.partition(".")[0].partition(":")[0]
    if function.startswith("flows.sandbox."):
        return ROOT / "flows" / "sandbox"
    return ROOT / top if top in PACKAGES else None


def _job(function: str, folder: Path, read: Sequence[Path], code: Sequence[Path], limits: Limits) -> Job:
    """The child's order; raises ValueError for a function that is in none of our packages and comes with no code."""
    package = _package(function)
    if not FUNCTION.fullmatch(function) or not (package or code):
        raise ValueError(f"{function!r} is not a function of one of our packages")
    cores = max(limits.threads, os.cpu_count() or 1)
    return Job(
        function=function,
        package=os.fspath(package or ""),
        root=os.fspath(ROOT),
        code=[os.fspath(path.resolve()) for path in code],
        read=[os.fspath(path.resolve()) for path in read],
        scratch=os.fspath(folder),
        need=[],
        parent=0,
        environment=environment(folder, limits),
        limits={
            "cpu_seconds": math.ceil(limits.seconds * cores) + 1,
            "file_mb": max(limits.scratch_mb, limits.answer_mb + 1, limits.output_mb),
            "address_mb": limits.address_space_mb,
            "answer_mb": limits.answer_mb,
            "processes": limits.processes,
            "unix_sockets": int(limits.unix_sockets),
            "accelerator": int(limits.accelerator),
        },
    )
