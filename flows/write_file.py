"""Writes a file that somebody asked for, or that is kept in the home: whole, or the one before stays as it was."""

import errno
import os
import stat
from pathlib import Path

from claims.errors import StoreError

_IN_PLACE = (errno.EACCES, errno.EPERM, errno.EBUSY)
"""A folder that takes no new file, or a file that is mounted by itself: it may be written all the same."""

_OPEN = ("/dev/fd", "/dev/stdout", "/dev/stderr", "/proc")


def write_file(path: Path, body: bytes, hint: str = "Give --out another place.") -> None:
    """Write a file and the folders that it lies in; raises StoreError where that cannot be done."""
    from extractors.sources.write_whole import write_whole

    try:
        if _is_stream(path):
            path.write_bytes(body)
            return
        place = Path(os.path.realpath(path))  # a link stays one
        try:
            write_whole(place, body, stat.S_IMODE(place.stat().st_mode) if place.exists() else 0o666)
        except OSError as error:
            if error.errno not in _IN_PLACE or not place.exists():
                raise
            place.write_bytes(body)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}.", hint) from None


def _is_stream(path: Path) -> bool:
    """Whether it is a pipe, a device, or a name of what this process has open, as /dev/stdout is."""
    if any(path.absolute().is_relative_to(place) for place in _OPEN):
        return True
    return path.exists() and not path.is_file()
