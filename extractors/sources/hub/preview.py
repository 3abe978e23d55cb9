"""A model's folder to plan by, before its weights are fetched: real light files beside stubs of the weights."""

import os
import shutil
from pathlib import Path, PurePosixPath

from claims.errors import SourceUnavailable
from extractors.sources.hub.access import Access
from extractors.sources.hub.listing import WEIGHTS, ListedFile, ModelListing
from extractors.sources.hub.pinned import PinnedModel
from extractors.sources.hub.repo_names import shown
from extractors.sources.write_whole import new_name

_START = 1 << 16
"""Bytes that are asked for first; most headers are shorter."""
_MAGIC = 512
"""Bytes that tell any other format."""
_LINKED = {".safetensors", ".onnx"}


def make_preview(pinned: PinnedModel) -> Path:
    """A folder with the light files, and for each weight file that is not here a stub of its announced size.

    A stub begins with the file's first bytes (the whole header of a safetensors file, else 512 bytes) and takes no
    room beyond them. THESE BYTES ARE UNVERIFIED: no hash of a part is announced. They may decide whether a model is
    worth fetching and whether it would fit, never what is told of it; what is measured is measured on the folder
    that `complete` gives, where every file is checked as a whole.
    """
    if all((pinned.root / file.path).exists() for file in pinned.files):
        return pinned.root
    model_cache = pinned.cached
    listed = {file.path: file for file in pinned.listing.files}
    for left in (model_cache.home / model_cache.commit).glob("glance-*"):  # by a run that was ended
        shutil.rmtree(left, ignore_errors=True)
    building = new_name(model_cache.home / model_cache.commit, "glance-")
    try:
        building.mkdir(0o700)
        for file in pinned.files:
            target = building / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            _place(pinned, listed[file.path], target)
        shutil.rmtree(model_cache.preview, ignore_errors=True)
        building.rename(model_cache.preview)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return model_cache.preview


def _place(pinned: PinnedModel, entry: ListedFile, target: Path) -> None:
    """A link to the real file, else an earlier stub, else a new one."""
    real, stub = pinned.root / entry.path, pinned.cached.preview / entry.path
    suffix = PurePosixPath(entry.path).suffix.lower()
    if real.exists() and (suffix not in WEIGHTS or suffix in _LINKED):
        os.link(real, target)
    elif real.exists():  # weights beside an ONNX graph may have one name only, so they are not linked
        _stub(target, entry.size, _local(real))
    elif stub.exists() and stub.stat().st_size == entry.size:
        os.link(stub, target)
    else:
        _stub(target, entry.size, _first_bytes(pinned, entry, suffix))


def _stub(target: Path, size: int, start: bytes) -> None:
    with target.open("wb") as file:
        file.write(start[:size])
        file.truncate(size)


def _local(real: Path) -> bytes:
    with real.open("rb") as file:
        return file.read(_MAGIC)


def _first_bytes(pinned: PinnedModel, entry: ListedFile, suffix: str) -> bytes:
    """What tells the format: the header of safetensors with the length before it, else the magic number."""
    from extractors.sources.hub.errors import FileGone, not_served

    if pinned.offline:
        raise SourceUnavailable(
            f"{shown(entry.path)} of {pinned.source.name} is not in the cache, and offline mode is on.",
            "Run it once with the network.",
        )
    try:
        return _start(pinned.access, pinned.listing, entry, suffix)
    except FileGone:
        raise not_served(pinned.source.name, entry) from None


def _start(access: Access, listing: ModelListing, entry: ListedFile, suffix: str) -> bytes:
    from extractors.sources.hub.fetch import read_range

    first = min(entry.size, _START if suffix == ".safetensors" else _MAGIC)
    start = read_range(access, listing, entry, 0, first) if first else b""
    if suffix != ".safetensors" or len(start) < 8:
        return start
    end = 8 + int.from_bytes(start[:8], "little")
    if end <= len(start) or end > min(entry.size, access.limits.header):
        return start[:end]
    return start + read_range(access, listing, entry, len(start), end)
