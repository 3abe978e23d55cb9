"""Fetched papers on this disk: a folder per version, written as a whole and checked by digest when read."""

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from claims.records import ModelFile, Record
from extractors.sources.arxiv.feed import ArxivEntry
from extractors.sources.arxiv.http_cache import place_copy, sha256, writing
from extractors.sources.arxiv.ids import PaperId
from extractors.sources.write_whole import new_name, sweep, write_whole

_KEPT = "pinned.json"
"""What is not part of the paper: when it came, and what was noted."""
ENTRY = "arxiv.json"
"""What arXiv says of the paper: an `Entry`."""


class CachedPaper(Record):
    """A paper that was fetched."""

    entry: ArxivEntry
    """What arXiv says of it."""
    files: tuple[ModelFile, ...]
    """Everything in its folder that is read."""
    notes: tuple[str, ...] = ()
    """What was noted when it was fetched."""
    fetched_at: str
    """When, ISO 8601 in UTC."""
    pdf_left: bool = False
    """Whether its PDF was not asked for, since the source was enough."""

    @property
    def sha256(self) -> str:
        """Digest of all files: their names, sizes and digests."""
        listed = "".join(f"{file.path}\0{file.size}\0{file.sha256}\n" for file in self.files)
        return hashlib.sha256(listed.encode()).hexdigest()


def find(papers: Path, paper: PaperId) -> CachedPaper | None:
    """The paper if it is here and every file is what it was."""
    folder = papers / paper.folder
    try:
        cached = CachedPaper.from_bytes((folder / _KEPT).read_bytes())
    except (OSError, ValidationError):
        return None
    whole = all(sha256(folder / Path(file.path).name) == file.sha256 for file in cached.files)
    return cached if whole and cached.entry.paper == paper else None


def find_whole(papers: Path, paper: PaperId) -> CachedPaper | None:
    """The same, unless its PDF was left at arXiv."""
    cached = find(papers, paper)
    return cached if cached is not None and not cached.pdf_left else None


def newest(papers: Path, paper: PaperId) -> CachedPaper | None:
    """The newest version of a paper that is here."""
    prefix = f"{paper.folder}v"
    names = [folder.name for folder in papers.glob(f"{prefix}*")] if papers.is_dir() else []
    versions = sorted(
        int(name.removeprefix(prefix)) for name in names if name.removeprefix(prefix).isdecimal()
    )
    copies = (find(papers, paper.at(version)) for version in reversed(versions))
    return next((copy for copy in copies if copy is not None), None)


def keep(
    papers: Path,
    entry: ArxivEntry,
    parts: Mapping[str, Path],
    notes: tuple[str, ...],
    at: str,
    *,
    pdf_left: bool = False,
) -> CachedPaper:
    """Put a paper into a folder of its own, which appears all at once; raises StoreError."""
    with writing(papers):
        papers.mkdir(parents=True, exist_ok=True)
        sweep(papers)
        new = new_name(papers)
        try:
            new.mkdir(0o700)
            for name, path in parts.items():
                place_copy(path, new / name)
            write_whole(new / ENTRY, entry.to_bytes())
            files = tuple(_file(new / name) for name in sorted([*parts, ENTRY]))
            cached = CachedPaper(entry=entry, files=files, notes=notes, fetched_at=at, pdf_left=pdf_left)
            write_whole(new / _KEPT, cached.to_bytes())
            folder = papers / entry.paper.folder
            shutil.rmtree(folder, ignore_errors=True)  # it was not believed, or it would not be fetched again
            new.rename(folder)
        finally:
            shutil.rmtree(new, ignore_errors=True)
    return cached


def _file(path: Path) -> ModelFile:
    return ModelFile(path=path.name, size=path.stat().st_size, sha256=sha256(path) or "")
