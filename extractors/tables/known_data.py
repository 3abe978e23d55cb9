"""Whether a label is a data set that lists know, or only says of what sort its column is."""

import re

from claims.catalog.usual_metrics import usual_metrics
from claims.catalog.word_lists import words
from extractors.tables.label_meaning import read_label
from extractors.tables.phrase_features import is_language

GENERIC = re.compile(
    r"(?i)(?:(?:data ?)?sets?|datasets?|benchmarks?|tasks?|metrics?|scores?|results?|models?|methods?|values?"
    r"|categor(?:y|ies)|types?|languages?|metric (?:results?|values?|scores?|names?)|(?:test|eval(?:uation)?) results?)\W*"
)
"""Headers that say of what sort the names beside or below them are."""


def names_a_sort(text: str) -> bool:
    """Whether a header says only of what sort what is below it is, in whatever language: "Data set", "Wert"."""
    return bool(GENERIC.fullmatch(text)) or text.casefold() in words("metric_words", "value_headers")


def names_known_data(text: str) -> bool:
    """Whether a phrase is, or begins or ends with, a data set's name."""
    return bool(read_label(text).dataset or (usual_metrics(text) and not is_language(text)))
