"""The ways in which sentence-transformers makes one vector of those of a text's tokens."""

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import JsonValue

from claims.errors import ModelUnavailable
from reproducers.lab.files.json_file import read_table

if TYPE_CHECKING:
    import torch

_POOLINGS = {
    "cls_token": "cls",
    "mean_tokens": "mean",
    "max_tokens": "max",
    "mean_sqrt_len_tokens": "mean_sqrt_len_tokens",
    "weightedmean_tokens": "weightedmean",
    "lasttoken": "lasttoken",
}
"""What follows "pooling_mode_" in older folders of sentence-transformers to the name that later ones write."""


def pooling_of(folder: Path) -> str:
    """The pooling that the folder of a Pooling module names; raises ModelUnavailable for several or unknown ones."""
    config = read_table(folder / "config.json")
    chosen = _named(config.get("pooling_mode")) or [
        name for key, name in _POOLINGS.items() if config.get(f"pooling_mode_{key}") is True
    ]
    if len(chosen) != 1 or chosen[0] not in _POOLINGS.values():
        listed = " and ".join(name[:40] for name in chosen) or f"of {folder.name}"
        raise ModelUnavailable(f"The pooling {listed} is not known here.", "Export it to ONNX.")
    return chosen[0]


def _named(mode: JsonValue) -> list[str]:
    return [str(part) for part in mode] if isinstance(mode, list) else [mode] if isinstance(mode, str) else []


def pooled(hidden: "torch.Tensor", mask: "torch.Tensor", pooling: str) -> "torch.Tensor":
    """One vector a text, of shape (texts, width), from those of its tokens, padding on either side left out."""
    import torch

    rows = torch.arange(len(hidden), device=hidden.device)
    if pooling == "cls":
        return hidden[rows, mask.int().argmax(dim=1)]
    if pooling == "lasttoken":
        return hidden[rows, mask.shape[1] - 1 - mask.flip(1).int().argmax(dim=1)]
    wide = mask.unsqueeze(-1).to(hidden.dtype)
    if pooling == "max":
        return hidden.masked_fill(wide == 0, float("-inf")).max(dim=1).values
    if pooling == "weightedmean":
        wide = wide * mask.cumsum(dim=1).unsqueeze(-1).to(hidden.dtype)
    count = wide.sum(dim=1).clamp(min=1e-9)
    return (hidden * wide).sum(dim=1) / (count.sqrt() if pooling == "mean_sqrt_len_tokens" else count)
