"""Recurrent layers by the names and shapes of their weights, as PyTorch keeps them (weight_ih_l0)."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reproducers.lab.autopsy.contents import TensorEntry

_WEIGHT = re.compile(r"(?:^|\.)weight_(ih|hh)(?:_l(\d+))?(_reverse)?$")
_GATES = {4: "LSTM", 3: "GRU", 1: "RNN"}
"""Rows over columns of a layer's hidden weights: so many gates it has."""


class RecurrentLayer(NamedTuple):
    """One recurrent layer in one direction."""

    kind: str
    """LSTM, GRU or RNN."""
    given: TensorEntry
    """What its input is multiplied by."""
    hidden: TensorEntry
    """What its own state is multiplied by."""
    reverse: bool
    """Whether it reads from the end."""


def recurrent_layers(tensors: Iterable[TensorEntry]) -> list[RecurrentLayer]:
    """The layers in the order of the file; those of other shapes than PyTorch's are left out."""
    halves: dict[tuple[str, str, str], dict[str, TensorEntry]] = {}
    for tensor in tensors:
        match = _WEIGHT.search(tensor.name)
        if match and len(tensor.shape) == 2:
            key = (tensor.name[: match.start()], match[2] or "0", match[3] or "")
            halves.setdefault(key, {})[match[1]] = tensor
    return [
        RecurrentLayer(kind, pair["ih"], pair["hh"], bool(key[2]))
        for key, pair in halves.items()
        if len(pair) == 2 and (kind := _kind(pair["ih"], pair["hh"]))
    ]


def _kind(given: TensorEntry, hidden: TensorEntry) -> str:
    rows, columns = hidden.shape
    return (
        _GATES.get(rows // columns, "") if columns and rows % columns == 0 and given.shape[0] == rows else ""
    )


def in_words(layers: Sequence[RecurrentLayer]) -> str:
    """How many of which kind, and their widths: "3 LSTM layers, 40 → 256"."""
    forward = [layer for layer in layers if not layer.reverse] or list(layers)
    both = ", in both directions" if len(forward) < len(layers) else ""
    count = f"{len(forward)} {forward[0].kind} layer{'s' if len(forward) > 1 else ''}"
    return f"{count}, {forward[0].given.shape[1]} → {forward[-1].hidden.shape[1]}{both}"
