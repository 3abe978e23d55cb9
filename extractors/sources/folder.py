"""A folder or a card on this disk as a source: listed and hashed, never parsed."""

import errno
import hashlib
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from claims.errors import SourceNotFound, SourceUnavailable, SourceUnsafe
from claims.records import ModelFile, Source
from extractors.sources.file_digest import PATIENCE, file_digest, resolved_inside, why_not

_LISTED = (
    ".md .markdown .mdx .txt .json .yaml .yml .safetensors .onnx .model .vocab .bin .pt .pth .ckpt .pkl .h5 .gguf"
    " .msgpack .csv .tsv .xlsx .jsonl .ndjson .parquet .arrow .conll .jinja .py .tex .ltx .gz .tgz .tar .zip .bz2 .xz"
    " .bbl .sty .cls .pdf .data .index .meta .keras .npz .npy"
    " .skops .joblib .pickle .sav .ubj .bst .xgb .lgb .ftz .cbm .tflite .hdf5 .mlmodel"
    " .pte .pt2 .nemo .engine .pdmodel .pdiparams"
)
ENDINGS = frozenset(re.findall(r"\S+", _LISTED))
"""Endings of files that are listed; pictures and archives say nothing that is read here."""
_PLAIN = frozenset(
    {"readme", "license", "config.cfg", "cfg", "model", "moves", "tokenizer", "vectors", "key2row"}
)
"""Names without an ending of a list that are listed all the same; most are parts of a spaCy pipeline."""
MOST_FILES = 5_000
"""Files in one folder, beyond which it is refused."""
DEEPEST = 8
"""Folders within folders that are looked into."""
_OF_THE_MACHINE = frozenset(
    {errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.EMFILE, errno.ENFILE, errno.ENOMEM}
)
"""Errors that say nothing of a file: a failing disk, too many open files, no memory."""
_POINTER = b"version https://git-lfs.github.com/spec/"


@dataclass(frozen=True)
class FolderManifest:
    """What is in a folder: the files by path, with size and digest, and what was left out."""

    root: Path
    files: tuple[ModelFile, ...]
    pointers: tuple[str, ...] = ()
    """Files that are pointers of Git LFS instead of what they are called."""
    left_out: tuple[str, ...] = ()
    """What was not listed, each in a sentence."""


def manifest(target: Path) -> FolderManifest:
    """The files of a folder, or the one file that is named; raises SourceNotFound, SourceUnavailable and SourceUnsafe.

    Links that lead out of the folder or nowhere are not followed, and neither is anything that is no regular file,
    holds next to nothing of the size that it claims, cannot be read, or has a name that cannot be written down.
    """
    until = time.monotonic() + PATIENCE
    if target.is_file():
        return _of_file(target, until)
    if not target.is_dir():
        raise SourceNotFound(f"There is no folder or file {target}.", "Check the spelling.")
    root = target.resolve()
    left: list[str] = []
    files: list[ModelFile] = []
    for path in _files_below(root, root, left, 0):
        if len(files) >= MOST_FILES:
            raise SourceUnsafe(
                f"{target} holds more than {MOST_FILES} files.", "Name the model's own folder."
            )
        name = path.relative_to(root).as_posix()
        try:
            files.append(ModelFile(path=name, size=path.stat().st_size, sha256=file_digest(path, until)))
        except OSError as error:
            left.append(_why_unread(name, error))
    return FolderManifest(root, tuple(files), _pointers(root, files), tuple(left))


def _of_file(target: Path, until: float) -> FolderManifest:
    """The manifest of one file; raises SourceUnsafe where it cannot be read, or its name not be written down."""
    if not is_text(target.name):
        says = f"The name of {target.name!r} is not in UTF-8."
        raise SourceUnsafe(says, "Give the file another name.")
    root = target.resolve().parent
    try:
        entry = ModelFile(path=target.name, size=target.stat().st_size, sha256=file_digest(target, until))
    except OSError as error:
        raise SourceUnsafe(_why_unread(target.name, error), "Give a file that can be read.") from None
    return FolderManifest(root, (entry,), _pointers(root, (entry,)))


def pin(target: Path, name: str = "") -> tuple[Source, Path, tuple[ModelFile, ...]]:
    """The source, the folder and its files; `name` is what it is called where that is not the folder's name."""
    listed = manifest(target)
    return pinned_source(listed, target, name), listed.root, listed.files


def pinned_source(listed: FolderManifest, target: Path, name: str = "") -> Source:
    """The source of a target that was listed; `name` is what it is called where that is not the folder's name."""
    return source(listed, name if name and name != target.name else name_of(target))


def source(listed: FolderManifest, name: str) -> Source:
    """The pinned source of a manifest: its revision is the digest of what is in it."""
    lines = "".join(
        f"{file.path}\0{file.size}\0{file.sha256}\n" for file in sorted(listed.files, key=lambda f: f.path)
    )
    digest = hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()
    return Source(kind="folder", name=name, revision=digest[:40], sha256=digest)


def name_of(target: Path) -> str:
    """What a person would call it: the model's name where the folder keeps it, else the folder's name.

    "models--org--model" (the Hub's cache) and "org__model" both stand for org/model.
    """
    folder = target.resolve()
    name = folder.name if folder.is_dir() else folder.parent.name
    if folder.is_file() and folder.stem.lower() not in ("readme", "model_card", "card"):
        name = folder.stem
    if folder.parent.name == "snapshots" and folder.is_dir():
        name = folder.parent.parent.name
    name = name.removeprefix("models--").replace("--", "/", 1) if name.startswith("models--") else name
    org, parted, rest = name.partition("__")
    return (
        (f"{org}/{rest}" if org.strip("_") else rest)
        if parted and rest and "__" not in rest
        else name or "model"
    )


def _files_below(folder: Path, root: Path, left: list[str], depth: int) -> Iterator[Path]:
    """Regular files of allowed endings, in the order of their names."""
    try:
        entries = sorted(os.scandir(folder), key=lambda file: file.name)
    except OSError as error:
        left.append(_why_unread(folder.relative_to(root).as_posix(), error))
        return
    for entry in entries:
        path, shown = Path(entry.path), Path(entry.path).relative_to(root).as_posix()
        if not is_text(entry.name):
            left.append(f"{shown!r} has a name that is not in UTF-8, and is not looked at.")
        elif entry.is_symlink() and not resolved_inside(path, link_home(root)):
            left.append(f"{shown} is a link out of the folder and is not followed.")
        elif entry.is_dir(follow_symlinks=False):
            if depth >= DEEPEST:
                left.append(f"{shown} is nested too deeply and is not looked into.")
            elif not _holds_installed(path):
                yield from _files_below(path, root, left, depth + 1)
        elif path.suffix.lower() in ENDINGS or entry.name.lower() in _PLAIN:
            if refusal := _refusal(path, shown):
                left.append(refusal)
            else:
                yield path


def _holds_installed(path: Path) -> bool:
    """Whether a folder holds what git or an installer put there: its history, an environment, packages, bytecode."""
    return path.name in (".git", "node_modules", "__pycache__") or (path / "pyvenv.cfg").exists()


def _refusal(path: Path, shown: str) -> str | None:
    """Why a file of a folder is left out, where it is."""
    try:
        return why_not(shown, path.stat())
    except OSError as error:
        _why_unread(shown, error)
        return f"{shown} is a link that leads nowhere."


def _why_unread(name: str, error: OSError) -> str:
    """Why a file cannot be read; raises SourceUnavailable where that is for now and the machine's doing."""
    says = f"{name} cannot be read: {error.strerror}."
    if error.errno in _OF_THE_MACHINE:
        raise SourceUnavailable(
            says, "Check the disk and the limits (`ulimit -a`), and try again."
        ) from error
    return says


def is_text(name: str) -> bool:
    """Whether a file's name is text, which records and reports can hold."""
    try:
        return bool(name.encode())
    except UnicodeEncodeError:
        return False


def link_home(root: Path) -> Path:
    """Where links may lead: the folder itself, or the repository's own cache around a snapshot of the Hub."""
    return root.parent.parent if root.parent.name == "snapshots" else root


def _pointers(root: Path, files: tuple[ModelFile, ...] | list[ModelFile]) -> tuple[str, ...]:
    return tuple(file.path for file in files if file.size < 1024 and _starts(root / file.path) == _POINTER)


def _starts(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(len(_POINTER))
