"""Whether a system that a paper names is the very model at hand; in doubt it is not."""

import re

_WORD = re.compile(r"\d+(?:\.\d+)?[bmk]?(?![a-z])|[a-z]+\d*")
_LONGEST = 200
_HARMLESS = frozenset(
    {"cased", "uncased", "hf", "pytorch", "en", "english", "model", "pretrained", "v1", "the"}
)
"""Words of a repository's name that do not make it another model than the paper's."""


def same_model(subject: str, model: str) -> bool:
    """Whether a subject as a paper prints it ("BERT-Large") is the model of that name ("acme/bert-large-uncased").

    Every word of the subject must be in the model's name, and what the name has beyond that must be harmless: a size,
    a data set or a technique that only one of the two names makes them two models.
    """
    said, named = _words(subject), _words(model.rpartition("/")[2])
    return bool(said - _HARMLESS) and said - _HARMLESS == named - _HARMLESS


def _words(name: str) -> frozenset[str]:
    """The words of a name: "BERT_BASE" and "bert-base" have the same ones."""
    return frozenset(_WORD.findall(name[:_LONGEST].casefold()))
