"""E-print archives opened within bounds: tar, gzip and zip, in memory, member by member, never onto the disk."""

import io
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from claims.errors import ReadError, SourceUnsafe

MOST_BYTES = 300 << 20
"""Bytes that an archive may unpack to."""
MOST_FILES = 5_000
"""Members that are looked at."""
DEEPEST = 32
"""Folders within folders."""
KEPT_BYTES = 40 << 20
"""Bytes of text that are kept."""
_TEXT = (".tex", ".ltx", ".latex", ".bbl", ".sty", ".cls", ".txt", ".tab", ".table", ".inc")
_PACKED = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar")


@dataclass
class Unpacked:
    """The texts of an archive, and what was left out."""

    files: dict[str, bytes] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)
    empty: bool = False
    """Whether it is sound and holds no source, as the e-print of a paper that came as a PDF does."""
    names: set[str] = field(default_factory=set)
    """The paths of all files that lie in it."""


def unpacked(body: bytes, name: str) -> Unpacked:
    """The LaTeX files of an archive by content, whatever it is called; raises ReadError or SourceUnsafe."""
    if not body:
        raise ReadError(f"{name} is empty.", "Fetch it again.")
    if body[:2] == b"PK":
        return _zip(body, name)
    if body[:3] == b"BZh" or body[:6] == b"\xfd7zXZ\x00" or body[:2] == b"\x1f\x8b":
        body = _inflated(body, name)
    if not body.strip(b"\0") and len(body) >= 1024:
        return Unpacked(empty=True)
    if body[257:262] == b"ustar" or _is_tar(body):
        return _tar(body, name)
    if body[:5] == b"%PDF-":
        return Unpacked(empty=True)
    if b"\\" in body[:200_000] and body.lstrip()[:1] != b"<":
        return Unpacked(files={"main.tex": body})
    raise ReadError(f"{name} is neither an archive nor LaTeX.", "Fetch it again, or name the paper's PDF.")


def _inflated(body: bytes, name: str) -> bytes:
    """Gzip, bzip2 or xz, read in pieces up to the bound."""
    out, rest = bytearray(), body
    try:
        while rest:
            engine = _engine(rest)
            while not engine.eof:
                piece = engine.decompress(rest, 1 << 20)
                out += piece
                if len(out) > MOST_BYTES:
                    raise SourceUnsafe(
                        f"{name} unpacks to more than {MOST_BYTES >> 20} MiB.",
                        "It is not read; name the paper's PDF.",
                    )
                rest = engine.unconsumed_tail if hasattr(engine, "unconsumed_tail") else b""
                if not piece and not rest and not engine.eof:
                    raise ReadError(f"{name} is cut off.", "Fetch it again.")
            rest = engine.unused_data.lstrip(b"\x00")
            if rest and rest[:2] not in (b"\x1f\x8b", b"BZ", b"\xfd7"):
                break
    except (zlib.error, OSError, EOFError, ValueError) as error:
        raise ReadError(f"{name} is damaged: {str(error)[:80]}.", "Fetch it again.") from None
    return bytes(out)


def _engine(body: bytes) -> "zlib._Decompress":
    """A decompressor by the first bytes."""
    if body[:3] == b"BZh":
        import bz2

        return bz2.BZ2Decompressor()  # type: ignore[return-value]  # the same three members are used
    if body[:2] == b"\xfd7":
        import lzma

        return lzma.LZMADecompressor(memlimit=256 << 20)  # type: ignore[return-value]
    return zlib.decompressobj(47)


def _is_tar(body: bytes) -> bool:
    try:
        with tarfile.open(fileobj=io.BytesIO(body[: 1 << 20]), mode="r:") as archive:
            return archive.next() is not None
    except (tarfile.TarError, OSError, ValueError):
        return False


def _tar(body: bytes, name: str) -> Unpacked:
    out = Unpacked()
    try:
        with tarfile.open(fileobj=io.BytesIO(body), mode="r:") as archive:
            for count, member in enumerate(archive):
                if count >= MOST_FILES:
                    raise SourceUnsafe(
                        f"{name} holds more than {MOST_FILES} files.", "It is not read; name the paper's PDF."
                    )
                _member(archive, member, name, out, len(body))
        if both := _folders(out) & out.names:
            raise ReadError(f"{_printable(both.pop())} in {name} is a file and a folder.", "Fetch it again.")
    except (tarfile.TarError, OSError, ValueError, EOFError, OverflowError) as error:
        raise ReadError(f"{name} is damaged: {str(error)[:80]}.", "Fetch it again.") from None
    return out


def _member(archive: tarfile.TarFile, member: tarfile.TarInfo, name: str, out: Unpacked, most: int) -> None:
    """Take one member of a tar if it is a text that lies inside."""
    if member.isdir():
        if member.name.strip("./") == "":
            out.warnings.append(f"{name} would change the folder that it is unpacked in.")
        out.folders.add(member.name.strip("/"))
        if member.name.count("/") > DEEPEST:
            _warn(out, f"Folders in {name} lie too deep and were passed over.")
        return
    _refuse(member, name, most)
    path = _path(member.name, name)
    out.names.add(path)
    if _passed_over(path, name, out):
        return
    if member.mode & 0o6000:
        out.warnings.append(
            f"{_printable(path)} in {name} asks to run with another's rights, which nothing here does."
        )
    if path.lower().endswith(_PACKED):
        out.warnings.append(f"{_printable(path)} is an archive in the archive and was not opened.")
    elif path.lower().endswith(_TEXT):
        stream = archive.extractfile(member)
        _add_file(path, stream.read() if stream else b"", name, out)


def _refuse(member: tarfile.TarInfo, name: str, most: int) -> None:
    """Raise SourceUnsafe for what is no file or lies about its size, ReadError for a header without sense."""
    shown = _printable(member.name)
    if member.issym() or member.islnk():
        raise SourceUnsafe(
            f"{name} holds a link ({shown}), which could lead out of it.",
            "It is not read; name the paper's PDF.",
        )
    if not member.isreg():
        raise SourceUnsafe(
            f"{name} holds something that is no file ({shown}).", "It is not read; name the paper's PDF."
        )
    _path(member.name, name)
    if any(len(member.pax_headers.get(key, "")) > 20 for key in ("size", "uid", "gid")):
        raise ReadError(f"{name} is damaged: a header of {shown} holds no number.", "Fetch it again.")
    if member.size > MOST_BYTES or member.size > most or member.sparse:
        raise SourceUnsafe(
            f"{shown} in {name} claims to be larger than the archive.",
            "It is not read; name the paper's PDF.",
        )


def _zip(body: bytes, name: str) -> Unpacked:
    out, total = Unpacked(), 0
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for count, member in enumerate(archive.infolist()):
                if count >= MOST_FILES:
                    raise SourceUnsafe(
                        f"{name} holds more than {MOST_FILES} files.", "It is not read; name the paper's PDF."
                    )
                total += member.file_size
                if total > MOST_BYTES:
                    raise SourceUnsafe(
                        f"{name} unpacks to more than {MOST_BYTES >> 20} MiB.",
                        "It is not read; name the paper's PDF.",
                    )
                if member.external_attr >> 28 == 0xA:
                    raise SourceUnsafe(
                        f"{name} holds a link ({_printable(member.filename)}).",
                        "It is not read; name the paper's PDF.",
                    )
                path = _path(member.filename, name)
                if path.lower().endswith(_PACKED):
                    raise SourceUnsafe(
                        f"{name} holds an archive in the archive ({_printable(path)}).",
                        "It is not read; name the paper's PDF.",
                    )
                if path.lower().endswith(_TEXT) and not _passed_over(path, name, out):
                    with archive.open(member) as stream:
                        _add_file(path, b"".join(_pieces(stream)), name, out)
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        zlib.error,
        EOFError,
    ) as error:
        raise ReadError(f"{name} is damaged: {str(error)[:80]}.", "Fetch it again.") from None
    return out


def _folders(out: Unpacked) -> set[str]:
    """All folders: those that are named, and those that files lie in."""
    above = {path.rpartition("/")[0] for path in out.names}
    return out.folders | {folder for folder in above if folder}


def _warn(out: Unpacked, says: str) -> None:
    if says not in out.warnings:
        out.warnings.append(says)


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    taken = 0
    while taken <= KEPT_BYTES and (piece := stream.read(1 << 20)):
        taken += len(piece)
        yield piece


def _path(member: str, name: str) -> str:
    """The path of a member; raises SourceUnsafe where it leads out of the archive."""
    parts = [part for part in member.split("/") if part not in ("", ".")]
    if member.startswith(("/", "~")) or ".." in parts:
        raise SourceUnsafe(
            f"{name} holds a file outside its own folder ({_printable(member)}).",
            "It is not read; name the paper's PDF.",
        )
    if any(len(part.encode("utf-8", "replace")) > 255 for part in parts) or len(member) > 4096:
        raise ReadError(f"{name} holds a name that is too long for any disk.", "Fetch it again.")
    return "/".join(parts)


def _passed_over(path: str, name: str, out: Unpacked) -> bool:
    """Whether a member's name is one that no paper needs, so that it is left alone and said."""
    odd = not path.isprintable() or path.startswith("-") or ":" in path or "\\" in path
    deep = path.count("/") > DEEPEST or len(path) > 400
    twin = next((file for file in out.files if file != path and _folded(file) == _folded(path)), None)
    if odd or deep:
        why = "lies too deep" if deep else "has an odd name"
        out.warnings.append(f"{_printable(path)} in {name} {why} and was passed over.")
    elif twin:
        out.warnings.append(
            f"{_printable(path)} and {_printable(twin)} in {name} differ in capitals or accents alone."
        )
    return odd or deep


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _add_file(path: str, body: bytes, name: str, out: Unpacked) -> None:
    if path in out.files:
        out.warnings.append(f"{_printable(path)} is in {name} twice; the later one was read.")
    if sum(map(len, out.files.values())) + len(body) > KEPT_BYTES:
        out.warnings.append(f"{_printable(path)} is beyond what is read of one source and was passed over.")
    else:
        out.files[path] = body


def _printable(path: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in path)[:80]
