"""Whoever stops a run reads one sentence, gets the exit code that a shell expects, and finds nothing left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

VERIFY = Path(sys.executable).with_name("verify")


def started(tmp_path: Path, *words: str) -> subprocess.Popen[str]:
    """The command, once it has a child process of its own; what children write lies in a folder of the test."""
    (tmp_path / "tmp").mkdir()
    environ = {**os.environ, "VERIFY_HOME": str(tmp_path / "home"), "TMPDIR": str(tmp_path / "tmp")}
    environ.pop("PREFECT_API_URL", None)
    pipe = subprocess.PIPE
    run = subprocess.Popen([VERIFY, *words], stdout=pipe, stderr=pipe, text=True, env=environ)
    until = time.monotonic() + 300
    while not children_of(run.pid) and time.monotonic() < until and run.poll() is None:
        time.sleep(0.05)
    assert children_of(run.pid), "no child process was started"
    return run


def children_of(parent: int) -> list[psutil.Process]:
    try:
        return psutil.Process(parent).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_ends_in_one_sentence_and_leaves_nothing(
    number: signal.Signals, tmp_path: Path
) -> None:
    run = started(tmp_path, "example")
    children = children_of(run.pid)
    run.send_signal(number)
    out, err = run.communicate(timeout=300)
    assert (run.returncode, out) == (128 + number, "")
    assert (
        err.strip() == "verify: Stopped; what was finished is kept, and the same command goes on from there."
    )
    psutil.wait_procs(children, timeout=5)
    assert not [child for child in children if child.is_running()]
    assert not [path for path in (tmp_path / "tmp").rglob("*") if path.is_file()]
    assert not list((tmp_path / "home").rglob(".new-*"))


@pytest.mark.engine
def test_a_stopped_run_of_the_engine_ends_in_one_sentence(tmp_path: Path) -> None:
    run = started(tmp_path, "example", "--engine")
    children = children_of(run.pid)
    time.sleep(3)
    run.send_signal(signal.SIGTERM)
    out, err = run.communicate(timeout=300)
    assert (run.returncode, out) == (128 + signal.SIGTERM, "")
    assert err.strip().splitlines() == [
        "verify: Stopped; what was finished is kept, and the same command goes on from there."
    ]
    psutil.wait_procs(children, timeout=10)
    assert not [child for child in children if child.is_running()]
    assert not list((tmp_path / "home" / "prefect").glob("server-*.log"))


@pytest.mark.parametrize("words", [["--version"], ["extract", "card.md"]])
def test_whoever_stops_reading_gets_no_exit_code_of_a_verdict(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "card.md").write_text("# m\n\nAccuracy on SST-2: 91.3 %\n")
    reader, writer = os.pipe()
    os.close(reader)
    command = [str(Path(sys.executable).with_name("verify")), *words]
    environ = {**os.environ, "VERIFY_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        command, env=environ, cwd=tmp_path, stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (128 + signal.SIGPIPE, b"")
