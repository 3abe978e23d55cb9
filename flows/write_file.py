"""Writes a file that somebody asked for, or that is kept in the home."""

from pathlib import Path

from claims.errors import StoreError


def write_file(path: Path, body: bytes, hint: str = "Give --out another place.") -> None:
    """Write a file and the folders that it lies in; raises StoreError where that cannot be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}.", hint) from None
