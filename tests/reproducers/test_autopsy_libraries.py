"""The autopsy of models of other libraries: columns, classes and size by the library's own reader, or a sentence."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from claims.errors import ReadError
from claims.records.autopsy import Autopsy
from flows.autopsy import pin
from flows.settings import settings
from reports.autopsy.answers import answers
from reproducers.lab.autopsy.examine import examine
from tests.reproducers import library_models
from tests.reproducers.library_models import Made

KINDS: dict[str, tuple[Callable[[Path, int], Made], str, str]] = {
    "catboost": (library_models.catboost, "CatBoost", "age, income, colour"),
    "fasttext": (library_models.fasttext, "fastText", "texts as they are"),
    "lightgbm": (library_models.lightgbm, "LightGBM, binary", "age, income, colour"),
    "skops": (library_models.skops_pipeline, "RandomForestClassifier", "age, income, colour"),
    "spacy": (library_models.spacy_texts, "spaCy, textcat", "texts as they are"),
    "xgboost": (library_models.xgboost, "XGBoost, gbtree", "age, income, colour"),
}
"""Who makes the model, what its family must say, and what goes in."""


def look(path: Path) -> Autopsy:
    return examine(pin(str(path), settings(), lambda _: None))


@pytest.mark.parametrize("kind", KINDS)
def test_columns_and_classes_are_those_of_the_library(kind: str, tmp_path: Path) -> None:
    make, family, given = KINDS[kind]
    (tmp_path / "model").mkdir()
    found = look(make(tmp_path, 10).root)
    model = found.components[0]
    assert family in model.family and family in found.headline
    assert given in model.inputs[0].meaning
    assert "2 classes" in model.outputs[0].meaning and model.outputs[0].shape == ("rows", "2")
    assert model.task in ("tabular-classification", "text-classification")
    assert all(answer.says for answer in answers(found))


@pytest.mark.parametrize("kind", ["xgboost", "lightgbm"])
def test_trees_and_their_numbers_are_counted_as_the_library_counts_them(kind: str, tmp_path: Path) -> None:
    library = pytest.importorskip(kind, reason=f"the extra {kind} is not installed")
    draw = np.random.default_rng(0)
    rows = draw.normal(size=(200, 3))
    labels = (rows[:, 0] + rows[:, 1] > 0).astype(int)
    if kind == "xgboost":
        model = library.XGBClassifier(n_estimators=7, max_depth=3, n_jobs=1).fit(rows, labels)
        model.save_model(tmp_path / "model.ubj")
        nodes = sum(len(tree.strip().splitlines()) for tree in model.get_booster().get_dump())
    else:
        model = library.LGBMClassifier(n_estimators=7, verbose=-1, n_jobs=1).fit(rows, labels)
        model.booster_.save_model(tmp_path / "model.txt")
        nodes = len(model.booster_.trees_to_dataframe())
    found = look(next(tmp_path.iterdir()))
    assert found.parameters == nodes and ", 7 trees of up to" in found.headline


def test_without_its_package_the_kind_is_named_with_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reproducers.lab.models.libraries.find_spec", lambda wanted: None)
    (tmp_path / "model.cbm").write_bytes(b"CBM1" + bytes(40))
    with pytest.raises(ReadError, match=r"needs the package catboost: run .* -m pip install"):
        look(tmp_path / "model.cbm")


def test_a_damaged_file_of_a_library_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (file,) = library_models.fasttext(tmp_path, 10).root.iterdir()
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(ReadError, match=r"model\.bin is damaged: it (announces|ends)"):
        look(file)


def test_word_vectors_of_fasttext_are_not_said_to_classify(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    path = library_models.fasttext(tmp_path, 10).root / "model.bin"
    body = bytearray(path.read_bytes())
    body[36] = 2  # what it was trained as: skip-gram
    path.write_bytes(body)
    model = look(path).components[0]
    assert model.task == "feature-extraction" and "skip-gram" in model.family
    assert (model.inputs[0].name, model.outputs[0].meaning) == ("text", "a vector for each word")
