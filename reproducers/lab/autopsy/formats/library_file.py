"""Models of libraries that are not of neural networks (boosted trees, pipelines, words): what their files say."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from claims.errors import ModelUnavailable, ReadError
from claims.records.autopsy import TensorPort
from reproducers.lab.autopsy.contents import Contents
from reproducers.lab.autopsy.formats import model_format
from reproducers.lab.autopsy.target import ModelTarget

if TYPE_CHECKING:
    from claims.registry import Plugin
    from reproducers.lab.models.libraries import ModelFacts, ModelLibrary

_LEAVES = re.compile(rb"^num_leaves=(\d{1,7})\s*$", re.MULTILINE)
_VECTORS = "feature-extraction"
"""The task of word vectors, in the Hub's words."""
_SHOWN = 12  # columns that are named
_SAFETENSORS = ".safetensors"


def library_of_target(target: ModelTarget) -> "Plugin[ModelLibrary] | None":
    """The library whose files these are; None for weights that another format describes better."""
    from reproducers.lab.models.libraries import library_of

    files = target.model_files
    library = library_of(target.root, files, by_settings=True) or library_of(
        target.root, files, by_settings=False
    )
    if library is None or any(f.path.endswith(_SAFETENSORS) for f in library.call.fits(target.root, files)):
        return None
    return library


@model_format(
    "model of another library",
    version=1,
    fits=lambda target: target.main is not None and library_of_target(target) is not None,
    rank=-1,
)
def library_file(target: ModelTarget) -> Contents:
    """A file or folder as the reader of its library understands it, opened without any code of the file."""
    from reproducers.lab.models.libraries import missing_packages

    plugin = library_of_target(target)
    if plugin is None:
        raise ReadError(f"{target.name} is no model of a library that is known here.", "")
    lacking = missing_packages(plugin, target.name)
    if lacking:
        raise ReadError(lacking.detail, "")
    own = plugin.call.fits(target.root, target.model_files)
    try:
        facts = plugin.call.read(target.root, own)
    except ModelUnavailable as error:
        raise ReadError(error.says, error.hint) from None
    contents = _contents(plugin.name, facts)
    leaves = _leaves(plugin.name, target.root / own[0].path)
    if leaves:
        contents.family += f", {len(leaves):,} trees of up to {max(leaves):,} leaves"
        contents.extra_parameters = {"trees": sum(2 * max(count, 1) - 1 for count in leaves)}
    return contents


def _contents(library: str, facts: "ModelFacts") -> Contents:
    """What the library's reader found, in the form of every format."""
    texts = facts.task.startswith(("text", "token")) or facts.task == _VECTORS
    contents = Contents(
        f"file of {library}",
        inputs=[_given(facts, texts=texts)],
        outputs=[_made(facts)],
        labels=facts.labels,
        family=facts.architecture or f"model of {library}",
        task=facts.task,
    )
    contents.needs.append(f"{library}, in a version that reads its file.")
    if facts.refusal is not None:
        contents.unknown.append(facts.refusal.detail)
    return contents


def _given(facts: "ModelFacts", *, texts: bool) -> TensorPort:
    if texts:
        return TensorPort(name="text", dtype="string", shape=("rows",), meaning="texts as they are")
    named = ", ".join(facts.features[:_SHOWN])
    more = f" and {len(facts.features) - _SHOWN} more" if len(facts.features) > _SHOWN else ""
    columns = f": {named}{more}" if named else ", which it does not name"
    width = str(len(facts.features) or facts.width or "columns")
    return TensorPort(
        name="columns", dtype="table", shape=("rows", width), meaning=f"columns of a table{columns}"
    )


def _made(facts: "ModelFacts") -> TensorPort:
    if facts.classes > 1:
        meaning = f"probabilities of {facts.classes} classes"
        return TensorPort(
            name="probabilities", dtype="float64", shape=("rows", str(facts.classes)), meaning=meaning
        )
    if facts.task == _VECTORS:
        return TensorPort(
            name="vectors", dtype="float32", shape=("words", "?"), meaning="a vector for each word"
        )
    return TensorPort(name="value", dtype="float64", shape=("rows",), meaning="one number for each row")


def _leaves(library: str, path: Path) -> list[int]:
    """The leaves of each boosted tree, which has a threshold fewer; none where the format does not tell them here."""
    if library == "LightGBM":
        return [int(match[1]) for match in _LEAVES.finditer(path.read_bytes())]
    return _xgboost_leaves(str(path)) if library == "XGBoost" else []


def _xgboost_leaves(path: str) -> list[int]:
    """The leaves of each tree, from the model as its library writes it in JSON."""
    import xgboost

    booster = xgboost.Booster(model_file=path)
    model = json.loads(booster.save_raw("json"))["learner"]["gradient_booster"]
    trees = (model.get("gbtree") or model).get("model", {}).get("trees", [])
    return [sum(child == -1 for child in tree["left_children"]) for tree in trees]
