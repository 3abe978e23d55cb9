"""The digest of a file on this disk that may be anything: a device, a pipe, gigabytes that are not stored, too slow."""

import hashlib
import os
import stat
import time
from pathlib import Path

from claims.errors import SourceUnsafe

PATIENCE = 1800.0
"""Seconds in which all files of a folder have to be read."""
_AT_ONCE = 1 << 20
_LARGE = 1 << 30  # bytes, from which on a file is looked at for holes
_HOLLOW = 100  # times as many bytes as are stored for it


def file_digest(path: Path, until: float | None = None) -> str:
    """SHA-256 of a regular file; raises OSError, and SourceUnsafe for what is no file or cannot be read in time.

    `until` is the moment, by the monotonic clock, at which reading is given up.
    """
    until = time.monotonic() + PATIENCE if until is None else until
    whole = hashlib.sha256()
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb", 0) as file:
        if refusal := why_not(path.name, os.fstat(file.fileno())):
            raise SourceUnsafe(refusal, "Leave it out, or give another one.")
        while piece := file.read(_AT_ONCE):
            whole.update(piece)
            if time.monotonic() > until:
                says = f"{path.name} could not be read in the time that there is for it."
                raise SourceUnsafe(says, "Copy it to a faster disk, or leave it out.")
    return whole.hexdigest()


def why_not(name: str, status: os.stat_result) -> str | None:
    """Why a file is not read, where it is no regular one or holds next to nothing of the size that it claims."""
    if not stat.S_ISREG(status.st_mode):
        return f"{name} is no regular file."
    if status.st_size > _LARGE and status.st_blocks * 512 * _HOLLOW < status.st_size:
        return (
            f"{name} claims {status.st_size / 1e9:,.1f} GB and holds next to nothing of them (a sparse file)."
        )
    return None


def resolved_inside(path: Path, root: Path) -> bool:
    """Whether a path leads, through all its links, to something inside a folder; no for links in a circle."""
    try:
        return path.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # Python up to 3.12 raises RuntimeError for a circle
        return False
