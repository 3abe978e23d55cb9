"""The file or folder that is looked at, and how readers of formats reach its parts."""

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePosixPath

from pydantic import JsonValue

from claims.errors import ReadError
from claims.records import ModelFile
from reproducers.lab.files.json_file import read_start, read_table
from reproducers.lab.files.torch_archive import members_of

_START = 4096  # bytes that tell a format


@dataclass(frozen=True)
class ModelTarget:
    """A folder with the paths of its files, or one file of it."""

    root: Path
    files: tuple[str, ...]
    main: str | None = None
    """The one file that is asked about; None for the whole folder."""
    glimpse: bool = False
    """Whether weights are stubs that hold their header alone, so that nothing can be said of their numbers."""

    @property
    def path(self) -> Path:
        """The file that is asked about, or the folder."""
        return self.root / self.main if self.main else self.root

    @property
    def name(self) -> str:
        """What it is called in sentences."""
        return PurePosixPath(self.main).name if self.main else self.root.name

    @cached_property
    def start(self) -> bytes:
        """The first bytes of the one file; none of a folder."""
        return read_start(self.path, _START) if self.main else b""

    @property
    def suffix(self) -> str:
        """The ending of the one file's name, in small letters."""
        return PurePosixPath(self.main or "").suffix.lower()

    @cached_property
    def members(self) -> frozenset[str]:
        """Names in the one file, where it is a zip archive, without the folder that holds all of them."""
        if self.start[:4] != b"PK\x03\x04":
            return frozenset()
        try:
            with self.path.open("rb") as file:
                return frozenset(members_of(file))
        except ReadError:
            return frozenset()

    @property
    def model_files(self) -> tuple[ModelFile, ...]:
        """The files that are asked about, with their sizes."""
        names = (self.main,) if self.main else self.files
        return tuple(
            ModelFile(path=name, size=(self.root / name).stat().st_size, sha256="") for name in names
        )

    def has(self, name: str) -> bool:
        """Whether a folder is asked about and that file is in it."""
        return self.main is None and name in self.files

    def table(self, name: str) -> dict[str, JsonValue]:
        """A JSON object of the folder; empty where it is not there."""
        return read_table(self.root / name) if name in self.files else {}

    def file(self, name: str) -> "ModelTarget":
        """One file of the folder."""
        return replace(self, main=name)

    def folder(self, name: str) -> "ModelTarget":
        """A folder inside this one."""
        start = f"{name}/"
        inner = tuple(file.removeprefix(start) for file in self.files if file.startswith(start))
        return replace(self, root=self.root / name, files=inner, main=None)
