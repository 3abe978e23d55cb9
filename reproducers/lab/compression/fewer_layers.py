"""Variants of a transformer with some of its layers left out, exported like the whole one."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from pydantic import JsonValue

from claims.records import Pair
from reproducers.lab.bench import Bench
from reproducers.lab.compression.rebuilt import Rebuilding
from reproducers.lab.compression.recipes import Recipe
from reproducers.lab.files.config import read_config
from reproducers.lab.files.json_file import read_table

_ENCODERS = ("text-classification", "sentence-similarity", "image-classification")
"""Tasks whose transformers have one stack of layers."""
_NUMBERED = re.compile(r"(?P<stack>.*?)\.(?P<layer>\d+)\.(?P<rest>.+)")
"""The name of a tensor of a layer: "bert.encoder.layer.3.output.dense.weight"."""
_COUNTS = ("num_hidden_layers", "n_layers", "num_layers", "n_layer")
"""Keys of config.json for the number of layers."""


def fewer_layers(bench: Bench, metric: str | None) -> tuple[tuple[Recipe, ...], str]:
    """Variants with fewer layers, and why there are none; both empty for what is no folder of a transformer."""
    if bench.model.format != "safetensors" or bench.model.task not in _ENCODERS:
        return (), ""
    layers = read_config(bench.folder).layers
    if layers < 2:
        return (), ""
    stack = _stack(bench, layers)
    if stack is None:
        return (), f"No layers were left out: the weights are not one file with {layers} layers in one stack."
    return tuple(_recipe(bench, metric, stack, kept, layers) for kept in _choices(layers)), ""


def _choices(layers: int) -> Iterator[tuple[int, ...]]:
    """The layers that are kept: all but the last, every third or every second one left out, all but the last third."""
    seen: set[tuple[int, ...]] = set()
    for kept in (
        tuple(range(layers - 1)),
        tuple(layer for layer in range(layers) if layer % 3 != 2),
        tuple(range(layers - layers // 3)),
        tuple(range(0, layers, 2)),
    ):
        if len(kept) < layers and kept not in seen:
            seen.add(kept)
            yield kept


def _stack(bench: Bench, layers: int) -> str | None:
    """What stands before a layer's number in the names of tensors; None where not just one stack has so many."""
    from safetensors import safe_open

    if len(bench.model.weights) != 1:
        return None
    numbers: dict[str, set[int]] = defaultdict(set)
    with safe_open(bench.folder / bench.model.weights[0], framework="np") as opened:
        for match in filter(None, map(_NUMBERED.match, opened.keys())):
            numbers[match["stack"]].add(int(match["layer"]))
    stacks = [stack for stack, layer in numbers.items() if layer == set(range(layers))]
    return stacks[0] if len(stacks) == 1 else None


def _recipe(bench: Bench, metric: str | None, stack: str, kept: tuple[int, ...], layers: int) -> Recipe:
    gone = [layer + 1 for layer in range(layers) if layer not in kept]
    many = "layers" if len(gone) > 1 else "layer"
    name = f"{many} {', '.join(map(str, gone))} of {layers} left out"
    how = (
        Pair(name="layers kept", value=" ".join(str(layer + 1) for layer in kept)),
        Pair(name="tensors left out", value=", ".join(f"{stack}.{layer - 1}.*" for layer in gone)),
    )
    config = _config(read_table(bench.folder / "config.json"), kept)
    keep = partial(_keep, bench, stack, kept)
    return Recipe(name, how, Rebuilding(bench, metric, {"config.json": config}, keep).write)


def _config(config: dict[str, JsonValue], kept: tuple[int, ...]) -> dict[str, JsonValue]:
    """The configuration with so many layers, and the kind of each where it says that."""
    changed = dict(config)
    for key in _COUNTS:
        if key in config:
            changed[key] = len(kept)
    kinds = config.get("layer_types")
    if isinstance(kinds, list) and len(kinds) > max(kept):
        changed["layer_types"] = [kinds[layer] for layer in kept]
    return changed


def _keep(bench: Bench, stack: str, kept: tuple[int, ...], folder: Path) -> None:
    """Write the tensors of all but the layers that are left out into the folder, the layers numbered anew."""
    from safetensors.torch import load_file, save_file

    (file,) = bench.model.weights
    places = {str(layer): place for place, layer in enumerate(kept)}
    tensors = {}
    for name, tensor in load_file(bench.folder / file).items():
        match = _NUMBERED.match(name)
        if match is None or match["stack"] != stack:
            tensors[name] = tensor
        elif match["layer"] in places:
            tensors[f"{stack}.{places[match['layer']]}.{match['rest']}"] = tensor
    (folder / file).unlink()
    save_file(tensors, folder / file, metadata={"format": "pt"})
