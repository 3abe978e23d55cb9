"""Errors of transcripts by jiwer, row by row, so that their rates can be resampled."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from claims.statistics.arrays import Floats


def _plain(text: str) -> str:
    """A text in lower case, marks made spaces but for apostrophes inside words."""
    folded = unicodedata.normalize("NFKC", text[:10_000]).casefold()
    return " ".join(re.sub(r"[^\w\s']|_|(?<!\w)'|'(?!\w)", " ", folded).split())


NORMALISATIONS: dict[str, Callable[[str], str]] = {
    "as it stands": lambda text: " ".join(text.split()),
    "lower case": lambda text: " ".join(text.casefold().split()),
    "without case and marks": _plain,
}
"""Ways in which transcripts are made alike before they are compared; documents seldom say which."""


def counts_of(metric: str, way: str, true: Sequence[str], made: Sequence[str]) -> "Floats":
    """Errors and what they are counted over, of each row: shape (rows, 2). A row without a word counts inserted ones.

    WIL is not additive over rows; its rows hold what is lost of one row, over 1.
    """
    import numpy as np

    plain = NORMALISATIONS[way]
    return np.array(
        [_row(metric, plain(t), plain(m)) for t, m in zip(true, made, strict=True)], dtype=np.float64
    )


def _row(metric: str, true: str, made: str) -> tuple[float, float]:
    import jiwer

    if not true:
        size = len(made) if metric == "cer" else len(made.split())
        return float(size), float(size if metric == "mer" else metric == "wil")
    out = jiwer.process_characters(true, made) if metric == "cer" else jiwer.process_words(true, made)
    errors = out.substitutions + out.deletions + out.insertions
    if metric == "wil":
        return float(out.wil), 1.0
    words = out.hits + out.substitutions + out.deletions
    return float(errors), float(words + out.insertions if metric == "mer" else words)
