"""Reads untrusted JSON: bounded in size, plain values only."""

import json
from pathlib import Path

from pydantic import JsonValue

from claims.errors import ReadError

LARGEST = 8 << 20
"""Bytes of a file of settings; a few kilobytes are usual."""


def read_json(path: Path) -> JsonValue:
    """The values of a JSON file in UTF-8; raises ReadError for anything else.

    NaN and infinities, which are not JSON, become nothing, and half a surrogate pair becomes a question mark.
    """
    body = read_start(path, LARGEST + 1)
    if len(body) > LARGEST:
        raise ReadError(
            f"{path.name} is larger than {LARGEST >> 20} MiB, too much for a configuration.",
            "Look what it holds.",
        )
    try:
        return _whole(json.loads(body.decode("utf-8-sig"), parse_constant=lambda _: None))
    except (ValueError, RecursionError):
        raise ReadError(f"{path.name} is not JSON in UTF-8.", "Download it again, or mend it.") from None


def read_table(path: Path) -> dict[str, JsonValue]:
    """The JSON object that is the whole file, or nothing where there is no such file."""
    if not path.is_file():
        return {}
    value = read_json(path)
    if not isinstance(value, dict):
        raise ReadError(f"{path.name} is not a JSON object.", "Download it again.")
    return value


def read_start(path: Path, most: int) -> bytes:
    """The first bytes of a regular file, at most that many; raises ReadError if it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise ReadError(
            f"{path.name} cannot be read: {error.strerror}.", "Check the file and its rights."
        ) from None


def _whole(value: JsonValue) -> JsonValue:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_whole(part) for part in value]
    if isinstance(value, dict):
        return {str(_whole(name)): _whole(part) for name, part in value.items()}
    return value
