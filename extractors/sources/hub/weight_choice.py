"""Which of a model's weight files would be opened, by their names alone: only those are worth fetching."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from extractors.sources.hub.listing import ModelListing

_SHARD = re.compile(r"(.{1,200})-\d{5}-of-\d{5}\.safetensors")
_PICKLED = re.compile(r"pytorch_model-\d{5}-of-\d{5}\.bin")
_LAYER = re.compile(r"\d{1,3}_\w{1,100}/model\.safetensors")
"""A further layer of a sentence-transformers model."""
_ONNX_FIRST = ("model.onnx", "onnx/model.onnx")


def chosen_weights(listing: ModelListing) -> tuple[str, ...]:
    """The safetensors at the top (whole or in parts), else the ONNX graph with the data beside it, else a state dict.

    A state dict is fetched only where the laboratory would let it through its gate; other pickles and formats are
    never opened, so they are not chosen. Where several models lie side by side
    and none has the usual name, nothing is chosen either: the laboratory says what to do.
    """
    paths = [file.path for file in listing.files]
    return _safetensors(paths) or _onnx(paths) or _state_dict(paths)


def _safetensors(paths: list[str]) -> tuple[str, ...]:
    top = [path for path in paths if "/" not in path and path.endswith(".safetensors")]
    if "model.safetensors" in top:
        return ("model.safetensors", *(path for path in paths if _LAYER.fullmatch(path)))
    if shards := [path for path in top if (part := _SHARD.fullmatch(path)) and part[1] == "model"]:
        return tuple(shards)
    own = [path for path in top if not path.startswith("adapter_")]
    return tuple(own) if len(own) == 1 or (own and _one_set(own)) else ()


def _state_dict(paths: list[str]) -> tuple[str, ...]:
    """What torch.save wrote under the usual name, whole or in parts."""
    whole = tuple(path for path in paths if path == "pytorch_model.bin")
    return whole or tuple(path for path in paths if _PICKLED.fullmatch(path))


def _one_set(paths: Iterable[str]) -> bool:
    """Whether all are parts of one model."""
    stems = {part[1] if (part := _SHARD.fullmatch(path)) else path for path in paths}
    return len(stems) == 1


def _onnx(paths: list[str]) -> tuple[str, ...]:
    graphs = [path for path in paths if path.endswith(".onnx")]
    graph = next((path for path in _ONNX_FIRST if path in graphs), graphs[0] if len(graphs) == 1 else None)
    if graph is None:
        return ()
    stem = graph.removesuffix(".onnx")
    beside = (path for path in paths if path.startswith(stem) and path != graph)
    return (graph, *(path for path in beside if PurePosixPath(path).suffix in (".data", ".onnx_data")))
