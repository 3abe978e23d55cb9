"""A sentence encoder as an ONNX graph that gives one vector a text, or one a token, which are pooled here."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from claims.errors import ModelUnavailable
from claims.records import Pair
from reproducers.lab.bench import ONE_BY_ONE, Bench, batches_by_length
from reproducers.lab.models.encoder_recipe import recipe_of, text_recipe_of
from reproducers.lab.models.one_by_one import RANGE
from reproducers.lab.models.onnx_session import open_session

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from claims.statistics.arrays import Floats

    Feeds = dict[str, NDArray[np.generic]]
    Inputs = Mapping[str, NDArray[np.generic]]

POOLED = "sentence_embedding"
"""The output with one vector a text, as sentence-transformers, optimum and `verify optimize` call it."""
_BY_TOKEN = ("last_hidden_state", "token_embeddings")
"""Outputs with one vector a token, as they call them."""


class OnnxEncoder:
    """An opened encoder of ONNX Runtime; `encode` gives one vector a text."""

    def __init__(self, bench: Bench) -> None:
        root = bench.root or bench.scratch
        opened = open_session(root, bench.model, scratch=bench.scratch, settings=bench.settings)
        if opened.tokenizer is None:
            raise ModelUnavailable(
                "The graph takes no tokens (input_ids), so no text goes in.", "Export it with its tokenizer."
            )
        self.output = _output_of([port.name for port in opened.graph.outputs])
        self.recipe = text_recipe_of(root) if self.output == POOLED else recipe_of(root)
        self.layers = self.recipe.layers()
        self.opened = replace(opened, length=self.recipe.length_within(opened.length))
        self.batch = 1 if opened.alone or opened.graph.by_range else bench.settings.batch
        self.settings = (
            *(pair for pair in opened.settings if pair.name != "batch"),
            Pair(name="batch", value=str(self.batch)),
            *([Pair(name=ONE_BY_ONE, value=RANGE)] if opened.graph.by_range else []),
            Pair(name="max_length", value=str(self.opened.length)),
            *self.recipe.settings,
        )

    def encode(self, texts: Sequence[str]) -> "Floats":
        """One vector a text, of shape (texts, dimension), in their order; texts of like length share a batch."""
        import numpy as np

        by_row: dict[int, Floats] = {}
        for batch in batches_by_length(list(map(len, texts)), self.batch):
            fed = self.feeds([texts[i] for i in batch])
            by_row.update(zip(batch, self.vectors(self.opened.run(fed), fed), strict=True))
        stacked: Floats = np.stack([by_row[i] for i in range(len(texts))])
        return stacked

    def feeds(self, texts: Sequence[str]) -> "Feeds":
        """What goes in for these texts, padded to the longest."""
        return self.opened.tokens(self.recipe.words(texts))

    def vectors(self, outputs: Mapping[str, object], fed: "Inputs") -> "Floats":
        """The vectors that outputs say, of shape (texts, dimension)."""
        import numpy as np

        given = np.asarray(outputs[self.output], dtype=np.float64)
        if self.output == POOLED:
            return given
        import torch

        mask = fed.get("attention_mask", np.ones(given.shape[:2], dtype=np.int64))
        with torch.inference_mode():
            hidden = torch.from_numpy(given.astype(np.float32))
            pooled = self.recipe.vectors(hidden, torch.from_numpy(mask.astype(np.int64)), self.layers)
        vectors: Floats = pooled.double().numpy()
        return vectors


def _output_of(names: Sequence[str]) -> str:
    """The output with a text's vectors; raises ModelUnavailable where no name says which."""
    output = next((name for name in (POOLED, *_BY_TOKEN) if name in names), None)
    if output is None:
        raise ModelUnavailable(
            f"None of the graph's outputs ({', '.join(names)[:120]}) is known to be vectors of texts.",
            f"Export it with an output called {POOLED} or {_BY_TOKEN[0]}.",
        )
    return output
