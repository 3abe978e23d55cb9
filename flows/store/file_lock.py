"""A file lock between processes, which the kernel releases when its owner ends, however that happens."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from claims.errors import StoreError


@contextmanager
def file_lock(folder: Path, name: str, on_wait: Callable[[], None] | None = None) -> Iterator[bool]:
    """Hold the lock of that name, waiting for its owner; yields whether another process held it meanwhile.

    The kernel releases the lock when its process dies, so no lock is ever stale and none can be stolen. Its file goes
    with its owner: whoever waited at a file that is gone takes the lock of the next one.
    `on_wait` is called once if there is somebody to wait for.
    """
    path, waited = folder / f"{name}.lock", False
    while True:
        with _opened(folder, path) as file:
            if not _taken(file.fileno()):
                if on_wait and not waited:
                    on_wait()
                waited = True
                _wait_for(file.fileno())
            if os.fstat(file.fileno()).st_nlink == 0:
                continue
            try:
                yield waited
            finally:
                with suppress(OSError):  # it stays, and is as good the next time
                    path.unlink()
            return


def is_locked(folder: Path, name: str) -> bool:
    """Whether a process holds the lock of that name just now."""
    try:
        with (folder / f"{name}.lock").open("r+b", buffering=0) as file:
            return not _taken(file.fileno())
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _unusable(folder, error) from None


def _taken(handle: int) -> bool:
    """Take the lock if nobody holds it."""
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_for(handle: int) -> None:
    """Take the lock once its owner lets go of it."""
    import fcntl

    fcntl.flock(handle, fcntl.LOCK_EX)


def _opened(folder: Path, path: Path) -> BinaryIO:
    """The lock's file, made where there is none."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+b", buffering=0)
    except OSError as error:
        raise _unusable(folder, error) from None


def _unusable(folder: Path, error: OSError) -> StoreError:
    return StoreError(
        f"The store {folder.parent} cannot be written: {error.strerror}.",
        "Free some space, or set VERIFY_HOME to a folder that can be written.",
    )
