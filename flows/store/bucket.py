"""A bucket of an object store that machines share: files named for their digest, each made once."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from claims.errors import StoreError, UsageError

if TYPE_CHECKING:
    from obstore.store import S3Store

ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
"""Variables that name a server which is not Amazon's, the first that is set."""
LONGEST_REASON = 300
"""Characters of what the object store says."""


class Bucket:
    """The files by digest in a bucket; raises StoreError where it cannot be used."""

    def __init__(self, address: str, home: Path) -> None:
        """Open VERIFY_BLOBS, s3://bucket/prefix; the first time from this home, try whether it keeps its word.

        Raises UsageError for what is no such address, and for a missing package.
        """
        self.address = address
        self._store = _open(address)
        known_as = hashlib.sha256(f"{address} {_endpoint()}".encode()).hexdigest()[:16]
        tried = home / "buckets" / known_as
        if not tried.exists():
            self._probe()
            with suppress(OSError):  # a home that is only read
                tried.parent.mkdir(parents=True, exist_ok=True)
                tried.write_text(f"{address}\n")

    def put(self, digest: str, body: bytes) -> None:
        """Make a file unless it is there."""
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        with self._trouble():
            try:
                self._store.put(_key(digest), body, mode="create")
            except (AlreadyExistsError, PreconditionError):
                return  # the same content, from here or from another machine

    def get(self, digest: str) -> bytes | None:
        """The file as the bucket sends it, unchecked; None where there is none."""
        from obstore.exceptions import NotFoundError

        with self._trouble():
            try:
                return bytes(self._store.get(_key(digest)).bytes())
            except (NotFoundError, FileNotFoundError):
                return None

    def remove(self, digest: str) -> None:
        """Remove a file that is not what it is named for, so that it can be made anew."""
        with self._trouble():
            self._store.delete(_key(digest))

    def _probe(self) -> None:
        """Refuse a store that lets one file be made twice: two machines would overwrite each other's."""
        from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError

        key = f"probe/{secrets.token_hex(16)}"
        try:
            with self._trouble():
                self._store.put(key, b"first", mode="create")
                try:
                    self._store.put(key, b"second", mode="create")
                    refused = False
                except (AlreadyExistsError, PreconditionError):
                    refused = True
                kept = bytes(self._store.get(key).bytes())
        finally:
            with suppress(BaseError, OSError):  # not everybody may delete, and the bucket may be missing
                self._store.delete(key)
        if not refused or kept != b"first":
            raise StoreError(
                f"The object store of {self.address} lets a file be made twice: it ignores If-None-Match.",
                "Use one that honours it, such as Amazon S3, MinIO or SeaweedFS.",
            )

    @contextmanager
    def _trouble(self) -> Iterator[None]:
        """Errors of the object store as a sentence and the next thing to do."""
        from obstore import exceptions

        try:
            yield
        except (exceptions.UnauthenticatedError, exceptions.PermissionDeniedError, PermissionError) as error:
            raise StoreError(
                f"{self.address} (VERIFY_BLOBS) refuses these credentials{_code(error)}.",
                "Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and that they may read, write and delete there.",
            ) from None
        except (exceptions.NotFoundError, FileNotFoundError):
            raise StoreError(
                f"There is no bucket {self.address} (VERIFY_BLOBS).",
                "Make it, or check its name and AWS_ENDPOINT_URL.",
            ) from None
        except (exceptions.BaseError, OSError, ValueError) as error:
            reason = " ".join(str(error).partition("Debug source:")[0].split())[:LONGEST_REASON].rstrip(".")
            raise StoreError(
                f"{self.address} (VERIFY_BLOBS) cannot be used: {reason}.",
                "Check that it can be reached, its free space, AWS_ENDPOINT_URL and the credentials.",
            ) from None


def _open(address: str) -> "S3Store":
    """The client, which reads region, address and credentials from the environment."""
    parts = urlsplit(address)
    if parts.scheme != "s3" or not parts.netloc or parts.username or parts.query:
        raise UsageError(
            "VERIFY_BLOBS names no bucket.", "Write it as s3://bucket or s3://bucket/folder, or unset it."
        )
    try:
        from obstore.store import S3Store
    except ImportError:
        raise UsageError(
            "VERIFY_BLOBS needs the Python package obstore, which is not installed.",
            "Install it with: pip install 'assay[s3]'.",
        ) from None
    plain = (_endpoint() or "").startswith("http://")
    return S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        endpoint=_endpoint(),
        client_options={"timeout": "120s", "connect_timeout": "10s", "allow_http": plain},
        retry_config={"max_retries": 3},
    )


def _endpoint() -> str | None:
    return next((os.environ[name] for name in ENDPOINTS if os.environ.get(name)), None)


def _key(digest: str) -> str:
    """Where a file lies; as in the folder "artefacts" of a home, so that one can be copied into the other."""
    return f"{digest[:2]}/{digest[2:]}"


def _code(error: BaseException) -> str:
    """The server's own word for what is wrong."""
    known = (
        "AccessDenied",
        "InvalidAccessKeyId",
        "SignatureDoesNotMatch",
        "RequestTimeTooSkewed",
        "ExpiredToken",
    )
    word = next((word for word in known if word in str(error)), None)
    return f" ({word})" if word else ""
