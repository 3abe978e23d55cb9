"""Some of every kind of harm that `benchmarks/hardening.py` does, each change of the code again."""

import importlib
from pathlib import Path

import pytest

from benchmarks import hardening
from benchmarks.hardening_cases import Tally, fault_of_output
from tests.flows.typed import IMPORTED

FEW = {
    "formats": 4,
    "stores": 4,
    "one fails": 1,
    "full from here": 1,
    "killed": 2,
    "served": 1,
    "hosts": 1,
    "day": 3,
}
"""Cases of each part; `python benchmarks/hardening.py` tries many more."""


@pytest.mark.long
@pytest.mark.parametrize("part", sorted(FEW))
def test_nothing_is_lost_hung_or_mistaken(part: str, tmp_path: Path) -> None:
    for module in IMPORTED:
        importlib.import_module(module)
    tally = hardening.PARTS[part](tmp_path, FEW[part], 1)
    if tally.skipped:
        pytest.skip(tally.skipped)
    assert (tally.wrong, tally.tried) == ([], FEW[part])


@pytest.mark.parametrize(
    ("code", "out", "err"),
    [
        (3, b"", b"verify: Assay itself failed (KeyError)."),
        (1, b"Traceback (most recent call last):", b"x"),
        (3, b"", b""),
        (-9, b"", b""),
        (3, b"", b"one\ntwo\nthree\nfour\n"),
    ],
)
def test_what_may_not_be_is_seen(code: int, out: bytes, err: bytes) -> None:
    assert fault_of_output(code, out, err)


def test_a_part_that_was_not_tried_does_not_look_like_one_that_held() -> None:
    rows = hardening.table(
        [Tally("nothing", "c"), Tally("held", "c", tried=3), Tally("none", "c", skipped="why")]
    )
    assert "| nothing | not tried: the time was up | – |" in rows
    assert "| held | 3 | 0 |" in rows and "| none | not tried: why | – |" in rows
