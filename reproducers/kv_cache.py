"""How large the cache of keys and values becomes, from the model's own dimensions."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from claims.records import Alternative, Attempt, Measurement, Model, Pair, Quantity, Question, Slice
from reproducers import Refusal, reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.cost.memory_model import BYTES, Sizes, sizes_of
from reproducers.lab.files.config import Config, read_config
from reproducers.lab.models.pretrained import positions
from reproducers.lab.planning import requirements
from reproducers.lab.scoring.to_measurement import left

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
    """A causal model whose settings are here."""
    return requirements.opened(model) or requirements.does(model, *_WRITERS) or requirements.in_torch(model)


@reproducer("cache", version=1, metrics={"kv_cache"}, fits=fits, asks=("kv_cache",))
def cache(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Count keys and values of all layers for the asked length, of one text, in the type of the weights."""
    config = read_config(bench.root or Path())
    sizes, width = sizes_of(config), BYTES.get(config.dtype or "float32")
    for question in questions:
        length = _asked(question)
        if length is None and question.claim_id is None:
            length = Length(positions(config.model_type, config.positions, config.pad))
        if sizes is None or width is None or config.odd_cache:
            said = f"says {config.odd_cache}" if config.odd_cache else "does not say its dimensions"
            detail = f"The cache has no plain closed form here: config.json {said}."
            yield left(question, bench, "no_reproducer", detail)
        elif not length or not length.tokens:
            one = f"one takes {sizes.cache(1, width=width):,} bytes"
            yield left(question, bench, "ambiguous", f"It is not said for how many tokens; {one}.")
        else:
            yield _measured(question, bench, sizes, config, length)


class Length(NamedTuple):
    """How many tokens a claim speaks of."""

    tokens: int
    otherwise: int = 0
    """What "4k" means where k is a thousand."""


def _measured(question: Question, bench: Bench, sizes: Sizes, config: Config, length: Length) -> Measurement:
    kind = config.dtype or "float32"
    width, tokens = BYTES[kind], length.tokens
    value = Decimal(sizes.cache(tokens, width=width))
    activations = sizes.activations(tokens, width=width, eager=False, logits=False)
    heads = f"{sizes.kv_heads} heads of keys for {sizes.heads} heads, {sizes.head} wide"
    return Measurement(
        claim_id=question.claim_id,
        subject=question.subject,
        metric=question.metric,
        observed=Quantity(value=value, unit="bytes", as_written=f"{value:,} bytes"),
        low=value,
        high=value,
        method="exact",
        n=1,
        alternatives=tuple(_otherwise(sizes, length, width)),
        reproducer=bench.stamp,
        settings=(
            Pair(name="tokens", value=str(tokens)),
            Pair(name="texts", value="1"),
            Pair(name="formula", value="2 x layers x heads of keys x width x tokens x bytes of a number"),
            Pair(name="dimensions", value=f"{sizes.layers} layers, {heads}, {kind}"),
            Pair(name="activations of these tokens at once, by formula", value=f"{activations:,} bytes"),
        ),
    )


def _otherwise(sizes: Sizes, length: Length, width: int) -> Iterator[Alternative]:
    """Other ways to count it that documents use."""
    found = {}
    if length.tokens > 1:
        found["a token"] = sizes.cache(1, width=width)
    if sizes.kv_heads != sizes.heads:
        found["with a head of keys for each head"] = sizes.cache(length.tokens, sizes.heads, width=width)
    if length.otherwise:
        found[f"of {length.otherwise:,} tokens"] = sizes.cache(length.otherwise, width=width)
    if width > _HALF:
        found["in 16 bits"] = sizes.cache(length.tokens, width=_HALF)
    for name, value in found.items():
        yield Alternative(metric=name, value=Decimal(value))


def _asked(question: Question) -> Length | None:
    """The tokens that the claim's name or conditions give; 1 for "per token", none where none are said."""
    said = f"{question.metric_as_written} {question.conditions or ''}"[:_MOST]
    if _PER_TOKEN.search(said):
        return Length(1)
    found = _TOKENS.search(said)
    if found is None:
        return None
    number, thousands = (found[1], found[2]) if found[1] else (found[3], found[4])
    tokens = int(number.replace(",", "") or 0)
    return Length(tokens * 1024, tokens * 1000) if thousands else Length(tokens)
