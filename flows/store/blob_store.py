"""The store's files by digest: in the home alone, or in a bucket of which the home is the cache."""

import hashlib
from contextlib import suppress
from pathlib import Path

from claims.errors import StoreDamaged
from flows.settings import Settings
from flows.store import blobs
from flows.store.bucket import Bucket


class BlobStore:
    """Files named for the digest of their content."""

    def __init__(self, settings: Settings, *, shared: bool) -> None:
        """Use the home, and the bucket of VERIFY_BLOBS; `shared` says whether other machines use the database."""
        self._folder = settings.home / "artefacts"
        self._shared = shared
        self._bucket = Bucket(settings.blobs, settings.home) if settings.blobs else None
        self._sent: set[str] = set()

    def put(self, body: bytes) -> str:
        """Keep bytes and return their digest: in the bucket before a row of the database can name them."""
        digest = blobs.put(self._folder, body)
        if self._bucket is not None and digest not in self._sent:
            self._bucket.put(digest, body)
            self._sent.add(digest)
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes of that digest; raises StoreDamaged if they are gone or not what they were."""
        here = not blobs.is_digest(digest) or blobs.where(self._folder, digest).exists()
        if here or (self._bucket is None and not self._shared):
            try:
                return blobs.get(self._folder, digest)
            except StoreDamaged:
                if self._bucket is None or not blobs.is_digest(digest):
                    raise
        if self._bucket is None:
            raise StoreDamaged(
                f"A file of the store ({digest[:12]}…) is not on this machine; another machine that uses the same "
                "database may hold it.",
                "Set VERIFY_BLOBS=s3://bucket on all of them, or run the same command again: it is made anew here.",
            )
        return self._from_bucket(self._bucket, digest)

    def mark_used(self, digest: str) -> None:
        """Note that a file on this machine is in use, so that pruning leaves it."""
        blobs.mark_used(self._folder, digest)

    def path(self, digest: str) -> Path:
        """The path of a file on this machine, for a child that may read it."""
        self.get(digest)
        return blobs.where(self._folder, digest)

    def _from_bucket(self, bucket: Bucket, digest: str) -> bytes:
        """Fetch a file into the home; one that is not what it is named for is removed from the bucket."""
        for _ in range(2):  # what was damaged on its way is whole the second time
            body = bucket.get(digest)
            if body is None:
                raise StoreDamaged(
                    f"A file of the store ({digest[:12]}…) is neither here nor in {bucket.address}.",
                    "Run the same command again: it is made anew.",
                )
            if hashlib.sha256(body).hexdigest() == digest:
                with suppress(OSError):  # a home that is only read
                    blobs.put(self._folder, body)
                return body
        bucket.remove(digest)
        raise StoreDamaged(
            f"A file of the store ({digest[:12]}…) was damaged in {bucket.address}, and is removed there.",
            "Run the same command again: it is made anew.",
        )
