"""Files of a model's folder that are told by their first bytes."""

from collections.abc import Callable, Collection, Iterable
from pathlib import Path, PurePosixPath

from claims.records import ModelFile
from reproducers.lab.files.json_file import read_start

LOOKED_AT = 1 << 16
"""Bytes that are looked at."""


def files_like(
    root: Path, files: Iterable[ModelFile], suffixes: Collection[str], matches: Callable[[bytes], bool]
) -> tuple[ModelFile, ...]:
    """The files with one of these endings, at the top or one folder below, whose first bytes match."""
    return tuple(
        file
        for file in files
        if PurePosixPath(file.path).suffix.lower() in suffixes
        and len(PurePosixPath(file.path).parts) <= 2
        and file.size >= 8
        and matches(read_start(root / file.path, LOOKED_AT))
    )
