"""Every file of a folder by name: what a repository holds is told by its names first."""

import os
from collections.abc import Iterator
from pathlib import Path

from claims.errors import SourceNotFound

MOST = 5_000
"""Files that are listed."""
_SKIPPED = frozenset(
    (".git", ".venv", "venv", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache")
)


def listing(root: Path) -> tuple[str, ...]:
    """Paths inside a folder, sorted; links and what tools leave behind are not followed. Raises SourceNotFound."""
    if not root.is_dir():
        raise SourceNotFound(f"There is no folder {root}.", "Name a repository's folder, or org/model.")
    return tuple(sorted(path for path, _ in zip(_walk(root), range(MOST), strict=False)))


def _walk(root: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(root, followlinks=False):
        folders[:] = sorted(
            one for one in folders if one not in _SKIPPED and not (Path(folder) / one).is_symlink()
        )
        for name in sorted(files):
            path = Path(folder) / name
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(root).as_posix()
