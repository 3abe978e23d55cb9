"""Files named for the digest of their content: written whole or not at all, and set aside where they are damaged."""

import hashlib
import re
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
    if path.exists():
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


def is_digest(text: str) -> bool:
    """Whether it can name a file of ours."""
    return _DIGEST.fullmatch(text) is not None


def where(folder: Path, digest: str) -> Path:
    """The file of that digest."""
    return folder / digest[:2] / digest[2:]
