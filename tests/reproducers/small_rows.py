"""Writes small files of rows, and reads what the survey of them says."""

from collections.abc import Callable
from pathlib import Path

from claims.records import Slice
from reproducers.lab.orders import Survey

Look = Callable[..., Survey]


def sliced(look: Look, data: Path, root: Path | None = None, **more: object) -> Slice:
    found = look(root, data, **more).slice
    assert found is not None
    return found


def roles(found: Slice) -> dict[str, str]:
    return {pair.name: pair.value for pair in found.columns}


def write(folder: Path, text: str, name: str = "rows.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path
