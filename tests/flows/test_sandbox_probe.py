"""The level is found by attack: on a machine that lacks a wall, what it would hold gets through."""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from claims.errors import IsolationError
from flows.sandbox import Isolation, Level, probe, require
from flows.sandbox.escape_probes import PROBES

ROOT = Path(__file__).parents[2]
LACKING = """
import ctypes, json, struct, sys
sys.path.insert(0, sys.argv[1])
from flows.sandbox import seccomp
lacks = json.loads(sys.argv[2])
libc = ctypes.CDLL(None)
numbers = {"namespaces": (272, 97), "landlock": (444, 444)}
machine = __import__("os").uname().machine
code = seccomp.program(machine, [numbers[name] for name in lacks if name in numbers])
text = ctypes.create_string_buffer(code, len(code))
libc.prctl(38, 1, 0, 0, 0)
assert not libc.prctl(22, 2, struct.pack("@HP", len(code) // 8, ctypes.addressof(text)), 0, 0)
if "seccomp" in lacks:
    libc.personality(8)
    assert __import__("os").uname().machine not in seccomp.ARCHITECTURES
from flows.sandbox import probe
found = probe()
print(json.dumps([found.level.value, found.layers, found.escapes]))
"""
linux = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64",
    reason="takes walls away by a filter of system calls",
)


def lacking(*walls: str) -> tuple[Level, str, set[str]]:
    """What is found in a process that a filter keeps from using these walls, as an older kernel would."""
    command = [sys.executable, "-c", LACKING, str(ROOT), json.dumps(walls)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    level, layers, escapes = json.loads(done.stdout)
    return Level(level), " ".join(layers), set(escapes)


def test_levels_are_in_order() -> None:
    assert Level.NONE < Level.LIMITS_ONLY < Level.FS_ONLY < Level.FULL
    assert [str(level) for level in Level] == ["none", "limits-only", "fs-only", "full"]
    assert max(Level) == Level("full")


def test_every_canary_reports() -> None:
    isolation = probe()
    assert [name for name, _, _ in isolation.probes] == list(PROBES)
    assert isolation.level < Level.FULL or not isolation.escapes


@linux
def test_nothing_taken_away_is_what_is_found_here() -> None:
    assert lacking()[0] == probe().level


@linux
def test_without_name_spaces_it_is_files_only() -> None:
    level, layers, escapes = lacking("namespaces")
    if "landlock" not in layers:
        pytest.skip("no Landlock here")
    assert level == Level.FS_ONLY
    assert "namespaces" not in layers
    assert not {"change modes outside", "read a token file", "write outside"} & escapes


@linux
def test_without_landlock_it_is_limits_only() -> None:
    level, layers, escapes = lacking("namespaces", "landlock")
    assert level == Level.LIMITS_ONLY
    assert "landlock" not in layers
    assert {"read a token file", "write outside", "kill a process"} <= escapes
    assert not {"TCP connection", "UDP datagram", "Unix socket", "memory", "daemon"} & escapes


@linux
def test_with_limits_alone_everything_else_gets_through() -> None:
    level, _, escapes = lacking("namespaces", "landlock", "seccomp")
    assert level == Level.LIMITS_ONLY
    root_alone_is_spared = (
        {"token in an environment"} if os.getuid() == 0 else set()
    )  # it has privileges to drop
    assert escapes == set(PROBES) - {"memory", "daemon"} - root_alone_is_spared


def test_the_result_is_stored_and_believed_for_its_key_only(tmp_path: Path) -> None:
    store = tmp_path / "new" / "isolation.json"
    isolation = probe(store)
    record = json.loads(store.read_text())
    store.write_text(json.dumps(record | {"level": "limits-only"}))
    assert probe(store).level == Level.LIMITS_ONLY
    store.write_text(json.dumps(record | {"level": "limits-only", "key": "of another boot"}))
    assert probe(store) == isolation
    assert probe(store) == isolation


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"key": 1}', "\x00"])
def test_a_damaged_store_is_made_anew(tmp_path: Path, text: str) -> None:
    store = tmp_path / "isolation.json"
    store.write_text(text)
    assert probe(store) == probe()
    assert json.loads(store.read_text())["level"] == str(probe().level)


def test_what_cannot_be_had_is_refused_in_a_sentence(tmp_path: Path) -> None:
    store = tmp_path / "isolation.json"
    probe(store)
    record = json.loads(store.read_text())
    record |= {"level": "fs-only", "probes": [["UDP datagram", False, "sent"]]}
    store.write_text(json.dumps(record))
    with pytest.raises(IsolationError, match=r"only fs-only can be had here \(UDP datagram not held\)"):
        require(Level.FULL, store)
    assert isinstance(require(Level.FS_ONLY, store), Isolation)


@linux
def test_a_stored_level_is_not_believed_where_less_stands_now(tmp_path: Path) -> None:
    store = tmp_path / "isolation.json"
    if probe(store).level < Level.FULL:
        pytest.skip("this machine does not isolate fully")
    found = LACKING.replace("probe()", f"probe(__import__('pathlib').Path({str(store)!r}))")
    command = [sys.executable, "-c", found, str(ROOT), json.dumps(["namespaces"])]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(done.stdout)[0] == "fs-only"
    assert probe(store).level == Level.FULL  # and that of the weaker place is not believed here
