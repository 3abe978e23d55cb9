"""What the rest of a document says of a phrase of its tables."""

from claims.records import Block, Cell, Document, Place, Source, Table
from extractors.language.name_usage import NameUsage
from extractors.tables.phrase_usage import PhraseUsage


def cell(text: str, row: int, column: int) -> Cell:
    """A cell at its place."""
    return Cell(text=text, row=row, column=column, place=Place(file="a", quote=text))


def table(first: str) -> Table:
    """A small table whose second row has this name."""
    cells = (cell("Method", 0, 0), cell("Acc", 0, 1), cell(first, 1, 0), cell("80.1", 1, 1))
    return Table(label="Table 1", header_rows=1, cells=cells, place=Place(file="a", quote=first))


def usage() -> PhraseUsage:
    """A paper that calls Ternbench a data set, and Heron a method that two tables name."""
    text = "We evaluate on the Ternbench dataset. Heron outperforms all. Word Error Count (WEC) is lower."
    document = Document(
        source=Source(kind="folder", name="a", revision="0", sha256="0"),
        title="Terns",
        blocks=(Block(kind="paragraph", text=text, place=Place(file="a", quote=text)),),
        tables=(table("Heron"), table("Heron")),
    )
    return PhraseUsage(document, NameUsage(document), ("Tern",))


def test_a_name_that_the_text_calls_a_data_set_has_the_sign_of_one() -> None:
    assert "use:3" in usage().signs("Ternbench")


def test_a_name_that_the_text_calls_a_method_has_the_sign_of_one() -> None:
    assert {"use:-3", "use:-2"} & set(usage().signs("Heron"))


def test_a_name_that_several_tables_have_as_a_row_is_counted() -> None:
    assert "first-column:2" in usage().signs("Heron")


def test_an_abbreviation_brings_the_words_that_it_stands_for() -> None:
    assert "long:w=error" in usage().signs("WEC")


def test_a_name_with_the_documents_own_name_in_it_is_its_own() -> None:
    assert "own" in usage().signs("Tern-XL") and "own" not in usage().signs("Heron")
