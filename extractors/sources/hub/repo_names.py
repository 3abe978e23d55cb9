"""Names that come from outside: of models, revisions, commits and files. What is odd is refused, never repaired."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from claims.errors import SourceUnsafe, UsageError

COMMIT = re.compile(r"[0-9a-f]{40}")
"""A commit: its digest in hexadecimal, never a name that can move."""
_PART = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?"
_MODEL = re.compile(rf"(?:{_PART}/)?{_PART}")
_REVISION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]{0,199}")
_ENCODED = re.compile(r"%(?:2e|2f|5c|00|25)", re.IGNORECASE)
_LONGEST_PATH, _LONGEST_PART, _DEEPEST = 1_000, 255, 16


def is_model(name: str) -> bool:
    """Whether it is what a model on the Hub can be called: org/model, or an old model's single name."""
    return (
        bool(_MODEL.fullmatch(name)) and "--" not in name and ".." not in name and not name.endswith(".git")
    )


def check_model(name: str) -> None:
    """Raise UsageError for what cannot be a model's name."""
    if not is_model(name):
        raise UsageError(f"{shown(name)} is not the name of a model on the Hub.", "Write it as org/model.")


def check_revision(revision: str | None) -> None:
    """Raise UsageError for what cannot be a branch, a tag or a commit."""
    if revision is None:
        return
    odd = any(part in ("", ".", "..") for part in revision.split("/"))
    if odd or not _REVISION.fullmatch(revision):
        raise UsageError(
            f"{shown(revision)} is not a branch, a tag or a commit.", "Write it as org/model@main."
        )


def check_paths(paths: Iterable[str]) -> None:
    """Raise SourceUnsafe for the first file name that could lead out of its folder."""
    for path in paths:
        if why := _odd(path):
            raise SourceUnsafe(
                f"The model lists a file named {shown(path)}, which {why}; nothing of it was fetched.",
                "Do not use this model; report it to the Hub.",
            )


def check_distinct(paths: Iterable[str]) -> None:
    """Raise SourceUnsafe where two files would be one on some disks, or a file is also a folder."""
    seen: dict[str, str] = {}
    for path in sorted(paths):
        whole = PurePosixPath(path.lower())
        clash = next((seen[str(folder)] for folder in (whole, *whole.parents) if str(folder) in seen), None)
        if clash is not None:
            raise SourceUnsafe(
                f"The model lists both {shown(clash)} and {shown(path)}, which collide on some disks.",
                "Ask its authors to rename one.",
            )
        seen[str(whole)] = path


def shown(name: str) -> str:
    """Somebody else's name, safe to print: quoted, escaped and cut."""
    return ascii(name if len(name) <= 80 else f"{name[:77]}...")


def _odd(path: str) -> str | None:
    parts = path.split("/")
    if not path or len(path) > _LONGEST_PATH or max(len(part.encode()) for part in parts) > _LONGEST_PART:
        return "is empty or too long"
    if not path.isprintable() or "\\" in path:
        return "holds control characters or backslashes"
    if path.startswith(("/", "~")) or re.match(r"[A-Za-z]:", path):
        return "is absolute"
    if any(part.strip(". ") == "" for part in parts) or _ENCODED.search(path):
        return "climbs out of its folder"
    return "is nested too deeply" if len(parts) > _DEEPEST else None
