"""The description of an evidence bundle, and the result of replaying it."""

from typing import Literal

from claims.records.record import Record


class Member(Record):
    """One file of a bundle."""

    name: str
    """Its name in the bundle."""
    sha256: str
    """Its digest."""


class Manifest(Record):
    """The first file of a bundle."""

    form: Literal["assay/bundle-1"] = "assay/bundle-1"
    """The name and version of this shape."""
    run: str
    """The run."""
    members: tuple[Member, ...]
    """Every other file."""
    lost: tuple[str, ...] = ()
    """Digests of per-sample values that the dossier names and the store had no more."""


class Replayed(Record):
    """The result of deriving a run's verdicts anew from its bundle, without the model."""

    run: str
    """The run."""
    target: str
    """What it was about."""
    verdicts: int
    """Verdicts that were derived."""
    recomputed: int
    """Measurements that were computed again from their per-sample values."""
    taken: int
    """Measurements that were taken as they stand: counts in files, and values that cannot be computed from rows."""
    seal: str = ""
    """Digest of the manifest, which names the digest of every file: it changes with any byte of any of them."""
    differs: tuple[str, ...] = ()
    """Everything that is not as the dossier says, each in a sentence."""
    notes: tuple[str, ...] = ()
    """What a reader should know: rules of another version, values that were lost."""
