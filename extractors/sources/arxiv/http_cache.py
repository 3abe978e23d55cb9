"""Answers kept on disk with what the server needs to say that nothing has changed (ETag, Last-Modified)."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from claims.errors import StoreError
from claims.records import Record
from extractors.sources.write_whole import new_name, sweep, write_whole

_DAY = 86_400.0


class CachedReply(Record):
    """One kept answer."""

    url: str
    """What was asked."""
    etag: str | None = None
    """As the server wrote it."""
    last_modified: str | None = None
    """As the server wrote it."""
    sha256: str
    """Digest of the body."""
    size: int
    """Bytes of the body."""


class HttpCache:
    """A folder of answers, each written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        """Keep the folder; it is made when first written."""
        self._folder = folder

    def find(self, url: str) -> CachedReply | None:
        """The kept answer, if its body is still what it was."""
        try:
            reply = CachedReply.from_bytes(self._path(url, ".json").read_bytes())
        except (OSError, ValidationError):
            return None
        return reply if reply.url == url and sha256(self.body(url)) == reply.sha256 else None

    def body(self, url: str) -> Path:
        """The file that holds the body of an answer."""
        return self._path(url, ".body")

    def keep(self, url: str, new: Path, etag: str | None, last_modified: str | None) -> CachedReply:
        """Take over a file as the answer; raises StoreError when the disk is full."""
        digest = sha256(new)
        if digest is None:
            raise unwritable(self._folder, FileNotFoundError(2, "the file is gone"))
        reply = CachedReply(
            url=url, etag=etag, last_modified=last_modified, sha256=digest, size=new.stat().st_size
        )
        with writing(self._folder):
            new.replace(self.body(url))
            write_whole(self._path(url, ".json"), reply.to_bytes())
        return reply

    def forget(self, url: str) -> None:
        """Let an answer go: it has found its place elsewhere."""
        for suffix in (".json", ".body"):
            self._path(url, suffix).unlink(missing_ok=True)

    @contextmanager
    def new(self) -> Iterator[Path]:
        """An empty file to pour an answer into; gone afterwards unless it was kept."""
        name = new_name(self._folder)
        try:
            with writing(self._folder):
                self._folder.mkdir(parents=True, exist_ok=True)
                sweep(self._folder)
                name.touch(0o600)
            yield name
        finally:
            name.unlink(missing_ok=True)

    def _path(self, url: str, suffix: str) -> Path:
        return self._folder / (hashlib.sha256(url.encode()).hexdigest()[:40] + suffix)


def sha256(path: Path) -> str | None:
    """The digest of a file; None if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def place_copy(copy: Path, path: Path) -> None:
    """The same bytes under another name: linked where that is possible, copied where not."""
    try:
        os.link(copy, path)
    except OSError:
        shutil.copyfile(copy, path)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn what the disk says into a sentence: StoreError."""
    try:
        yield
    except OSError as error:
        raise unwritable(folder, error) from None


def unwritable(folder: Path, error: OSError) -> StoreError:
    """The sentence for a folder that cannot be written."""
    return StoreError(
        f"The folder {folder} cannot be written: {error.strerror or error}.",
        "Free some space, or set VERIFY_HOME to a folder that can be written.",
    )
