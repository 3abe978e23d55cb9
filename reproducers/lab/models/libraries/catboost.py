"""CatBoost's own files: symmetric trees over columns of numbers, words and texts."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claims.errors import ReadError
from claims.records import ModelFile
from reproducers.lab.bench import Bench
from reproducers.lab.data.rows import Rows
from reproducers.lab.files.first_bytes import files_like
from reproducers.lab.models.libraries import LibraryModel, ModelFacts, model_library
from reproducers.lab.models.library_tables import (
    ProbabilityModel,
    Regressor,
    columns_for,
    frame_of,
    label_text,
    settings_of,
)
from reproducers.lab.models.pretrained import first_line
from reproducers.lab.refusal import BRING_ANSWERS, Refusal

if TYPE_CHECKING:
    from claims.statistics.arrays import Floats

_WAY = 'catboost.CatBoost().load_model("{file}").save_model("model.onnx", format="onnx")'
_CLASSES = ("Logloss", "CrossEntropy", "MultiClass", "MultiClassOneVsAll")
_OTHERS = ("YetiRank", "PairLogit", "QueryRMSE", "QuerySoftMax", "StochasticRank", "LambdaMart", "Cox", "MultiRMSE",
           "MultiLogloss", "MultiCrossEntropy", "SurvivalAft")  # fmt: skip


def fits(root: Path, files: Sequence[ModelFile]) -> tuple[ModelFile, ...]:
    """The binary files of CatBoost in a folder."""
    return files_like(root, files, {".cbm", ".bin", ".model", ""}, lambda start: start[:4] == b"CBM1")


def read(root: Path, files: tuple[ModelFile, ...]) -> ModelFacts:
    """Loss, classes and columns, as the file keeps them."""
    model = _model(root / files[0].path)
    names, loss = tuple(model.feature_names_ or ()), _loss(model)
    labels = tuple(label_text(label) for label in (model.classes_ if model.classes_ is not None else ()))
    plain = all(name == str(place) for place, name in enumerate(names))
    refusal = None
    if loss.startswith(_OTHERS) or model.get_embedding_feature_indices():
        says = f"{files[0].path} was trained for {loss or 'columns of vectors'}, which is not measured here"
        refusal = Refusal("no_reproducer", f"{says}; {BRING_ANSWERS}")
    return ModelFacts(
        task="tabular-classification" if labels or loss in _CLASSES else "tabular-regression",
        labels=labels,
        classes=len(labels),
        features=() if plain else names,
        width=len(names),
        architecture=f"CatBoost, {loss}" if loss else "CatBoost",
        refusal=refusal,
    )


@model_library(
    "CatBoost", version=1, fits=fits, read=read, packages=("catboost",), extra="catboost", convert=_WAY
)
def open_catboost(bench: Bench) -> LibraryModel:
    """Open a model by CatBoost itself, and give it the columns by name, categories as they are written."""
    import catboost

    root = bench.folder
    file = fits(root, bench.model.files)[0]
    model, facts = _model(root / file.path), read(root, (file,))
    names = list(model.feature_names_)
    placed = [*model.get_cat_feature_indices(), *model.get_text_feature_indices()]
    words = {names[place] for place in placed}

    def answers(rows: Rows, positions: Sequence[int], kind: str) -> "Floats":
        columns = columns_for(rows, facts.features or names, facts.width)
        frame = frame_of(columns, positions, words)
        for name in words:
            frame[name] = frame[name].fillna("")
        output: Floats = model.predict(frame, prediction_type=kind, thread_count=bench.settings.threads)
        return output

    settings = settings_of(bench, "catboost", catboost.__version__, ("trees", str(model.tree_count_)))
    if facts.task == "tabular-regression":
        kind = "Exponent" if facts.architecture.endswith(("Poisson", "Tweedie")) else "RawFormulaVal"
        return Regressor(lambda rows, positions: answers(rows, positions, kind), settings)
    return ProbabilityModel(lambda rows, positions: answers(rows, positions, "Probability"), settings)


def _loss(model: Any) -> str:
    """The name of the loss that it was trained for, or ""."""
    try:
        return str(json.loads(model.get_metadata()["params"])["loss_function"]["type"])
    except (KeyError, TypeError, ValueError):
        return ""


def _model(path: Path) -> Any:
    """The model of a file; raises ReadError for a damaged one."""
    import catboost

    model = catboost.CatBoost()
    try:
        model.load_model(str(path), format="cbm")
    except (catboost.CatBoostError, ValueError) as error:
        says = f"{path.name} is damaged or no CatBoost model ({first_line(error)[-120:]})."
        raise ReadError(says, "Download it again.") from None
    return model
