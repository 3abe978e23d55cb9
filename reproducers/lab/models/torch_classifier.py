"""A sequence classifier of transformers, opened from safetensors without any code of its repository."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from claims.errors import ModelUnavailable
from claims.records import Model, Pair
from reproducers.lab.bench import Prediction
from reproducers.lab.data.rows import Rows
from reproducers.lab.models.pretrained import Opened, first_line, length_of, open_pretrained, tokenizer_of
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

    def classify(self, rows: Rows, which: Sequence[int]) -> list[Prediction]:
        """The likeliest class of each row and its softmax probability."""
        import torch

        best = torch.softmax(self.logits(rows, which).float(), dim=-1).max(dim=-1)
        return [Prediction(int(i), float(p)) for i, p in zip(best.indices, best.values, strict=True)]

    def logits(self, rows: Rows, which: Sequence[int]) -> "torch.Tensor":
        """What comes out for these rows, of shape (rows, outputs), on the CPU."""
        import torch

        texts = [rows.texts[i] for i in which]
        seconds = [rows.pairs[i] for i in which] if rows.pairs else None
        tokens = self.tokenizer(
            texts, seconds, truncation=True, max_length=self.length, padding=True, return_tensors="pt"
        ).to(self.opened.device)
        try:
            with torch.inference_mode():
                logits_of_rows: torch.Tensor = self.opened.model(**tokens).logits.cpu()
        except (RuntimeError, IndexError, ValueError) as error:
            raise ModelUnavailable(f"The model fails on the rows: {first_line(error)}") from None
        return logits_of_rows


def open_sequence_model(root: Path, model: Model, *, scratch: Path, settings: Settings) -> TorchClassifier:
    """Open the model from a cleaned copy of its folder; raises ModelUnavailable if it cannot be, with the reason."""
    autos = ("AutoModelForSequenceClassification",)
    opened = open_pretrained(root, model, autos, scratch=scratch, settings=settings)
    tokenizer = tokenizer_of(opened)
    length = length_of(root, tokenizer.model_max_length, settings)
    ran = (*opened.settings, Pair(name="max_length", value=str(length)))
    return TorchClassifier(opened, tokenizer, length, ran)
