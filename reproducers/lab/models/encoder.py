"""A sentence encoder in the layout of sentence-transformers: pooling and normalisation read from its files as data."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from claims.errors import ModelUnavailable
from claims.records import Pair
from reproducers.lab.bench import Bench, batches_by_length
from reproducers.lab.files.json_file import read_json, read_table
from reproducers.lab.models.pretrained import inference, length_of, open_model, tokenizer_of

if TYPE_CHECKING:
    import torch

    from claims.statistics.arrays import Floats


_FOLDER = re.compile(r"[\w-]{0,60}")
_POOLINGS = (
    "cls_token",
    "mean_tokens",
    "max_tokens",
    "mean_sqrt_len_tokens",
    "weightedmean_tokens",
    "lasttoken",
)


@dataclass(frozen=True)
class EncoderRecipe:
    """How token vectors are pooled into a sentence vector."""

    pooling: str
    normalised: bool
    dense: tuple[tuple[Path, str], ...]
    """Folders of linear layers after the pooling, and the function after each."""
    length: int
    lower: bool


def recipe_of(root: Path) -> EncoderRecipe:
    """What modules.json and the folders that it names say; mean pooling where there is no such file.

    Raises ModelUnavailable for a module that is not known here: another pooling would give other scores.
    """
    if not (root / "modules.json").is_file():
        return EncoderRecipe("mean_tokens", False, (), 0, False)
    modules = read_json(root / "modules.json")
    if not isinstance(modules, list):
        raise ModelUnavailable("modules.json is not a list of modules.")
    pooling, normalised, dense = "", False, []
    for module in (entry for entry in modules if isinstance(entry, dict)):
        kind, path = str(module.get("type", "")).rpartition(".")[2], str(module.get("path", ""))
        if not _FOLDER.fullmatch(path):
            raise ModelUnavailable(f"modules.json names {path[:60]!r}, which is no folder of the model.")
        if kind == "Pooling":
            pooling = _pooling(root / path)
        elif kind == "Normalize":
            normalised = True
        elif kind == "Dense":
            layer = read_table(root / path / "config.json")
            dense.append((root / path, str(layer.get("activation_function", "")).rpartition(".")[2]))
        elif kind != "Transformer":
            raise ModelUnavailable(f"modules.json names a module that is not known here: {kind[:60]!r}.")
    own = read_table(root / "sentence_bert_config.json")
    length = own.get("max_seq_length")
    return EncoderRecipe(
        pooling=pooling or "mean_tokens",
        normalised=normalised,
        dense=tuple(dense),
        length=length if isinstance(length, int) and length > 0 else 0,
        lower=own.get("do_lower_case") is True,
    )


def _pooling(folder: Path) -> str:
    config = read_table(folder / "config.json")
    chosen = [name for name in _POOLINGS if config.get(f"pooling_mode_{name}") is True]
    if len(chosen) != 1 or chosen[0] in ("weightedmean_tokens", "lasttoken"):
        raise ModelUnavailable(f"The pooling {' and '.join(chosen) or 'of 1_Pooling'} is not known here.")
    return chosen[0]


class Encoder:
    """An opened encoder; `encode` gives one vector a text."""

    def __init__(self, bench: Bench) -> None:
        root = bench.root or bench.scratch
        self.recipe = recipe_of(root)
        self.opened = open_model(bench, "AutoModel", optional=("pooler.",))
        self.tokenizer = tokenizer_of(self.opened)
        limit = length_of(root, self.tokenizer.model_max_length, bench.settings)
        self.length = min(limit, self.recipe.length) if self.recipe.length else limit
        self.batch = bench.settings.batch
        self.layers = [_dense(folder, act, self.opened.device) for folder, act in self.recipe.dense]
        self.settings = (
            *self.opened.settings,
            Pair(name="max_length", value=str(self.length)),
            Pair(
                name="pooling", value=self.recipe.pooling + (", normalised" if self.recipe.normalised else "")
            ),
        )

    def encode(self, texts: Sequence[str]) -> "Floats":
        """One vector a text, of shape (texts, dimension), in their order; texts of like length share a batch."""
        import numpy as np

        by_row: dict[int, Floats] = {}
        for batch in batches_by_length(list(map(len, texts)), self.batch):
            with inference():
                vectors = self._batch([texts[i] for i in batch])
            by_row.update(zip(batch, vectors.double().cpu().numpy(), strict=True))
        stacked: Floats = np.stack([by_row[i] for i in range(len(texts))])
        if not np.isfinite(stacked).all():
            raise ModelUnavailable(
                "The model's outputs are not numbers for some rows.", "Its weights are damaged."
            )
        return stacked

    def _batch(self, texts: list[str]) -> "torch.Tensor":
        import torch

        words = [text.lower() for text in texts] if self.recipe.lower else texts
        fed = self.tokenizer(
            words, truncation=True, max_length=self.length, padding=True, return_tensors="pt"
        ).to(self.opened.device)
        vectors = _pooled(
            self.opened.model(**fed).last_hidden_state, fed["attention_mask"], self.recipe.pooling
        )
        for layer in self.layers:
            vectors = layer(vectors)
        return torch.nn.functional.normalize(vectors, dim=-1) if self.recipe.normalised else vectors


def _pooled(hidden: "torch.Tensor", mask: "torch.Tensor", pooling: str) -> "torch.Tensor":
    """One vector a text from those of its tokens, padding left out."""
    if pooling == "cls_token":
        return hidden[:, 0]
    wide = mask.unsqueeze(-1).to(hidden.dtype)
    if pooling == "max_tokens":
        return hidden.masked_fill(wide == 0, float("-inf")).max(dim=1).values
    count = wide.sum(dim=1).clamp(min=1e-9)
    return (hidden * wide).sum(dim=1) / (count.sqrt() if pooling == "mean_sqrt_len_tokens" else count)


def _dense(folder: Path, activation: str, device: str) -> "torch.nn.Module":
    """A linear layer of safetensors with its function; raises ModelUnavailable for other weights or functions."""
    import torch
    from safetensors.torch import load_file

    functions = {
        "Identity": torch.nn.Identity,
        "Tanh": torch.nn.Tanh,
        "ReLU": torch.nn.ReLU,
        "GELU": torch.nn.GELU,
    }
    weights = folder / "model.safetensors"
    if activation not in functions or not weights.is_file():
        raise ModelUnavailable(
            f"{folder.name} is no layer in safetensors with a known function ({activation[:40]!r})."
        )
    held = load_file(weights)
    if "linear.weight" not in held:
        raise ModelUnavailable(f"{folder.name} holds no linear layer.")
    outputs, inputs = held["linear.weight"].shape
    layer = torch.nn.Linear(inputs, outputs, bias="linear.bias" in held)
    layer.load_state_dict({name.removeprefix("linear."): tensor.float() for name, tensor in held.items()})
    return torch.nn.Sequential(layer, functions[activation]()).eval().to(device)
