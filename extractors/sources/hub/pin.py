"""A model on the Hub as a source: pinned to a commit, previewed, and fetched whole when that is worth it."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from claims.errors import ModelUnavailable, SourceNotFound, SourceUnavailable, UsageError
from claims.records import ModelFile, Source
from extractors.sources.folder import FolderManifest, source
from extractors.sources.hub.access import Access
from extractors.sources.hub.cache import ModelCache, disk_errors
from extractors.sources.hub.client_cache import copy_from_client
from extractors.sources.hub.describe import is_offline, listing_for
from extractors.sources.hub.listing import WEIGHTS, ListedFile, ModelListing
from extractors.sources.hub.pinned import PinnedModel, Progress
from extractors.sources.hub.preview import make_preview
from extractors.sources.hub.repo_names import check_model, check_revision, shown
from extractors.sources.hub.row_choice import rows_to_fetch


@dataclass(frozen=True)
class _Fetching:
    """What every fetch of one model needs."""

    listing: ModelListing
    model_cache: ModelCache
    access: Access
    offline: bool
    progress: Progress
    until: float


def pin(
    name: str,
    revision: str | None = None,
    *,
    cache: Path,
    offline: bool = False,
    access: Access | None = None,
    progress: Progress | None = None,
    with_rows: bool = False,
) -> PinnedModel:
    """Find the commit that a revision stands for, and bring the model's light files, each checked.

    With `with_rows` its small files of rows are brought too; one that cannot be had is named and is no error.
    Offline, or where the Hub cannot be reached, the commit that was pinned last is used and a note says so.
    Raises UsageError, SourceNotFound, SourceUnavailable, SourceUnsafe, ModelUnavailable or StoreError.
    """
    check_model(name)
    check_revision(revision)
    access = access or Access()
    offline = offline or is_offline()
    with disk_errors(cache):
        listing, notes = listing_for(name, revision, cache, offline, access)
        model_cache = ModelCache.of(cache, access.host, listing.name, listing.commit)
        with model_cache.locked("light", access.patience.whole):
            until = time.monotonic() + access.patience.whole
            fetching = _Fetching(listing, model_cache, access, offline, progress or _silent, until)
            pinned = _bring_light(fetching, notes)
            return _bring_rows(fetching, pinned) if with_rows else pinned


def complete(
    pinned: PinnedModel, paths: Iterable[str] | None = None, *, progress: Progress | None = None
) -> Path:
    """The folder with the named files (all that are missing, if none is named) beside the light ones, all checked.

    Each goes on where an earlier attempt broke. Raises SourceUnavailable, SourceUnsafe, ModelUnavailable, StoreError.
    """
    from extractors.sources.hub.errors import FileGone, not_served

    wanted = set(pinned.missing if paths is None else paths)
    every = {file.path: file for file in (*pinned.listing.files, *pinned.listing.code)}
    entries = [every[path] for path in every if path in wanted]
    if unknown := wanted - every.keys():
        raise UsageError(
            f"{pinned.source.name} has no file {shown(min(unknown))}.", "Name one of its own files."
        )
    patience = pinned.access.patience
    with disk_errors(pinned.cached.cache):
        for entry in entries:
            whole = patience.seconds_for(entry.size)
            fetching = _Fetching(
                pinned.listing,
                pinned.cached,
                pinned.access,
                pinned.offline,
                progress or _silent,
                time.monotonic() + whole,
            )
            try:
                with pinned.cached.locked(f"{entry.sha256 or entry.sha1}", whole):
                    _checked_file(fetching, entry)
            except FileGone:
                raise not_served(pinned.source.name, entry) from None
    return pinned.root


def preflight(files: Iterable[ModelFile | ListedFile], free_disk: int, free_memory: int) -> str | None:
    """Why these files are too large to be fetched and opened here, or nothing; all figures in bytes.

    The disk must hold them 1.2 times, the memory once: a model is at least as large in memory as its weights.
    """
    sizes = [(file.size, PurePosixPath(file.path).suffix.lower() in WEIGHTS) for file in files]
    whole = sum(size for size, _ in sizes)
    weights = sum(size for size, heavy in sizes if heavy)
    if whole * 6 > free_disk * 5:
        return (
            f"The files take {_gb(whole)} and {_gb(whole * 6 // 5)} of disk must be free; here are {_gb(free_disk)}. "
            "Make room, or choose a smaller model."
        )
    if weights > free_memory:
        return (
            f"The weights take {_gb(weights)} and {_gb(free_memory)} of memory are free here. "
            "Choose a smaller model or a larger machine."
        )
    return None


def preview_folder(pinned: PinnedModel) -> Path:
    """A folder to plan by, without the weights themselves; see extractors.sources.hub.preview.

    A small ONNX graph is fetched whole, since its inputs and outputs may stand anywhere in it.
    """
    graphs = {path for path in pinned.chosen if path.endswith(".onnx")} & set(pinned.missing)
    most = pinned.access.limits.light_file
    complete(
        pinned, (file.path for file in pinned.listing.files if file.path in graphs and file.size <= most)
    )
    with disk_errors(pinned.cached.cache), pinned.cached.locked("glance", pinned.access.patience.whole):
        return make_preview(pinned)


def _bring_light(fetching: _Fetching, notes: tuple[str, ...]) -> PinnedModel:
    """Fetch and check the light files, the card first, and say what could not be had."""
    from extractors.sources.hub.errors import FileGone

    listing, root = fetching.listing, fetching.model_cache.files
    light, left = _light_files(listing, fetching.access)
    digests: dict[str, str] = {}
    gone: list[str] = []
    for entry in light:
        try:
            digests[entry.path] = _checked_file(fetching, entry)
        except FileGone:
            gone.append(entry.path)
        except ModelUnavailable as refusal:
            if not digests:  # not even the card may be read
                raise
            left.append(f"{shown(entry.path)}: {refusal.says}")
    if gone and not any(file.size for file in light if file.path in digests):
        raise SourceNotFound(
            f"{fetching.access.host} announces the files of {listing.name} and serves none of them.",
            "The model may just have been removed; look at its page.",
        )
    for entry in listing.files:
        if entry.heavy and entry.sha256 is not None:
            digests[entry.path] = entry.sha256
    files = tuple(
        ModelFile(path=file.path, size=file.size, sha256=digests[file.path])
        for file in listing.files
        if file.path in digests
    )
    return PinnedModel(
        source=_source(fetching, files),
        root=root,
        files=files,
        listing=listing,
        missing=tuple(file.path for file in listing.files if file.heavy and not (root / file.path).exists()),
        gone=tuple(gone),
        left_out=tuple(left),
        notes=notes,
        access=fetching.access,
        cached=fetching.model_cache,
        offline=fetching.offline,
    )


def _bring_rows(fetching: _Fetching, pinned: PinnedModel) -> PinnedModel:
    """The same model with its small files of rows; the source is the same, since they are no part of the model."""
    from extractors.sources.hub.errors import FileGone

    small, left = rows_to_fetch(fetching.listing)
    files: list[ModelFile] = []
    brought: list[ListedFile] = []
    for entry in small:
        try:
            digest = _checked_file(fetching, entry)
        except FileGone:
            left.append(f"{shown(entry.path)}: the Hub announces it and does not serve it")
        except (ModelUnavailable, SourceUnavailable) as refusal:
            left.append(f"{shown(entry.path)}: {refusal.says.rstrip('.')}")
        else:
            brought.append(entry)
            files.append(ModelFile(path=entry.path, size=entry.size, sha256=digest))
    listing = fetching.listing.model_copy(update={"files": (*fetching.listing.files, *brought)})
    return replace(pinned, listing=listing, files=(*pinned.files, *files), uncompared=tuple(left))


def _light_files(listing: ModelListing, access: Access) -> tuple[list[ListedFile], list[str]]:
    """The files to fetch at once, the card first, then by depth; and why others are left out."""
    limits, total = access.limits, 0
    light: list[ListedFile] = []
    left: list[str] = []
    for file in sorted(
        (f for f in listing.files if not f.heavy),
        key=lambda f: (f.path != "README.md", f.path.count("/"), f.path),
    ):
        if file.size > limits.light_file:
            left.append(
                f"{shown(file.path)} has {_gb(file.size)}, which is too large for what is no weights."
            )
        elif total + file.size > limits.light_total or len(light) >= limits.light_files:
            left.append(f"{shown(file.path)} is one of too many small files.")
        else:
            light.append(file)
            total += file.size
    return light, left


def _checked_file(fetching: _Fetching, entry: ListedFile) -> str:
    """The SHA-256 of a file that is here and checked: from before, from the client's cache, or fetched now."""
    from extractors.sources.hub.fetch import checked, download

    listing, model_cache = fetching.listing, fetching.model_cache
    final = model_cache.files / entry.path
    if final.exists():
        if digest := checked(final, entry):
            return digest
        final.unlink()  # somebody changed it
    partial = model_cache.partial(entry)
    try:
        digest = checked(partial, entry) if copy_from_client(listing, entry, partial) else None
        if digest is None and fetching.offline:
            raise SourceUnavailable(
                f"{shown(entry.path)} of {listing.name} is not in the cache, and offline mode is on.",
                "Run it once with the network, or unset HF_HUB_OFFLINE.",
            )
        if digest is None:
            digest = download(fetching.access, listing, entry, partial, fetching.until, fetching.progress)
        model_cache.publish(partial, entry)
    finally:
        if not entry.heavy:  # only what is large is worth going on with
            partial.unlink(missing_ok=True)
    return digest


def _source(fetching: _Fetching, files: tuple[ModelFile, ...]) -> Source:
    listing, access = fetching.listing, fetching.access
    return Source(
        kind="hub",
        name=listing.name,
        revision=listing.commit,
        url=f"{access.page}/{listing.name}/tree/{listing.commit}",
        sha256=source(FolderManifest(fetching.model_cache.files, files), listing.name).sha256,
        fetched_at=listing.fetched_at,
    )


def _silent(_path: str, _checked_file: int, _size: int) -> None:
    """Nobody watches."""


def _gb(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size < 1e13 else f"{size / 1e12:.0f} TB"
