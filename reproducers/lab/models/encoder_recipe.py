"""How a folder of sentence-transformers makes one vector of a text: read from its files as data."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from claims.errors import ModelUnavailable
from claims.records import Pair
from reproducers.lab.files.json_file import read_json, read_table
from reproducers.lab.models.pooling import pooled, pooling_of

if TYPE_CHECKING:
    import torch

_EXPORT = "Export it to ONNX where it opens."
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

    @property
    def settings(self) -> tuple[Pair, ...]:
        """The pooling and the prompt, for the report."""
        pooling = self.pooling + (", normalised" if self.normalised else "")
        before = [Pair(name="before each text", value=self.prompt[:200])] if self.prompt else []
        return (Pair(name="pooling", value=pooling), *before)

    def words(self, texts: Sequence[str]) -> list[str]:
        """The texts as the tokenizer is given them."""
        begun = [self.prompt + text for text in texts]
        return [text.lower() for text in begun] if self.lower else begun

    def length_within(self, limit: int) -> int:
        """The most tokens of a text: as many as the folder says, but no more than the model takes."""
        return min(limit, self.length) if self.length else limit

    def layers(self, device: str = "cpu") -> "list[torch.nn.Module]":
        """The linear layers after the pooling, opened."""
        return [_dense(folder, activation, device) for folder, activation in self.dense]

    def vectors(
        self, hidden: "torch.Tensor", mask: "torch.Tensor", layers: "Sequence[torch.nn.Module]"
    ) -> "torch.Tensor":
        """One vector a text, of shape (texts, width), from one a token: pooled, through the layers, normalised."""
        import torch

        pooled_vectors = pooled(hidden, mask, self.pooling)
        for layer in layers:
            pooled_vectors = layer(pooled_vectors)
        return torch.nn.functional.normalize(pooled_vectors, dim=-1) if self.normalised else pooled_vectors


def recipe_of(root: Path) -> EncoderRecipe:
    """What modules.json and the folders that it names say; mean pooling where there is no such file.

    Raises ModelUnavailable for a module that is not known here: another pooling would give other scores.
    """
    if not (root / "modules.json").is_file():
        return EncoderRecipe("mean", False, (), 0, False)
    modules = read_json(root / "modules.json")
    if not isinstance(modules, list):
        raise ModelUnavailable("modules.json is not a list of modules.", "Download it again.")
    pooling, normalised, dense = "", False, []
    for module in (entry for entry in modules if isinstance(entry, dict)):
        kind, path = str(module.get("type", "")).rpartition(".")[2], str(module.get("path", ""))
        if not _FOLDER.fullmatch(path):
            raise ModelUnavailable(
                f"modules.json names {path[:60]!r}, which is no folder of the model.", _EXPORT
            )
        if kind == "Pooling":
            pooling = pooling_of(root / path)
        elif kind == "Normalize":
            normalised = True
        elif kind == "Dense":
            layer = read_table(root / path / "config.json")
            dense.append((root / path, str(layer.get("activation_function", "")).rpartition(".")[2]))
        elif kind != "Transformer":
            raise ModelUnavailable(
                f"modules.json names a module that is not known here: {kind[:60]!r}.", _EXPORT
            )
    texts = text_recipe_of(root)
    return replace(texts, pooling=pooling or "mean", normalised=normalised, dense=tuple(dense))


def text_recipe_of(root: Path) -> EncoderRecipe:
    """What is done to texts, for a model that gives pooled vectors itself."""
    own = read_table(root / "sentence_bert_config.json")
    length = own.get("max_seq_length")
    return EncoderRecipe(
        pooling="the model's own",
        normalised=False,
        dense=(),
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
        raise ModelUnavailable("A prompt that is not pooled is not known here.", _EXPORT)
    return text if isinstance(text, str) else ""


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
            f"{folder.name} is no layer in safetensors with a known function ({activation[:40]!r}).",
            _EXPORT,
        )
    held = load_file(weights)
    if "linear.weight" not in held:
        raise ModelUnavailable(f"{folder.name} holds no linear layer.", "Download it again.")
    outputs, inputs = held["linear.weight"].shape
    layer = torch.nn.Linear(inputs, outputs, bias="linear.bias" in held)
    layer.load_state_dict({name.removeprefix("linear."): tensor.float() for name, tensor in held.items()})
    return torch.nn.Sequential(layer, functions[activation]()).eval().to(device)
