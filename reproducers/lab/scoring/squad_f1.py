"""Answers compared by their words, as the evaluation script of SQuAD does."""

import re
import string
from collections import Counter
from collections.abc import Sequence

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_MARKS = frozenset(string.punctuation)


def normal_answer(text: str) -> str:
    """A text in lower case without punctuation, articles and spare spaces (Rajpurkar et al., 2016)."""
    plain = "".join(character for character in text[:10_000].lower() if character not in _MARKS)
    return " ".join(_ARTICLES.sub(" ", plain).split())


def best_overlap(answer: str, true: Sequence[str]) -> float:
    """F1 of the words of an answer and of the nearest true one; where none is true, whether nothing was said."""
    if not true:
        return float(not answer)
    return max(
        _overlap(normal_answer(answer).split(), normal_answer(reference).split()) for reference in true
    )


def _overlap(answer: list[str], true: list[str]) -> float:
    if not answer or not true:
        return float(answer == true)
    common = sum((Counter(answer) & Counter(true)).values())
    if common == 0:
        return 0.0
    precision, recall = common / len(answer), common / len(true)
    return 2 * precision * recall / (precision + recall)
