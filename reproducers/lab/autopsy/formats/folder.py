"""A folder laid out as on the Hub: config.json, and weights in one file or in shards."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from pydantic import JsonValue

from claims.errors import ReadError
from reproducers.lab.autopsy.contents import Contents
from reproducers.lab.autopsy.formats import model_format
from reproducers.lab.autopsy.target import ModelTarget
from reproducers.lab.files.other_formats import other_model

_SHARD = re.compile(r"-\d{5}-of-(\d{5})\.")
_ORDER = (
    r"model\.safetensors", r"[\w.-]+\.safetensors", r"(?:onnx/)?model\.onnx", r"pytorch_model\.bin",
    r"[\w.-]+\.(?:pt|pth|bin|ckpt)", r"[\w.-]+\.gguf", r"(?:onnx/)?[\w.-]+\.onnx",
    r"[\w.-]+\.(?:keras|tflite|pt2|pte|nemo)",
    r"[\w.-]+\.(?:mlmodel|mlpackage|h5)",
)  # fmt: skip
"""Names of weights, those that are preferred first."""
_MOST_VARIANTS = 24
_NO_WEIGHTS = (
    "training_args.bin",
    "optimizer.pt",
    "optimizer.bin",
    "scheduler.pt",
    "rng_state.pth",
    "scaler.pt",
)


def _fits(target: ModelTarget) -> bool:
    return target.main is None


@model_format("Hub folder", version=1, fits=_fits, rank=0)
def hub_folder(target: ModelTarget) -> Contents:
    """A folder by its config.json and the weights that a library would load."""
    from reproducers.lab.autopsy.formats.library_file import library_file, library_of_target
    from reproducers.lab.autopsy.reading import not_read, read_contents

    try:
        chosen, others = weights_of(target)
    except ReadError:
        other = other_model(target.root, target.model_files)
        if library_of_target(target) is not None:
            return library_file(target)
        if other is not None:
            raise not_read(other) from None
        raise
    parts = [read_contents(target.file(name)) for name in chosen]
    contents = parts[0]
    contents.variants = [(PurePosixPath(chosen[0]).name, parts[0])] if others and len(chosen) == 1 else []
    contents.variants += list(_variants(target, others)) if contents.variants else []
    for part in parts[1:]:
        contents.tensors += part.tensors
    contents.config = target.table("config.json") or contents.config
    _leftovers(target, contents)
    if others:
        listed = ", ".join(others[:6]) + (f" and {len(others) - 6} more" if len(others) > 6 else "")
        contents.unknown.append(
            f"The folder also holds {listed}; {PurePosixPath(chosen[0]).name} was looked at."
        )
    _index(target, contents)
    return contents


def weights_of(target: ModelTarget) -> tuple[list[str], list[str]]:
    """The files of weights that are looked at, and the others; raises ReadError where there is none."""
    names = [name for name in target.files if PurePosixPath(name).name not in _NO_WEIGHTS]
    for shape in _ORDER:
        fitting = sorted(name for name in names if re.fullmatch(shape, name))
        if not fitting:
            continue
        shards = [name for name in fitting if _SHARD.search(name)]
        chosen = shards if shards and len(shards) == len(fitting) else fitting[:1]
        left = [n for n in names if n not in chosen and any(re.fullmatch(other, n) for other in _ORDER)]
        return chosen, left
    raise ReadError(
        f"{target.name} holds no weights in a format that is known here.",
        "Name the file that holds the model.",
    )


def _variants(target: ModelTarget, others: list[str]) -> Iterator[tuple[str, Contents]]:
    """The other files with weights that can be read."""
    from reproducers.lab.autopsy.reading import read_contents

    for name in others[:_MOST_VARIANTS]:
        try:
            yield name, read_contents(target.file(name))
        except ReadError:
            continue  # that it is beside the model is told all the same


def _index(target: ModelTarget, contents: Contents) -> None:
    """Name shards and tensors that the index announces and that are not here."""
    index = target.table("model.safetensors.index.json").get("weight_map")
    if not isinstance(index, dict):
        return
    absent = sorted({str(name) for name in index.values()} - set(target.files))
    if absent:
        raise ReadError(
            f"{absent[0][:100]!r}, which the index names, is not in the folder.", "Download it again."
        )
    missing = set(index) - {tensor.name for tensor in contents.tensors}
    if missing:
        contents.unknown.append(
            f"The index names {len(missing)} tensors that no shard holds, such as {min(missing)}."
        )


def _leftovers(target: ModelTarget, contents: Contents) -> None:
    """Files of training, and settings that are for training alone."""
    files = [name for name in target.files if PurePosixPath(name).name in _NO_WEIGHTS]
    if files:
        contents.leftovers.append(f"Files of training lie beside it: {', '.join(files[:5])}.")
    rates = {key: rate for key, rate in contents.config.items() if "drop" in key and _is_rate(rate)}
    if rates:
        listed = ", ".join(f"{key} {rate}" for key, rate in list(rates.items())[:4])
        contents.leftovers.append(
            f"Its settings hold dropout for training ({listed}); at inference it is off."
        )


def _is_rate(value: JsonValue) -> bool:
    return isinstance(value, float) and 0 < value < 1
