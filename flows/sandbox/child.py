"""The child's side, started as a script: three processes one inside the other, the function in the innermost.

    launcher     leads the session, enters new name spaces, adopts what the function leaves behind and ends it
    └ first      process 1 of the new name space: when it ends the kernel ends all others in it
      └ worker   sets the remaining restrictions, reports those in force, and only then imports the function

Only light modules are imported here: a run that does nothing should cost no more than an interpreter's start.
"""

import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from types import ModuleType

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100,PTH120
# Packages by their folder alone: what their __init__ files import is the parent's business.
for _name in ("flows", "flows.sandbox"):
    sys.modules[_name] = ModuleType(_name)
    sys.modules[_name].__path__ = [f"{ROOT}/{_name.replace('.', '/')}"]

from flows.sandbox import namespaces, restrictions, worker  # noqa: E402


def main(request: int, answer: int, status_file: int) -> int:
    """Run the job in the file `request` (all three are descriptors of open files); the exit status."""
    source = os.fdopen(request, "rb")
    job = worker.read_job(source.readline())
    layers = restrictions.restrict_launcher(job["parent"])
    alive, lifeline = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(lifeline)
        work = partial(worker.run_job, job, layers, source=source, answer=answer, status_file=status_file)
        os._exit(run_first_process(alive, layers, job["scratch"], work, status_file=status_file))
    os.close(alive)
    status = exit_status(child)
    end_orphans()
    worker.report_status(status_file, {"peak_mb": peak_mb()})
    return status


def run_first_process(
    alive: int, layers: list[str], scratch: str, work: Callable[[], int], *, status_file: int
) -> int:
    """Process 1 of the name space: starts the worker, reaps ended processes, and ends when the worker does."""
    restrictions.end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if not still_open(alive):
        return 1
    os.close(alive)
    if "namespaces" in layers:
        layers += namespaces.make_read_only(scratch)
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os._exit(work())
    os.close(status_file)
    return exit_status(child)


def still_open(lifeline: int) -> bool:
    """Whether the launcher still holds the other end: it may have died before we asked to die with it."""
    os.set_blocking(lifeline, False)
    try:
        return os.read(lifeline, 1) != b""
    except BlockingIOError:
        return True


def exit_status(child: int) -> int:
    """Wait for this child, and for any other that ends before; 128 and the signal if it was killed."""
    while True:
        pid, status = os.waitpid(-1, 0)
        if pid == child:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code


def end_orphans() -> None:
    """Kill and reap orphaned processes: without a process name space a daemon survives its starter."""
    try:
        os.waitpid(-1, os.WNOHANG)  # there is nobody in nearly all runs, and the import below is not light
        from flows.sandbox import process_tree

        while True:
            for child in process_tree.children_of(os.getpid()):
                os.kill(child, signal.SIGKILL)
            os.waitpid(-1, 0)
    except (ChildProcessError, ProcessLookupError, PermissionError):
        return


def peak_mb() -> float:
    """Resident memory of the largest process below us, which is the worker unless it started others."""
    try:
        import resource
    except ImportError:
        return 0.0
    unit = 1 << 10 if restrictions.LINUX else 1 << 20  # kilobytes on Linux, bytes on macOS
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit


if __name__ == "__main__":
    os._exit(main(*(int(number) for number in sys.argv[1:4])))
