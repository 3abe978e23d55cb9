"""Reads records out of the store, where one may be damaged or of an older format: it costs itself only."""

import sys
from collections.abc import Iterable
from functools import cache
from typing import TypeVar

from pydantic import ValidationError

from claims.errors import StoreDamaged
from claims.records import Dossier, Record

R = TypeVar("R", bound=Record)


def readable(kind: type[R], records: Iterable[object]) -> tuple[R, ...]:
    """Those of the records that can be read; that others cannot is said once on stderr, and they stay in the store."""
    return tuple(record for body in records if (record := _read(kind, body)) is not None)


def _read(kind: type[R], body: object) -> R | None:
    try:
        return kind.model_validate_json(body if isinstance(body, bytes) else str(body))
    except ValidationError:
        _warn(kind.__name__.lower())
        return None


@cache
def _warn(kind: str) -> None:
    sys.stderr.write(
        f"verify: a {kind} in the store cannot be read and is left out; `verify doctor --store` says which.\n"
    )


def stored(kind: type[R], body: bytes) -> R:
    """The record that a file of the store holds; raises StoreDamaged where it holds none of this version's."""
    try:
        return kind.from_bytes(body)
    except ValidationError:
        subject = "This run" if kind is Dossier else "A record"
        raise StoreDamaged(
            f"{subject} was stored in an older format, which is no longer read, or is damaged.",
            "Verify its target again.",
        ) from None
