"""Files named for the digest of their content: written whole or not at all, and set aside where they are damaged."""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from claims.errors import StoreDamaged, StoreError
from flows.plain_file import read_plain

_DIGEST = re.compile(r"[0-9a-f]{64}")


def put(folder: Path, body: bytes) -> str:
    """Write bytes under their SHA-256 and return it; a crash at any moment leaves the file whole or absent."""
    from extractors.sources.write_whole import sweep, write_whole

    digest = hashlib.sha256(body).hexdigest()
    path = where(folder, digest)
    if mark_used(folder, digest):
        return digest
    try:
        sweep(path.parent)
        write_whole(path, body)
    except OSError as error:
        raise StoreError(
            f"The store {folder.parent} cannot be written: {error.strerror}.",
            "Free some space, or set VERIFY_HOME to a folder that can be written.",
        ) from None
    return digest


def get(folder: Path, digest: str) -> bytes:
    """The bytes of that digest; raises StoreDamaged if they are gone or not what they were.

    What is not what it was is set aside in the folder "damaged" beside, so that it can be made anew and looked at.
    """
    if not is_digest(digest):  # it names no file of ours, and is not looked for
        raise StoreDamaged("The store names a file by no digest.", "`verify doctor --store` says which.")
    try:
        body = read_plain(where(folder, digest))
    except OSError:
        body = b""
    if hashlib.sha256(body).hexdigest() == digest:
        return body
    aside = folder.parent / "damaged"
    with suppress(OSError):  # missing, or a store that is only read
        aside.mkdir(exist_ok=True)
        where(folder, digest).replace(aside / digest)
    raise StoreDamaged(
        f"A file of the store ({digest[:12]}…) is missing or damaged.",
        f"Run the same command again: it is made anew. What was damaged is kept in {aside}.",
    )


def mark_used(folder: Path, digest: str) -> bool:
    """Give a file today's date, so that nothing takes it for one that is no longer used; whether it is there."""
    path = where(folder, digest)
    try:
        os.utime(path)
    except OSError:  # missing, or a store that is only read
        return path.exists()
    return True


def remove_unused(path: Path, before: float) -> bool:
    """Remove a file that was not used since that moment; whether it went.

    Whoever puts the same file meanwhile finds it with a new date, and it stays, or finds none and writes it anew.
    """
    from extractors.sources.write_whole import new_name

    aside = new_name(path.parent)
    try:
        path.replace(aside)
        if aside.stat().st_mtime >= before:
            aside.replace(path)
            return False
        aside.unlink()
    except FileNotFoundError:
        return False
    return True


def every(folder: Path) -> Iterator[tuple[str, bytes | None]]:
    """The digest by which each file is named, in order, with its bytes; None where it is not what its name says."""
    from extractors.sources.write_whole import NEW

    for path in sorted(folder.glob("??/*")):
        if path.name.startswith(NEW):  # what a process is writing, or was when it was killed
            continue
        digest, body = path.parent.name + path.name, None
        with suppress(OSError):
            body = read_plain(path)
        yield digest, body if body is not None and hashlib.sha256(body).hexdigest() == digest else None


def is_digest(text: str) -> bool:
    """Whether it can name a file of ours."""
    return _DIGEST.fullmatch(text) is not None


def where(folder: Path, digest: str) -> Path:
    """The file of that digest."""
    return folder / digest[:2] / digest[2:]
