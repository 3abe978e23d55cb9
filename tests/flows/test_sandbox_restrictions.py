"""Attacks: what gets out, what grows, what stays behind; judged by what the parent sees afterwards."""

import contextlib
import json
import os
import platform
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from claims.errors import ChildDied, OverMemory, OverTime, VerifyError
from flows.sandbox import ChildResult, Level, Limits, probe, run
from flows.sandbox.seccomp import DENIED
from tests.flows.sandbox_starts import START, both_starts, children, command, fork_servers

CODE = Path(__file__).with_name("sandboxed")
__all__ = ["both_starts"]
SMALL = Limits(seconds=20, memory_mb=256, scratch_mb=64, answer_mb=2)
pytestmark = pytest.mark.long
full = pytest.mark.skipif(probe().level < Level.FULL, reason=f"this machine can only isolate {probe().level}")
files_only = pytest.mark.skipif(probe().level < Level.FS_ONLY, reason="this machine has no Landlock")


def attack(name: str, request: bytes = b"", limits: Limits = SMALL) -> ChildResult:
    return run(f"attacks:{name}", request, code=[CODE], limits=limits, preload=START.preload)


def held(name: str, request: bytes = b"") -> str:
    """How the attack ended; fails if it got through."""
    try:
        body = attack(name, request).body
    except VerifyError as error:
        return error.says
    assert not body.startswith(b"ESCAPED"), f"{name} got through"
    return body.decode()


@pytest.fixture(scope="module", autouse=True)
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the folders of this file's own runs are, apart from those of tests that run at the same time."""
    folder = tmp_path_factory.mktemp("sandbox")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(folder))
        patch.setattr(tempfile, "tempdir", str(folder))
        yield folder / f"assay-sandbox-{os.getuid()}"


@pytest.fixture(autouse=True)
def nothing_stays_behind(base: Path) -> Iterator[None]:
    yield
    servers = fork_servers(os.getpid())
    there = [pid for pid in children(os.getpid()) if "sandbox/child.py" in command(pid)]
    assert there == servers, "a process of the sandbox is still there"
    assert not [child for pid in servers for child in children(pid)], "a forked process is still there"
    assert not [path for path in base.glob("*") if _free(path)], "a folder of the sandbox is still there"


def _name(path: Path) -> str:
    """The short name of a process, empty if it has just gone."""
    try:
        return path.read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _free(path: Path) -> bool:
    """Whether it belongs to no run of somebody else at this moment."""
    import fcntl

    try:
        with path.with_suffix(".lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except FileNotFoundError:
        return path.exists()
    return path.exists()


@pytest.fixture
def sibling() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(["sleep", "60"], env={"HF_TOKEN": "hf_canary"})
    yield process
    process.kill()
    process.wait()


@files_only
def test_a_token_file_cannot_be_read(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("hf_canary")
    assert "PermissionError" in held("read_file", str(token).encode())


@files_only
@pytest.mark.parametrize("path", ["/etc/passwd", "/etc/shadow", "/proc/1/environ", "~/.bashrc", __file__])
def test_other_files_cannot_be_read(path: str) -> None:
    if not Path(path).expanduser().exists():
        pytest.skip(f"no {path} here")
    assert "Error" in held("read_file", str(Path(path).expanduser()).encode())


@files_only
def test_no_process_shows_a_token(sibling: subprocess.Popen[bytes]) -> None:
    assert held("read_environments", json.dumps([sibling.pid, "hf_canary"]).encode()) == "nothing found"


@files_only
@pytest.mark.parametrize("place", ["beside", "home", "/dev/shm", "/tmp", "/var/tmp"])
@pytest.mark.parametrize("way", ["write_file", "link_then_write"])
def test_nothing_can_be_written_outside(tmp_path: Path, place: str, way: str) -> None:
    folder = {"beside": tmp_path, "home": Path.home()}.get(place, Path(place))
    target = folder / f"assay-escape-{os.getpid()}"
    assert "Error" in held(way, str(target).encode())
    assert not target.exists()


@full
@pytest.mark.parametrize("way", ["change_mode", "set_times"])
def test_modes_and_times_of_other_files_stay(tmp_path: Path, way: str) -> None:
    target = tmp_path / "mine"
    target.write_text("x")
    target.chmod(0o600)
    before = target.stat()
    assert "Error" in held(way, str(target).encode())
    assert (target.stat().st_mode, target.stat().st_mtime) == (before.st_mode, before.st_mtime)


@full
@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_the_network_is_out_of_reach(kind: socket.SocketKind) -> None:
    with socket.socket(socket.AF_INET, kind) as listener:
        listener.bind(("127.0.0.1", 0))
        if kind == socket.SOCK_STREAM:
            listener.listen()
        listener.settimeout(0.1)
        request = json.dumps([int(socket.AF_INET), int(kind), list(listener.getsockname())]).encode()
        assert "Error" in held("connect", request)
        with pytest.raises(TimeoutError):
            listener.recv(1) if kind == socket.SOCK_DGRAM else listener.accept()


@full
@pytest.mark.parametrize("abstract", [False, True])
def test_sockets_of_other_processes_are_out_of_reach(tmp_path: Path, abstract: bool) -> None:
    name = f"\0assay-{os.getpid()}" if abstract else str(tmp_path / "socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(name)
        listener.listen()
        request = json.dumps([int(socket.AF_UNIX), int(socket.SOCK_STREAM), name]).encode()
        assert "Error" in held("connect", request)


@full
def test_other_processes_cannot_be_ended(sibling: subprocess.Popen[bytes]) -> None:
    assert "ProcessLookupError" in held("kill", str(sibling.pid).encode())
    assert "Error" in held("kill", str(os.getpid()).encode())
    assert sibling.poll() is None


@full
@pytest.mark.parametrize(
    "call", ["ptrace", "unshare", "mount", "bpf", "io_uring_setup", "keyctl", "userfaultfd"]
)
def test_system_calls_that_no_model_needs_are_refused(call: str) -> None:
    column = {"x86_64": 0, "aarch64": 1}[platform.machine()]
    assert "PermissionError" in held(
        "system_call", json.dumps([DENIED[call][column], 0, 0, 0, 0, 0]).encode()
    )


def test_limits_cannot_be_lifted() -> None:
    assert "ValueError" in held("lift_limits") or "PermissionError" in held("lift_limits")


def test_too_much_address_space_is_refused() -> None:
    with pytest.raises(OverMemory):
        attack("allocate", b"6000")


@pytest.mark.parametrize("way", ["hold_memory", "share_memory"])
def test_too_much_memory_ends_it(way: str) -> None:
    started = time.monotonic()
    with pytest.raises(OverMemory, match="256 MB"):
        attack(way)
    assert time.monotonic() - started < 18  # before the deadline of 20 s


def test_one_file_cannot_grow_beyond_the_limit() -> None:
    with pytest.raises(ChildDied, match=r"File too large|more than 64 MB"):
        attack("fill_one_file")


@pytest.mark.parametrize("way", ["fill_with_files", "fill_with_nameless"])
def test_many_files_cannot_either(way: str) -> None:
    with pytest.raises(ChildDied, match="more than 64 MB"):
        attack(way)


def test_a_folder_deeper_than_any_path_is_removed(base: Path) -> None:
    with contextlib.suppress(ChildDied):  # ended if it was seen while it was there, else it just goes
        assert attack("dig", b"400").body == b"deep"
    assert base.is_dir(), "the fixture looks whether its folder is gone"


@pytest.mark.parametrize(("name", "request_"), [("spin", b""), ("sleep", b"60")])
def test_the_deadline_holds(name: str, request_: bytes) -> None:
    started = time.monotonic()
    with pytest.raises(OverTime, match=r"1 seconds"):
        attack(name, request_, Limits(seconds=1))
    assert time.monotonic() - started < 10  # 1.1 s on an idle core


def test_a_daemon_ends_with_its_run() -> None:
    name = f"assay{os.getpid()}"
    assert attack("leave_daemon", name.encode()).body == b"left"
    assert name not in [_name(path) for path in Path("/proc").glob("[0-9]*/comm")]


def test_a_fork_bomb_is_put_out() -> None:
    with pytest.raises(ChildDied, match=r"more than 64 processes|BlockingIOError"):
        attack("fork_bomb", b"8", Limits(seconds=20, processes=64))


def test_what_it_prints_is_bounded() -> None:
    answer = attack("flood", limits=Limits(seconds=20, scratch_mb=512))
    assert answer.body == b"done"
    assert len(answer.printed) <= 4000


@pytest.mark.parametrize("way", ["long_answer", "forge_at_length"])
def test_an_answer_that_is_too_long_is_none(way: str) -> None:
    assert len(attack("long_answer", b"2").body) == 2 << 20
    with pytest.raises(ChildDied, match=r"larger than allowed|more than 2 MB|without an answer"):
        attack(way, b"5")


PARENT = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have had it ignored
from pathlib import Path
from flows.sandbox import Limits, run
print("started", flush=True)
preload = () if sys.argv[2] == "fork" else None
run("attacks:sleep", b"120", code=[Path(sys.argv[1])], limits=Limits(seconds=120), preload=preload)
"""


def _killed_parent(how: signal.Signals) -> None:
    """A process that runs something long in the sandbox, ended by a signal once the worker sleeps."""
    house = Path(__file__).parents[2]
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(CODE), "interpreter" if START.preload is None else "fork"],
        cwd=house,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert parent.stdout is not None
    parent.stdout.readline()
    below: list[int] = []
    deadline = time.monotonic() + 60
    there = 3 if START.preload is None else 4
    while len(below) < there and time.monotonic() < deadline:
        below, left = [], [parent.pid]
        while left:
            found = children(left.pop())
            below += found
            left += found
        time.sleep(0.02)
    assert len(below) == there, "the fork server if there is one, launcher, first process and worker"
    time.sleep(0.2)
    parent.send_signal(how)
    parent.wait()
    parent.stdout.close()
    while any(_runs(pid) for pid in below):
        assert time.monotonic() < deadline, "the child has outlived its parent"
        time.sleep(0.02)


def _runs(pid: int) -> bool:
    """Whether the process is there and not merely waiting to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_killed_parent_takes_its_child_along(how: signal.Signals) -> None:
    _killed_parent(how)
    attack("echo")  # removes the folder that a killed run could not; the fixture looks
