"""A sequence classifier of transformers, opened from safetensors without any code of its repository."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from claims.records import Model, Pair
from reproducers.lab.bench import ONE_BY_ONE, Prediction
from reproducers.lab.data.rows import Rows
from reproducers.lab.models.pretrained import (
    Opened,
    inference,
    length_of,
    open_pretrained,
    tokenizer_of,
)
from reproducers.lab.orders import Settings

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedTokenizerBase


@dataclass(frozen=True)
class TorchClassifier:
    """An opened model with its tokenizer."""

    opened: Opened
    tokenizer: "PreTrainedTokenizerBase"
    length: int
    settings: tuple[Pair, ...]
    alone: bool = False
    """Whether rows are given one at a time, since the model has no padding token."""

    def classify(self, rows: Rows, positions: Sequence[int]) -> list[Prediction]:
        """The likeliest class of each row and its softmax probability."""
        import torch

        return likeliest(torch.softmax(self.logits(rows, positions).double(), dim=-1))

    def logits(self, rows: Rows, positions: Sequence[int]) -> "torch.Tensor":
        """What comes out for these rows, of shape (rows, outputs), on the CPU."""
        import torch

        if self.alone and len(positions) > 1:
            return torch.cat([self.logits(rows, [i]) for i in positions])
        texts = [rows.texts[i] for i in positions]
        seconds = [rows.pairs[i] for i in positions] if rows.pairs else None
        tokens = self.tokenizer(
            texts,
            seconds,
            truncation=True,
            max_length=self.length,
            padding=not self.alone,
            return_tensors="pt",
        ).to(self.opened.device)
        with inference():
            logits_of_rows: torch.Tensor = self.opened.model(**tokens).logits.cpu()
        return logits_of_rows


def likeliest(probabilities: "torch.Tensor") -> list[Prediction]:
    """The likeliest class of each row, from probabilities of shape (rows, classes) on the CPU."""
    best = probabilities.max(dim=-1)
    predictions = zip(best.indices.tolist(), best.values.tolist(), probabilities.numpy(), strict=True)
    return [Prediction(place, share, prediction) for place, share, prediction in predictions]


def open_sequence_model(root: Path, model: Model, *, scratch: Path, settings: Settings) -> TorchClassifier:
    """Open the model from a cleaned copy of its folder; raises ModelUnavailable if it cannot be, with the reason."""
    autos = ("AutoModelForSequenceClassification",)
    opened = open_pretrained(root, model, autos, scratch=scratch, settings=settings)
    tokenizer = tokenizer_of(opened)
    length = length_of(root, tokenizer.model_max_length, settings)
    ran = (*opened.settings, Pair(name="max_length", value=str(length)))
    alone = tokenizer.pad_token is None or _pads_nothing(opened)
    if alone:
        ran = (*ran, Pair(name=ONE_BY_ONE, value="the model has no padding token"))
    return TorchClassifier(opened, tokenizer, length, ran, alone)


def _pads_nothing(opened: Opened) -> bool:
    """Whether it is a decoder whose configuration names no padding token: it finds a row's end by that token."""
    from transformers import MODEL_FOR_CAUSAL_LM_MAPPING, MODEL_FOR_MASKED_LM_MAPPING

    kind = type(opened.config)
    writes = kind in MODEL_FOR_CAUSAL_LM_MAPPING and kind not in MODEL_FOR_MASKED_LM_MAPPING
    return writes and getattr(opened.config, "pad_token_id", None) is None
