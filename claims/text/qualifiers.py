"""What a metric's name or a text beside it says that makes a number another one than the plain metric.

The 95th percentile of a latency is no median, a top-2 accuracy no accuracy, and a score on a filtered subset none of
the data set.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from claims.catalog import word_lists

_NUMBER = r"(\d{1,2}(?:\.\d{1,3})?)"
_PERCENTILE = re.compile(
    rf"(?i)(?<![A-Za-z0-9])(?:p[\s_-]?{_NUMBER}(?![\d%]|\s?%)|{_NUMBER}(?:st|nd|rd|th)?[\s_-]?(?:percentile|pctl|%-?ile)"
    rf"|percentile\W{{1,3}}{_NUMBER}|(?P<median>median(?![A-Za-z])))"
)
_MEAN = re.compile(r"(?i)(?<![A-Za-z])(?:mean|avg|averag(?:e|es|ed|ing))(?![A-Za-z])")
_TOP = re.compile(
    r"(?i)(?<![A-Za-z0-9])(?:top|acc(?:uracy)?\s?@)[\s_-]{0,2}(\d{1,3}|two|three|four|five|ten)(?![\d.%])"
)
_BEST = re.compile(
    r"(?i)\b(two|three|four|five|ten|\d{1,2}) (?:best|likeliest|most likely|highest[- ]scoring|top) \w"
)
_USUAL_SPLITS = {"dev": "validation"}
_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}


def percentile_named(text: str) -> Decimal | None:
    """The percentile that a text names, such as 95 for "p95"; 50 for a median, None where it names none."""
    match = _PERCENTILE.search(text[:500])
    if match is None:
        return None
    value = Decimal(50) if match["median"] else Decimal(match[1] or match[2] or match[3])
    return value if 0 < value < 100 else None


def mean_named(text: str) -> bool:
    """Whether a text names the mean of times and no percentile: "average latency", "22 ms on average"."""
    return _MEAN.search(text[:500]) is not None and percentile_named(text) is None


def percentiles_in(text: str) -> tuple[tuple[int, int, str], ...]:
    """Where a text names percentiles, left to right: start, end and "p95"."""
    named = (
        (match.start(), match.end(), percentile_named(match[0]))
        for match in _PERCENTILE.finditer(text[:4000])
    )
    return tuple((start, end, f"p{value.normalize():f}") for start, end, value in named if value is not None)


def top_named(text: str) -> int:
    """How many answers may hold the right one: 2 for a top-2 accuracy; 1 where the text says nothing of it."""
    match = _TOP.search(text[:500]) or _BEST.search(text[:500])
    if match is None:
        return 1
    return max(1, _WORDS.get(match[1].casefold()) or int(match[1]))


def is_training_split(text: str) -> bool:
    """Whether a text says that a score is on the rows that the model was trained on."""
    return bool(_first_of(word_lists.words("dataset_words", "training_splits"), text))


def part_of_data(text: str) -> str:
    """The words by which a text says that a score is on a chosen part of the data; empty where it is on all of it."""
    return _first_of(word_lists.words("dataset_words", "parts_of_data"), text)


def splits_named(text: str) -> frozenset[str]:
    """The splits that a text names, each by its usual name: "dev accuracy" names the validation split."""
    known = word_lists.meanings("dataset_words", "splits")
    return frozenset(_USUAL_SPLITS.get(known[word], known[word]) for word in words_of(text) if word in known)


def unexplained_words(printed: str, known: Iterable[str]) -> tuple[str, ...]:
    """Words of a score's printed name that neither the texts in `known` hold nor the list of plain words.

    "Test accuracy (%)" has none beside "accuracy"; "accuracy, lenient" has one, and may be another score.
    """
    splits = word_lists.meanings("dataset_words", "splits")
    plain = word_lists.words("dataset_words", "plain_score_words").union(splits, *map(words_of, known))
    return tuple(word for word in words_of(printed) if word not in plain)


def words_of(text: str) -> tuple[str, ...]:
    """The words and numbers of a text, in small letters."""
    return tuple(re.findall(r"[^\W\d_]+|\d+", text[:1000].casefold()))


def words_with_digits(text: str) -> tuple[str, ...]:
    """The words of a name in small letters, digits and letters together: "a100" is one."""
    return tuple(re.findall(r"[^\W_]+", text[:1000].casefold()))


def _first_of(phrases: frozenset[str], text: str) -> str:
    """The first of the phrases, in the alphabet, that stands in a text as whole words."""
    plain = f" {' '.join(words_with_digits(text))} "
    return next((phrase for phrase in sorted(phrases) if f" {phrase} " in plain), "")
