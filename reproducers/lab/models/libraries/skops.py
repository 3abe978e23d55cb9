"""scikit-learn's models in skops files, which hold data and names of classes, and no code."""

import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from claims.errors import ModelUnavailable, ModelUnsafe, ReadError
from claims.records import ModelFile
from reproducers.lab.bench import Bench
from reproducers.lab.data.rows import Rows
from reproducers.lab.files.first_bytes import files_like
from reproducers.lab.models.import_without import import_without
from reproducers.lab.models.libraries import LibraryModel, ModelFacts, model_library
from reproducers.lab.models.library_tables import (
    ClassModel,
    ProbabilityModel,
    Regressor,
    columns_for,
    frame_of,
    label_text,
    settings_of,
)
from reproducers.lab.models.pretrained import first_line
from reproducers.lab.models.sklearn_arrays import check_indices
from reproducers.lab.refusal import BRING_ANSWERS, Refusal

if TYPE_CHECKING:
    from claims.statistics.arrays import Floats

_WAY = 'skops.io.load("{file}", trusted=[…]), then skl2onnx.to_onnx(model, rows[:1])'
_VERSION = re.compile(r'"_sklearn_version":\s?\{[^{}]{0,200}"content":\s?"\\?"([\w.]{1,20})')
_LONGEST_SCHEMA = 64 << 20  # bytes
_TRUSTED = frozenset({
    "numpy.dtype", "numpy.mean",
    "sklearn.tree._tree.Tree", "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.neighbors._kd_tree.KDTree", "sklearn.neighbors._ball_tree.BallTree",
    "sklearn.metrics._dist_metrics.EuclideanDistance64", "sklearn.metrics._dist_metrics.ManhattanDistance64",
    "sklearn.metrics._dist_metrics.MinkowskiDistance64", "sklearn.metrics._dist_metrics.ChebyshevDistance64",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
    "sklearn.neural_network._stochastic_optimizers.SGDOptimizer",
    "sklearn.calibration._CalibratedClassifier", "sklearn.calibration._SigmoidCalibration",
    "sklearn.gaussian_process._gpc._BinaryGaussianProcessClassifierLaplace",
    "sklearn.gaussian_process.kernels.ConstantKernel", "sklearn.gaussian_process.kernels.Product",
    "sklearn.gaussian_process.kernels.Sum", "sklearn.gaussian_process.kernels.RBF",
    "sklearn.gaussian_process.kernels.WhiteKernel", "sklearn.gaussian_process.kernels.Matern",
    "sklearn.feature_selection._univariate_selection.f_classif",
    "sklearn.feature_selection._univariate_selection.chi2",
    "sklearn.feature_selection._univariate_selection.f_regression",
    "sklearn._loss.loss.HalfTweedieLossIdentity", "sklearn._loss.loss.HalfTweedieLoss",
})  # fmt: skip
"""Classes that hold numbers only and that skops leaves to its user; index arrays of compiled ones are checked."""


def fits(root: Path, files: Sequence[ModelFile]) -> tuple[ModelFile, ...]:
    """The skops files of a folder: zip archives with a schema."""
    zipped = files_like(root, files, {".skops"}, lambda start: start[:4] == b"PK\x03\x04")
    return zipped or tuple(
        file
        for file in files_like(root, files, {".zip", ".bin", ""}, lambda start: start[:4] == b"PK\x03\x04")
        if _has_schema(root / file.path)
    )


def read(root: Path, files: tuple[ModelFile, ...]) -> ModelFacts:
    """Classes, columns and kind of the estimator."""
    from sklearn.base import is_classifier, is_regressor

    file = files[0].path
    refused = _untrusted(root / file)
    if refused is not None:
        return ModelFacts("tabular-classification", refusal=refused)
    model, _ = _load(root / file)
    texts = takes_texts(model)
    classes = getattr(model, "classes_", None) if is_classifier(model) else None
    refusal = None
    if not (is_classifier(model) or is_regressor(model)) or isinstance(classes, list) or _several(model):
        says = f"{file} is a {type(model).__name__}, which gives no single class and no single number a row"
        refusal = Refusal("no_reproducer", f"{says}; {BRING_ANSWERS}")
    names = getattr(model, "feature_names_in_", None)
    return ModelFacts(
        task=("text-" if texts else "tabular-")
        + ("classification" if is_classifier(model) else "regression"),
        labels=tuple(map(label_text, classes))
        if classes is not None and not isinstance(classes, list)
        else (),
        classes=len(classes) if classes is not None else 0,
        features=tuple(map(str, names)) if names is not None and not texts else (),
        width=0 if texts else int(getattr(model, "n_features_in_", 0)),
        architecture=f"scikit-learn, {' + '.join(type(part).__name__ for part in _parts(model))}"[:200],
        refusal=refusal,
    )


@model_library("skops", version=1, fits=fits, read=read, packages=("skops",), extra="skops", convert=_WAY)
def open_skops(bench: Bench) -> LibraryModel:
    """Open an estimator of scikit-learn by skops, which builds known classes from arrays."""
    import sklearn

    root = bench.folder
    file = fits(root, bench.model.files)[0]
    if refused := _untrusted(root / file.path):
        raise ModelUnsafe(refused.detail)
    model, written = _load(root / file.path)
    more = (("written by", f"scikit-learn {written}"),) if written else ()
    settings = settings_of(bench, "scikit-learn", sklearn.__version__, *more)
    facts, places = read(root, (file,)), {}
    if facts.task.endswith("regression"):
        return Regressor(
            lambda rows, positions: model.predict(_inputs(model, facts, rows, positions)), settings
        )
    places = {label: place for place, label in enumerate(model.classes_.tolist())}

    def called(rows: Rows, positions: Sequence[int]) -> Sequence[int]:
        return [places[label] for label in model.predict(_inputs(model, facts, rows, positions)).tolist()]

    if not hasattr(model, "predict_proba"):
        return ClassModel(called, settings)

    def shares(rows: Rows, positions: Sequence[int]) -> "Floats":
        given: Floats = model.predict_proba(_inputs(model, facts, rows, positions))
        return given

    return ProbabilityModel(shares, settings, called)


def takes_texts(model: Any) -> bool:
    """Whether the first thing that the model does is to count words or letters of a text."""
    from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer
    from sklearn.pipeline import FeatureUnion

    first = next(_parts(model), None)
    if isinstance(first, FeatureUnion):
        return all(takes_texts(part) for _, part in first.transformer_list)
    return isinstance(first, CountVectorizer | HashingVectorizer)  # TfidfVectorizer is a CountVectorizer


def _inputs(model: Any, facts: ModelFacts, rows: Rows, positions: Sequence[int]) -> Any:
    """The rows as the estimator takes them: texts, a data frame of its columns, or an array."""
    if takes_texts(model):
        return [rows.texts[i] for i in positions]
    columns = columns_for(rows, facts.features, facts.width)
    frame = frame_of(columns, positions, word_columns(model, list(columns)))
    return frame if facts.features else frame.to_numpy()


def word_columns(model: Any, names: list[str]) -> set[str]:
    """The columns whose categories were words in training, as fitted encoders keep them."""
    columns: set[str] = set()
    for part in _parts(model):
        for kinds in (getattr(part, "categories_", None), getattr(part, "statistics_", None)):
            if kinds is not None and len(kinds) == len(names):
                columns |= {name for name, kind in zip(names, kinds, strict=True) if _is_words(kind)}
        inner = getattr(part, "_preprocessor", None) or part
        places = getattr(inner, "_transformer_to_input_indices", {})
        for name, transformer, _ in getattr(inner, "transformers_", ()):
            own = [names[i] for i in places.get(name, ()) if i < len(names)]
            columns |= word_columns(transformer, own) if not isinstance(transformer, str) else set()
    return columns


def _is_words(kind: Any) -> bool:
    import numpy as np

    return any(isinstance(value, str) for value in np.ravel(np.asarray(kind, dtype=object)).tolist())


def _parts(model: Any) -> Iterator[Any]:
    """The steps of a pipeline, those within steps included; the model itself where it is none."""
    inner = getattr(model, "steps", None)
    if inner is None:
        yield model
        return
    for _, step in inner:
        if step is not None and not isinstance(step, str):
            yield from _parts(step)


def _several(model: Any) -> bool:
    """Whether it answers several questions at once."""
    return int(getattr(model, "n_outputs_", 1) or 1) > 1 or (
        hasattr(model, "multilabel_") and model.multilabel_
    )


def _skops_io() -> ModuleType:
    """skops.io, which imports all of scikit-learn to list its estimators, and with that torch, which holds none."""
    return import_without("skops.io", "torch")


def _untrusted(path: Path) -> Refusal | None:
    """The refusal for a file that asks for a class which is not known to hold numbers only."""
    io = _skops_io()
    try:
        asked = [name for name in io.get_untrusted_types(file=path) if name not in _TRUSTED]
    except Exception as error:  # its readers have no common class of errors
        raise ReadError(
            f"{path.name} is damaged or no skops file ({first_line(error)[:120]}).", "Download it again."
        ) from None
    if not asked:
        return None
    says = (
        f"{path.name} asks for {', '.join(sorted(asked)[:3])}, which may be anybody's code and is not loaded."
    )
    return Refusal(
        "unsafe_weights", f"{says} Convert it to ONNX where you trust it: {_WAY.format(file=path.name)}"
    )


def _load(path: Path) -> tuple[Any, str]:
    """The estimator, its index arrays checked, and the version of scikit-learn that wrote it where it is another."""
    from sklearn.exceptions import InconsistentVersionWarning

    io = _skops_io()
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            model = io.load(path, trusted=sorted(_TRUSTED))
    except Exception as error:  # its readers have no common class of errors
        raise _unread(path, first_line(error)[:120]) from None
    if not check_indices(model):
        raise ModelUnavailable(
            f"{path.name} holds a tree whose branches lead out of it.", "Download it again."
        )
    other = [w.message for w in caught if isinstance(w.message, InconsistentVersionWarning)]
    return model, other[0].original_sklearn_version if other else ""


def _unread(path: Path, why: str) -> ReadError:
    """The error for an estimator that cannot be built: by another version of scikit-learn, or damaged."""
    import sklearn

    with zipfile.ZipFile(path) as archive, archive.open("schema.json") as schema:
        match = _VERSION.search(schema.read(_LONGEST_SCHEMA).decode("utf-8", "replace"))
    if match is None or match[1] == sklearn.__version__:
        return ReadError(f"{path.name} cannot be read as scikit-learn's ({why}).", "Download it again.")
    says = f"{path.name} was written by scikit-learn {match[1]}, and {sklearn.__version__} cannot read it ({why})."
    return ReadError(says, f"Convert it to ONNX where {match[1]} is installed: {_WAY.format(file=path.name)}")


def _has_schema(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "schema.json" in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return False
