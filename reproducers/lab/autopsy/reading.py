"""The list of model formats that can be read, and the choice among them for a target."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from claims.errors import ReadError
from claims.registry import Registry
from reproducers.lab.autopsy.contents import Contents
from reproducers.lab.autopsy.target import ModelTarget
from reproducers.lab.files.other_formats import OtherModel, other_model

Fits = Callable[[ModelTarget], bool]
ReadContents = Callable[[ModelTarget], Contents]
_LARGEST = 2**50  # numbers
_ZIP = b"PK\x03\x04"
_READ = {
    ".bin",
    ".ckpt",
    ".gguf",
    ".keras",
    ".nemo",
    ".pt",
    ".pt2",
    ".pte",
    ".pth",
    ".safetensors",
    ".skops",
    ".tflite",
}
"""Endings of files that are read where they are whole."""
_POINTER = b"version https://git-lfs"


@dataclass(frozen=True)
class FormatReader:
    """How a format is known and read; of several that fit, the one of the highest rank reads."""

    fits: Fits
    read: ReadContents
    rank: int


registry: Registry[FormatReader] = Registry("reproducers.lab.autopsy.formats", "format")


def model_format(
    name: str, *, version: int, fits: Fits, rank: int = 1
) -> Callable[[ReadContents], ReadContents]:
    """Make a function from a target to its contents the reader of a format."""

    def keep(read: ReadContents) -> ReadContents:
        registry.add(name, version, does=read.__doc__)(FormatReader(fits, read, rank))
        return read

    return keep


def read_contents(target: ModelTarget) -> Contents:
    """What the target holds; raises ReadError where its format is not known or it is damaged."""
    if target.start.startswith(_POINTER):
        raise ReadError(
            f"{target.name} is a Git LFS pointer, not the model.", "Run `git lfs pull` in its folder."
        )
    if target.main and not target.start:
        raise ReadError(f"{target.name} is empty.", "Download it again.")
    other = other_model(target.root, target.model_files)
    if other is not None and other.pickled and target.main:
        raise not_read(other)
    fitting = [plugin.call for plugin in registry if plugin.call.fits(target)]
    if not fitting:
        raise _unknown(target, other)
    contents = max(fitting, key=lambda reader: reader.rank).read(target)
    _check_sizes(contents, target)
    return contents


def _unknown(target: ModelTarget, other: OtherModel | None) -> ReadError:
    """Why no reader takes a file: it is damaged, of a library that is not read here, or no model."""
    suffix = target.suffix
    if target.start[:4] == _ZIP and not target.members:
        return ReadError(
            f"{target.name} is a zip archive that is damaged or cut short.", "Download it again."
        )
    if suffix in _READ:
        return ReadError(
            f"{target.name} is damaged, or none of what its name {suffix} promises.", "Download it again."
        )
    if other is not None:
        return not_read(other)
    known = ", ".join(plugin.name for plugin in registry)
    return ReadError(f"{target.name} is in no model format that is known here.", f"Known are: {known}.")


def not_read(other: OtherModel) -> ReadError:
    """That a file is of a library whose files are not read here, and how to make one that is."""
    says = other.says.replace("which nothing here runs", "which is not read here")
    return ReadError(says, f"{other.way}, and look at what that writes.")


def _check_sizes(contents: Contents, target: ModelTarget) -> None:
    """Raise ReadError where a tensor, an input or an output is larger than any file or memory."""
    declared = [
        [int(size) for size in port.shape if size.isdigit()] for port in (*contents.inputs, *contents.outputs)
    ]
    largest = max(
        (math.prod(sizes) for sizes in (*declared, *(t.shape for t in contents.tensors))), default=0
    )
    if largest > _LARGEST:
        raise ReadError(f"{target.name} announces a tensor that is larger than any file.", "Export it again.")
    ends: dict[Path, int] = {}
    for tensor in contents.tensors if not target.glimpse else ():
        if tensor.file is not None:
            ends[tensor.file] = max(ends.get(tensor.file, 0), tensor.begin + tensor.stored_bytes)
    short = next((file for file, end in ends.items() if end > file.stat().st_size), None)
    if short is not None:
        raise ReadError(
            f"{short.name} is cut short: it ends before its last tensor does.", "Download it again."
        )
