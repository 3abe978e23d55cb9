"""The string that whoever uses our own engine must know: made once for each home, and read by its owner only."""

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from claims.errors import EngineError
from flows.plain_file import read_plain

USER = "assay"


def key_file(home: Path) -> Path:
    """The file that holds a home's authentication string."""
    return home / "engine.key"


def authentication(home: Path) -> str:
    """A home's authentication string, `user:password`, made where there is none; raises EngineError."""
    path = key_file(home)
    try:
        home.mkdir(parents=True, exist_ok=True)
        return _kept(path) or _made(path)
    except OSError as error:
        raise EngineError(
            f"The engine's authentication string cannot be kept in {path}: {error.strerror}.",
            "Set VERIFY_HOME to a folder that you can write to.",
        ) from error


def _kept(path: Path) -> str | None:
    """What the file holds; None, and no file, where others could have read or written it, or it is none of ours."""
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    except OSError:  # a link, or a file that we may not read
        path.unlink()
        return None
    with os.fdopen(opened, encoding="ascii", errors="replace") as file:
        text = file.readline(200).strip()
        if _private(opened) and text.startswith(f"{USER}:") and len(text) > len(USER) + 32:
            return text
    path.unlink(missing_ok=True)
    return None


def _private(opened: int) -> bool:
    """Whether nobody but us can have read an open file; where a file system knows no permissions, it has to do."""
    before = os.fstat(opened)
    if not stat.S_ISREG(before.st_mode) or before.st_uid != os.getuid():
        return False
    if not before.st_mode & 0o077:
        return True
    os.fchmod(opened, 0o600)
    return bool(os.fstat(opened).st_mode & 0o077)


def _made(path: Path) -> str:
    """Make the file whole and at once; where another process was faster, its string is everybody's."""
    text = f"{USER}:{secrets.token_urlsafe(32)}"
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(opened, "w", encoding="ascii") as file:
            file.write(f"{text}\n")
        _named(draft, path)
    except FileExistsError:
        return read_plain(path).decode("ascii").strip()
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
    return text


def _named(draft: Path, path: Path) -> None:
    """Give the draft its name; raises FileExistsError where it is taken, if the file system can tell."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        draft.rename(path)
