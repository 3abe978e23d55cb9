"""A sentence encoder: of transformers, of ONNX Runtime, or of a library of its own."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from claims.errors import ModelUnavailable
from claims.records import Pair
from reproducers.lab.bench import Bench, batches_by_length
from reproducers.lab.models.encoder_recipe import recipe_of
from reproducers.lab.models.libraries import TextEncoder, open_library_model
from reproducers.lab.models.onnx_encoder import OnnxEncoder
from reproducers.lab.models.pretrained import inference, length_of, open_model, tokenizer_of

if TYPE_CHECKING:
    import torch

    from claims.statistics.arrays import Floats


class Encoder:
    """The bench's encoder, whatever opens it; `encode` gives one vector a text."""

    def __init__(self, bench: Bench) -> None:
        by_format = {"library": open_library_model, "onnx": OnnxEncoder}
        opened = by_format.get(bench.model.format, TransformerEncoder)(bench)
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
        self.length = self.recipe.length_within(limit)
        self.batch = bench.settings.batch
        self.layers = self.recipe.layers(self.opened.device)
        length = Pair(name="max_length", value=str(self.length))
        self.settings = (*self.opened.settings, length, *self.recipe.settings)

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
        words = self.recipe.words(texts)
        fed = self.tokenizer(
            words, truncation=True, max_length=self.length, padding=True, return_tensors="pt"
        )
        return dict(fed.to(self.opened.device))

    def vectors(self, fed: "dict[str, torch.Tensor]") -> "torch.Tensor":
        """One vector a text, pooled and normalised as the model's files say."""
        hidden = self.opened.model(**fed).last_hidden_state
        return self.recipe.vectors(hidden, fed["attention_mask"], self.layers)
