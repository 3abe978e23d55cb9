"""The files of a repository: which are listed, whose they are, and their lines."""

import os
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Literal

from claims.catalog.word_lists import words
from claims.errors import SourceNotFound
from claims.records.source import Place

MOST_FILES = 5_000
"""Files of a repository that are listed."""
LARGEST, LARGEST_NOTEBOOK, MOST_BYTES, LONGEST = 400_000, 4_000_000, 60_000_000, 400
"""Bytes of a file, of a notebook with its pictures, of all files together, and characters of a line that are read."""
_SKIPPED = frozenset(
    (".git", ".venv", "venv", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache")
)
"""Folders that tools leave behind."""
_LICENCE = re.compile(r"(?i)(?:^|/)(?:licen[cs]e|copying)[^/]*$")
_HOLDER = re.compile(r"(?i)copyright.{0,120}")
_TEST_FILE = re.compile(r"(?:^|/)(?:test_[^/]*|[^/]*_test|conftest)\.py$")
Whose = Literal["own", "example", "test", "hidden", "foreign"]


def list_files(root: Path) -> tuple[str, ...]:
    """Paths inside a folder, sorted; links and what tools leave behind are not followed. Raises SourceNotFound."""
    if not root.is_dir():
        raise SourceNotFound(f"There is no folder {root}.", "Name a repository's folder, or org/model.")
    return tuple(sorted(path for path, _ in zip(_files_below(root), range(MOST_FILES), strict=False)))


def _files_below(root: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(root, followlinks=False):
        folders[:] = sorted(
            name for name in folders if name not in _SKIPPED and not (Path(folder) / name).is_symlink()
        )
        for name in sorted(files):
            path = Path(folder) / name
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(root).as_posix()


def is_licence(path: str) -> bool:
    """Whether a path names a licence."""
    return bool(_LICENCE.search(path)) and not path.endswith((".py", ".ipynb"))


class RepositoryFiles:
    """A folder's files: their texts, and which of them are the repository's own."""

    def __init__(self, root: Path, names: Sequence[str]) -> None:
        self.root = root
        self.names = names
        self._left = MOST_BYTES
        self._texts: dict[str, str] = {}
        self._split: tuple[str, list[str]] = ("", [])

    def text(self, name: str) -> str:
        """A file's text; empty where it is not here, too large or not text."""
        if name not in self._texts:
            self._texts[name] = self._read(name)
        return self._texts[name]

    def lines(self, name: str) -> list[str]:
        """A file's lines."""
        if name != self._split[0]:
            self._split = (name, self.text(name).splitlines())
        return self._split[1]

    def place(self, name: str, line: int) -> Place:
        """A line of a file as it is quoted; the file's name where the file as a whole is meant."""
        lines = self.lines(name) if line else []
        quote = lines[line - 1].strip()[:LONGEST] if 0 < line <= len(lines) else name
        return Place(file=name, line=line or None, quote=quote or name)

    def whose(self, name: str) -> Whose:
        """Whether a file is the repository's own, an example, a test, a tool's setting or someone else's."""
        folders = PurePosixPath(name).parts[:-1]
        lower = {folder.lower() for folder in folders}
        if lower & words("repository_words", "third_party_folders") or name.startswith(self._foreign):
            return "foreign"
        if any(folder.startswith(".") for folder in folders):
            return "hidden"
        if lower & words("repository_words", "test_folders") or _TEST_FILE.search(name):
            return "test"
        return "example" if lower & words("repository_words", "example_folders") else "own"

    @cached_property
    def packages(self) -> frozenset[str]:
        """The top packages that the repository itself holds: an import of them shows nothing else."""
        inits = [PurePosixPath(name).parts for name in self.names if name.endswith("/__init__.py")]
        return frozenset(
            parts[-2]
            for parts in inits
            if len(parts) == 2 or (len(parts) == 3 and parts[0] in ("src", "lib", "python"))
        )

    @cached_property
    def _foreign(self) -> tuple[str, ...]:
        """Folders with little of the code and a licence of another kind or holder; git's submodules."""
        submodules = (
            re.findall(r"(?m)^\s*path\s*=\s*(\S+)", self.text(".gitmodules"))
            if ".gitmodules" in self.names
            else []
        )
        licences = [name for name in self.names if is_licence(name) and "{" not in name]
        at_root = {self._holder(name) for name in licences if "/" not in name}
        below = [name for name in licences if at_root and "/" in name]
        others = [str(PurePosixPath(name).parent) for name in below if self._holder(name) not in at_root]
        others = [folder for folder in others if not self._holds_most_code(folder)]
        return tuple(f"{folder.rstrip('/')}/" for folder in (*submodules, *others))

    def _holds_most_code(self, folder: str) -> bool:
        """Whether more than half of the Python files lie below a folder: then it is what the repository is about."""
        code = [name for name in self.names if name.endswith(".py")]
        return 2 * sum(name.startswith(f"{folder}/") for name in code) > len(code)

    def _holder(self, name: str) -> str:
        text = self.text(name)
        holder = _HOLDER.search(text)
        return re.sub(
            r"[\W\d]+", " ", f"{text.strip()[:60]} {holder[0] if holder else ''}".casefold()
        ).strip()

    def _read(self, name: str) -> str:
        path = self.root / name
        try:
            size = path.stat().st_size
            largest = LARGEST_NOTEBOOK if name.endswith(".ipynb") else LARGEST
            if not path.is_file() or path.is_symlink() or size > min(largest, self._left):
                return ""
            body = path.read_bytes()
        except OSError:
            return ""
        self._left -= len(body)
        return "" if b"\0" in body else body.decode("utf-8", "replace")
