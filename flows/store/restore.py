"""A store made anew from a backup: all of it, or nothing where the backup is damaged or a store is there."""

import calendar
import hashlib
import os
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from claims.errors import ReadError, SourceNotFound, StoreError, UsageError
from claims.records.backup import BackupManifest
from flows.settings import Settings
from flows.store.backup import DATABASE, HINT
from flows.store.database import database_in_folder
from flows.store.file_lock import file_lock
from flows.store.schema import HEAD
from flows.store.store import Store

_NAME = re.compile(
    r"store\.db|artefacts/[0-9a-f]{2}/[0-9a-f]{62}|comparisons/[0-9a-zA-Z]+\.json|whereabouts/[0-9a-f]{64}"
)
"""The names that a file of a backup may have."""


@dataclass(frozen=True)
class Restored:
    """A store that was made from a backup."""

    home: Path
    """Its folder."""
    made: str
    """When the backup was made, ISO 8601 in UTC."""
    runs: int
    """Finished runs in it."""
    files: int
    """Files that were written, the database among them."""


def restore(settings: Settings, backup: Path) -> Restored:
    """Make the store of these settings from a backup; raises UsageError, SourceNotFound, ReadError and StoreError."""
    database = database_in_folder(settings, HINT)
    _refuse_existing(settings, database)
    if not backup.is_file():
        raise SourceNotFound(f"There is no backup {backup}.", "Make one with `verify backup FILE`.")
    with _opened(backup) as archive:
        manifest = _manifest(archive, backup)
        for member in manifest.members:
            _check(archive, member.name, member.sha256)
        try:
            _put_all(settings, database, archive, manifest)
        except OSError as error:
            raise StoreError(
                f"The store {settings.home} cannot be written: {error.strerror}.",
                "Free some space, or set VERIFY_HOME to a folder that can be written.",
            ) from None
    return Restored(settings.home, manifest.made, len(Store(settings).runs()), len(manifest.members))


def _refuse_existing(settings: Settings, database: Path) -> None:
    if database.exists():
        raise UsageError(
            f"There is a store in {settings.home} already, and it stays as it is.",
            "Set VERIFY_HOME to a folder that is not there yet.",
        )


@contextmanager
def _opened(backup: Path) -> Iterator[zipfile.ZipFile]:
    """The backup's files; raises ReadError where one of them cannot be read."""
    try:
        with zipfile.ZipFile(backup) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, RuntimeError, ValueError, OSError) as error:
        says = " ".join(str(error).split()).rstrip(".")
        raise ReadError(
            f"{backup} is damaged or no backup of a store, and nothing was restored: {says}.",
            "Take another backup.",
        ) from None


def _manifest(archive: zipfile.ZipFile, backup: Path) -> BackupManifest:
    """What the backup holds; raises ReadError for a file that is none, StoreError for one of a newer Assay."""
    try:
        manifest = BackupManifest.from_bytes(archive.read("manifest.json"))
    except (ValidationError, KeyError):
        manifest = None
    names = [member.name for member in manifest.members] if manifest else []
    if manifest is None or names.count(DATABASE) != 1 or not all(map(_NAME.fullmatch, names)):
        raise ReadError(
            f"{backup} is a zip file, but no backup of a store, and nothing was restored.",
            "`verify backup FILE` makes one; `verify replay FILE` reads the evidence of one run.",
        )
    if manifest.tables > HEAD:
        raise StoreError(
            f"{backup} was made by a newer Assay (tables {manifest.tables}; this one knows {HEAD}).",
            "Update Assay here.",
        )
    return manifest


def _check(archive: zipfile.ZipFile, name: str, sha256: str) -> None:
    """Read a file of the backup to its end; raises ValueError where it is not what it was."""
    with archive.open(name) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type] # it reads like a file
    is_named_so = not name.startswith("artefacts/") or name.split("/", 1)[1].replace("/", "") == sha256
    if digest != sha256 or not is_named_so:
        raise ValueError(f"{name} is not what it was")


def _put_all(settings: Settings, database: Path, archive: zipfile.ZipFile, manifest: BackupManifest) -> None:
    """Write all files, and the database last: a restore that is killed before can be repeated."""
    from extractors.sources.write_whole import new_name, sync_folder, write_whole

    settings.home.mkdir(parents=True, exist_ok=True)
    database.parent.mkdir(parents=True, exist_ok=True)
    for member in manifest.members:
        path = settings.home / member.name
        if member.name != DATABASE and (member.name.startswith("artefacts/") or not path.exists()):
            write_whole(path, archive.read(member.name))
            used = calendar.timegm((*archive.getinfo(member.name).date_time, 0, 0, 0))
            os.utime(path, (used, used))
    new = new_name(database.parent)
    try:
        with archive.open(DATABASE) as source, new.open("xb") as copy:
            shutil.copyfileobj(source, copy)
            copy.flush()
            os.fsync(copy.fileno())
        with file_lock(settings.home / "leases", "store"):  # whoever opens a home makes a new database in it
            _refuse_existing(settings, database)
            new.replace(database)
    finally:
        new.unlink(missing_ok=True)
    sync_folder(database.parent)
