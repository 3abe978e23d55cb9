"""The description of a backup of the store."""

from typing import Literal

from claims.records.bundle import Member
from claims.records.record import Record


class BackupManifest(Record):
    """What a backup holds."""

    form: Literal["assay/backup-1"] = "assay/backup-1"
    """The name and version of this shape."""
    made: str
    """When the database was copied, ISO 8601 in UTC."""
    tables: str
    """The version of the database's tables."""
    members: tuple[Member, ...]
    """Every other file of the backup."""
