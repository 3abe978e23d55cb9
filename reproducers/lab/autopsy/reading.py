"""The list of model formats that can be read, and the choice among them for a target."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from claims.errors import ReadError
from claims.registry import Registry
from reproducers.lab.autopsy.contents import Contents
from reproducers.lab.autopsy.target import ModelTarget

Fits = Callable[[ModelTarget], bool]
ReadContents = Callable[[ModelTarget], Contents]
_LARGEST = 2**50  # numbers
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
    fitting = [plugin.call for plugin in registry if plugin.call.fits(target)]
    if not fitting:
        known = ", ".join(plugin.name for plugin in registry)
        raise ReadError(f"{target.name} is in no model format that is known here.", f"Known are: {known}.")
    contents = max(fitting, key=lambda reader: reader.rank).read(target)
    _check_sizes(contents, target)
    return contents


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
