"""A fetched source: its pinned revision, its local folder, and the files that are still to be downloaded."""

from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from claims.errors import UsageError
from claims.records import ModelFile, Record, Source
from flows.plain_file import read_plain
from flows.progress import Say
from flows.settings import Settings
from flows.targets import Target

if TYPE_CHECKING:
    from extractors.sources.arxiv.pin import PinnedPaper

MOST_NOTES = 10
"""Sentences on files of a folder that were left out."""
_CARDS = (".md", ".markdown", ".mdx", ".txt", "config.json")


class FetchedSource(Record):
    """A source at a pinned revision, in a local folder."""

    source: Source
    """The source, pinned."""
    root: str
    """The folder that holds its files."""
    files: tuple[ModelFile, ...]
    """Its files, with digests."""
    missing: tuple[str, ...] = ()
    """Files that are announced with size and digest, and fetched only when a plan needs them."""
    glance: str | None = None
    """A folder to plan by while they are missing."""
    model: bool = True
    """Whether there may be a model in it, not a document alone."""
    papers: tuple[str, ...] = ()
    """arXiv ids that it names as its own."""
    uncompared: tuple[str, ...] = ()
    """Its files of rows that were not fetched to be compared with the user's rows, each with the reason."""
    notes: tuple[str, ...] = ()
    """What the user should know about how it was fetched."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths of the files that are here."""
        return tuple(file.path for file in self.files if file.path not in self.missing)

    @property
    def paper(self) -> bool:
        """Whether it is a paper (about several systems) rather than a card (about its own model)."""
        return not any(file.path.lower().endswith(_CARDS) for file in self.files)

    @property
    def identity(self) -> str:
        """Digest of what affects a result: neither the local path nor the time of fetching."""
        pinned = self.source.model_copy(update={"fetched_at": None})
        return self.model_copy(update={"source": pinned, "root": "", "missing": (), "glance": None}).digest


def fetch(target: Target, where: Settings, say: Say, *, with_rows: bool = False) -> FetchedSource:
    """Fetch a target at a pinned revision (Hub, arXiv or a local path), checked; raises SourceError.

    With `with_rows` the small files of rows of a model's repository are fetched too.
    """
    say(f"Looking up {target.name} …")
    if target.kind == "hub":
        return _fetch_model(target, where, say, with_rows)
    if target.kind == "arxiv":
        return _fetch_paper(target, where)
    return _fetch_folder(target, where)


def fetch_listed(entry: str, where: Settings, *, with_pdf: bool = False) -> FetchedSource:
    """Fetch a paper by what a listing says of it (JSON), its PDF only if asked for or needed; raises SourceError."""
    from extractors.sources.arxiv.feed import ArxivEntry
    from extractors.sources.arxiv.pin import pin_listed

    listed = ArxivEntry.from_bytes(entry.encode())
    return _paper(pin_listed(listed, cache=where.home, with_pdf=with_pdf, polite=where.polite))


def remembered_path(sha256: str, where: Settings) -> Path | None:
    """Where a local folder or file lay when it was last read; None where that is not known."""
    try:
        path = Path(read_plain(where.home / "whereabouts" / sha256).decode())
        return path if path.exists() else None
    except (OSError, ValueError):
        return None


def fetch_weights(fetched: FetchedSource, paths: tuple[str, ...], where: Settings, say: Say) -> FetchedSource:
    """The same source with those files downloaded and checked; raises SourceUnavailable, SourceUnsafe, StoreError."""
    from extractors.sources import hub

    source = fetched.source
    pinned = hub.pin(source.name, source.revision, cache=where.home, with_rows=_has_rows(fetched))
    folder = hub.complete(pinned, paths, progress=_download_progress(say))
    left = tuple(path for path in fetched.missing if path not in paths)
    return fetched.model_copy(update={"root": str(folder), "missing": left, "glance": None})


def _has_rows(fetched: FetchedSource) -> bool:
    """Whether files of rows were fetched with the model."""
    from extractors.sources.hub.listing import ROWS

    return any(PurePosixPath(file.path).suffix.lower() in ROWS for file in fetched.files)


def _fetch_folder(target: Target, where: Settings) -> FetchedSource:
    from extractors.sources import folder

    path = Path(target.name if target.path is None else target.path)
    listed = folder.manifest(path)
    source = folder.pinned_source(listed, path, target.name)
    _remember_path(source.sha256, path, where)
    return FetchedSource(
        source=source,
        root=str(listed.root),
        files=listed.files,
        model=path.is_dir(),
        notes=_shown(listed.left_out),
    )


def _shown(left_out: tuple[str, ...]) -> tuple[str, ...]:
    """The first sentences on what was left out, and how many there are more."""
    more = len(left_out) - MOST_NOTES
    return (*left_out[:MOST_NOTES], *([f"{more} more files were left out."] if more > 0 else []))


def _remember_path(sha256: str, path: Path, where: Settings) -> None:
    """Remember the local path, so that sources can be shown later; a dossier never holds local paths."""
    from extractors.sources.write_whole import write_whole

    note = where.home / "whereabouts" / sha256
    try:
        place = str(path.resolve()).encode()
        if not note.exists() or read_plain(note) != place:
            write_whole(note, place)
    except (OSError, ValueError):
        return  # it will be asked for


def _fetch_model(target: Target, where: Settings, say: Say, with_rows: bool) -> FetchedSource:
    from extractors.sources import hub

    pinned = hub.pin(
        target.name,
        target.revision,
        cache=where.home,
        progress=_download_progress(say),
        with_rows=with_rows,
    )
    return FetchedSource(
        source=pinned.source,
        root=str(pinned.root),
        files=pinned.files,
        missing=pinned.missing,
        glance=str(hub.preview_folder(pinned)) if pinned.missing else None,
        papers=pinned.listing.papers,
        uncompared=pinned.uncompared,
        notes=(*pinned.notes, *pinned.left_out),
    )


def _fetch_paper(target: Target, where: Settings) -> FetchedSource:
    from extractors.sources.arxiv.ids import FORMS, parse_id
    from extractors.sources.arxiv.pin import pin

    paper = parse_id(target.name)
    if paper is None:
        raise UsageError(f"{target.name} is not the id of a paper on arXiv.", f"Write it as {FORMS}.")
    return _paper(pin(paper, cache=where.home, polite=where.polite))


def _paper(pinned: "PinnedPaper") -> FetchedSource:
    return FetchedSource(
        source=pinned.source, root=str(pinned.root), files=pinned.files, model=False, notes=pinned.notes
    )


def _download_progress(say: Say) -> Callable[[str, int, int], None]:
    """Progress of a download as a sentence, once each hundredth of the way."""
    reported: set[tuple[str, int]] = set()

    def tell(path: str, have: int, size: int) -> None:
        step = (path, 100 * have // max(size, 1))
        if step not in reported:
            reported.add(step)
            say(f"Fetching {path}: {have / 1e6:,.1f} of {size / 1e6:,.1f} MB")

    return tell
