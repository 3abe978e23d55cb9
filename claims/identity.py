"""By what a statement and a model are known again in other documents and versions; in doubt they are not."""

import hashlib
import re

from claims import catalog
from claims.catalog.name_index import squeeze
from claims.catalog.word_lists import words
from claims.records.claim import Claim

_WORD = re.compile(r"\d+(?:\.\d+)?[bmk]?(?![a-z])|[a-z]+\d*")
_LONGEST = 200


def statement_key(claim: Claim) -> str:
    """The digest of what a number is of: metric, data set (by the catalog's name), split and system."""
    sized = catalog.benchmark(claim.dataset) if claim.dataset else None
    dataset = sized.name if sized else claim.dataset or ""
    parts = (claim.metric, *map(squeeze, (dataset, claim.split or "", claim.subject)))
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


def comparable_key(claim: Claim) -> str | None:
    """The statement's key; None where no other document can state the same: no score, data set or named system."""
    if claim.kind != "quality" or not claim.dataset or len(squeeze(claim.subject)) < 3:
        return None
    return statement_key(claim)


def same_model(subject: str, model: str) -> bool:
    """Whether a subject as a paper prints it ("BERT-Large") is the model of that name ("acme/bert-large-uncased").

    Every word of the subject must be in the model's name, and what the name has beyond that must be harmless: a size,
    a data set or a technique that only one of the two names makes them two models.
    """
    harmless = words("model_words", "repository_name_fillers")
    subject_words, model_words = _words(subject), _words(model.rpartition("/")[2])
    return bool(subject_words - harmless) and subject_words - harmless == model_words - harmless


def _words(name: str) -> frozenset[str]:
    """The words of a name: "BERT_BASE" and "bert-base" have the same ones."""
    return frozenset(_WORD.findall(name[:_LONGEST].casefold()))
