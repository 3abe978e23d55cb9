"""Golden files: renewed by ASSAY_OVERWRITE=1, compared otherwise."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent.parent / "golden"


@pytest.fixture
def golden() -> Callable[[str, bytes], None]:
    """A function that compares bytes with the golden file of that name, or renews the file."""

    def compare(name: str, body: bytes) -> None:
        held = GOLDEN / name
        if os.environ.get("ASSAY_OVERWRITE") == "1":
            held.parent.mkdir(exist_ok=True)
            held.write_bytes(body)
        assert held.is_file(), f"{name} is missing: run once with ASSAY_OVERWRITE=1 and read what it wrote"
        assert body.decode() == held.read_bytes().decode()

    return compare
