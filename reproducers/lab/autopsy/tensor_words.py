"""Which part of a model a tensor belongs to, by the words in its name and by its shape."""

import functools
import re

from claims.catalog.word_lists import pattern
from reproducers.lab.autopsy.contents import TensorEntry

_FEW = 2  # dimensions of a matrix; filters have more


def is_buffer(name: str) -> bool:
    """Whether a tensor is kept but not learnt."""
    return bool(pattern("tensor_words", "buffer").search(name))


def is_optimizer_state(name: str) -> bool:
    """Whether a tensor belongs to training alone."""
    return bool(pattern("tensor_words", "optimizer").search(name))


def part_of(tensor: TensorEntry) -> str:
    """The kind of part: embedding, attention, feed-forward, norm, convolution, recurrent, head, adapter, other."""
    if tensor.part:
        return tensor.part
    if len(tensor.shape) > _FEW and tensor.dtype.startswith(("float", "bfloat", "int", "uint")):
        named = named_part(tensor.name)
        return named if named in ("adapter", "attention", "head", "embedding") else "convolution"
    named = named_part(tensor.name)
    if named == "norm" and len(tensor.shape) == _FEW and min(tensor.shape) > 1:
        return named_part(tensor.name.rpartition(".")[0]) or "other"
    return named or "other"


def named_part(name: str) -> str:
    """The part that a name speaks of; empty where it speaks of none."""
    return next((part for part, shape in _shapes().items() if shape.search(name)), "")


@functools.cache
def _shapes() -> dict[str, re.Pattern[str]]:
    """What the names of each part look like; the first that fits decides."""
    return {
        "adapter": pattern("tensor_words", "adapter"),
        "recurrent": pattern("tensor_words", "recurrent"),
        "norm": pattern("tensor_words", "norm"),
        "embedding": pattern("tensor_words", "embedding"),
        "state space": pattern("tensor_words", "state space"),
        "attention": pattern("tensor_words", "attention"),
        "feed-forward": pattern("tensor_words", "feed-forward"),
        "head": pattern("tensor_words", "head"),
    }
