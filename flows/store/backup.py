"""A store in one file: database, files by digest, comparisons and where folders lay; made while others write."""

import hashlib
import os
import sqlite3
import time
import zipfile
from contextlib import closing, nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, Engine, create_engine, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from claims.errors import StoreError, UsageError
from claims.records.backup import BackupManifest
from claims.records.bundle import Member
from flows.plain_file import read_plain
from flows.settings import Settings
from flows.store import blobs
from flows.store.blob_names import named_by_rows
from flows.store.database import can_be_written, database_in_folder, open_engine
from flows.store.file_lock import file_lock
from flows.store.upgrade import version_table

DATABASE = "store.db"
"""The database's name in a backup."""
FOLDERS = ("comparisons", "whereabouts")
"""Folders of a home that are kept beside the files by digest; all others are caches, keys and logs."""
UPKEEP = "upkeep"
"""The lease of whoever copies a store or removes something from it."""
FIRST = 315_532_800.0
"""The earliest moment that a zip file can name: the beginning of 1980."""
HINT = "Back up its database and its bucket by their own tools: docs/machines.md says in which order."
"""What to do about a store on servers."""


@dataclass(frozen=True)
class MadeBackup:
    """A backup that was made."""

    place: Path
    """Its file."""
    files: int
    """Files by digest in it."""
    size: int
    """Its length in bytes."""
    lost: int
    """Files that are damaged or missing in the store, and so in the backup."""


def back_up(settings: Settings, place: Path) -> MadeBackup:
    """Copy a store into a new file, or into one in the folder that is given; raises UsageError and StoreError."""
    from extractors.sources.write_whole import NEW, sweep, sync_folder

    database = database_in_folder(settings, HINT)
    if not database.is_file():
        raise StoreError(f"There is no store in {settings.home}.", "Set VERIFY_HOME to its folder.")
    made = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    if place.is_dir():
        place /= f"assay-{made.replace(':', '').replace('-', '')}.zip"
    writable = can_be_written(settings.home, database)
    with file_lock(settings.home / "leases", UPKEEP) if writable else nullcontext():
        if place.exists():
            raise UsageError(
                f"{place} is there already, and stays as it is.", "Give the backup another name."
            )
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            sweep(place.parent)
            with TemporaryDirectory(prefix=NEW, dir=place.parent) as folder:
                done = _write(settings, Path(folder), made, place)
                (Path(folder) / "backup").replace(place)
            sync_folder(place.parent)
        except OSError as error:
            raise StoreError(f"{place} cannot be written: {error.strerror}.", "Give another place.") from None
    return done


def _write(settings: Settings, folder: Path, made: str, place: Path) -> MadeBackup:
    """Write the backup as "backup" in a folder: the database first, since a file is there before its row is."""
    tables, named = _copy_database(settings, folder / DATABASE)
    artefacts, whole = settings.home / "artefacts", set[str]()
    with zipfile.ZipFile(folder / "backup", "x", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.write(folder / DATABASE, DATABASE)
        members = [Member(name=DATABASE, sha256=_digest_of(folder / DATABASE))]
        for digest, body in blobs.every(artefacts):
            if body is not None:
                path = blobs.where(artefacts, digest)
                members.append(_put(archive, f"artefacts/{digest[:2]}/{digest[2:]}", body, path))
                whole.add(digest)
            else:
                named.add(digest)
        for path in (path for name in FOLDERS for path in sorted((settings.home / name).glob("[!.]*"))):
            members.append(_put(archive, f"{path.parent.name}/{path.name}", read_plain(path), path))
        manifest = BackupManifest(made=made, tables=tables, members=tuple(members))
        archive.writestr("manifest.json", manifest.to_bytes())
    with (folder / "backup").open("rb+") as file:
        os.fsync(file.fileno())
    return MadeBackup(place, len(whole), (folder / "backup").stat().st_size, len(named - whole))


def _put(archive: zipfile.ZipFile, name: str, body: bytes, path: Path) -> Member:
    """Put a file into the backup, with the date when it was last used."""
    when = time.gmtime(max(path.stat().st_mtime, FIRST))
    entry = zipfile.ZipInfo(name, when[:6])
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    archive.writestr(entry, body)
    return Member(name=name, sha256=hashlib.sha256(body).hexdigest())


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy_database(settings: Settings, into: Path) -> tuple[str, set[str]]:
    """Copy the database as it is at one moment; the version of its tables and the files that its rows name."""
    database = database_in_folder(settings, HINT)
    engine = open_engine(settings, read_only=not can_be_written(settings.home, database))
    try:
        with closing(engine.raw_connection()) as source, closing(sqlite3.connect(into)) as copy:
            source.driver_connection.backup(copy)  # type: ignore[union-attr] # the driver's own connection
            says = str(copy.execute("pragma integrity_check(1)").fetchone()[0])
        if says != "ok":
            raise sqlite3.DatabaseError(says)
        return _look_through(create_engine(URL.create("sqlite", database=str(into)), poolclass=NullPool))
    except (sqlite3.Error, DBAPIError) as error:
        says = " ".join(str(getattr(error, "orig", error)).split()).rstrip(".")
        raise StoreError(
            f"The store's database in {settings.home} cannot be copied: {says}.",
            "`verify doctor --salvage NEW_HOME` takes what is whole into a new home.",
        ) from None


def _look_through(copy: Engine) -> tuple[str, set[str]]:
    with copy.connect() as connection:
        known = inspect(connection).has_table(version_table.name)
        version = (
            connection.execute(select(version_table.c.version_num)).scalar_one_or_none() if known else None
        )
        return version or "", named_by_rows(connection)
