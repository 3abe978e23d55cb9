"""Columns whose cells only point at something: paths of files, and names of rows. They are no inputs of a model."""

import re

from reproducers.lab.data import column_names
from reproducers.lab.data.table_file import Cells

_LOOKED_AT = 2_000  # rows that decide
_MOSTLY = 0.95
_FILE = re.compile(
    r"(?![a-z]+://)\S+\.(png|jpe?g|bmp|gif|webp|tiff?|dcm|wav|mp3|flac|ogg|m4a|opus|mp4|avi|mov|npy|npz|pt|txt|json|xml)",
    re.IGNORECASE,
)
_FOLDERS = re.compile(r"(\.{0,2}[/\\])?[\w.-]+([/\\][\w.-]+)+")
_NAME = re.compile(r"[0-9a-f]{8,64}|[0-9a-f]{8}(-[0-9a-f]{4,12}){3,4}|[A-Za-z]{0,12}[-_#]?\d+", re.IGNORECASE)


def are_paths(cells: Cells) -> bool:
    """Whether nearly all cells are paths of files, none of which is an address of the web."""
    repeat_little = 2 * len(set(cells)) > len(cells)
    return _share(cells, _FILE) >= _MOSTLY or (_share(cells, _FOLDERS) >= _MOSTLY and repeat_little)


def are_row_names(column: str, cells: Cells) -> bool:
    """Whether a column names the rows: by its own name, or by cells like "img_0041" that never repeat."""
    filled = [cell for cell in cells if cell is not None]
    if not filled or len(set(filled)) < len(filled):
        return False
    ends = re.search(r"(^|[_\s])(id|ids|uuid|guid)$", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", column).casefold())
    words = not all(cell.strip().lstrip("-").replace(".", "", 1).isdigit() for cell in filled[:_LOOKED_AT])
    return bool(ends) or column_names.is_called(column, "id") or (words and _share(cells, _NAME) >= _MOSTLY)


def is_reference(column: str, cells: Cells) -> bool:
    """Whether a column holds paths or names of rows."""
    return are_paths(cells) or are_row_names(column, cells)


def _share(cells: Cells, pattern: re.Pattern[str]) -> float:
    filled = [cell.strip()[:300] for cell in cells[:_LOOKED_AT] if cell is not None]
    return sum(pattern.fullmatch(cell) is not None for cell in filled) / len(filled) if filled else 0.0
