"""How a file of rows is understood, and what is said where it cannot be."""

from collections.abc import Callable
from pathlib import Path

import pytest

from claims.errors import DataError, UsageError
from claims.records import Pair
from reproducers.lab.data.rows import read_rows
from tests.reproducers.small_rows import Look, roles, sliced, write


@pytest.mark.parametrize(
    ("header", "text", "label"),
    [
        ("text,label", "text", "label"),
        ("id,sentence,language", "sentence", "language"),
        ("Review Text,Stars", "Review Text", "Stars"),
        ("utterance,intent,note", "utterance", "intent"),
        ("tweet_text,id,airline_sentiment", "tweet_text", "airline_sentiment"),
        ("remark,y", "remark", "y"),
    ],
)
def test_columns_are_recognised_by_their_sense(
    look: Look, tmp_path: Path, header: str, text: str, label: str
) -> None:
    width = header.count(",") + 1
    data = write(tmp_path, f"{header}\n{','.join('abcd'[:width])}\n")
    assert (roles(sliced(look, data))["text"], roles(sliced(look, data))["label"]) == (text, label)


def test_two_candidates_are_named_with_the_option_to_use(look: Look, tmp_path: Path) -> None:
    data = write(tmp_path, "review,comment,label\na,b,c\n")
    with pytest.raises(DataError, match=r"'review', 'comment' .*--columns text=review"):
        look(None, data)


def test_the_option_decides_between_candidates(look: Look, tmp_path: Path) -> None:
    data = write(tmp_path, "review,comment,label\na,b,c\n")
    found = sliced(look, data, columns=(Pair(name="text", value="comment"),))
    assert roles(found)["text"] == "comment"


def test_an_option_that_names_no_column_shows_those_there_are(look: Look, tmp_path: Path) -> None:
    data = write(tmp_path, "review,label\na,b\n")
    with pytest.raises(DataError, match=r"no column 'reviews'.*'review', 'label'"):
        look(None, data, columns=(Pair(name="text", value="reviews"),))


def test_an_unknown_role_is_a_usage_error(look: Look, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="txt"):
        look(None, write(tmp_path, "text,label\na,b\n"), columns=(Pair(name="txt", value="text"),))


def test_no_label_column_is_said_with_the_columns_seen(look: Look, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"text, author.*--columns label="):
        look(None, write(tmp_path, "text,author\na,b\n"))


@pytest.mark.parametrize("text", ["", "\n\n", "text,label\n"])
def test_a_file_without_rows_is_said_to_hold_none(look: Look, tmp_path: Path, text: str) -> None:
    with pytest.raises(DataError, match="holds no rows"):
        look(None, write(tmp_path, text))


def test_a_file_that_is_not_there_is_an_error_of_data(look: Look, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="There is no"):
        look(None, tmp_path / "absent.csv")


def test_rows_without_a_text_or_label_are_left_out_and_counted(look: Look, tmp_path: Path) -> None:
    found = sliced(look, write(tmp_path, "text,label\na,x\n,x\nb,\n   ,x\nc,y\n"))
    assert (found.rows, found.missing) == (2, 3)


def test_words_that_pandas_would_take_for_missing_stay(look: Look, tmp_path: Path) -> None:
    data = write(tmp_path, "text,label\nNA,no\nnull,None\nnan,NA\n")
    rows = read_rows(data, sliced(look, data))
    assert rows.texts == ("NA", "null", "nan")
    assert rows.labels == ("no", "None", "NA")


def test_a_byte_order_mark_is_no_part_of_the_first_column(look: Look, tmp_path: Path) -> None:
    assert roles(sliced(look, write(tmp_path, "text,label\né,b\n", encoding="utf-8-sig")))["text"] == "text"


def test_latin_1_is_read_with_a_note(look: Look, tmp_path: Path) -> None:
    data = write(tmp_path, "text,label\ncafé,b\n", encoding="latin-1")
    found = sliced(look, data)
    assert read_rows(data, found).texts == ("café",)
    assert any("Latin-1" in note for note in found.notes)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rows.tsv", "text\tlabel\na, b\tx\nc\ty\n"),
        ("rows.csv", "text;label\na, b;x\nc;y\n"),
        ("rows.csv", 'text,label\n"a, b",x\nc,y\n'),
        ("rows.jsonl", '{"text": "a, b", "label": "x"}\n{"text": "c", "label": "y"}\n'),
        ("rows.json", '[{"text": "a, b", "label": "x"}, {"text": "c", "label": "y"}]'),
    ],
)
def test_every_format_gives_the_same_rows(look: Look, tmp_path: Path, name: str, text: str) -> None:
    data = write(tmp_path, text, name)
    rows = read_rows(data, sliced(look, data))
    assert (rows.texts, rows.labels) == (("a, b", "c"), ("x", "y"))


def test_parquet_keeps_whole_numbers_whole(look: Look, tmp_path: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    data = tmp_path / "rows.parquet"
    table = pyarrow.table({"text": ["a", None, "c"], "label": pyarrow.array([1, 0, None], pyarrow.float64())})
    pyarrow.parquet.write_table(table, data)
    found = sliced(look, data)
    assert (read_rows(data, found).labels, found.missing) == (("1",), 2)


@pytest.mark.parametrize("body", [b"PAR1 and no more", b"\x00\x01\x02binary\x00"])
def test_what_is_no_table_is_said_to_be_none(look: Look, tmp_path: Path, body: bytes) -> None:
    (tmp_path / "rows.csv").write_bytes(body)
    with pytest.raises(DataError, match=r"rows\.csv is"):
        look(None, tmp_path / "rows.csv")


def test_a_row_with_too_many_cells_is_named(look: Look, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="row 2 has 3 cells, the header 2"):
        look(None, write(tmp_path, "text,label\na,b\na,b,c\n"))


def test_more_rows_than_wanted_are_drawn_by_the_seed(look: Look, tmp_path: Path) -> None:
    data = write(tmp_path, "text,label\n" + "".join(f"t{i},x\n" for i in range(100)))
    one, again = (sliced(look, data, max_rows=10, seed=4) for _ in range(2))
    other = sliced(look, data, max_rows=10, seed=5)
    assert (one.rows, one.seed) == (10, 4)
    assert read_rows(data, one) == read_rows(data, again) != read_rows(data, other)
    assert read_rows(data, one).numbers == tuple(sorted(read_rows(data, one).numbers))


def test_no_more_rows_than_wanted_are_all_taken(look: Look, tmp_path: Path) -> None:
    found = sliced(look, write(tmp_path, "text,label\na,x\nb,y\n"), max_rows=2)
    assert (found.rows, found.seed) == (2, None)


def test_a_changed_file_is_noticed(look: Look, tmp_path: Path) -> None:
    data = write(tmp_path, "text,label\na,x\nb,y\n")
    found = sliced(look, data)
    write(tmp_path, "text,label\na,x\nb,\n")
    with pytest.raises(DataError, match="has changed"):
        read_rows(data, found)


def test_pairs_of_texts_are_both_taken(look: Look, tmp_path: Path) -> None:
    data = write(tmp_path, "premise,hypothesis,label\na,b,x\n")
    found = sliced(look, data)
    assert (roles(found)["text"], roles(found)["text_pair"]) == ("premise", "hypothesis")
    assert read_rows(data, found).pairs == ("b",)


def test_a_folder_with_one_file_of_rows_is_that_file(look: Look, tmp_path: Path) -> None:
    write(tmp_path, "text,label\na,x\n")
    assert sliced(look, tmp_path).name == "rows.csv"


def test_a_folder_with_two_files_is_not_guessed_between(look: Look, tmp_path: Path) -> None:
    write(tmp_path, "text,label\na,x\n")
    write(tmp_path, "text,label\na,x\n", "more.csv")
    with pytest.raises(DataError, match=r"more\.csv, rows\.csv"):
        look(None, tmp_path)


def test_labels_that_match_nothing_show_both_vocabularies(look: Look, tmp_path: Path, bert: Path) -> None:
    found = sliced(look, write(tmp_path, "text,label\na,sports\nb,weather\n"), bert)
    assert found.columns == ()  # nothing is measured on them, and the model's size still is
    assert "sports, weather" in found.notes[0] and "negative, positive" in found.notes[0]


def test_a_label_that_the_model_lacks_is_kept_as_unmatched(look: Look, tmp_path: Path, bert: Path) -> None:
    found = sliced(look, write(tmp_path, "text,label\na,positive\nb,mixed\n"), bert)
    assert found.unmatched == ("mixed",)
    assert found.labels == (Pair(name="positive", value="positive"),)


def test_a_model_that_is_no_classifier_has_no_labels_to_match(
    look: Look, tmp_path: Path, bert_copy: Path, spoil: Callable[..., None]
) -> None:
    spoil(bert_copy, architectures=["BertModel"], id2label=None, label2id=None)
    found = sliced(look, write(tmp_path, "text,label\na,sports\nb,weather\n"), bert_copy)
    assert (found.labels, found.unmatched) == ((), ())


def test_columns_of_numbers_are_the_features_of_a_tabular_model(
    look: Look, points: Path, linear: Path
) -> None:
    found = sliced(look, points, linear)
    assert [pair.value for pair in found.columns if pair.name == "feature"] == ["a", "b"]


def test_the_column_with_the_models_labels_is_the_label(look: Look, tmp_path: Path, bert: Path) -> None:
    data = write(tmp_path, "label,body,category\n0,a good film,positive\n1,a bad film,negative\n")
    assert roles(sliced(look, data, bert))["label"] == "category"


def test_names_beside_numbers_are_the_labels(look: Look, tmp_path: Path, bert: Path) -> None:
    data = write(tmp_path, "label,text,label_name\n0,a,positive\n1,b,negative\n")
    assert roles(sliced(look, data, bert))["label"] == "label_name"


def test_the_longest_column_by_far_is_the_text(look: Look, tmp_path: Path, bert: Path) -> None:
    rows = "".join(f"T{i},the film was very good and so was plot {i},positive\n" for i in range(9))
    found = sliced(look, write(tmp_path, "ticket,Wortlaut,gold\n" + rows), bert)
    assert roles(found)["text"] == "Wortlaut"
    assert any("Wortlaut" in note and "longest" in note for note in found.notes)


def test_whole_numbers_may_end_in_point_zero(look: Look, tmp_path: Path, bert: Path) -> None:
    found = sliced(look, write(tmp_path, "text,label\na,1.0\nb,0.0\n"), bert)
    assert {p.name: p.value for p in found.labels} == {"1.0": "positive", "0.0": "negative"}


def test_rows_that_the_repository_ships_are_left_out(look: Look, tmp_path: Path, bert_copy: Path) -> None:
    lines = [f"the film number {i} was not very good at all,negative\n" for i in range(60)]
    data = write(tmp_path, "text,label\n" + "".join(lines))
    (bert_copy / "data").mkdir()
    shipped = [line.upper().replace(" WAS", ", was") for line in lines[:25]]
    (bert_copy / "data" / "train.tsv").write_text(
        "label\ttext\n" + "".join(f"x\t{line.rpartition(',')[0]}\n" for line in shipped)
    )
    found = sliced(look, data, bert_copy)
    assert found.left_out == tuple(range(25))
    assert (found.rows, len(read_rows(data, found))) == (35, 35)
    assert any("data/train.tsv" in note for note in found.notes)


def test_a_slice_that_the_repository_ships_is_not_measured(
    look: Look, tmp_path: Path, bert_copy: Path
) -> None:
    data = write(
        tmp_path, "text,label\n" + "".join(f"this is sentence number {i},positive\n" for i in range(30))
    )
    (bert_copy / "test.csv").write_bytes(data.read_bytes())
    found = sliced(look, data, bert_copy)
    assert (found.rows, len(found.left_out), found.columns) == (0, 30, ())


@pytest.mark.parametrize("stream", [True, False])
def test_arrow_is_read_as_a_file_and_as_a_stream(look: Look, tmp_path: Path, stream: bool) -> None:
    import pyarrow

    data, table = tmp_path / "rows.arrow", pyarrow.table({"text": ["a", "b"], "label": ["x", "y"]})
    opened = pyarrow.ipc.new_stream if stream else pyarrow.ipc.new_file
    with pyarrow.OSFile(str(data), "wb") as file, opened(file, table.schema) as out:
        out.write_table(table)
    assert read_rows(data, sliced(look, data)).texts == ("a", "b")


def test_a_folder_of_classes_is_a_slice(look: Look, tmp_path: Path) -> None:
    from reproducers.lab.data.table_file import read_data_table

    for kind in ("cat", "dog"):
        (tmp_path / "pets" / kind).mkdir(parents=True)
        (tmp_path / "pets" / kind / "1.png").write_bytes(b"x")
    assert read_data_table(tmp_path / "pets").columns == {
        "image": ("cat/1.png", "dog/1.png"),
        "label": ("cat", "dog"),
    }


def test_a_file_that_the_team_put_into_the_models_folder_is_measured(look: Look, bert_copy: Path) -> None:
    data = write(
        bert_copy, "text,label\n" + "".join(f"this is sentence number {i},positive\n" for i in range(30))
    )
    found = sliced(look, data, bert_copy)
    assert (found.rows, found.left_out) == (30, ())
    assert any("own folder" in note for note in found.notes)
