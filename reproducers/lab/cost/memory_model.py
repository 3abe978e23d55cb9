"""Memory of a transformer at inference, in closed form: the key-value cache, and activations.

The cache: two vectors a token, layer and head of keys and values (Pope et al., Efficiently Scaling Transformer
Inference, 2022, section 3.3); with grouped queries the heads of keys are fewer (Ainslie et al., GQA, 2023), with
multi-query there is one (Shazeer, Fast Transformer Decoding, 2019).

Activations: the tensors of one layer's widest moment, counted as Korthikanti et al. (Reducing Activation Recomputation
in Large Transformer Models, 2022, section 4) count those of training, less what only the way back needs: inference
keeps no layer but the present one.
"""

from dataclasses import dataclass

from reproducers.lab.files.config import Config

BYTES = {"float32": 4, "float16": 2, "bfloat16": 2, "float64": 8, "float8_e4m3fn": 1, "float8_e5m2": 1}


@dataclass(frozen=True)
class TransformerSizes:
    """The dimensions of a transformer that decide its memory."""

    layers: int
    hidden: int
    heads: int
    kv_heads: int
    head: int
    inner: int
    vocabulary: int

    def cache(self, tokens: int, kv_heads: int | None = None, *, width: int) -> int:
        """Bytes of the keys and values of so many tokens, of `width` bytes a number."""
        return 2 * self.layers * (kv_heads or self.kv_heads) * self.head * tokens * width

    def activations(self, tokens: int, *, width: int, eager: bool, logits: bool) -> int:
        """Bytes that one layer, or the output layer, holds at its widest, for one text; weights and cache apart.

        Attention: its input, the residual, queries, keys, values and the mix; with eager attention also the scores
        before and after the softmax, of heads x tokens x tokens. Feed-forward: input, residual, and the inner part
        before and after its activation. The last: the hidden states and the logits of all tokens.
        """
        keys = 2 * self.kv_heads * self.head
        scores = 2 * self.heads * tokens if eager else 0
        attention = 2 * self.hidden + 2 * self.heads * self.head + keys + scores
        forward = 2 * self.hidden + 2 * self.inner
        last = self.hidden + self.vocabulary if logits else 0
        return tokens * width * max(attention, forward, last)


def sizes_of(config: Config) -> TransformerSizes | None:
    """The sizes that config.json says; None where it does not, or where the head is no whole number."""
    if not (config.layers and config.hidden and config.heads):
        return None
    if not config.head and config.hidden % config.heads:
        return None
    return TransformerSizes(
        layers=config.layers,
        hidden=config.hidden,
        heads=config.heads,
        kv_heads=config.kv_heads or config.heads,
        head=config.head or config.hidden // config.heads,
        inner=config.inner or 4 * config.hidden,
        vocabulary=config.vocabulary,
    )
