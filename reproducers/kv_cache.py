"""The size of the key-value cache, computed from the model's own dimensions."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from claims.records import Alternative, Attempt, Measurement, Model, Pair, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.cost.memory_model import BYTES, TransformerSizes, sizes_of
from reproducers.lab.files.config import Config, read_config
from reproducers.lab.models.pretrained import positions
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.to_measurement import counted, skipped

_WRITERS = ("text-generation",)
_TOKENS = re.compile(
    r"(\d[\d,]{0,9})\s*(k)?[ -]?(?:tokens?|context|sequence|long)"
    r"|(?:context|length|tokens)\D{0,12}(\d[\d,]{0,9})\s*(k)?\b",
    re.IGNORECASE,
)
_PER_TOKEN = re.compile(r"\b(?:per|each|a)\s+token|/\s?token", re.IGNORECASE)
_MOST = 2_000  # characters that are searched
_HALF = 2  # bytes of a number in 16 bits


def fits(model: Model, _rows: Slice | None) -> Refusal | None:
    """The refusal for anything but a causal model whose settings are here."""
    return requirements.runs_in_torch(model, *_WRITERS)


@reproducer("cache", version=1, metrics={"kv_cache"}, fits=fits, asks=("kv_cache",))
def kv_cache(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Count keys and values of all layers for the asked length, of one text, in the type of the weights."""
    config = read_config(bench.folder)
    sizes, width = sizes_of(config), BYTES.get(config.dtype or "float32")
    for question in questions:
        length = _asked(question)
        if length is None and question.claim_id is None:
            length = AskedLength(positions(config.model_type, config.positions, config.pad))
        if sizes is None or width is None or config.odd_cache:
            reason = f"says {config.odd_cache}" if config.odd_cache else "does not say its dimensions"
            detail = f"The cache has no plain closed form here: config.json {reason}."
            yield skipped(question, bench, "no_reproducer", detail)
        elif not length or not length.tokens:
            one_token = f"one takes {sizes.cache(1, width=width):,} bytes"
            yield skipped(question, bench, "ambiguous", f"It is not said for how many tokens; {one_token}.")
        else:
            yield _measured(question, bench, sizes, config, length)


class AskedLength(NamedTuple):
    """The context length that a claim names."""

    tokens: int
    otherwise: int = 0
    """What "4k" means where k is a thousand."""


def _measured(
    question: Question, bench: Bench, sizes: TransformerSizes, config: Config, length: AskedLength
) -> Measurement:
    kind = config.dtype or "float32"
    width, tokens = BYTES[kind], length.tokens
    value = Decimal(sizes.cache(tokens, width=width))
    activations = sizes.activations(tokens, width=width, eager=False, logits=False)
    heads = f"{sizes.kv_heads} heads of keys for {sizes.heads} heads, {sizes.head} wide"
    return counted(
        question,
        bench,
        value,
        f"{value:,} bytes",
        unit="bytes",
        alternatives=_otherwise(sizes, length, width),
        settings=(
            Pair(name="tokens", value=str(tokens)),
            Pair(name="texts", value="1"),
            Pair(name="formula", value="2 x layers x heads of keys x width x tokens x bytes of a number"),
            Pair(name="dimensions", value=f"{sizes.layers} layers, {heads}, {kind}"),
            Pair(name="activations of these tokens at once, by formula", value=f"{activations:,} bytes"),
        ),
    )


def _otherwise(sizes: TransformerSizes, length: AskedLength, width: int) -> Iterator[Alternative]:
    """Other ways to count it that documents use."""
    sizes_of_ways = {}
    if length.tokens > 1:
        sizes_of_ways["a token"] = sizes.cache(1, width=width)
    if sizes.kv_heads != sizes.heads:
        sizes_of_ways["with a head of keys for each head"] = sizes.cache(
            length.tokens, sizes.heads, width=width
        )
    if length.otherwise:
        sizes_of_ways[f"of {length.otherwise:,} tokens"] = sizes.cache(length.otherwise, width=width)
    if width > _HALF:
        sizes_of_ways["in 16 bits"] = sizes.cache(length.tokens, width=_HALF)
    for name, value in sizes_of_ways.items():
        yield Alternative(metric=name, value=Decimal(value))


def _asked(question: Question) -> AskedLength | None:
    """The tokens that the claim's name or conditions give; 1 for "per token", none where none are said."""
    words = f"{question.metric_as_written} {question.conditions or ''}"[:_MOST]
    if _PER_TOKEN.search(words):
        return AskedLength(1)
    match = _TOKENS.search(words)
    if match is None:
        return None
    number, thousands = (match[1], match[2]) if match[1] else (match[3], match[4])
    tokens = int(number.replace(",", "") or 0)
    return AskedLength(tokens * 1024, tokens * 1000) if thousands else AskedLength(tokens)
