"""A file lock between processes, which the kernel releases when its owner ends, however that happens."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from claims.errors import StoreError


@contextmanager
def file_lock(folder: Path, name: str, on_wait: Callable[[], None] | None = None) -> Iterator[bool]:
    """Hold the lock of that name, waiting for its owner; yields whether another process held it meanwhile.

    The kernel releases the lock when its process dies, so no lock is ever stale and none can be stolen.
    `on_wait` is called once if there is somebody to wait for.
    """
    import fcntl

    handle = _opened(folder, name)
    try:
        waited = False
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waited = True
            if on_wait:
                on_wait()
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield waited
    finally:
        os.close(handle)


def is_locked(folder: Path, name: str) -> bool:
    """Whether a process holds the lock of that name just now."""
    import fcntl

    handle = _opened(folder, name)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _opened(folder: Path, name: str) -> int:
    """The lock's file; it is never removed, since somebody may be waiting at it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(
            f"The store {folder.parent} cannot be written: {error.strerror}.",
            "Free some space, or set VERIFY_HOME to a folder that can be written.",
        ) from None
