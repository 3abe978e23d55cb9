"""Which data set rows are of, whether they are all of it, and which the repository ships."""

import json
from pathlib import Path

import pytest

from tests.reproducers.small_rows import Look, sliced, write

LINES = "text,label\n" + "".join(f"sentence {i},{'xy'[i % 2]}\n" for i in range(120))


def test_a_data_package_beside_the_file_names_the_data_set(look: Look, tmp_path: Path) -> None:
    said = {"name": "sentences", "title": "Sentences", "split": "test", "complete": True, "rows": 120}
    (tmp_path / "datapackage.json").write_text(json.dumps(said))
    found = sliced(look, write(tmp_path, LINES))
    assert (found.of_dataset, found.split, found.complete) == ("sentences", "test", True)


@pytest.mark.parametrize(
    ("said", "complete"),
    [
        ({"name": "sentences", "of": {"name": "sentences", "rows": 120}}, True),
        ({"name": "sentences", "rows": 120}, True),
        ({"name": "sentences", "of": {"name": "sentences", "rows": 6000}}, False),
        ({"name": "sentences", "rows": 60}, False),
        ({"name": "sentences"}, False),
        ({"name": "sst2"}, False),
        ({"name": "sst2", "rows": 120}, False),
    ],
)
def test_complete_is_believed_only_where_the_sizes_agree(
    look: Look, tmp_path: Path, said: dict[str, object], complete: bool
) -> None:
    (tmp_path / "datapackage.json").write_text(json.dumps(said | {"split": "validation", "complete": True}))
    found = sliced(look, write(tmp_path, LINES))
    assert found.complete is complete
    assert complete or any("complete" in note for note in found.notes)


def test_few_rows_are_complete_only_where_the_catalog_knows_the_split(look: Look, tmp_path: Path) -> None:
    said = {"split": "validation", "complete": True, "rows": 71}
    data = write(tmp_path, "".join(LINES.splitlines(keepends=True)[:72]))
    for name, complete in (("sentences", False), ("WNLI", True)):
        (tmp_path / "datapackage.json").write_text(json.dumps(said | {"name": name}))
        assert sliced(look, data).complete is complete


def test_a_description_in_the_models_own_folder_names_no_data_set(
    look: Look, tmp_path: Path, bert_copy: Path
) -> None:
    said = {"name": "sentences", "split": "test", "complete": True, "rows": 2}
    (bert_copy / "datapackage.json").write_text(json.dumps(said))
    data = write(bert_copy, "text,label\ngood film,positive\nbad plot,negative\n")
    found = sliced(look, data, bert_copy)
    assert (found.of_dataset, found.complete) == (None, False)
    assert any("model's own folder" in note for note in found.notes)
    asked = sliced(look, data, bert_copy, of_dataset="imdb")
    assert (asked.of_dataset, asked.said_by_user, asked.complete) == ("imdb", True, False)


def test_rows_that_the_repository_ships_are_kept_apart_and_together(
    look: Look, tmp_path: Path, bert_copy: Path
) -> None:
    lines = [f"the film number {i} was a very fine plot,positive" for i in range(60)]
    write(bert_copy, "text,label\n" + "\n".join(lines[:20]) + "\n", "shipped.csv")
    data = write(tmp_path, "text,label\n" + "\n".join(lines) + "\n")
    seen = look(bert_copy, data)
    assert seen.slice is not None and seen.with_shipped is not None
    assert (seen.slice.rows + len(seen.slice.left_out), seen.with_shipped.rows) == (60, 60)
    assert seen.with_shipped.left_out == ()
    (bert_copy / "shipped.csv").unlink()
    assert look(bert_copy, data).with_shipped is None


def test_a_data_package_of_another_file_names_nothing(look: Look, tmp_path: Path) -> None:
    said = {"name": "sentences", "resources": [{"path": "others.csv"}]}
    (tmp_path / "datapackage.json").write_text(json.dumps(said))
    assert sliced(look, write(tmp_path, "text,label\na,x\n")).of_dataset is None


def test_a_drawn_slice_is_not_complete(look: Look, tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text('{"name": "sentences", "complete": true}')
    data = write(tmp_path, "text,label\n" + "a,x\n" * 5)
    assert not sliced(look, data, max_rows=3).complete


def test_the_option_names_the_data_set(look: Look, tmp_path: Path) -> None:
    assert sliced(look, write(tmp_path, "text,label\na,x\n"), of_dataset="imdb").of_dataset == "imdb"


def test_a_files_name_is_only_a_hint(look: Look, tmp_path: Path) -> None:
    found = sliced(look, write(tmp_path, "text,label\na,x\n", "imdb.csv"))
    assert found.of_dataset is None
    assert any("imdb.csv" in note for note in found.notes)
