"""What Ultralytics writes into an ONNX file beside the graph: the names of the classes, and the size of pictures."""

import ast
from collections.abc import Mapping
from pathlib import Path

from pydantic import JsonValue

_LONGEST = 1_000_000


def metadata_of(path: Path) -> dict[str, str]:
    """The entries that an exporter wrote beside the graph."""
    import onnx

    model = onnx.load(str(path), load_external_data=False)
    return {entry.key: entry.value for entry in model.metadata_props}


def names_in(metadata: Mapping[str, str]) -> tuple[str, ...]:
    """The classes, written as {0: 'person', 1: 'bicycle'}; none where nothing says so."""
    names = _value(metadata.get("names", ""))
    if not isinstance(names, dict) or sorted(names) != list(range(len(names))):
        return ()
    return tuple(str(name) for _, name in sorted(names.items()))


def side_in(metadata: Mapping[str, str]) -> tuple[int, int] | None:
    """Width and height of pictures, written as [height, width]; None where nothing says so."""
    side = _value(metadata.get("imgsz", ""))
    match side:
        case [int(height), int(width)] if height > 0 and width > 0:
            return width, height
    return None


def _value(written: str) -> JsonValue | dict[int, str]:
    """A value in the form of Python, None where it is none."""
    try:
        value: JsonValue | dict[int, str] = ast.literal_eval(written[:_LONGEST])
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return value
