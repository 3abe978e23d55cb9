"""Whether rows are a sample of the data that a claim is about: its data set, its split, and all of it."""

import re

from claims import catalog
from claims.catalog.metrics import Metric
from claims.records import Claim, Slice
from claims.text.qualifiers import is_training_split, part_of_data, splits_named, unexplained_words

_LONGEST = 5
"""Words of a data set's name."""


def is_on_other_data(claim: Claim, metric: Metric, used: Slice) -> bool:
    """Whether the claim is about other data than the rows, as far as anybody says; in doubt it is."""
    if used.of_dataset is None or not _is_of(claim, used) or _is_other_score(claim, metric):
        return True
    printed = (claim.dataset, claim.split, claim.conditions, claim.metric_as_written, claim.stated.as_written)
    printed_text = "; ".join(filter(None, printed))
    if part_of_data(printed_text) or (
        is_training_split(printed_text) and not is_training_split(used.split or "")
    ):
        return True
    if used.split and _names_other_split(f"{claim.metric_as_written}; {claim.conditions or ''}", used.split):
        return True
    return bool(claim.split and used.split and not is_same_split(claim, used))


def _is_other_score(claim: Claim, metric: Metric) -> bool:
    """Whether the printed name of a score says more than the metric, such as "lenient" or "with two guesses"."""
    names = (metric.id, metric.name, *metric.aliases)
    rest = (claim.dataset, claim.split, claim.subject, claim.task)
    return bool(unexplained_words(claim.metric_as_written, (*names, *filter(None, rest))))


def _names_other_split(text: str, split: str) -> bool:
    """Whether a text names splits and that of the rows is none of them."""
    named, splits_of_rows = splits_named(text) - {"eval", "held-out"}, splits_named(split)
    return bool(named and splits_of_rows and not named & splits_of_rows)


def is_same_split(claim: Claim, used: Slice) -> bool:
    """Whether the claim and the rows name the same split; the data set's own name in it does not count."""
    if not claim.split or not used.split:
        return False
    if catalog.same_dataset(claim.split, used.split):
        return True
    words = re.findall(r"[^\W_]+", claim.split)
    rest = [word for word in words if catalog.same_dataset(word, used.split)]
    return bool(rest and used.of_dataset and _names(claim.split, used.of_dataset))


def _is_of(claim: Claim, used: Slice) -> bool:
    """Whether the claim is about the data set of the rows: by its own words, or because the user says so of all.

    A claim without a data set may name it in its conditions or its split; where it names none at all, --of-dataset
    decides, while a description beside the rows is no word of whoever asks.
    """
    of = str(used.of_dataset)
    if claim.dataset:
        return catalog.same_dataset(claim.dataset, of)
    aside = f"{claim.split or ''}; {claim.conditions or ''}"
    if _names(aside, of):
        return True
    return used.said_by_user and not _names_any(aside)


def _names(text: str, dataset: str) -> bool:
    """Whether a text names that data set."""
    return any(catalog.same_dataset(phrase, dataset) for phrase in _phrases(text))


def _names_any(text: str) -> bool:
    """Whether a text names any data set whose size is known."""
    return any(catalog.benchmark(phrase) for phrase in _phrases(text) if len(phrase) > 2)


def _phrases(text: str) -> tuple[str, ...]:
    """Every run of up to five words of the first 300 characters."""
    words = re.findall(r"[^\s;,()]+", text[:300])
    return tuple(
        " ".join(words[start : start + size])
        for size in range(1, _LONGEST + 1)
        for start in range(len(words) - size + 1)
    )
