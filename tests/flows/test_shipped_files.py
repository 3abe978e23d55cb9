"""Files of rows in a vendor's folder that nobody can read: each is named, and the run goes on without it."""

import random
from pathlib import Path

import pyarrow
import pyarrow.feather
import pyarrow.ipc
import pyarrow.parquet
import pytest

from claims.errors import DataError
from claims.records import Dossier
from flows import survey_step
from flows.api import Options, verify
from flows.sandbox import Limits
from flows.settings import settings
from tests.reproducers.tiny import save_linear, write_points

CARD = "---\npipeline_tag: tabular-classification\n---\n# tiny\n\nThe model has 6 parameters.\n"


@pytest.fixture
def vendor(tmp_path: Path) -> Path:
    root = tmp_path / "tiny"
    save_linear(root)
    (root / "README.md").write_text(CARD)
    return root


def verified(root: Path, data: Path | None = None) -> Dossier:
    rows = data or write_points(root.parent / "points.csv")
    return verify(str(root), Options(data=str(rows)), settings({"VERIFY_HOME": str(root.parent / "home")}))


def unread(dossier: Dossier) -> str:
    (rows,) = dossier.slices
    assert rows.columns and any(attempt.outcome == "measured" for attempt in dossier.attempts)
    return "; ".join(rows.unread)


def shipped(root: Path) -> pyarrow.Table:
    """The rows that the repository may ship, which are the user's own."""
    lines = write_points(root.parent / "points.csv").read_text().splitlines()
    names = lines[0].split(",")
    cells = [line.split(",") for line in lines[1:41]]
    return pyarrow.table({name: [row[i] for row in cells] for i, name in enumerate(names)})


@pytest.mark.parametrize("seed", range(2))
def test_a_damaged_arrow_file_is_named_and_left_out(vendor: Path, seed: int) -> None:
    path, draw = vendor / "train.arrow", random.Random(seed)
    with pyarrow.ipc.new_file(path, shipped(vendor).schema) as writer:
        writer.write(shipped(vendor))
    body = bytearray(path.read_bytes())
    for _ in range(12):
        body[draw.randrange(16, len(body))] ^= 0xFF
    path.write_bytes(body)
    dossier = verified(vendor)
    assert unread(dossier).startswith("train.arrow: ")
    assert any("train.arrow" in finding.says for finding in dossier.findings)


@pytest.mark.parametrize("name", ["train.arrow", "train.ndjson", "train.jsonl", "train.csv", "train.parquet"])
def test_rows_of_every_format_are_seen_in_a_folder(vendor: Path, name: str) -> None:
    rows = shipped(vendor)
    if name.endswith(".arrow"):
        with pyarrow.ipc.new_file(vendor / name, rows.schema) as writer:
            writer.write(rows)
    elif name.endswith(".parquet"):
        pyarrow.parquet.write_table(rows, vendor / name)
    elif name.endswith(".csv"):
        lines = [",".join(rows.column_names), *(",".join(row.values()) for row in rows.to_pylist())]
        (vendor / name).write_text("\n".join(lines))
    else:
        lines = [str(row).replace("'", '"') for row in rows.to_pylist()]
        (vendor / name).write_text("\n".join(lines))
    dossier = verified(vendor)
    assert (len(dossier.slices[0].left_out), dossier.slices[0].unread) == (10, ())


def test_a_small_file_of_very_many_equal_rows_is_named_and_left_out(vendor: Path) -> None:
    pyarrow.parquet.write_table(pyarrow.table({"x": pyarrow.repeat(1, 3_000_000)}), vendor / "train.parquet")
    assert (vendor / "train.parquet").stat().st_size < 100_000
    assert "train.parquet: train.parquet holds more than 2,000,000 cells" in unread(verified(vendor))


def test_a_file_that_ends_its_reader_is_found_and_left_out(
    vendor: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = Limits(seconds=60, memory_mb=500)
    monkeypatch.setattr(survey_step, "SURVEYING", small)
    monkeypatch.setattr(survey_step, "TRYING", small)
    long = pyarrow.array(["x" * 20_000]).dictionary_encode()
    cells = pyarrow.DictionaryArray.from_arrays(pyarrow.repeat(0, 100_000).cast("int32"), long.dictionary)
    pyarrow.parquet.write_table(pyarrow.table({"text": cells}), vendor / "train.parquet")
    (vendor / "sound.csv").write_text("x,y\n1,2\n")
    dossier = verified(vendor)
    assert unread(dossier) == "train.parquet: reading it ended the isolated process"
    finding = next(finding for finding in dossier.findings if finding.rule == "contaminated-slice")
    assert finding.severity == "warning" and "train.parquet" in finding.says


def test_a_file_of_the_users_own_that_ends_its_reader_is_named(
    vendor: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = Limits(seconds=60, memory_mb=500)
    monkeypatch.setattr(survey_step, "SURVEYING", small)
    monkeypatch.setattr(survey_step, "TRYING", small)
    long = pyarrow.array(["x" * 20_000]).dictionary_encode()
    cells = pyarrow.DictionaryArray.from_arrays(pyarrow.repeat(0, 100_000).cast("int32"), long.dictionary)
    pyarrow.parquet.write_table(pyarrow.table({"text": cells}), tmp_path / "ours.parquet")
    with pytest.raises(DataError, match=r"ours\.parquet cannot be read"):
        verified(vendor, tmp_path / "ours.parquet")
