"""The fork server: imports a package once, then forks a launcher for each run that it is asked for.

It holds no document and no secret: its environment was written by the runner, it inherits one socket, and the
order of each run lies in a file that only the forked launcher reads. It forks while it has a single thread and
ends when the other end of its socket closes, which is when the process that started it ends, however it does.
"""

import gc
import os
import select
import socket
import struct
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module

from flows.sandbox.package_finder import PackageFinder

with suppress(ImportError):
    import resource  # noqa: F401 # every fork needs it

Launch = Callable[[int, int, int], int]
IDLE_SECONDS = 120
"""A server that nobody has asked for anything for so long ends; the next run starts another one."""
NUMBER = struct.Struct("=i")
"""How process ids and exit statuses are reported."""
LONGEST_MESSAGE = 4096


def serve(control: int, folders: Sequence[str], *, launch: Launch) -> int:
    """Answer the messages on the socket `control` until its other end closes, or nobody asks any more.

    Packages are imported from these folders only.
    """
    gc.disable()
    sys.meta_path.insert(0, PackageFinder(folders))
    with socket.socket(fileno=control) as connection:
        server = _ForkServer(connection, launch)
        while not server.closed:
            server.handle_next()
    return 0


class _ForkServer:
    """The launchers that run, and the socket on which new ones are asked for."""

    def __init__(self, connection: socket.socket, launch: Launch) -> None:
        """Serve nothing yet."""
        self.connection, self.launch, self.closed = connection, launch, False
        self.imported: set[str] = set()
        self.running: dict[int, tuple[int, int]] = {}
        """Process descriptor -> process id, and where its end is reported."""
        self.poll = select.poll()
        self.poll.register(connection, select.POLLIN)

    def handle_next(self) -> None:
        """Wait for a message, or for the end of a launcher; close if there is neither for long."""
        events = self.poll.poll(None if self.running else IDLE_SECONDS * 1000)
        self.closed = not events
        for descriptor, _ in events:
            if descriptor == self.connection.fileno():
                self._handle_message()
            else:
                self._report_end(descriptor)

    def _handle_message(self) -> None:
        """Import the modules that the message names; if it brings five open files, fork a launcher for them.

        An import may have started another thread; then nothing is forked, and a zero says so.
        """
        message, files, _, _ = socket.recv_fds(self.connection, LONGEST_MESSAGE, 5)
        self.closed = not message
        for name in message.decode().split():
            if name not in self.imported:
                self.imported.add(name)
                _import(name)
        if len(files) == 5 and len(os.listdir("/proc/self/task")) == 1:  # noqa: PTH208  pathlib is slow to import
            self._fork(files)
        elif len(files) == 5:
            _report(files[4], 0)
        for file in files:
            os.close(file)

    def _fork(self, files: Sequence[int]) -> None:
        """Fork a launcher for these files: request, answer, status, output, and where its end is reported."""
        report = os.dup(files[4])
        pid = os.fork()
        if pid == 0:
            _run_launcher(self.launch, *files[:4])
        process = os.pidfd_open(pid)
        self.running[process] = (pid, report)
        self.poll.register(process, select.POLLIN)
        _report(report, pid)

    def _report_end(self, process: int) -> None:
        """Report how a launcher ended."""
        pid, report = self.running.pop(process)
        self.poll.unregister(process)
        os.close(process)
        _report(report, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        os.close(report)


def _import(name: str) -> None:
    """Import "module", or call "module:function", and keep what that made out of the collector's sight.

    What fails here fails in the child again, which has somebody to tell.
    """
    module, _, function = name.partition(":")
    with suppress(Exception):
        imported = import_module(module)
        if function:
            getattr(imported, function)()
    gc.collect()
    gc.freeze()


def _report(report: int, number: int) -> None:
    """Write a number to whoever waits for it, who may have gone away."""
    with suppress(BrokenPipeError):
        os.write(report, NUMBER.pack(number))


def _run_launcher(launch: Launch, request: int, answer: int, status_file: int, output: int) -> None:
    """Become a launcher with nothing of the server but its modules: own session, own output, no other open file."""
    code = 1
    try:
        os.setsid()
        os.dup2(output, 1)
        os.dup2(output, 2)
        kept = {0, 1, 2, request, answer, status_file}
        for name in os.listdir("/proc/self/fd"):  # noqa: PTH208
            if int(name) not in kept:
                _close(int(name))
        sys.dont_write_bytecode = True
        if "tempfile" in sys.modules:
            sys.modules["tempfile"].tempdir = None  # type: ignore[attr-defined]  # each run has its own
        gc.enable()
        code = launch(request, answer, status_file)
    finally:
        os._exit(code)


def _close(file: int) -> None:
    """Close a descriptor that may be closed already, as that of the listing itself is."""
    with suppress(OSError):
        os.close(file)
