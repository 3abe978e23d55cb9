"""Corpora without labels, on which no accuracy is measured: where a text names one, a score is on other data."""

import functools
import re

from claims.catalog.name_index import squeeze
from claims.catalog.word_lists import words
from claims.records import Claim

_OF_LABELS = re.compile(
    r"(?:top_\d+_)?accuracy|(?:f1|precision|recall|balanced_accuracy|mcc|roc_auc)(?:_\w+)?"
)
"""Metrics that compare with labels."""


@functools.cache
def _corpora() -> frozenset[str]:
    return frozenset(map(squeeze, words("dataset_words", "unlabelled_corpora")))


def on_labelled_data(claim: Claim) -> Claim:
    """The claim, without its data set where that is a corpus for pre-training and the metric needs labels."""
    if claim.dataset and squeeze(claim.dataset) in _corpora() and _OF_LABELS.fullmatch(claim.metric):
        return claim.model_copy(update={"dataset": None})
    return claim
