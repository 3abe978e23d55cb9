"""Image and audio folders as tables: one folder per class, or files with transcripts beside them."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from claims.errors import DataError

IMAGES = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff"}
SOUNDS = {".wav"}
_MOST = 50_000  # files


def is_media_folder(path: Path) -> bool:
    """Whether a folder holds images or sounds, in it or in the folders of their classes."""
    return next(_media(path), None) is not None


def folder_columns(path: Path) -> dict[str, tuple[str | None, ...]]:
    """The files of a folder as columns: "image" or "audio", and the "label" that its folder's name is.

    Files are in the order of their paths. Raises DataError where there are none, or too many.
    """
    files = list(_media(path))
    if not files or len(files) > _MOST:
        raise DataError(
            f"{path.name} holds {len(files)} images or sounds.", "Give a folder for each class, with files."
        )
    kind = "audio" if files[0].suffix.lower() in SOUNDS else "image"
    columns: dict[str, tuple[str | None, ...]] = {kind: tuple(str(f.relative_to(path)) for f in files)}
    if all(file.parent != path for file in files):
        columns["label"] = tuple(file.relative_to(path).parts[0] for file in files)
    words = tuple(_words(file) for file in files)
    return columns | ({"target": words} if any(words) else {})


def digest_of(path: Path, digest_of_file: Callable[[Path], str] | None = None) -> str:
    """SHA-256 of a file; of a folder, over its files' names and contents in order; raises OSError for neither."""
    digest_of_file = digest_of_file or _digest_of_file
    if not path.is_dir():
        return digest_of_file(path)
    whole = hashlib.sha256()
    for file in sorted(p for p in path.rglob("*") if p.is_file() and not p.is_symlink()):
        name = str(file.relative_to(path)).encode("utf-8", "surrogateescape")
        whole.update(name + f"\0{digest_of_file(file)}\n".encode())
    return whole.hexdigest()


def _digest_of_file(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _words(file: Path) -> str | None:
    """What the text file of the same name says, where there is one: the transcript of a recording."""
    beside = file.with_suffix(".txt")
    return beside.read_text(encoding="utf-8", errors="replace").strip()[:10_000] if beside.is_file() else None


def _media(path: Path) -> Iterator[Path]:
    inner = (p for p in sorted(path.rglob("*")) if p.suffix.lower() in IMAGES | SOUNDS)
    return (p for p in inner if p.is_file() and not p.is_symlink() and len(p.relative_to(path).parts) <= 3)
