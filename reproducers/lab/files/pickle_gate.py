"""Checks a state dict of torch.save before it is opened: known archive members, pickle opcodes and globals only.

Passing it is no promise that the file is harmless: it is then opened by torch's own restricted reader alone, from an
archive that is written anew, in a child that has neither network nor files.
"""

import pickletools
import re
import zipfile
from pathlib import Path
from typing import NamedTuple

from reproducers.lab.refusal import Refusal

_STORAGES = ("Float", "Double", "Half", "BFloat16", "Long", "Int", "Short", "Char", "Byte", "Bool")
GLOBALS = {
    "collections OrderedDict",
    "torch._utils _rebuild_tensor_v2",
    "torch._utils _rebuild_parameter",
    *(f"torch {kind}Storage" for kind in _STORAGES),
}
"""What a state dict may name; each only builds tensors and dictionaries."""
STEPS = {
    "PROTO", "STOP", "MARK", "POP_MARK", "NONE", "NEWTRUE", "NEWFALSE", "BININT", "BININT1", "BININT2", "LONG1",
    "BINFLOAT", "BINUNICODE", "SHORT_BINUNICODE", "EMPTY_DICT", "EMPTY_LIST", "EMPTY_TUPLE", "TUPLE", "TUPLE1",
    "TUPLE2", "TUPLE3", "APPEND", "APPENDS", "SETITEM", "SETITEMS", "BINPUT", "LONG_BINPUT", "BINGET", "LONG_BINGET",
    "BINPERSID", "GLOBAL", "REDUCE", "BUILD",
}  # fmt: skip
"""Steps of pickle's machine that torch.save needs; among those left out are STACK_GLOBAL, INST, OBJ and NEWOBJ."""
_MEMBER = re.compile(
    r"[\w.-]{1,80}/(data\.pkl|version|byteorder|\.format_version|\.storage_alignment|\.data/serialization_id|data/\d{1,6})"
)
_MOST_STEPS = 2_000_000
_LARGEST = (
    64 << 20
)  # bytes of the pickle itself; names and shapes of a few thousand tensors take a few hundred kilobytes
_ENCRYPTED = 0x1 | 0x40 | 0x2000


class PassedArchive(NamedTuple):
    """An archive that passed, by the names of its members."""

    members: tuple[str, ...]


def examine(path: Path) -> PassedArchive | Refusal:
    """The archive's members where it passes the gate, else the refusal that names what stood in the way."""
    try:
        with path.open("rb") as file:
            if file.read(4) != b"PK\x03\x04":
                return _no(path, "it is no archive of torch.save, but an older form or another program's")
        with zipfile.ZipFile(path) as archive:
            return _archive(path, archive)
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        EOFError,
        RuntimeError,
        NotImplementedError,
        OverflowError,
    ) as error:
        return _no(path, f"its archive is damaged ({str(error)[:80]})")


def _archive(path: Path, archive: zipfile.ZipFile) -> PassedArchive | Refusal:
    members = archive.infolist()
    names = [member.filename for member in members]
    odd = next((name for name in names if not _MEMBER.fullmatch(name)), None)
    if odd is not None:
        content = (
            "it is TorchScript, which holds code"
            if "/code/" in odd or "constants.pkl" in odd
            else f"it holds {odd[:60]!r}"
        )
        return _no(path, content)
    pickles = [name for name in names if name.endswith("/data.pkl")]
    folders = {name.split("/", 1)[0] for name in names}
    if len(set(names)) != len(names) or len(pickles) != 1 or len(folders) != 1:
        return _no(path, "it holds a member twice, or more than one folder")
    if any(member.flag_bits & _ENCRYPTED or member.compress_type != zipfile.ZIP_STORED for member in members):
        return _no(path, "a member is packed or encrypted, which torch.save never does")
    if members[0].header_offset != 0 or sum(member.file_size for member in members) > path.stat().st_size:
        return _no(path, "something stands before the archive, or its sizes are no true ones")
    if archive.getinfo(pickles[0]).file_size > _LARGEST:
        return _no(path, "its pickle is far larger than any table of tensors")
    if archive.testzip() is not None:  # reads every member: names, sizes and checksums must agree
        return _no(path, "a checksum is wrong")
    return _steps(path, archive.read(pickles[0])) or PassedArchive(tuple(names))


def _steps(path: Path, body: bytes) -> Refusal | None:
    """The refusal for the first step or name that is not on the lists."""
    end = 0
    for count, (step, argument, place) in enumerate(pickletools.genops(body)):
        at = f"at byte {place or 0} of its pickle"
        if count > _MOST_STEPS:
            return _no(path, "its pickle has too many steps")
        if step.name == "GLOBAL" and str(argument) not in GLOBALS:
            return _no(path, f"it names {str(argument).replace(' ', '.')[:80]} {at}")
        if step.name not in STEPS:
            return _no(path, f"it uses {step.name} {at}, which torch.save does not for a state dict")
        end = (place or 0) + 1
    return None if end == len(body) else _no(path, "something follows its pickle")


def _no(path: Path, why: str) -> Refusal:
    return Refusal("unsafe_weights", f"{path.name} is a pickle and is not opened: {why}.")
