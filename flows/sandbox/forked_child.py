"""The parent's side of the fork server: starts it when it is first needed, and asks it for children."""

import atexit
import os
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from flows.sandbox.fork_server import NUMBER

NEEDED_TO_FORK = ("landlock", "seccomp", "limits")
"""Layers without which a forked child does nothing: they keep it from the fork server, which has the same user."""
TIME_TO_START = 30.0
"""Seconds within which a server has imported what it is asked for, also on a busy machine."""


class ForkedChild:
    """A launcher that was forked by the server, which reports its process id and then its end."""

    def __init__(self, pid: int, report: BinaryIO) -> None:
        """Know it by its process id, and by the pipe on which its end is reported."""
        self.pid, self._report = pid, report
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Look whether its end has been reported."""
        with suppress(subprocess.TimeoutExpired):
            self.wait(0.0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; one whose server is gone was killed with it."""
        if self.returncode is None:
            if not select.select([self._report], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("forked child", timeout or 0.0)
            status = self._report.read(NUMBER.size)
            self.returncode = NUMBER.unpack(status)[0] if len(status) == NUMBER.size else -9
            self._report.close()  # at last: whoever is stopped before asks again
        return self.returncode


class ForkServer:
    """A running fork server, which ends when this object's end of its socket closes."""

    def __init__(self, package: Path, environment: Mapping[str, str]) -> None:
        """Start it: nothing of this process but one socket and the few words of its environment."""
        self.owner, self.package, self.proven = os.getpid(), package, False
        self.hurried = False
        """Whether it was ended because it had not forked within a time that is too short to say that it cannot."""
        self._connection, child_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        child, control = Path(__file__).with_name("child.py"), str(child_end.fileno())
        with child_end:
            self._process = subprocess.Popen(
                [sys.executable, "-s", "-P", os.fspath(child), "serve", control, os.fspath(package)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env=environment,
                pass_fds=[child_end.fileno()],
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it still runs, as a child of this very process."""
        return self.owner == os.getpid() and self._process.poll() is None

    def preload(self, modules: Sequence[str]) -> None:
        """Have modules imported ("module"), or functions called ("module:function"), before they are needed."""
        with suppress(OSError):
            self._connection.send(" ".join(modules).encode() or b" ")

    def fork(self, modules: Sequence[str], files: Sequence[int], *, seconds: float) -> ForkedChild | None:
        """A child with these files (request, answer, status, output); None if none is forked within so long."""
        parent_ends, child_ends = os.pipe()
        report = os.fdopen(parent_ends, "rb", buffering=0)
        try:
            socket.send_fds(self._connection, [" ".join(modules).encode() or b" "], [*files, child_ends])
        except OSError:  # it has ended, or is about to
            report.close()
            self.close()
            return None
        finally:
            os.close(child_ends)
        ready = select.select([report], [], [], seconds)[0]
        number = report.read(NUMBER.size) if ready else b""
        pid = NUMBER.unpack(number)[0] if len(number) == NUMBER.size else 0
        if pid:
            self.proven = True
            return ForkedChild(pid, report)
        report.close()
        if not number:
            self.hurried = not ready and seconds < TIME_TO_START
            self.close()  # it has ended; or it is late, and would still fork one with files that others use by then
        return None

    def close(self) -> None:
        """End it, and with it what it has forked."""
        self._connection.close()
        if self.owner == os.getpid():
            self._process.kill()
            self._process.wait()


class ForkServers:
    """The fork servers of this process, one a package, each started when it is first asked for."""

    def __init__(self) -> None:
        """None yet."""
        self._lock = threading.Lock()
        self._servers: dict[Path, ForkServer] = {}
        self._refused: set[Path] = set()
        atexit.register(self.close)

    def of(self, package: Path, environment: Mapping[str, str]) -> ForkServer | None:
        """The package's server; None where it cannot fork safely, or was found not to."""
        if sys.platform != "linux" or not hasattr(os, "pidfd_open") or package in self._refused:
            return None
        with self._lock:
            server = self._servers.get(package)
            if server is None or not server.running:
                if server is not None:
                    server.close()
                server = self._servers[package] = ForkServer(package, environment)
            return server

    def refuse(self, server: ForkServer) -> None:
        """Fork no more children of this server's package in this process, unless it merely ended or had no time."""
        if server.running or not (server.proven or server.hurried):
            self._refused.add(server.package)
            server.close()

    def close(self) -> None:
        """End all of them."""
        for server in self._servers.values():
            server.close()
        self._servers.clear()


SERVERS = ForkServers()
