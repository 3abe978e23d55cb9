"""Files that are written whole or not at all."""

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

NEW = ".new-"
"""How the name of a file or folder begins that is not whole yet."""
_DAY = 86_400.0


def write_whole(path: Path, body: bytes, mode: int = 0o600) -> None:
    """Write a file, and its folder where there is none, so that a crash leaves the old file or the new one.

    Whoever stops it at any step leaves nothing else behind: the name is known before anything bears it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = new_name(path.parent)
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode), "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def new_name(folder: Path, prefix: str = NEW) -> Path:
    """A name in the folder that nothing bears."""
    return folder / f"{prefix}{os.urandom(8).hex()}"


def sync_folder(folder: Path) -> None:
    """Put a folder on the disk, without which a rename in it may be lost."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(folder: Path) -> None:
    """Clear away what a run that was killed has left half written, once it is a day old."""
    for path in folder.glob(f"{NEW}*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _DAY:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
