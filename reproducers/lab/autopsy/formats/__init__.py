"""Readers of model formats; each file here reads one and executes nothing of it."""

from collections.abc import Callable
from dataclasses import dataclass

from claims.registry import Registry
from reproducers.lab.autopsy.contents import Contents
from reproducers.lab.autopsy.target import ModelTarget

Fits = Callable[[ModelTarget], bool]
Read = Callable[[ModelTarget], Contents]


@dataclass(frozen=True)
class FormatReader:
    """How a format is known and read; of several that fit, the one of the highest rank reads."""

    fits: Fits
    read: Read
    rank: int


registry: Registry[FormatReader] = Registry("reproducers.lab.autopsy.formats", "format")


def model_format(name: str, *, version: int, fits: Fits, rank: int = 1) -> Callable[[Read], Read]:
    """Make a function from a target to its contents the reader of a format."""

    def keep(read: Read) -> Read:
        registry.add(name, version, does=read.__doc__)(FormatReader(fits, read, rank))
        return read

    return keep
