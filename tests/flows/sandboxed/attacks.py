"""Functions that the tests send into the sandbox; each takes and returns bytes as a room's door does.

The hostile ones return b"ESCAPED" if they get through; what they meet otherwise is the test's to see.
"""

# Plain calls of the system, as an attacker would write them:
# ruff: noqa: PTH101, PTH102, PTH108, PTH109, PTH123, PTH208, SIM115, T201
import ctypes
import json
import os
import resource
import signal
import socket
import sys
import time
from pathlib import Path

from claims.errors import DataError, ReadError, VerifyError


def echo(request: bytes) -> bytes:
    print("hello\x1b[31m", file=sys.stderr)
    return request


def look(request: bytes) -> bytes:
    told = {"environment": dict(os.environ), "hash": hash("a"), "path": sys.path, "pid": os.getpid()}
    return json.dumps(told | {"cwd": os.getcwd(), "files": sorted(os.listdir("."))}).encode()


def read_file(request: bytes) -> bytes:
    return b"ESCAPED " + Path(request.decode()).read_bytes()


def read_environments(request: bytes) -> bytes:
    sibling, token = json.loads(request)
    for process in {sibling, 1, os.getppid(), *(int(name) for name in os.listdir("/proc") if name.isdigit())}:
        try:
            if token.encode() in Path(f"/proc/{process}/environ").read_bytes():
                return b"ESCAPED"
        except OSError:
            continue
    return b"ESCAPED" if token in str(os.environ) else b"nothing found"


def write_file(request: bytes) -> bytes:
    Path(request.decode()).write_text("x")
    return b"ESCAPED"


def link_then_write(request: bytes) -> bytes:
    Path("way").symlink_to(request.decode())
    Path("way").write_text("x")
    return b"ESCAPED"


def change_mode(request: bytes) -> bytes:
    os.chmod(request.decode(), 0o777)
    return b"ESCAPED"


def set_times(request: bytes) -> bytes:
    os.utime(request.decode(), (0, 0))
    return b"ESCAPED"


def connect(request: bytes) -> bytes:
    family, kind, address = json.loads(request)
    speaker = socket.socket(family, kind)
    speaker.settimeout(1)
    speaker.connect(tuple(address) if isinstance(address, list) else address)
    speaker.send(b"x")
    return b"ESCAPED"


def kill(request: bytes) -> bytes:
    os.kill(int(request), signal.SIGKILL)
    return b"ESCAPED"


def system_call(request: bytes) -> bytes:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(*json.loads(request)) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return b"ESCAPED"


def lift_limits(request: bytes) -> bytes:
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return b"ESCAPED"


def allocate(request: bytes) -> bytes:
    bytearray(int(request) << 20)
    return b"ESCAPED"


def hold_memory(request: bytes) -> bytes:
    held = []
    while True:
        held.append(os.urandom(8 << 20))


def share_memory(request: bytes) -> bytes:
    if os.fork() == 0:
        hold_memory(request)
    time.sleep(60)
    return b"ESCAPED"


def fill_one_file(request: bytes) -> bytes:
    with open("big", "wb") as file:
        for _ in range(400):
            file.write(bytes(1 << 20))
    return b"ESCAPED"


def fill_with_files(request: bytes) -> bytes:
    for number in range(400):
        Path(str(number)).write_bytes(bytes(1 << 20))
        time.sleep(0.005)
    return b"ESCAPED"


def fill_with_nameless(request: bytes) -> bytes:
    held = []
    for number in range(200):
        held.append(open(str(number), "wb"))
        os.unlink(str(number))
        held[-1].write(bytes(4 << 20))
        held[-1].flush()
        time.sleep(0.01)
    time.sleep(5)
    return b"ESCAPED"


def dig(request: bytes) -> bytes:
    for _ in range(int(request)):
        os.mkdir("d" * 200)
        os.chdir("d" * 200)
    os.chmod(".", 0)
    return b"deep"


def spin(request: bytes) -> bytes:
    while True:
        pass


def sleep(request: bytes) -> bytes:
    signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
    time.sleep(float(request))
    return b"ESCAPED"


def leave_daemon(request: bytes) -> bytes:
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)
            ctypes.CDLL(None).prctl(15, request, 0, 0, 0)
            time.sleep(60)
        os._exit(0)
    os.wait()
    return b"left"


def fork_bomb(request: bytes) -> bytes:
    for _ in range(int(request)):
        os.fork()
    time.sleep(60)
    return b"ESCAPED"


def flood(request: bytes) -> bytes:
    for _ in range(200):
        sys.stdout.write("x" * (1 << 20))
    return b"done"


def long_answer(request: bytes) -> bytes:
    return bytes(int(request) << 20)


def crash(request: bytes) -> bytes:
    ctypes.string_at(0)
    return b""


def abort(request: bytes) -> bytes:
    os.abort()


def leave_quietly(request: bytes) -> bytes:
    os._exit(0)


def forge(request: bytes) -> bytes:
    for descriptor in range(3, 30):
        try:
            os.write(descriptor, request)
        except OSError:
            continue
    os._exit(0)


def forge_at_length(request: bytes) -> bytes:
    for descriptor in range(3, 30):
        try:
            os.write(descriptor, b'{"ends": "answer"}\n' + bytes(int(request) << 20))
        except OSError:
            continue
    os._exit(0)


class OwnTrouble(ReadError):
    """An error that only this module knows."""


def fail(request: bytes) -> bytes:
    errors: dict[str, BaseException] = {
        "typed": DataError("Column 'label' is missing.", "Name it with --columns."),
        "derived": OwnTrouble("The header is cut off."),
        "dirty": ReadError("A\x1b]0;title\x07 sentence\nwith \u202e signs" + "!" * 9000),
        "unprintable": ReadError("lone \ud800 surrogate"),
        "other": ValueError("no such thing"),
        "exit": SystemExit(0),
        "base": VerifyError("Just so."),
        "interrupt": KeyboardInterrupt(),
    }
    raise errors[request.decode()]


def wrong_type(request: bytes) -> bytes:
    return "a string"  # type: ignore[return-value]


def leave_files(request: bytes) -> bytes:
    Path("raw.json").write_text("[1, 2]")
    Path(".hidden").write_text("x")
    Path("two words").write_text("x")
    Path("link").symlink_to("/etc/passwd")
    Path("large.bin").write_bytes(bytes(3 << 20))
    os.mkfifo("pipe")
    os.link("raw.json", "twin.json") if request else None
    return b"left"


def find_rooms(request: bytes) -> bytes:
    found = []
    for name in ("claims.errors", "extractors", "reproducers", "reports", "flows.store"):
        try:
            __import__(name)
            found.append(name)
        except (ImportError, OSError):
            continue
    return " ".join(found).encode()


def numpy_sum(request: bytes) -> bytes:
    import numpy as np

    return str(float((np.ones((300, 300)) @ np.ones((300, 300))).sum())).encode()


def torch_sum(request: bytes) -> bytes:
    import torch

    return str((torch.ones(300, 300) @ torch.ones(300, 300)).sum().item()).encode()


def onnx_session(request: bytes) -> bytes:
    import numpy as np
    import onnxruntime

    session = onnxruntime.InferenceSession(request.decode(), providers=["CPUExecutionProvider"])
    return str(session.run(None, {"x": np.array([20.5, 0.5], dtype=np.float32)})[0].sum()).encode()


def remember(request: bytes) -> bytes:
    """Leave marks wherever a process can keep something, and say which marks were there before."""
    import builtins
    import re
    import tempfile

    places = {
        "module": json.__dict__,
        "builtins": builtins.__dict__,
        "environment": os.environ,
        "modules": sys.modules,
    }
    found = sorted(name for name, place in places.items() if "assay_mark" in place)
    found += ["path"] * ("/assay_mark" in sys.path) + ["pattern"] * (re._cache.get("assay_mark") is not None)  # type: ignore[attr-defined]
    for place in places.values():
        place["assay_mark"] = "seen"
    sys.path.append("/assay_mark")
    re._cache["assay_mark"] = "seen"  # type: ignore[attr-defined]
    Path(tempfile.gettempdir(), request.decode()).write_text("x")
    return json.dumps([found, sorted(os.listdir(tempfile.gettempdir()))]).encode()


def descriptors(request: bytes) -> bytes:
    """What the open files of this process are."""
    links = {}
    for name in os.listdir("/proc/self/fd"):
        try:
            links[name] = str(Path(f"/proc/self/fd/{name}").readlink())
        except OSError:
            continue
    return json.dumps(links).encode()
