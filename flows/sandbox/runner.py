"""Run one function of one package in a child process that reaches nothing but what it is given."""

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
from flows.sandbox.job import Job
from flows.sandbox.types import ChildResult, Level, Limits

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("claims", "extractors", "reproducers", "reports")
FUNCTION = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*")
NEEDS = {
    Level.FULL: ("namespaces", "read-only", "landlock", "seccomp", "limits"),
    Level.FS_ONLY: ("landlock", "limits"),
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
) -> ChildResult:
    """Run `function`, "package.module:name", on these bytes in a child, and bring back its bytes.

    It may read the paths in `read` (give a link's target too) and write to its working folder only; regular
    files that it leaves at the top of that folder are copied to `keep`. `code` names folders of modules that
    are in none of our packages, which is how tests bring theirs. An error of claims.errors raised by the
    function is raised here again. Raises also OverTime, OverMemory, StoreError,
    ChildDied (its last words are in the error's notes), and IsolationError if the
    layers that `isolation` needs are not in force in this very run; whether the machine holds that level is for
    `require` to find out first.
    """
    limits = limits or Limits()
    if os.name != "posix":
        raise IsolationError(
            "Assay cannot isolate processes on this system.", "Use Linux, or WSL 2 on Windows."
        )
    try:
        with ExitStack() as stack:
            folder = stack.enter_context(scratch_space.scratch_folder())
            job = _job(function, folder, read, code, limits)
            job["need"] = [*NEEDS.get(isolation, ())] if isolation else []
            files = [stack.enter_context(tempfile.TemporaryFile(dir=folder)) for _ in range(4)]
            return _answer(job, request, files, limits=limits, keep=keep)
    except OSError as error:
        raise StoreError(
            f"The isolated process could not be started: {error.strerror}.",
            "Free space or memory, or set TMPDIR to another disk.",
        ) from None


def _answer(
    job: Job, request: bytes, files: Sequence[BinaryIO], *, limits: Limits, keep: Path | None
) -> ChildResult:
    """Start the child on these files (request, answer, told, said), watch it to its end and read them."""
    given, answer, status, output = files
    given.write(json.dumps(job).encode() + b"\n" + request)
    given.flush()
    given.seek(0)
    folder, started = Path(job["scratch"]), time.monotonic()
    child = _start(job, files, limits)
    try:
        seen = watchdog.wait_for_end(child, folder, output.fileno(), limits=limits, started=started)
        process_tree.end_tree(child)
        layers, peak = child_output.layers_and_peak(status)
        body = child_output.answer_body(answer, status=child.returncode, most=limits.answer_mb << 20)
    except VerifyError as error:
        process_tree.end_tree(child)
        if words := child_output.printed_tail(output):
            error.add_note(words)
        raise
    finally:
        process_tree.end_tree(child)
    kept = scratch_space.keep_files(folder, keep, most=limits.scratch_mb << 20) if keep else ()
    seconds = time.monotonic() - started
    return ChildResult(body, seconds, max(peak, seen), child_output.printed_tail(output), layers, kept)


def _start(job: Job, files: Sequence[BinaryIO], limits: Limits) -> subprocess.Popen[bytes]:
    """Start the launcher: nothing of this process but three open files and the few words of its environment.

    -s and -P are what -I means, except that the environment, which is ours from the first word, may fix the
    seed of the hashes: the same input is to give the same bytes.
    """
    import fcntl

    output = files[3].fileno()
    fcntl.fcntl(output, fcntl.F_SETFL, fcntl.fcntl(output, fcntl.F_GETFL) | os.O_APPEND)
    given = [file.fileno() for file in files[:3]]
    child = Path(__file__).with_name("child.py")
    return subprocess.Popen(
        [sys.executable, "-s", "-P", os.fspath(child), *map(str, given)],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        cwd=job["scratch"],
        env=_environment(Path(job["scratch"]), limits),
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


def _job(function: str, folder: Path, read: Sequence[Path], code: Sequence[Path], limits: Limits) -> Job:
    """The child's order; raises ValueError for a function that is in none of our packages and comes with no code."""
    top = function.partition(".")[0].partition(":")[0]
    sandbox = function.startswith("flows.sandbox.")
    if not FUNCTION.fullmatch(function) or not (top in PACKAGES or sandbox or code):
        raise ValueError(f"{function!r} is not a function of one of our packages")
    package = ROOT / "flows" / "sandbox" if sandbox else ROOT / top if top in PACKAGES else None
    cores = max(limits.threads, os.cpu_count() or 1)
    return Job(
        function=function,
        package=os.fspath(package or ""),
        root=os.fspath(ROOT),
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
