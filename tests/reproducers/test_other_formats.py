"""Folders of libraries that are not run here: a true sentence for each, with the way out."""

import gzip
import json
import pickle
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from claims.records import Measurement
from reproducers.lab.orders import Survey, WorkResult

Look = Callable[..., Survey]


def joblib(path: Path) -> None:
    import joblib as library  # type: ignore[import-untyped]  # it ships none
    from sklearn.linear_model import LogisticRegression

    library.dump(LogisticRegression().fit([[0.0], [1.0]], [0, 1]), path)


def compressed(path: Path) -> None:
    path.write_bytes(gzip.compress(pickle.dumps([1.0] * 100)))


@pytest.mark.parametrize(
    ("name", "make"),
    [("model.joblib", joblib), ("model.pkl", joblib), ("model.joblib", compressed)],
    ids=["joblib", "pickle", "gzip"],
)
def test_a_pickle_is_refused_with_the_command_that_converts_it(
    look: Look, tmp_path: Path, name: str, make: Callable[[Path], object]
) -> None:
    root = tmp_path / "m"
    root.mkdir()
    make(root / name)
    (root / "README.md").write_text(
        "---\npipeline_tag: tabular-classification\n---\n# m\n\nAccuracy of 0.9.\n"
    )
    data = tmp_path / "rows.csv"
    data.write_text("a,b,label\n" + "".join(f"{i},{i % 7},{i % 2}\n" for i in range(30)))
    found = look(root, data)
    assert found.model is not None and found.model.refused == "unsafe_weights"
    assert "pickle of scikit-learn" in found.model.detail and name in found.model.detail
    assert found.slice is not None and {p.value for p in found.slice.columns if p.name == "feature"} == {
        "a",
        "b",
    }


def trained(kind: str) -> object:
    """A model of two columns, as its own library trains it."""
    inputs, labels = [[0.0, 1.0], [1.0, 0.0], [0.2, 0.9], [0.8, 0.1]] * 10, [0, 1, 0, 1] * 10
    if kind == "scikit-learn":
        from sklearn.ensemble import RandomForestClassifier

        return RandomForestClassifier(3).fit(inputs, labels)
    library = pytest.importorskip(kind, reason=f"the extra {kind} is not installed")
    if kind == "catboost":
        return library.CatBoostClassifier(3, verbose=0, allow_writing_files=False).fit(inputs, labels)
    boosted = library.XGBClassifier if kind == "xgboost" else library.LGBMClassifier
    made = boosted(n_estimators=3, n_jobs=1, **({} if kind == "xgboost" else {"verbose": -1}))
    return made.fit(np.array(inputs), labels)


@pytest.mark.parametrize("kind", ["scikit-learn", "xgboost", "lightgbm", "catboost"])
def test_the_command_of_the_refusal_makes_a_model_that_is_measured(
    look: Look, measure: Callable[..., WorkResult], tmp_path: Path, kind: str
) -> None:
    import joblib as library

    pytest.importorskip("skops" if kind == "scikit-learn" else kind, reason="the extra is not installed")
    root = tmp_path / "a model's folder"
    root.mkdir()
    pickled = root / "it's a model.joblib"
    library.dump(trained(kind), pickled)
    model = look(root).model
    assert model is not None
    command = model.detail.partition("it, run ")[2].rpartition("; or bring")[0]
    words = shlex.split(command)
    assert words[:2] == ["python", "-c"]
    subprocess.run([sys.executable, *words[1:]], cwd=root, check=True, capture_output=True)
    pickled.unlink()
    data = tmp_path / "rows.csv"
    data.write_text("a,b,label\n" + "".join(f"{i % 2},{1 - i % 2},{i % 2}\n" for i in range(30)))
    (attempt,) = measure("tabular-classification", ["accuracy"], root, data).attempts
    assert isinstance(attempt, Measurement), attempt
    assert attempt.observed.value == 1


def test_rows_that_a_refused_model_leaves_unexplained_do_not_end_the_look(look: Look, tmp_path: Path) -> None:
    root = tmp_path / "m"
    root.mkdir()
    joblib(root / "model.joblib")
    data = tmp_path / "rows.csv"
    data.write_text("a,b,label\n" + "".join(f"{i},{i % 7},{i % 2}\n" for i in range(30)))
    found = look(root, data)
    assert found.model is not None and "pickle" in found.model.detail
    assert found.slice is not None and not found.slice.columns


def test_the_folder_lists_such_files(tmp_path: Path) -> None:
    from extractors.sources.folder import manifest

    for name in ("a.skops", "b.joblib", "c.ubj", "d.ftz", "e.cbm"):
        (tmp_path / name).write_bytes(bytes(40))
    assert len(manifest(tmp_path).files) == 5


def test_an_ordinary_json_or_text_file_is_no_model(look: Look, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"learner": "a word", "model_type": "bert"}))
    (tmp_path / "notes.txt").write_text("tree\nand other notes of some length\n")
    model = look(tmp_path).model
    assert model is not None and model.refused == "no_model"


@pytest.mark.parametrize(
    ("name", "start", "library"),
    [
        ("tf_model.h5", b"\x89HDF\r\n\x1a\n", "Keras"),
        ("route.mlmodel", b"\x08\x05", "Core ML"),
        ("m.pte", bytes(8), "ExecuTorch"),
        ("m.nemo", bytes(8), "NeMo"),
    ],
)
def test_a_model_file_that_nothing_here_runs_is_named(
    look: Look, tmp_path: Path, name: str, start: bytes, library: str
) -> None:
    (tmp_path / name).write_bytes(start + bytes(99))
    model = look(tmp_path).model
    assert model is not None and model.refused == "no_reproducer"
    assert name in model.detail and library in model.detail and "--predictions" in model.detail
