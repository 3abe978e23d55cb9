"""A run whose home lies on a small disk that fills up."""

import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.flows.conftest import BIN

INTEGRITY = """
import pathlib, sqlite3, sys
if pathlib.Path(sys.argv[1]).exists():
    assert sqlite3.connect(sys.argv[1]).execute("pragma integrity_check").fetchone() == ("ok",)
"""


def verify_on_a_full_disk(model: Path, folder: Path, kilobytes: int, environ: Mapping[str, str]) -> None:
    """The run ends in one sentence, and its database is whole; skips where no small disk can be mounted."""
    disk = folder / "disk"
    disk.mkdir()
    small = f"mount -t tmpfs -o size={kilobytes}k none {disk} || exit 77\n"
    check = f"{sys.executable} -c {shlex.quote(INTEGRITY)} {disk}/home/store.db"
    script = f"{small} VERIFY_HOME={disk}/home {BIN}/verify {model}; code=$?; {check} || exit 78; exit $code"
    isolated = ["unshare", "--map-root-user", "--mount", "sh", "-c", script]
    done = subprocess.run(isolated, capture_output=True, text=True, env=environ, timeout=600, check=False)
    if done.returncode in (1, 77) and "verify:" not in done.stderr:
        pytest.skip(f"this machine does not let a test mount a small disk: {done.stderr}")
    assert (done.returncode, done.stdout) == (3, ""), done.stderr
    assert "Free some space" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
