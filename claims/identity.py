"""By what a statement and a model are known again in other documents and versions; in doubt they are not."""

import hashlib
import re

from claims import catalog
from claims.catalog.name_index import squeeze
from claims.catalog.word_lists import pattern, words
from claims.records.claim import Claim
from claims.text.own_marks import OWN_ROW_MARK

_WORD = re.compile(r"\d+(?:\.\d+)?[bmk]?(?![a-z])|[a-z]+\d*")
_LONGEST = 200
_ARXIV_NUMBER = re.compile(
    r"(?:arxiv:)?(?:[a-z-]+(?:\.[A-Z]{2})?/)?(?P<year>\d\d)(?P<month>0[1-9]|1[0-2])\.?\d{3,5}(?:v\d+)?"
)


def statement_key(claim: Claim) -> str:
    """The digest of what a number is of: metric, data set (by the catalog's name), split and system."""
    sized = catalog.benchmark(claim.dataset) if claim.dataset else None
    dataset = sized.name if sized else claim.dataset or ""
    parts = (claim.metric, *map(squeeze, (dataset, claim.split or "", claim.subject)))
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


def comparable_key(claim: Claim) -> str | None:
    """The statement's key; None where no other document can state the same: no score, data set or named system."""
    if claim.kind != "quality" or not claim.dataset or not names_a_system(claim.subject):
        return None
    return statement_key(claim)


def board_key(claim: Claim) -> str | None:
    """The digest of what a document's own scores are ranked by: metric, data set and split; None for other numbers.

    A document that names no split means the test split.
    """
    if not claim.own or claim.in_doubt or claim.kind != "quality" or not claim.dataset:
        return None
    return hashlib.sha256(repr((claim.metric, *data_key(claim))).encode()).hexdigest()[:24]


def data_key(claim: Claim) -> tuple[str, str]:
    """The data set by the catalog's name, and the split; none is the test split."""
    known = catalog.benchmark(claim.dataset or "")
    dataset = known.name if known else claim.dataset or ""
    return squeeze(dataset), squeeze(claim.split or "").removeprefix("test")


def names_a_system(subject: str) -> bool:
    """Whether a subject is the same system in every document: "Ours", "Baseline" and a data set's name are not."""
    generic = OWN_ROW_MARK.search(subject) or pattern("table_words", "labels_of_others").match(subject)
    return len(squeeze(subject)) >= 3 and not generic and catalog.benchmark(subject) is None


def arxiv_month(target: str) -> tuple[int, int] | None:
    """Year and month in which a paper came out, by its number on arXiv; None for every other name."""
    number = _ARXIV_NUMBER.fullmatch(target)
    if number is None:
        return None
    year = int(number["year"])
    return (1900 if year > 90 else 2000) + year, int(number["month"])


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
