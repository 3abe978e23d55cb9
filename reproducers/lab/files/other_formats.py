"""Models of libraries that are not run here, known by their content, each with the command that makes one that is."""

import json
import shlex
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from claims.records import ModelFile, Reason
from reproducers.lab.files.first_bytes import LOOKED_AT
from reproducers.lab.files.json_file import read_start
from reproducers.lab.refusal import BRING_ANSWERS, Refusal

_SUFFIXES = {"", ".joblib", ".pkl", ".pickle", ".p", ".keras", ".h5", ".hdf5", ".dat", ".sav", ".z", ".gz"}
_BY_ENDING = {
    ".mlmodel": "Core ML model", ".pte": "program of ExecuTorch", ".pt2": "program that torch.export wrote",
    ".nemo": "NeMo archive", ".engine": "TensorRT engine", ".pdmodel": "model of PaddlePaddle",
    ".pdiparams": "model of PaddlePaddle", ".pb": "graph of TensorFlow", ".caffemodel": "model of Caffe",
    ".mnn": "model of MNN",
}  # fmt: skip
"""Endings that only models have, each with what such a file is; for those whose content tells nothing more."""
_LOAD = "import joblib; model = joblib.load({file}); "
_HOW = {
    "scikit-learn": 'import joblib, skops.io; skops.io.dump(joblib.load({file}), "model.skops")',
    "XGBoost": _LOAD + 'model.save_model("model.ubj")',
    "LightGBM": _LOAD + 'getattr(model, "booster_", model).save_model("model.txt")',
    "CatBoost": _LOAD + 'model.save_model("model.cbm")',
    "Keras": 'import keras; keras.models.load_model({file}).export("model.onnx", format="onnx")',
}
"""A library to the Python that writes a file of its model which is measured here, as its own documentation gives it."""


class _Kind(NamedTuple):
    """What a file is of."""

    library: str
    pickled: bool = False
    """Whether opening it can run any code."""


class OtherModel(NamedTuple):
    """A file of a library that is not run here: what it is, and how one is made that is."""

    file: ModelFile
    says: str
    way: str
    pickled: bool = False
    """Whether opening it can run any code."""


def other_format(root: Path, files: Iterable[ModelFile]) -> tuple[ModelFile, Refusal] | None:
    """The first file of a library that is not run here, and the refusal with the way out; None for none."""
    other = other_model(root, files)
    if other is None:
        return None
    reason: Reason = "unsafe_weights" if other.pickled else "no_reproducer"
    return other.file, Refusal(reason, f"{other.says} {other.way}; or {BRING_ANSWERS}")


def other_model(root: Path, files: Iterable[ModelFile]) -> OtherModel | None:
    """The first file of a library that is not run here, by its content, else by its name; None for none."""
    every = list(files)
    for file in every:
        path = PurePosixPath(file.path)
        if path.suffix.lower() not in _SUFFIXES or len(path.parts) > 2 or file.size < 8:
            continue
        kind = _kind(path, read_start(root / file.path, LOOKED_AT))
        if kind is not None:
            return _by_content(file, kind)
    return next((_by_name(file) for file in every if _is_named(file)), None)


def _is_named(file: ModelFile) -> bool:
    return PurePosixPath(file.path).suffix.lower() in _BY_ENDING and file.size > 0


def _by_name(file: ModelFile) -> OtherModel:
    """A file that only its name tells."""
    path = PurePosixPath(file.path)
    if path.name == "saved_model.pb":
        folder = shlex.quote(str(path.parent))
        way = f"Convert it to ONNX: python -m tf2onnx.convert --saved-model {folder} --output model.onnx"
        return OtherModel(file, f"{file.path} is a SavedModel of TensorFlow, which nothing here runs.", way)
    kind = _BY_ENDING[path.suffix.lower()]
    article = "an" if kind[0] in "AEIOU" else "a"
    says = f"{file.path} is called like {article} {kind}, which nothing here runs."
    return OtherModel(file, says, "Export the model to ONNX where it was made")


def conversion(library: str, file: str) -> str:
    """The command that writes a file which is measured here; a shell takes any name of a file as a name."""
    return f"python -c {shlex.quote(_HOW[library].format(file=json.dumps(file, ensure_ascii=False)))}"


def _by_content(file: ModelFile, kind: _Kind) -> OtherModel:
    way = conversion(kind.library, file.path)
    if kind.pickled:
        says = f"{file.path} is a pickle of {kind.library}, which can run any code when it is opened."
        return OtherModel(file, says, f"Where you trust it, run {way}", pickled=True)
    says = f"{file.path} is a model of {kind.library}, which nothing here runs."
    return OtherModel(file, says, f"Convert it to ONNX: {way}")


def _kind(path: PurePosixPath, start: bytes) -> _Kind | None:
    """The library that a file is of, by its first bytes; its name only tells pickles that are compressed."""
    suffix = path.suffix.lower()
    if start[:4] == b"PK\x03\x04":
        return _Kind("Keras") if suffix == ".keras" else None
    if start[:4] == b"\x89HDF" and (b"keras" in start or suffix in (".h5", ".hdf5", ".keras")):
        return _Kind("Keras")
    return _pickled(suffix, start)


def _pickled(suffix: str, start: bytes) -> _Kind | None:
    """A pickle by the module that it names first; one of joblib's may be compressed and name none."""
    if suffix not in (".pkl", ".pickle", ".p", ".joblib", ".sav", ".dat", ".z", ".gz"):
        return None
    if start[:1] not in (b"\x80", b"\x78", b"\x1f", b"c", b"(") and start[:3] != b"BZh":
        return None
    named = {name: start.find(word) for word, name in _MODULES if word in start}
    if named:
        return _Kind(min(named, key=lambda name: named[name]), pickled=True)
    return _Kind("scikit-learn", pickled=True) if suffix == ".joblib" else None


_MODULES = (
    (b"sklearn", "scikit-learn"),
    (b"xgboost", "XGBoost"),
    (b"lightgbm", "LightGBM"),
    (b"catboost", "CatBoost"),
    (b"keras", "Keras"),
)
