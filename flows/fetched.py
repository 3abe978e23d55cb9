"""What a door brought: a pinned source, where its files lie, and which of them are still to be fetched."""

from collections.abc import Callable
from pathlib import Path

from claims.errors import UsageError
from claims.records import ModelFile, Record, Source
from flows.settings import Settings
from flows.targets import Target

_CARDS = (".md", ".markdown", ".mdx", ".txt", "config.json")
Say = Callable[[str], None]


class Stock(Record):
    """One source that is at hand."""

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
    notes: tuple[str, ...] = ()
    """What the user should know of how it was had."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths of the files that are here."""
        return tuple(file.path for file in self.files if file.path not in self.missing)

    @property
    def paper(self) -> bool:
        """Whether it is a paper, which speaks of several systems, and no card, which speaks of its model."""
        return not any(file.path.lower().endswith(_CARDS) for file in self.files)

    @property
    def identity(self) -> str:
        """What of it bears on a result: neither where it lies nor when it was fetched."""
        pinned = self.source.model_copy(update={"fetched_at": None})
        return self.model_copy(update={"source": pinned, "root": "", "missing": (), "glance": None}).digest


def bring(target: Target, where: Settings, say: Say) -> Stock:
    """Have a target brought by its door: pinned to a version, and checked; raises SourceError as the doors do."""
    say(f"Looking up {target.name} …")
    if target.kind == "hub":
        return _model(target, where, say)
    if target.kind == "arxiv":
        return _paper(target, where)
    return _folder(target, where)


def remembered(sha256: str, where: Settings) -> Path | None:
    """Where a folder or file of this disk lay when it was last brought; None where that is not known."""
    try:
        path = Path((where.home / "whereabouts" / sha256).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return path if path.exists() else None


def weights(stock: Stock, paths: tuple[str, ...], where: Settings, say: Say) -> Stock:
    """The same stock with those files fetched and checked; raises SourceUnavailable, SourceUnsafe, StoreError."""
    from extractors.sources import hub

    source = stock.source
    pinned = hub.pin(source.name, source.revision, cache=where.home)
    folder = hub.complete(pinned, paths, progress=_told(say))
    left = tuple(one for one in stock.missing if one not in paths)
    return stock.model_copy(update={"root": str(folder), "missing": left, "glance": None})


def _folder(target: Target, where: Settings) -> Stock:
    from extractors.sources import folder

    path = Path(target.name if target.path is None else target.path)
    source, root, files = folder.pin(path, target.name)
    _remember(source.sha256, path, where)
    return Stock(source=source, root=str(root), files=files, model=path.is_dir())


def _remember(sha256: str, path: Path, where: Settings) -> None:
    """Note where it lies, so that it can be shown later; a dossier never says where something lay on a disk."""
    note = where.home / "whereabouts" / sha256
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(str(path.resolve()), "utf-8")
    except (OSError, ValueError):
        return  # it will be asked for


def _model(target: Target, where: Settings, say: Say) -> Stock:
    from extractors.sources import hub

    pinned = hub.pin(target.name, target.revision, cache=where.home, progress=_told(say))
    return Stock(
        source=pinned.source,
        root=str(pinned.root),
        files=pinned.files,
        missing=pinned.missing,
        glance=str(hub.preview_folder(pinned)) if pinned.missing else None,
        papers=pinned.listing.papers,
        notes=(*pinned.notes, *pinned.left_out),
    )


def _paper(target: Target, where: Settings) -> Stock:
    from extractors.sources.arxiv.ids import FORMS, parse_id
    from extractors.sources.arxiv.pin import pin

    paper = parse_id(target.name)
    if paper is None:
        raise UsageError(f"{target.name} is no paper on arXiv.", f"Write it as {FORMS}.")
    pinned = pin(paper, cache=where.home, polite=where.polite)
    return Stock(
        source=pinned.source, root=str(pinned.root), files=pinned.files, model=False, notes=pinned.notes
    )


def _told(say: Say) -> Callable[[str, int, int], None]:
    """Progress of a download as a sentence, once each hundredth of the way."""
    said: set[tuple[str, int]] = set()

    def tell(path: str, have: int, size: int) -> None:
        step = (path, 100 * have // max(size, 1))
        if step not in said:
            said.add(step)
            say(f"Fetching {path}: {have / 1e6:,.1f} of {size / 1e6:,.1f} MB")

    return tell
