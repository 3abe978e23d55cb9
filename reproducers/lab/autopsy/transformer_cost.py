"""Operations of a transformer in closed form, from the shapes of its weights and its settings.

Every matrix of a block takes a multiply-add a number and token (Kaplan et al., Scaling Laws for Neural Language Models,
2020, section 2.1); attention takes two products of heads x tokens x tokens x width of a head in each layer. A layer of
answers takes one a token, or one a text where the text gets one answer.
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from claims.catalog.word_lists import words
from reproducers.lab.autopsy.contents import Contents, TensorEntry
from reproducers.lab.autopsy.tensor_words import part_of
from reproducers.lab.cost.memory_model import TransformerSizes, sizes_of
from reproducers.lab.files.config import Config

_EACH_TOKEN = {"text-generation", "fill-mask", "token-classification", "question-answering", "text2text-generation",
               "translation", "summarization"}  # fmt: skip
_DECODER = re.compile(r"(?:^|\.)decoder\.")
_CROSS = re.compile(r"EncDecAttention|encoder_attn|cross_?attn|crossattention")


class TransformerCost(NamedTuple):
    """Operations of one input, by the kind of part; and what is left out."""

    by_part: dict[str, int]
    uncounted: tuple[str, ...]

    @property
    def total(self) -> int:
        """Operations of all parts."""
        return sum(self.by_part.values())


@dataclass(frozen=True)
class TransformerModel:
    """A transformer by its settings and weights."""

    config: Config
    contents: Contents
    learnt: tuple[TensorEntry, ...]
    sizes: TransformerSizes

    @property
    def patches(self) -> int:
        """The tokens that a picture is cut into, without the one for the class; 0 for text."""
        side, patch = self.contents.config.get("image_size"), self.contents.config.get("patch_size")
        return (side // patch) ** 2 if isinstance(side, int) and isinstance(patch, int) and patch else 0

    def cost(self, tokens: int, *, keys: int | None = None) -> TransformerCost:
        """Operations for one input of so many tokens, that look at so many keys (all tokens where nothing is said)."""
        parts: Counter[str] = Counter()
        for tensor in self.learnt:
            part, uses = self._uses(tensor, tokens)
            if uses:
                parts[part] += round(2 * tensor.count * uses)
        parts["attention products"] = 4 * self._attentions() * tokens * (keys or tokens) * self._width()
        return TransformerCost({part: n for part, n in parts.items() if n}, self._uncounted(tokens))

    def _width(self) -> int:
        return self.sizes.heads * self.sizes.head

    def _attentions(self) -> int:
        """Layers of attention, those of a decoder and those that look at the encoder too."""
        names = {tensor.name for tensor in self.learnt}
        decoder = {m[0] for name in names if (m := re.search(r"decoder\.(?:block|layers?)\.\d+", name))}
        encoder = {m[0] for name in names if (m := re.search(r"encoder\.(?:block|layers?)\.\d+", name))}
        crossed = any(_CROSS.search(name) for name in names)
        return len(encoder) + 2 * len(decoder) if decoder and encoder and crossed else self.sizes.layers

    def _uses(self, tensor: TensorEntry, tokens: int) -> tuple[str, float]:
        """The part of a tensor, and how often each of its numbers is multiplied."""
        part = part_of(tensor)
        if len(tensor.shape) > 2 and self.patches and part in ("convolution", "embedding"):
            return "patches", self.patches if len(tensor.shape) == 4 and tensor.shape[-1] > 1 else 0
        if len(tensor.shape) < 2 or part in ("norm", "adapter"):
            return part, 0
        if part == "embedding":
            head = self.config.tied and tensor.shape[0] == self.config.vocabulary and self._writes()
            return ("head", tokens) if head and not self._has_output(tensor) else (part, 0)
        if part == "head":
            return part, tokens if self.config.task in _EACH_TOKEN or self._writes() else 1
        return part, tokens * self._share_of_experts(tensor) * self._sharing()

    def _writes(self) -> bool:
        """Whether it gives a score of every word."""
        return self.config.task in (
            "text-generation",
            "fill-mask",
            "text2text-generation",
            "translation",
        ) or (self.contents.format == "GGUF")

    def _has_output(self, table: TensorEntry) -> bool:
        """Whether an output layer is stored beside the table of words."""
        return any(t is not table and t.shape == table.shape and part_of(t) == "head" for t in self.learnt)

    def _sharing(self) -> int:
        """How many layers use the same weights."""
        return self.sizes.layers if self.config.model_type == "albert" else 1

    def _share_of_experts(self, tensor: TensorEntry) -> float:
        if ".experts." not in tensor.name and "_exps." not in tensor.name:
            return 1
        every, used = (
            self.contents.config.get("num_local_experts"),
            self.contents.config.get("num_experts_per_tok"),
        )
        return used / every if isinstance(every, int) and isinstance(used, int) and every else 1

    def _uncounted(self, tokens: int) -> tuple[str, ...]:
        """What the formula leaves out, by name."""
        left = []
        if self.config.model_type not in words("architecture_words", "plain_transformers"):
            left.append(
                f"what {self.config.model_type or 'this architecture'} does beside plain attention and feed-forward"
            )
        window = self.contents.config.get("sliding_window")
        if (
            isinstance(window, int)
            and 0 < window < tokens
            and self.contents.config.get("use_sliding_window") is not False
        ):
            left.append(f"its window of {window:,} tokens, which makes attention cheaper than counted")
        return tuple(left)


def transformer_of(config: Config, contents: Contents, learnt: list[TensorEntry]) -> TransformerModel | None:
    """The transformer that the settings describe; None where they describe none."""
    sizes = sizes_of(config)
    if sizes is None or not any(part_of(tensor) == "attention" for tensor in learnt):
        return None
    return TransformerModel(config, contents, tuple(learnt), sizes)
