"""Folders of libraries that are not run here: a true sentence for each, with the way out."""

import gzip
import json
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from reproducers.lab.orders import Survey

Look = Callable[..., Survey]
BOOSTED = {
    "learner": {"learner_model_param": {}, "gradient_booster": {"name": "gbtree"}},
    "version": [2, 1, 0],
}


def skops(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "schema.json", json.dumps({"__class__": "LogisticRegression", "__module__": "sklearn"})
        )


def joblib(path: Path) -> None:
    import joblib as library  # type: ignore[import-untyped]  # it ships none
    from sklearn.linear_model import LogisticRegression

    library.dump(LogisticRegression().fit([[0.0], [1.0]], [0, 1]), path)


def compressed(path: Path) -> None:
    path.write_bytes(gzip.compress(pickle.dumps([1.0] * 100)))


@pytest.mark.parametrize(
    ("name", "make", "library", "way"),
    [
        ("model.skops", skops, "skops file of scikit-learn", "skl2onnx"),
        ("model.joblib", joblib, "pickle of scikit-learn", "skl2onnx"),
        ("model.pkl", joblib, "pickle of scikit-learn", "skl2onnx"),
        ("model.joblib", compressed, "pickle of scikit-learn", "skl2onnx"),
        ("model.json", lambda p: p.write_text(json.dumps(BOOSTED)), "XGBoost", "convert_xgboost"),
        (
            "model.txt",
            lambda p: p.write_text("tree\nversion=v4\nnum_class=1\n"),
            "LightGBM",
            "convert_lightgbm",
        ),
        ("model.bin", lambda p: p.write_bytes(b"\xba\x16\x4f\x2f" + bytes(40)), "fastText", "--predictions"),
        ("model.cbm", lambda p: p.write_bytes(b"CBM1" + bytes(40)), "CatBoost", 'format="onnx"'),
        ("tf_model.h5", lambda p: p.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(99)), "Keras", "export"),
        ("route.mlmodel", lambda p: p.write_bytes(b"\x08\x05" + bytes(40)), "Core ML", "--predictions"),
        ("m.pte", lambda p: p.write_bytes(bytes(40)), "ExecuTorch", "--predictions"),
        ("model.xgb", lambda p: p.write_bytes(bytes(40)), "XGBoost", "--predictions"),
    ],
    ids=[
        "skops",
        "joblib",
        "pickle",
        "gzip",
        "xgboost",
        "lightgbm",
        "fasttext",
        "catboost",
        "keras",
        "coreml",
        "executorch",
        "unknown content",
    ],
)
def test_each_kind_is_named_with_the_command_that_converts_it(
    look: Look, tmp_path: Path, name: str, make: Callable[[Path], object], library: str, way: str
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
    assert found.model is not None and found.model.refused in ("unsafe_weights", "no_reproducer")
    assert library in found.model.detail and way in found.model.detail and name in found.model.detail
    assert found.slice is not None and {p.value for p in found.slice.columns if p.name == "feature"} == {
        "a",
        "b",
    }


def test_rows_that_a_refused_model_leaves_unexplained_do_not_end_the_look(look: Look, tmp_path: Path) -> None:
    root = tmp_path / "m"
    root.mkdir()
    skops(root / "model.skops")
    data = tmp_path / "rows.csv"
    data.write_text("a,b,label\n" + "".join(f"{i},{i % 7},{i % 2}\n" for i in range(30)))
    found = look(root, data)
    assert found.model is not None and "skops" in found.model.detail
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
