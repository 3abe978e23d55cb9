"""Cache of fetched models: a folder for each model and commit, with only checked files under their own names.

CACHE/hub/HOST/org--model/refs/main.json     the commit that a revision stood for, and when
…/COMMIT/listing.json                        what the Hub announced
…/COMMIT/files/…                             checked files, light and heavy
…/COMMIT/glance/…                            light files and stubs of weights, to plan by
…/COMMIT/incomplete/DIGEST                   what came of a file so far, unchecked
"""

import errno
import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pydantic import ValidationError

from claims.errors import SourceUnavailable, StoreError
from claims.records import Record
from extractors.sources.hub.listing import ListedFile, ModelListing
from extractors.sources.write_whole import sync_folder, write_whole


class Ref(Record):
    """What a revision stood for when it was last asked."""

    name: str
    """org/model, as it is called now."""
    commit: str
    """The commit."""
    at: str
    """When, ISO 8601 in UTC."""


@dataclass(frozen=True)
class ModelCache:
    """The cache folders of one model at one commit."""

    home: Path
    commit: str = ""

    @classmethod
    def of(cls, cache: Path, host: str, name: str, commit: str = "") -> "ModelCache":
        """The place of a model that is fetched from that host."""
        return cls(cache / "hub" / quote(host, safe="") / name.replace("/", "--"), commit)

    @property
    def cache(self) -> Path:
        """The folder that holds everything."""
        return self.home.parents[2]

    @property
    def files(self) -> Path:
        """The checked files."""
        return self.home / self.commit / "files"

    @property
    def preview(self) -> Path:
        """The folder to plan by."""
        return self.home / self.commit / "glance"

    def partial(self, entry: ListedFile) -> Path:
        """The place of a file until it is checked."""
        folder = self.home / self.commit / "incomplete"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{entry.sha256 or entry.sha1}"

    def publish(self, partial: Path, entry: ListedFile) -> None:
        """Give a checked file its name."""
        final = self.files / entry.path
        final.parent.mkdir(parents=True, exist_ok=True)
        partial.replace(final)
        sync_folder(final.parent)

    def keep(self, listing: ModelListing, revision: str | None) -> None:
        """Remember what a revision stood for, and what the Hub announced of it."""
        ref = Ref(name=listing.name, commit=listing.commit, at=listing.fetched_at)
        write_whole(self._ref(revision), ref.to_bytes())

    def last(self, revision: str | None) -> Ref | None:
        """What a revision stood for when it was last asked, if it ever was."""
        with suppress(OSError, ValidationError):
            return Ref.from_bytes(self._ref(revision).read_bytes())
        return None

    def listing(self) -> ModelListing | None:
        """What the Hub announced of the commit, if it was ever asked."""
        with suppress(OSError, ValidationError):
            return ModelListing.from_bytes((self.home / self.commit / "listing.json").read_bytes())
        return None

    def keep_listing(self, listing: ModelListing) -> None:
        """Remember what the Hub announced of the commit."""
        write_whole(self.home / self.commit / "listing.json", listing.to_bytes())

    @contextmanager
    def locked(self, name: str, seconds: float) -> Iterator[None]:
        """Keep other processes from fetching the same thing; raises SourceUnavailable after a while."""
        folder = self.home / self.commit
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f".{name}.lock").open("a") as lock:
            until = time.monotonic() + seconds
            while not _locked(lock.fileno()):
                if time.monotonic() > until:
                    raise SourceUnavailable(
                        "Another run is still fetching the same model.", "Wait for it to end."
                    )
                time.sleep(0.05)
            yield

    def _ref(self, revision: str | None) -> Path:
        return self.home / "refs" / f"{quote(revision or 'main', safe='')}.json"


@contextmanager
def disk_errors(cache: Path) -> Iterator[None]:
    """Turn errors of the disk into StoreError with a hint."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            says, hint = (
                "has no room left",
                "Make room, or set VERIFY_HOME to a larger disk; it goes on where it stopped.",
            )
        else:
            says, hint = (
                f"cannot be used: {error.strerror}",
                "Set VERIFY_HOME to a folder that can be written.",
            )
        raise StoreError(f"The folder {cache} {says}.", hint) from None


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
