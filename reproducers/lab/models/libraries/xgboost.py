"""XGBoost's own files, JSON and UBJSON: trees and linear boosters over columns."""

import json
import re
import shlex
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from claims.errors import ModelUnavailable, ReadError
from claims.records import ModelFile
from reproducers.lab.bench import Bench
from reproducers.lab.data.rows import Rows
from reproducers.lab.files.first_bytes import files_like
from reproducers.lab.files.json_file import read_start
from reproducers.lab.models.import_without import import_without
from reproducers.lab.models.libraries import LibraryModel, ModelFacts, model_library
from reproducers.lab.models.library_tables import (
    ProbabilityModel,
    Regressor,
    both_classes,
    columns_for,
    frame_of,
    settings_of,
)
from reproducers.lab.models.pretrained import first_line
from reproducers.lab.refusal import BRING_ANSWERS, Refusal

if TYPE_CHECKING:
    from claims.statistics.arrays import Floats

_SUFFIXES = {".json", ".ubj", ".bst", ".model", ".xgb", ".bin", ""}
_WAY = 'model = xgboost.XGBClassifier(); model.load_model("{file}"); onnxmltools.convert_xgboost(model, …)'
_BINARY_HEAD = re.compile(
    rb"\0{4}(?:binary|multi|reg|rank|count|survival):[a-z:_]{1,30}.\0{7}(?:gbtree|gblinear|dart)", re.DOTALL
)
_BINARY = ("binary:logistic", "reg:logistic", "binary:logitraw", "binary:hinge")


def _is_xgboost(start: bytes) -> bool:
    """Whether a file is the JSON or UBJSON of a booster, or its former binary form."""
    written = start.lstrip()[:1] == b"{" and b"learner" in start[:200] and b"gradient_booster" in start
    return written or _is_binary(start)


def _is_binary(start: bytes) -> bool:
    """Whether a file is the binary form, with lengths before the names of objective and booster."""
    return start[:4] == b"binf" or _BINARY_HEAD.search(start[:600]) is not None


def fits(root: Path, files: Sequence[ModelFile]) -> tuple[ModelFile, ...]:
    """The boosters of a folder."""
    return files_like(root, files, _SUFFIXES, _is_xgboost)


def read(root: Path, files: tuple[ModelFile, ...]) -> ModelFacts:
    """Objective, classes and columns, as the file keeps them."""
    path = root / files[0].path
    if _is_binary(read_start(path, 600)):
        says = f"{path.name} is in XGBoost's former binary form, which XGBoost 3.1 no longer reads"
        way = f"where xgboost<3.1 is installed, run {_upgrade(files[0].path)}"
        return ModelFacts("", architecture="XGBoost", refusal=Refusal("no_reproducer", f"{says}: {way}."))
    booster = _booster(path)
    learner = json.loads(booster.save_config())["learner"]
    objective = str(learner["objective"]["name"])
    count = int(learner["learner_model_param"].get("num_class", "0"))
    features, kinds = tuple(booster.feature_names or ()), booster.feature_types or ()
    facts = ModelFacts(
        task="tabular-classification"
        if objective.startswith(("binary:", "multi:"))
        else "tabular-regression",
        classes=count or (2 if objective.startswith("binary:") else 0),
        features=features,
        width=booster.num_features(),
        architecture=f"XGBoost, {learner['gradient_booster']['name']}, {objective}",
    )
    return facts._replace(refusal=_refusal(files[0].path, objective, booster if "c" in kinds else None))


def _upgrade(file: str) -> str:
    """The command that writes a former file as UBJSON; a shell takes any name of a file as a name."""
    code = f'import xgboost; xgboost.Booster(model_file={json.dumps(file)}).save_model("model.ubj")'
    return f"python -c {shlex.quote(code)}"


def _refusal(file: str, objective: str, with_categories: Any) -> Refusal | None:
    """The refusal of a ranker or survival model, and of categories whose words the file does not keep."""
    if objective.startswith(("rank:", "survival:")) or objective == "aft":
        says = f"{file} ranks rows or predicts survival ({objective}), which is not measured here"
        return Refusal("no_reproducer", f"{says}; {BRING_ANSWERS}")
    if with_categories is not None and with_categories.get_categories() is None:
        says = f"{file} takes categories as numbers, and does not say which number stands for which word."
        return Refusal("no_reproducer", f"{says} Ask for a file written by XGBoost 3.1 or newer.")
    return None


@model_library(
    "XGBoost", version=1, fits=fits, read=read, packages=("xgboost",), extra="xgboost", convert=_WAY
)
def open_xgboost(bench: Bench) -> LibraryModel:
    """Open a booster by XGBoost itself, and give it the columns by name."""
    xgboost = _xgboost()
    root = bench.folder
    file = fits(root, bench.model.files)[0]
    booster, facts = _booster(root / file.path), read(root, (file,))
    booster.set_param({"nthread": bench.settings.threads})
    kinds = dict(zip(facts.features, booster.feature_types or (), strict=False))
    words = {name for name, kind in kinds.items() if kind == "c"}
    best = (booster.attributes() or {}).get("best_iteration")
    rounds = (0, int(best) + 1) if best is not None else (0, 0)
    objective = facts.architecture.rpartition(", ")[2]

    def answers(rows: Rows, positions: Sequence[int]) -> "Floats":
        frame = frame_of(columns_for(rows, facts.features, facts.width), positions, words)
        for name in words:
            frame[name] = frame[name].astype("category")
        if not facts.features:
            frame.columns = [f"f{place}" for place in range(frame.shape[1])]
        matrix = xgboost.DMatrix(frame, enable_categorical=bool(words))
        output: Floats = booster.predict(
            matrix, iteration_range=rounds, validate_features=bool(facts.features)
        )
        return output

    taken = (
        f"the best {rounds[1]} of {booster.num_boosted_rounds()}"
        if best
        else str(booster.num_boosted_rounds())
    )
    settings = settings_of(bench, "xgboost", xgboost.__version__, ("boosting rounds", taken))
    if facts.task == "tabular-regression":
        return Regressor(answers, settings)
    return ProbabilityModel(
        lambda rows, positions: _shares(answers(rows, positions), objective, facts.classes), settings
    )


def _shares(output: "Floats", objective: str, classes: int) -> "Floats":
    """Probabilities of shape (rows, classes) from what the objective gives."""
    import numpy as np

    if objective == "binary:logitraw":
        return both_classes(1 / (1 + np.exp(-output)))
    if objective in _BINARY:
        return both_classes(output)
    if output.ndim == 1:  # multi:softmax names the class
        return np.eye(classes)[output.astype(np.int64)]
    return np.asarray(output, dtype=np.float64)


def _xgboost() -> ModuleType:
    """XGBoost, without scikit-learn, which only its estimators need."""
    return import_without("xgboost", "sklearn")


def _booster(path: Path) -> Any:
    """The booster of a file; raises ReadError for a damaged one."""
    xgboost = _xgboost()
    booster = xgboost.Booster()
    try:
        booster.load_model(path)
    except (xgboost.core.XGBoostError, ValueError, UnicodeDecodeError) as error:
        says = f"{path.name} is damaged or no XGBoost model ({first_line(error)[:120]})."
        raise ReadError(says, "Download it again.") from None
    if booster.num_features() == 0:
        raise ModelUnavailable(f"{path.name} holds no columns.", "Download it again.")
    return booster
