"""Reads hostile papers one after the other, as the corridor's child does, and tells what came of each."""

import json
from pathlib import Path

from claims.errors import OverLimit, ReadError, SourceUnsafe
from claims.records import Source
from extractors.pipeline.read import ReadOrder, read

SOURCE = Source(kind="folder", name="paper", revision="0", sha256="0")


def run_in_child(request: bytes) -> bytes:
    """The paths of files in; for each the class of its outcome, its sentences and the numbers it states out."""
    return json.dumps([outcome(Path(one)) for one in json.loads(request)]).encode()


def outcome(path: Path) -> tuple[str, list[str], list[str]]:
    """What reading one file comes to: ok, warning, limit, error or refused."""
    order = ReadOrder(root=str(path.parent), files=(path.name,), source=SOURCE)
    try:
        reading = read(order)
    except (OverLimit, SourceUnsafe, ReadError) as error:
        said = str(error)
        over = isinstance(error, OverLimit) or any(
            word in said for word in ("more than", "larger", "archive in")
        )
        kind = "limit" if over else "refused" if isinstance(error, SourceUnsafe) else "error"
        return kind, [said], []
    numbers = [str(claim.stated.value) for claim in reading.claims]
    limited = any("limit" in warning for warning in reading.warnings)
    return (
        "limit" if limited else "warning" if reading.warnings else "ok",
        list(reading.warnings),
        numbers,
    )
