"""A bundle, opened with care: its files by name, each checked against the manifest."""

import hashlib
import io
import zipfile
import zlib
from dataclasses import dataclass

from pydantic import ValidationError

from claims.errors import ReadError
from claims.records import Dossier
from claims.records.bundle import Manifest

MOST_FILES = 2_000
MOST_BYTES = 1 << 30
"""Bytes of all files together, unpacked."""


@dataclass(frozen=True)
class Bundle:
    """What is in a bundle."""

    manifest: Manifest
    dossier: Dossier
    seal: str
    """Digest of the manifest."""
    raw: dict[str, bytes]
    """Per-sample values, by digest."""
    differs: tuple[str, ...]
    """Files that are not what the manifest says."""


def open_bundle(body: bytes) -> Bundle:
    """Open a bundle; raises ReadError for what is none, or what is too large to be one."""
    files = _files(body)
    try:
        manifest = Manifest.from_bytes(files["manifest.json"])
        dossier = Dossier.from_bytes(files["dossier.json"])
    except KeyError as error:
        raise ReadError(f"The bundle has no {error.args[0]}.", "Make it anew with `verify bundle`.") from None
    except ValidationError:
        raise ReadError(
            "The bundle's records cannot be read.",
            "It was changed, or made by another version of Assay: make it anew with `verify bundle`.",
        ) from None
    known = {member.name: member.sha256 for member in manifest.members}
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    differs = [
        f"{name} is not the file that the manifest names."
        for name in known
        if digests.get(name) != known[name]
    ]
    if manifest.run != dossier.run:
        differs.append(f"The manifest is of run {manifest.run}, the dossier of run {dossier.run}.")
    differs += [f"{name} is not in the manifest." for name in sorted({*files} - {*known, "manifest.json"})]
    raw = {digests[name]: data for name, data in files.items() if name.startswith("raw/")}
    seal = hashlib.sha256(files["manifest.json"]).hexdigest()
    return Bundle(manifest, dossier, seal, raw, tuple(differs))


def _files(body: bytes) -> dict[str, bytes]:
    """The files of the archive, never more bytes than are allowed whatever they announce."""
    files: dict[str, bytes] = {}
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            if len(archive.infolist()) > MOST_FILES:
                raise ReadError(
                    f"The bundle holds more than {MOST_FILES:,} files.", "Make one with `verify bundle RUN`."
                )
            for entry in archive.infolist():
                with archive.open(entry) as file:
                    files[entry.filename] = file.read(left + 1)
                left -= len(files[entry.filename])
                if left < 0:
                    raise ReadError(
                        "The bundle is larger than 1 GiB unpacked.", "Make one with `verify bundle RUN`."
                    )
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise ReadError(
            "The file is no bundle: it cannot be unpacked.", "Make it with `verify bundle RUN`."
        ) from None
    return files
