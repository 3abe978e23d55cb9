"""The working folder of one sandboxed run: private, and removed afterwards whatever happened.

A lock beside each folder is held by the process that owns it. The kernel lets go of it when that process
dies, so the next run can tell a folder in use from one that a killed run left behind, and removes the latter.
"""

import os
import re
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
"""Names of files that may be kept: no path, no hidden file, nothing that a shell or a terminal would read."""
MOST_ENTRIES = 20_000
"""Files and folders in a scratch folder; more are as good as full."""


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A private folder with `home` and `tmp` in it, removed at the end; OSError if there is no room."""
    base = _users_folder()
    _remove_abandoned(base)
    names: list[Path] = []
    lock: int | None = None
    try:
        try:
            folder, lock = _new_locked_folder(base, names)
            for name in ("home", "tmp"):
                (folder / name).mkdir()
            yield folder
        finally:
            _remove_with_locks(names)
    finally:
        _remove_with_locks(names)  # whoever stops the run may have cut the first time short
        if lock is not None:
            os.close(lock)


def bytes_used(folder: Path, enough: int) -> int:
    """Bytes on disk beneath the folder; counting stops at `enough`, which too many entries also amount to."""
    total, entries, left = 0, 0, [os.fspath(folder)]
    while left and total < enough:
        try:
            with os.scandir(left.pop()) as listing:
                for entry in listing:
                    entries += 1
                    total += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        left.append(entry.path)
                    if entries > MOST_ENTRIES:
                        return enough
        except OSError as error:
            if isinstance(error, FileNotFoundError | PermissionError | NotADirectoryError):
                continue  # it went away while we looked, or was closed to us
            return enough  # a path too long to be opened
    return total


def keep_files(folder: Path, into: Path, *, most: int) -> tuple[str, ...]:
    """Copy the plain files at the top of the folder into another, `most` bytes in all; their names in order.

    Links, pipes, hidden files, odd names and whatever no longer fits are left behind.
    """
    into.mkdir(parents=True, exist_ok=True)
    kept: list[str] = []
    for name in sorted(path.name for path in folder.iterdir() if PLAIN_NAME.fullmatch(path.name)):
        with suppress(OSError):
            size = _copy(folder / name, into / name, most)
            if size is not None:
                most -= size
                kept.append(name)
    return tuple(kept)


def _copy(source: Path, target: Path, most: int) -> int | None:
    """Copy one file if it is a regular one with a single name and fits; its size, or None if it was left."""
    opened = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(opened, "rb") as file:
        status = os.fstat(opened)
        if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1 or status.st_size > most:
            return None
        partial = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
        try:
            with partial.open("xb") as copy:
                shutil.copyfileobj(file, copy)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    return status.st_size


def _users_folder() -> Path:
    """The folder of all boxes of this user; refused if somebody else made it."""
    base = Path(tempfile.gettempdir()).resolve() / f"assay-sandbox-{os.getuid()}"
    base.mkdir(mode=0o700, exist_ok=True)
    status = base.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid() or status.st_mode & 0o077:
        raise PermissionError(0, f"{base} is not ours alone")
    return base


def _new_locked_folder(base: Path, names: list[Path]) -> tuple[Path, int]:
    """A new folder and the lock that says that it is in use; each name is listed before anything bears it."""
    while True:
        folder = base / secrets.token_hex(8)
        names.append(folder)
        lock = os.open(folder.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        if _locked(lock):
            folder.mkdir(mode=0o700)
            return folder, lock
        names.remove(folder)
        os.close(lock)  # another run took the lock in between, for a left-over, and removes it


def _locked(lock: int) -> bool:
    """Take the lock if nobody holds it and its file still has its name."""
    import fcntl

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return os.fstat(lock).st_nlink > 0


def _remove_with_locks(folders: list[Path]) -> None:
    """Remove these folders, then their locks; those that are gone already do not matter."""
    for folder in folders:
        _remove(folder)
        folder.with_suffix(".lock").unlink(missing_ok=True)


def _remove_abandoned(base: Path) -> None:
    """Remove the folders whose owners are dead."""
    for name in base.glob("*.lock"):
        with suppress(OSError):
            lock = os.open(name, os.O_RDWR | os.O_CLOEXEC)
            try:
                if _locked(lock):
                    _remove(name.with_suffix(""))
                    name.unlink(missing_ok=True)
            finally:
                os.close(lock)


def _remove(folder: Path) -> None:
    """Remove a folder that was filled by somebody hostile: any depth, any modes, without following a link.

    Folders inside folders are moved to the top before they are removed, so no path gets long and nothing
    recurses.
    """
    with suppress(FileNotFoundError):
        while folders := _emptied(folder):
            for inner in folders:
                for deeper in _emptied(inner):
                    deeper.chmod(0o700)  # moving a folder writes its entry for the one above
                    deeper.rename(folder / secrets.token_hex(8))
                inner.rmdir()
        folder.rmdir()


def _emptied(folder: Path) -> list[Path]:
    """The folders in this folder, everything else in it being removed."""
    folder.chmod(0o700)
    folders = []
    with os.scandir(folder) as listing:
        for entry in list(listing):
            if entry.is_dir(follow_symlinks=False):
                folders.append(folder / entry.name)
            else:
                Path(entry.path).unlink()
    return folders
