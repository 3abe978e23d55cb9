"""The command `verify` as a person types it, in a process of its own.

The process is forked from one that has imported our modules (multiprocessing's fork server), so that a worker of the
tests pays for the imports once; environment, working folder, streams and exit code are those of the command alone.
test_cli.py and test_verify.py start the installed command itself.
"""

import atexit
import io
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

IMPORTED = [
    "flows.cli",
    "flows.run_target",
    "flows.pipeline",
    "flows.store",
    "flows.render",
    "flows.sandbox.probe",
]
"""What most commands import; none of it looks at the environment when it is imported."""
FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload([__name__, *IMPORTED])


def type_verify(
    *words: str | os.PathLike[str],
    env: Mapping[str, str],
    cwd: Path | None = None,
    timeout: float = 600,
) -> subprocess.CompletedProcess[bytes]:
    """Run `verify` with these words and this environment, and wait for its end."""
    typed = [os.fspath(word) for word in words]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        streams = [f"/proc/{os.getpid()}/fd/{file.fileno()}" for file in (out, err)]
        process = FORKING.Process(target=_run, args=(typed, dict(env), str(cwd or Path.cwd()), streams))
        process.start()
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(typed, timeout)
        code = process.exitcode
        process.close()
        out.seek(0), err.seek(0)
        return subprocess.CompletedProcess(["verify", *typed], code, out.read(), err.read())


def type_verify_text(
    *words: str | os.PathLike[str], env: Mapping[str, str], cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """The same with what it printed as text."""
    done = type_verify(*words, env=env, cwd=cwd)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def _run(words: Sequence[str], env: Mapping[str, str], cwd: str, streams: Sequence[str]) -> None:
    """Be the command with its streams in these files."""
    for number, path in zip((1, 2), streams, strict=True):
        os.dup2(os.open(path, os.O_WRONLY | os.O_APPEND), number)
    be_the_command(words, env, cwd)


def be_the_command(words: Sequence[str], env: Mapping[str, str], cwd: str) -> None:
    """Be the command: take its environment and folder, run it, and end as an interpreter ends."""
    os.environ.clear()
    os.environ |= env
    os.chdir(cwd)
    sys.stdout = io.TextIOWrapper(os.fdopen(1, "wb", closefd=False), encoding="utf-8")
    sys.stderr = io.TextIOWrapper(
        os.fdopen(2, "wb", closefd=False), encoding="utf-8", errors="backslashreplace", line_buffering=True
    )
    sys.argv = ["verify", *words]
    tempfile.tempdir = None
    from flows.cli import main

    try:
        main()
    finally:
        sys.stdout.flush()
        atexit._run_exitfuncs()
