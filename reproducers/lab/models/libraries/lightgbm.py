"""LightGBM's text files: trees over columns, with the categories that pandas gave them."""

import json
import mmap
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from claims.errors import ModelUnavailable, ReadError
from claims.records import ModelFile
from reproducers.lab.bench import Bench
from reproducers.lab.data.rows import Rows
from reproducers.lab.files.first_bytes import files_like
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
    import pandas as pd

    from claims.statistics.arrays import Floats

_SUFFIXES = {".txt", ".model", ".lgb", ".bin", ""}
_WAY = 'onnxmltools.convert_lightgbm(lightgbm.Booster(model_file="{file}"), …)'
_LARGEST = 1 << 30
_LONGEST_HEAD = 1 << 26
_RANKS = ("lambdarank", "rank_xendcg")
_MANY = ("multiclass", "multiclassova")


def fits(root: Path, files: Sequence[ModelFile]) -> tuple[ModelFile, ...]:
    """The text files of boosters in a folder."""
    return files_like(
        root, files, _SUFFIXES, lambda start: re.match(rb"tree\r?\nversion=v\d", start) is not None
    )


def read(root: Path, files: tuple[ModelFile, ...]) -> ModelFacts:
    """Objective, classes and columns, from the head of the file."""
    head = _head(root / files[0].path)
    objective = head.get("objective", "").split(" ")[0]
    kind = "classification" if objective == "binary" or objective in _MANY else "regression"
    count = int(head.get("num_class", "1") or 1) if head.get("num_class", "1").isdigit() else 1
    features = tuple(head.get("feature_names", "").split())
    if not features:
        raise ReadError(f"{files[0].path} is damaged or no LightGBM model.", "Download it again.")
    return ModelFacts(
        task=f"tabular-{kind}",
        classes=count if count > 1 else 2 if objective == "binary" else 0,
        features=() if all(re.fullmatch(r"Column_\d+", name) for name in features) else features,
        width=len(features),
        architecture=f"LightGBM, {objective or 'an objective of its own'}",
        refusal=_refusal(files[0].path, objective),
    )


def _refusal(file: str, objective: str) -> Refusal | None:
    """The refusal of a ranker, and of an objective that the file does not name."""
    if objective in _RANKS:
        return Refusal(
            "no_reproducer", f"{file} ranks rows ({objective}), which is not measured here; {BRING_ANSWERS}"
        )
    if not objective or objective == "custom":
        says = f"{file} was trained for an objective that it does not name, so what it gives cannot be told"
        return Refusal("no_reproducer", f"{says}; {BRING_ANSWERS}")
    return None


@model_library(
    "LightGBM", version=1, fits=fits, read=read, packages=("lightgbm",), extra="lightgbm", convert=_WAY
)
def open_lightgbm(bench: Bench) -> LibraryModel:
    """Open a booster by LightGBM itself, and give it the columns by name."""
    lightgbm = import_without("lightgbm", "sklearn")  # only its estimators need that
    root = bench.folder
    file = fits(root, bench.model.files)[0]
    facts, head = read(root, (file,)), _head(root / file.path)
    try:
        booster = lightgbm.Booster(model_file=str(root / file.path))
    except (lightgbm.basic.LightGBMError, ValueError, TypeError) as error:
        raise ModelUnavailable(
            f"LightGBM cannot open {file.path}: {first_line(error)}", "Download it again."
        ) from None
    names = head["feature_names"].split()
    infos = head.get("feature_infos", "").split()
    numbered = [
        name for name, info in zip(names, infos, strict=False) if not info.startswith("[") and info != "none"
    ]
    known = _categories(root / file.path)
    words = dict(zip(numbered, known, strict=False)) if known else {}

    def answers(rows: Rows, positions: Sequence[int]) -> "Floats":
        spaced = {re.sub(r"\s", "_", name): cells for name, cells in rows.features.items()}
        columns = columns_for(Rows(rows.numbers, features=spaced), facts.features, facts.width)
        frame = frame_of(
            columns, positions, {n for n, kinds in words.items() if kinds and isinstance(kinds[0], str)}
        )
        given = _with_categories(frame, words)
        output: Floats = booster.predict(
            given if words else given.to_numpy(), num_threads=bench.settings.threads
        )
        return output

    best = booster.current_iteration()
    settings = settings_of(bench, "lightgbm", lightgbm.__version__, ("boosting rounds", str(best)))
    if facts.task == "tabular-regression":
        return Regressor(answers, settings)
    if facts.classes == 2 and "binary" in facts.architecture:
        return ProbabilityModel(lambda rows, positions: both_classes(answers(rows, positions)), settings)
    return ProbabilityModel(answers, settings)


def _with_categories(frame: "pd.DataFrame", words: dict[str, list[object]]) -> "pd.DataFrame":
    """The frame with the model's own categories, in its own order."""
    import pandas as pd

    return frame.assign(**{n: pd.Categorical(frame[n], categories=k) for n, k in words.items() if n in frame})


def _head(path: Path) -> dict[str, str]:
    """The settings before the first tree; raises ReadError unless every tree is where the head says.

    LightGBM itself follows tree_sizes without a look at where the file ends.
    """
    damaged = ReadError(f"{path.name} is damaged or no LightGBM model.", "Download it again.")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        first, end = data.find(b"\nTree=") + 1, data.rfind(b"\nend of trees")
        end = len(data) if end < 0 else end  # files of version 2 end with the trees
        if not 0 < first <= min(end, _LONGEST_HEAD):
            raise damaged
        lines = data[:first].decode("utf-8", "replace").splitlines()
        head = {name: value for name, _, value in (line.partition("=") for line in lines)}
        place = first
        for size in head.get("tree_sizes", "").split():
            if data[place : place + 5] != b"Tree=" or not size.isdigit():
                raise damaged
            place += int(size)
        if place > end + 1 or "feature_names" not in head:
            raise damaged
    return head


def _categories(path: Path) -> list[list[object]]:
    """The categories of each column of words, as pandas had them in training; empty for none."""
    if path.stat().st_size > _LARGEST:
        raise ModelUnavailable(f"{path.name} is larger than {_LARGEST >> 30} GiB.", "Ask for an ONNX file.")
    with path.open(encoding="utf-8", errors="replace") as file:
        line = next((line for line in file if line.startswith("pandas_categorical:")), "")
    try:
        known = json.loads(line.partition(":")[2] or "null")
    except ValueError:
        raise ReadError(f"{path.name} is damaged at its categories.", "Download it again.") from None
    return [list(kinds) for kinds in known] if isinstance(known, list) else []
