"""Writes a classifier of fastText, number by number as its own library stores one; fasttext-predict trains none."""

import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np

_MAGIC, _VERSION = 793_712_314, 12
_SOFTMAX, _SUPERVISED = 3, 3
_WORD, _LABEL = 0, 1
_BUCKETS, _SHORTEST, _LONGEST = 500, 2, 4
"""Vectors that pieces of words share, and the letters of a piece."""


def write_classifier(
    path: Path, words: Sequence[str], vectors: np.ndarray, heads: dict[str, np.ndarray]
) -> None:
    """Words with their vectors, and one vector for each label; pieces of words have small random vectors."""
    size = vectors.shape[1]
    pieces = np.random.default_rng(0).normal(scale=0.05, size=(_BUCKETS, size))
    entries = [*((word, _WORD) for word in words), *((f"__label__{label}", _LABEL) for label in heads)]
    settings = (size, 5, 5, 1, 5, 1, _SOFTMAX, _SUPERVISED, _BUCKETS, _SHORTEST, _LONGEST, 100)
    body = struct.pack("<14id", _MAGIC, _VERSION, *settings, 1e-4)
    body += struct.pack("<3i2q", len(entries), len(words), len(heads), 10 * len(entries), -1)
    for place, (word, kind) in enumerate(entries):
        body += word.encode() + b"\0" + struct.pack("<qb", 1000 - place, kind)
    for matrix in (np.vstack([vectors, pieces]), np.vstack(list(heads.values()))):
        body += struct.pack("<?2q", False, *matrix.shape) + matrix.astype("<f4").tobytes()
    path.write_bytes(body)
