"""Types a command whose system calls are watched from outside, so that any of them can fail, or be its last one.

The kernel hands each call of a kind to this process (seccomp's user notification), which lets it through, answers an
error in its place, or kills the command. So SQLite's and Python's own calls are reached alike, and the n-th is the n-th.
"""

import ctypes
import errno
import os
import select
import signal
import socket
import struct
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fcntl import ioctl
from functools import partial
from pathlib import Path

from benchmarks.hardening_cases import PATIENCE
from benchmarks.hardening_forks import be_the_command_in_a_fork

WRITING = {1: "write", 18: "pwrite64", 74: "fsync", 75: "fdatasync", 77: "ftruncate", 82: "rename", 83: "mkdir",
           257: "openat", 264: "renameat", 258: "mkdirat", 87: "unlink"}  # fmt: skip
"""Calls that change a disk, on x86-64; of openat only what opens to write or creates."""
READING = {0: "read", 17: "pread64"}
"""Calls that read a file, on x86-64."""
ISOLATING = {
    "namespaces": {272: errno.EPERM},
    "landlock": {444: errno.ENOSYS},
    "seccomp": {157: errno.EINVAL},
}
"""What a host answers that has no user namespaces for us (unshare), no Landlock, or no seccomp (prctl with that option)."""
_READ, _WRITE, _OPENAT, _PRCTL, _SET_SECCOMP = 0, 1, 257, 157, 22
_CREATING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_RECEIVE, _SEND, _SIZE = 0xC0502100, 0xC0182101, 80
_LISTEN, _CONTINUE = 8, 1
Answer = Callable[[int, int], int | None]
"""Number of a call and whose it is -> None to let it through, an error's number, or -1 to kill the command."""


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    """Its exit code; minus the number of the signal that ended it."""
    out: bytes
    err: bytes


def can_watch() -> str:
    """Why system calls cannot be watched here; empty where they can."""
    if sys.platform != "linux" or os.uname().machine != "x86_64":
        return "system calls are watched on Linux on x86-64 only"
    try:
        done = watched(["--version"], os.environ, Path.cwd(), WRITING, lambda _call, _process: None)
    except OSError as error:
        return f"system calls cannot be watched here: {error.strerror}"
    return "" if done.code == 0 else f"system calls cannot be watched here: {done.err.decode()[-200:]}"


def watched(
    words: Sequence[str], environ: Mapping[str, str], cwd: Path, calls: Mapping[int, object], answer: Answer
) -> Ended:
    """Type a command; every call of its own of these kinds is answered by `answer`. Raises OSError, TimeoutError."""
    ours, theirs = socket.socketpair()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, ours, theirs:
        child = os.fork()
        if child == 0:
            streams = (out.fileno(), err.fileno())
            be_the_command_in_a_fork(words, environ, cwd, streams, partial(_hand_over, calls, theirs))
        theirs.close()
        _, handed, _, _ = socket.recv_fds(ours, 1, 1)
        if not handed:
            os.waitpid(child, 0)
            err.seek(0)
            raise OSError(errno.EPERM, err.read().decode()[-200:])
        code = _supervise(child, handed[0], answer)
        out.seek(0), err.seek(0)
        return Ended(code, out.read(), err.read())


def _hand_over(calls: Mapping[int, object], tell: socket.socket) -> None:
    """Have these calls of this process answered by whoever is at the other end of the socket."""
    listener = _listen(calls)
    socket.send_fds(tell, [b"."], [listener])
    os.close(listener)
    tell.close()


def _listen(calls: Mapping[int, object]) -> int:
    """Have these calls of this process, and of what it starts, handed to whoever reads the descriptor."""
    steps = [(0x20, 0, 0, 0)]  # the call's number
    for call in calls:
        if call == _OPENAT:
            steps += [(0x15, 0, 4, call), (0x20, 0, 0, 32), (0x54, 0, 0, _CREATING), (0x15, 1, 0, 0)]
        elif call in (_READ, _WRITE):
            steps += [(0x15, 0, 3, call), (0x20, 0, 0, 16), (0x25, 0, 1, 2)]  # not what it prints
        elif call == _PRCTL:
            steps += [(0x15, 0, 3, call), (0x20, 0, 0, 16), (0x15, 0, 1, _SET_SECCOMP)]
        else:
            steps += [(0x15, 0, 1, call)]
        steps += [(0x06, 0, 0, 0x7FC00000)]
        if call in (_OPENAT, _READ, _WRITE, _PRCTL):
            steps += [(0x20, 0, 0, 0)]
    steps += [(0x06, 0, 0, 0x7FFF0000)]
    program = b"".join(struct.pack("HBBI", *step) for step in steps)
    kept = ctypes.create_string_buffer(program)
    header = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(kept))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(38, 1, 0, 0, 0)
    listener = int(libc.syscall(317, 1, _LISTEN, ctypes.c_char_p(header)))
    if listener < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return listener


def _supervise(child: int, listener: int, answer: Answer) -> int:
    """Answer calls until the command and all that it started have ended; the exit code."""
    until, code = time.monotonic() + PATIENCE, None
    poller = select.poll()
    poller.register(listener, select.POLLIN)
    try:
        while code is None:
            ready = poller.poll(20)
            if any(event & select.POLLIN for _, event in ready):
                _answer_one(child, listener, answer)
            ended, status = os.waitpid(child, os.WNOHANG)
            code = os.waitstatus_to_exitcode(status) if ended else None
            if code is None and time.monotonic() > until:
                raise TimeoutError("hangs")
        return code
    finally:
        if code is None:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        os.close(listener)


def _answer_one(child: int, listener: int, answer: Answer) -> None:
    """Take one call and answer it; a caller that has gone meanwhile needs no answer."""
    body = bytearray(_SIZE)
    try:
        ioctl(listener, _RECEIVE, body)
        ident, process, _, call = struct.unpack_from("QIIi", body)
        refused = answer(call, process)
        if refused == -1:
            os.kill(child, signal.SIGKILL)
            refused = None
        reply = struct.pack("QqiI", ident, 0, -(refused or 0), 0 if refused else _CONTINUE)
        ioctl(listener, _SEND, bytearray(reply))
    except OSError as error:
        if error.errno not in (errno.ENOENT, errno.EINTR):
            raise
