"""Opens what torch.save and torch.jit.save write, without unpickling: the archive's members and the pickles' trees."""

import zipfile
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from claims.errors import ReadError
from reproducers.lab.files.pickle_tree import read_pickle

_LARGEST = 256 << 20  # bytes of one pickle: names and shapes, no numbers
_MAGIC = 0x1950A86A20F9469CFC6C
_LEGACY = 3  # pickles that come before the object: a magic number, the protocol, the system


class ArchiveMember(NamedTuple):
    """One member of an archive, and where its bytes begin in the file; -1 where they are packed."""

    begin: int
    size: int


def members_of(file: BinaryIO) -> dict[str, ArchiveMember]:
    """The members of a zip archive by name, without the folder that torch puts them in; raises ReadError."""
    with _opened(file) as archive:
        listed = archive.infolist()
        top = listed[0].filename.partition("/")[0] + "/" if listed else ""
        in_one_folder = all(info.filename.startswith(top) for info in listed)
        return {
            info.filename.removeprefix(top) if in_one_folder else info.filename: _member(file, info)
            for info in listed
        }


def member_bytes(file: BinaryIO, name: str, most: int = _LARGEST) -> bytes:
    """The bytes of a member, by its name with or without the archive's folder; raises ReadError."""
    with _opened(file) as archive:
        info = next((i for i in archive.infolist() if i.filename == name or _inner(i.filename) == name), None)
        if info is None:
            raise ReadError(f"The archive holds no {name}.", "Download it again.")
        if info.file_size > most:
            raise ReadError(f"{name} in the archive takes {info.file_size:,} bytes, more than is read.")
        try:
            with archive.open(info) as member:
                return member.read(most)
        except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
            raise ReadError(f"{name} in the archive is damaged.", "Download it again.") from None


def pickle_in(file: BinaryIO, name: str) -> Any:
    """The tree of a pickle in an archive."""
    import io

    return read_pickle(io.BytesIO(member_bytes(file, name)))


def read_legacy(path: Path) -> Any:
    """The tree of what torch.save wrote before 1.6, several pickles in a row; raises ReadError for any other file."""
    with path.open("rb") as file:
        if read_pickle(file) != _MAGIC:
            raise ReadError(f"{path.name} is a pickle, but none of torch.save.", "Ask for safetensors.")
        for _ in range(_LEGACY - 1):
            read_pickle(file)
        return read_pickle(file)


def _inner(name: str) -> str:
    return name.partition("/")[2]


def _opened(file: BinaryIO) -> zipfile.ZipFile:
    try:
        file.seek(0)
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, OverflowError, NotImplementedError) as error:
        raise ReadError(f"The archive is damaged ({str(error)[:60]}).", "Download it again.") from None


def _member(file: BinaryIO, info: zipfile.ZipInfo) -> ArchiveMember:
    """Where a member's bytes begin: after its local header, whose two names may have other lengths."""
    if info.compress_type != zipfile.ZIP_STORED:
        return ArchiveMember(-1, info.file_size)
    file.seek(info.header_offset)
    head = file.read(30)
    if len(head) < 30 or head[:4] != b"PK\x03\x04":
        return ArchiveMember(-1, info.file_size)
    skipped = int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    return ArchiveMember(info.header_offset + 30 + skipped, info.file_size)
