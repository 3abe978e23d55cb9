"""CSV, Parquet and the badge: every claim once, no formula, and the counts of the other reports."""

import csv
import io
import xml.etree.ElementTree as ET

import pyarrow.parquet as pq
import pytest

from reports import registry
from reports.badge import COLOUR, label
from reports.views.flat_table import NAMES
from reports.views.summary import summarise
from tests.reports.dossiers import ACCURACY, CLAIMS, bare, realistic
from tests.reports.enemy import HOSTILE, hostile

FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "  =1+1", "=HYPERLINK(0)", "＝1+1")


def read(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode(), newline="")))


def test_every_claim_is_one_line_with_the_digits_as_printed() -> None:
    lines = read(registry["csv"].call(realistic()))
    assert sorted(line["claim"] for line in lines) == sorted(claim.id for claim in CLAIMS)
    (line,) = (one for one in lines if one["claim"] == ACCURACY.id)
    assert (line["value"], line["unit"], line["observed"], line["difference"]) == (
        "95.1",
        "%",
        "91.46",
        "-3.64",
    )
    assert line["flags"] == "hero-number"
    assert read(registry["csv"].call(bare())) == []


@pytest.mark.parametrize("text", [*FORMULAS, *HOSTILE])
def test_no_text_of_others_begins_like_a_formula(text: str) -> None:
    numbers = {"difference", "difference_low", "difference_high"}
    for line in read(registry["csv"].call(hostile(text))):
        assert list(line) == list(NAMES)
        for name, cell in line.items():
            assert name in numbers or not cell.lstrip().startswith(("=", "+", "-", "@", "＝"))


def test_parquet_has_the_same_lines_with_types() -> None:
    table = pq.read_table(io.BytesIO(registry["parquet"].call(realistic())))
    lines = read(registry["csv"].call(realistic()))
    assert table.column_names == list(NAMES)
    assert table["claim"].to_pylist() == [line["claim"] for line in lines]
    assert table["observed"].to_pylist() == [float(x["observed"]) if x["observed"] else None for x in lines]
    assert pq.read_table(io.BytesIO(registry["parquet"].call(bare()))).num_rows == 0


def test_a_badge_is_a_picture_that_tells_the_worst_first() -> None:
    root = ET.fromstring(registry["badge"].call(realistic()))
    assert root.attrib["aria-label"] == "claims: 2 refuted, 1 falls short of 11"
    assert label(summarise(realistic()).counts)[1] == COLOUR["refuted"]
    assert label(summarise(bare()).counts) == ("none stated", COLOUR["unchecked"])
