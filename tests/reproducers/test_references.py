"""Columns that only point at something are no inputs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reproducers.lab.data.references import are_paths, are_row_names
from reproducers.lab.orders import Survey


@pytest.mark.parametrize("cell", ["shots/{}/a{}.png", "img_00{}{}", "./rows/part{}/{}"])
def test_a_column_of_paths_or_names_is_not_the_text(
    look: Callable[..., Survey], tmp_path: Path, cell: str, bert: Path
) -> None:
    data = tmp_path / "rows.csv"
    data.write_text("reference,label\n" + "".join(f"{cell.format(i, i)},positive\n" for i in range(30)))
    found = look(bert, data).slice
    assert found is not None and not found.columns and "looks like the text" in found.notes[0]


def test_addresses_of_the_web_and_sentences_are_no_paths() -> None:
    assert not are_paths(tuple(f"https://a.example/shop{i}.png" for i in range(30)))
    assert not are_paths(tuple(f"good/bad film {i}" for i in range(30)))
    assert not are_row_names("amount", tuple(str(i) for i in range(30)))
