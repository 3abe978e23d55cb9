"""Labels that name a split, a run or a mere score, and no data set by themselves."""

import re

from claims.catalog.datasets import find_dataset
from claims.catalog.word_lists import words

_WORD = re.compile(r"[^\W\d_]+")


def is_split_or_run(text: str) -> bool:
    """Whether all words of a label are those of splits, runs and scores: "Dev", "Test set", "Run 3"."""
    given = _WORD.findall(text.casefold())
    if not given or not set(given) <= words("table_words", "splits_and_runs"):
        return False
    return find_dataset(text) is None or len(given) == 1
