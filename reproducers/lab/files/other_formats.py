"""Models of libraries that are not run here, known by their content, each with the command that makes ONNX of it."""

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from claims.records import ModelFile
from reproducers.lab.files.json_file import read_start
from reproducers.lab.refusal import Refusal

_LOOKED_AT = 1 << 16  # bytes
_SUFFIXES = {
    "", ".skops", ".joblib", ".pkl", ".pickle", ".p", ".json", ".ubj", ".bst", ".model", ".txt", ".bin", ".ftz", ".cbm",
    ".keras", ".h5", ".hdf5", ".tflite", ".dat", ".xgb", ".lgb", ".sav", ".z", ".gz",
}  # fmt: skip
_BY_ENDING = {
    ".mlmodel": "Core ML model", ".pte": "program of ExecuTorch", ".pt2": "program that torch.export wrote",
    ".nemo": "NeMo archive", ".engine": "TensorRT engine", ".pdmodel": "model of PaddlePaddle",
    ".pdiparams": "model of PaddlePaddle", ".ubj": "model of XGBoost", ".bst": "model of XGBoost",
    ".xgb": "model of XGBoost", ".lgb": "model of LightGBM", ".cbm": "model of CatBoost", ".ftz": "fastText model",
}  # fmt: skip
"""Endings that only models have, each with what such a file is; for those whose content tells nothing more."""
_ANSWERS = "or bring its answers with --predictions FILE."
_BOOSTED = b"gradient_booster"  # a key of XGBoost's files, whether JSON or UBJSON
_SKLEARN = "skl2onnx.to_onnx(model, rows[:1])"
_HOW = {
    "skops": f'skops.io.load("{{file}}", trusted=[…]), then {_SKLEARN}',
    "scikit-learn": f'joblib.load("{{file}}"), then {_SKLEARN}',
    "XGBoost": 'model = xgboost.XGBClassifier(); model.load_model("{file}"); onnxmltools.convert_xgboost(model, …)',
    "LightGBM": 'onnxmltools.convert_lightgbm(lightgbm.Booster(model_file="{file}"), …)',
    "CatBoost": 'catboost.CatBoost().load_model("{file}").save_model("model.onnx", format="onnx")',
    "Keras": 'keras.models.load_model("{file}").export("model.onnx", format="onnx")',
    "TensorFlow Lite": "python -m tf2onnx.convert --tflite {file} --output model.onnx",
}
"""A library to the way from its file to ONNX, as its own documentation gives it."""


class _Kind(NamedTuple):
    """What a file is of."""

    library: str
    pickled: bool = False
    """Whether opening it can run any code."""


def other_format(root: Path, files: Iterable[ModelFile]) -> tuple[ModelFile, Refusal] | None:
    """The first file of a library that is not run here, and the refusal with the way to ONNX; None for none."""
    for file in files:
        path = PurePosixPath(file.path)
        if path.suffix.lower() not in _SUFFIXES or len(path.parts) > 2 or file.size < 8:
            continue
        kind = _kind(path, read_start(root / file.path, _LOOKED_AT))
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
    what = _BY_ENDING[suffix]
    article = "an" if what[0] in "AEIOU" else "a"
    says = f"{name} is called like {article} {what}, which nothing here runs."
    return Refusal("no_reproducer", f"{says} Export the model to ONNX where it was made, {_ANSWERS}")


def _refusal(name: str, kind: _Kind) -> Refusal:
    if kind.library == "fastText":
        how = f"fasttext predict {name} texts.txt > answers.txt"
        says = f"{name} is a fastText model, which nothing here runs."
        return Refusal("no_reproducer", f"{says} Bring its answers: {how}, then --predictions FILE.")
    way = _HOW[kind.library].format(file=name)
    if kind.pickled:
        says = f"{name} is a pickle of {kind.library}, which can run any code when it is opened."
        return Refusal("unsafe_weights", f"{says} Convert it to ONNX where you trust it: {way}; {_ANSWERS}")
    what = "a skops file of scikit-learn" if kind.library == "skops" else f"a model of {kind.library}"
    says = f"{name} is {what}, which nothing here runs."
    return Refusal("no_reproducer", f"{says} Convert it to ONNX: {way}; {_ANSWERS}")


def _kind(path: PurePosixPath, start: bytes) -> _Kind | None:
    """The library that a file is of, by its first bytes; its name only tells pickles that are compressed."""
    suffix = path.suffix.lower()
    if start[:4] == b"PK\x03\x04":
        if suffix == ".skops" or b"schema.json" in start:
            return _Kind("skops")
        return _Kind("Keras") if suffix == ".keras" else None
    if start[:4] == b"\xba\x16\x4f\x2f":
        return _Kind("fastText")
    if start[:4] == b"CBM1":
        return _Kind("CatBoost")
    if start[4:8] == b"TFL3":
        return _Kind("TensorFlow Lite")
    if start[:4] == b"\x89HDF" and (b"keras" in start or suffix in (".h5", ".hdf5", ".keras")):
        return _Kind("Keras")
    if start[:4] == b"binf" or (
        start.lstrip()[:1] == b"{" and b"learner" in start[:200] and _BOOSTED in start
    ):
        return _Kind("XGBoost")
    if re.match(rb"tree\r?\nversion=v\d", start):
        return _Kind("LightGBM")
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
