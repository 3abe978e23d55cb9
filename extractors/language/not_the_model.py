"""Sizes and lengths of a sentence that are not the model's: of data, of a device, of a part, of others, or on a condition."""

import re

from claims.catalog.word_lists import pattern
from claims.quantities.quantity import NumberInText
from extractors.language.devices import devices_in

_CLAUSE = re.compile(r"[,;:()]|\.\s|\b(?:and|but|while|which|where|plus)\b")
_BOUNDED = re.compile(
    r"(?i)\b(?:models|llms|systems|baselines|competitors|counterparts|alternatives) (?:\w+ ){0,4}?(?:with|of|having|up to|below|under|above|over|at|larger|smaller|than|around|in the)\b[^.;,]{0,40}$"
    r"|\b(?:outperform\w*|surpass\w*|exceed\w*|beat\w*|rival\w*|compar\w+ (?:to|with)|competitive with|on par with|than|against|versus|vs\.?)\b[^.;]{0,60}$"
)


def is_not_of_model(number: NumberInText, metric: str, text: str) -> bool:
    """Whether the words around a number say that it is no size or length of the model that the sentence speaks of."""
    before, after = text[: number.start], text[number.end :]
    near = text[max(0, number.start - 90) : number.end + 60]
    match metric:
        case "embedding_dimension":
            return bool(
                pattern("size_words", "parts_of_a_model").search(_clause(number, text))
                or re.match(r"(?i) dimensions? of (?:a|an|each|the|every)\b", after)
            )
        case "context_length" | "max_output_length":
            conditional = pattern("size_words", "extended_lengths").search(before) or pattern(
                "size_words", "means_of_extension"
            ).match(after)
            noun = number.quantity.unit in (None, "K", "k", "M") and pattern(
                "size_words", "counted_nouns"
            ).match(after)
            return bool(conditional or noun or pattern("size_words", "training_lengths").search(near))
        case "vocabulary_size":
            return bool(pattern("size_words", "data").search(_clause(number, text)))
        case "model_size":
            return (
                _of_device(number, text)
                or not pattern("size_words", "model_files").search(near)
                or bool(pattern("size_words", "data").search(near))
            )
        case "vram":
            return _of_device(number, text) or (
                bool(pattern("size_words", "machines").search(near))
                and not pattern("size_words", "needed_memory").search(near)
            )
        case "params":
            return bool(_BOUNDED.search(before[-90:])) and not _own_again(before)
        case _:
            return False


def _own_again(before: str) -> bool:
    """Whether a sentence comes back to its own model after a comparison."""
    return bool(re.search(r"(?i)\b(?:it|this model|our model|the model|we)\b[^.;]{0,40}$", before[-60:]))


def _of_device(number: NumberInText, text: str) -> bool:
    """Whether a size is the memory of a device or a machine: "A100 40GB GPU", "each with 8 GB", "64 GB RAM"."""
    if any(start <= number.start < end for start, end, _ in devices_in(text)):
        return True
    before, after = text[max(0, number.start - 40) : number.start], text[number.end : number.end + 24]
    if re.match(
        r"(?i)\)? ?(?:[a-z]{1,8} ){0,1}(?:gpus?|ram|vram|cpus?|memory (?:each|gpus?)|cards?)\b", after
    ):
        return not pattern("size_words", "needed_memory").search(
            text[max(0, number.start - 60) : number.start]
        )
    return bool(
        re.search(r"(?i)\b(?:each (?:with|has|having)|equipped with|ram of|with)\s$", before)
        and pattern("size_words", "machines").search(before)
    )


def _clause(number: NumberInText, text: str) -> str:
    """The clause around a number."""
    start = max((match.end() for match in _CLAUSE.finditer(text[: number.start])), default=0)
    stop = _CLAUSE.search(text[number.end :])
    return text[start : number.end + (stop.start() if stop else len(text))]
