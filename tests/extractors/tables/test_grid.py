"""A table's rows under their headers."""

from claims.records import Cell, Place, Table
from extractors.tables.grid import grids


def table_of(text: str, header_rows: int = 1) -> Table:
    """A table from lines of cells parted by bars."""
    place = Place(file="README.md", line=1, quote="")
    cells = tuple(
        Cell(row=n, column=at, text=said.strip(), place=place.model_copy(update={"quote": said.strip()}))
        for n, line in enumerate(text.strip().splitlines())
        for at, said in enumerate(line.split("|"))
    )
    return Table(label="table at line 1", header_rows=header_rows, cells=cells, place=place)


def test_columns_of_numbers_and_of_labels() -> None:
    (grid,) = grids(table_of("Model | MMLU | GSM8K\nTern | 61.2 | 40.1\nHeron | 55.0 | -"))
    assert grid.values == (1, 2)
    assert grid.stubs == (0,)
    assert grid.over(1) == ("MMLU",)


def test_a_row_with_one_text_names_the_rows_below() -> None:
    (grid,) = grids(
        table_of("Model | MMLU | GSM8K\nSmall | |\nTern | 61.2 | 40.1\nLarge | |\nHeron | 55.0 | 2.0")
    )
    assert grid.panels == (("Small",), ("Large",))


def test_a_table_that_names_its_columns_anew_is_two_grids() -> None:
    text = "Model | MMLU | GSM8K\nTern | 61.2 | 40.1\nModel | BLEU | chrF\nTern | 31.2 | 50.1"
    first, second = grids(table_of(text))
    assert first.over(1) == ("MMLU",)
    assert second.over(2) == ("chrF",)


def test_group_names_hold_for_the_empty_cells_to_their_right() -> None:
    (grid,) = grids(
        table_of(" | WMT14 | | SQuAD |\nModel | de | fr | F1 | EM\nTern | 27.1 | 38.2 | 90.1 | 83.0")
    )
    assert grid.over(2) == ("WMT14", "fr")
    assert grid.over(4) == ("SQuAD", "EM")


def test_settings_that_grow_name_columns() -> None:
    (grid,) = grids(table_of("Length | | \n | 512 | 1024\nTern | 3.1 | 6.0\nHeron | 9.5 | 38.1"))
    assert [grid.over(at)[-1] for at in grid.values] == ["512", "1024"]


def test_a_table_without_two_columns_is_none() -> None:
    assert grids(table_of("Tern\n61.2")) == []
