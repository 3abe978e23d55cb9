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
from reproducers.lab.models.libraries import TextEncoder, open_library_model
from reproducers.lab.models.pooling import pooled, pooling_of
from reproducers.lab.models.pretrained import inference, length_of, open_model, tokenizer_of

if TYPE_CHECKING:
    import torch

    from claims.statistics.arrays import Floats


_FOLDER = re.compile(r"[\w-]{0,60}")


@dataclass(frozen=True)
class EncoderRecipe:
    """How token vectors are pooled into a sentence vector."""

    pooling: str
    normalised: bool
    dense: tuple[tuple[Path, str], ...]
    """Folders of linear layers after the pooling, and the function after each."""
    length: int
    lower: bool
    prompt: str = ""
    """What is put before every text."""


def recipe_of(root: Path) -> EncoderRecipe:
    """What modules.json and the folders that it names say; mean pooling where there is no such file.

    Raises ModelUnavailable for a module that is not known here: another pooling would give other scores.
    """
    if not (root / "modules.json").is_file():
        return EncoderRecipe("mean", False, (), 0, False)
    modules = read_json(root / "modules.json")
    if not isinstance(modules, list):
        raise ModelUnavailable("modules.json is not a list of modules.")
    pooling, normalised, dense = "", False, []
    for module in (entry for entry in modules if isinstance(entry, dict)):
        kind, path = str(module.get("type", "")).rpartition(".")[2], str(module.get("path", ""))
        if not _FOLDER.fullmatch(path):
            raise ModelUnavailable(f"modules.json names {path[:60]!r}, which is no folder of the model.")
        if kind == "Pooling":
            pooling = pooling_of(root / path)
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
        pooling=pooling or "mean",
        normalised=normalised,
        dense=tuple(dense),
        length=length if isinstance(length, int) and length > 0 else 0,
        lower=own.get("do_lower_case") is True,
        prompt=_prompt(root),
    )


def _prompt(root: Path) -> str:
    """What sentence-transformers puts before every text unless it is told otherwise; mostly nothing."""
    own = read_table(root / "config_sentence_transformers.json")
    prompts, name = own.get("prompts"), own.get("default_prompt_name")
    text = prompts.get(name) if isinstance(prompts, dict) and isinstance(name, str) else ""
    if text and read_table(root / "1_Pooling" / "config.json").get("include_prompt") is False:
        raise ModelUnavailable("A prompt that is not pooled is not known here.", "Export it to ONNX.")
    return text if isinstance(text, str) else ""


class Encoder:
    """The bench's encoder, by transformers or by a library of its own; `encode` gives one vector a text."""

    def __init__(self, bench: Bench) -> None:
        library = bench.model.format == "library"
        opened = open_library_model(bench) if library else TransformerEncoder(bench)
        if not isinstance(opened, TextEncoder):
            raise ModelUnavailable(
                f"The model gives no vectors ({bench.model.architecture}).", "Say its task: --task."
            )
        self.opened: TextEncoder = opened
        self.settings = self.opened.settings

    def encode(self, texts: Sequence[str]) -> "Floats":
        """One vector a text, of shape (texts, dimension); raises ModelUnavailable where one is no number."""
        import numpy as np

        vectors = self.opened.encode(texts)
        if not np.isfinite(vectors).all():
            raise ModelUnavailable(
                "The model's outputs are not numbers for some rows.", "Its weights are damaged."
            )
        return vectors


class TransformerEncoder:
    """An opened encoder of transformers; `encode` gives one vector a text."""

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
            *([Pair(name="before each text", value=self.recipe.prompt[:200])] if self.recipe.prompt else []),
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
        return stacked

    def _batch(self, texts: list[str]) -> "torch.Tensor":
        return self.vectors(self.tokens(texts))

    def tokens(self, texts: Sequence[str]) -> "dict[str, torch.Tensor]":
        """What goes in for these texts, padded to the longest."""
        begun = [self.recipe.prompt + text for text in texts]
        words = [text.lower() for text in begun] if self.recipe.lower else begun
        fed = self.tokenizer(
            words, truncation=True, max_length=self.length, padding=True, return_tensors="pt"
        )
        return dict(fed.to(self.opened.device))

    def vectors(self, fed: "dict[str, torch.Tensor]") -> "torch.Tensor":
        """One vector a text, pooled and normalised as the model's files say."""
        import torch

        vectors = pooled(
            self.opened.model(**fed).last_hidden_state, fed["attention_mask"], self.recipe.pooling
        )
        for layer in self.layers:
            vectors = layer(vectors)
        return torch.nn.functional.normalize(vectors, dim=-1) if self.recipe.normalised else vectors


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
