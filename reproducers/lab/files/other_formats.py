"""Models of libraries that are not run here, known by their content, each with the command that makes one that is."""

import json
import shlex
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from claims.records import ModelFile
from reproducers.lab.files.first_bytes import LOOKED_AT
from reproducers.lab.files.json_file import read_start
from reproducers.lab.refusal import BRING_ANSWERS, Refusal

_SUFFIXES = {"", ".joblib", ".pkl", ".pickle", ".p", ".keras", ".h5", ".hdf5", ".dat", ".sav", ".z", ".gz"}
_BY_ENDING = {
    ".mlmodel": "Core ML model", ".pte": "program of ExecuTorch", ".pt2": "program that torch.export wrote",
    ".nemo": "NeMo archive", ".engine": "TensorRT engine", ".pdmodel": "model of PaddlePaddle",
    ".pdiparams": "model of PaddlePaddle",
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


def other_format(root: Path, files: Iterable[ModelFile]) -> tuple[ModelFile, Refusal] | None:
    """The first file of a library that is not run here, and the refusal with the way out; None for none."""
    for file in files:
        path = PurePosixPath(file.path)
        if path.suffix.lower() not in _SUFFIXES or len(path.parts) > 2 or file.size < 8:
            continue
        kind = _kind(path, read_start(root / file.path, LOOKED_AT))
        if kind is not None:
            return file, _refusal(file.path, kind)
    return next(
        (
            (file, _named(file.path, PurePosixPath(file.path).suffix.lower()))
            for file in files
            if _is_named(file)
        ),
        None,
    )


def _is_named(file: ModelFile) -> bool:
    return PurePosixPath(file.path).suffix.lower() in _BY_ENDING and file.size > 0


def _named(name: str, suffix: str) -> Refusal:
    """The refusal of a file that only its name tells."""
    kind = _BY_ENDING[suffix]
    article = "an" if kind[0] in "AEIOU" else "a"
    says = f"{name} is called like {article} {kind}, which nothing here runs."
    return Refusal("no_reproducer", f"{says} Export the model to ONNX where it was made, or {BRING_ANSWERS}")


def conversion(library: str, file: str) -> str:
    """The command that writes a file which is measured here; a shell takes any name of a file as a name."""
    return f"python -c {shlex.quote(_HOW[library].format(file=json.dumps(file, ensure_ascii=False)))}"


def _refusal(name: str, kind: _Kind) -> Refusal:
    way = conversion(kind.library, name)
    if kind.pickled:
        says = f"{name} is a pickle of {kind.library}, which can run any code when it is opened."
        return Refusal("unsafe_weights", f"{says} Where you trust it, run {way}; or {BRING_ANSWERS}")
    says = f"{name} is a model of {kind.library}, which nothing here runs."
    return Refusal("no_reproducer", f"{says} Convert it to ONNX: {way}; or {BRING_ANSWERS}")


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
