"""Each fault of a card's reading is found in a reading that has it, and not in a twin that only seems to."""

from typing import NamedTuple

import pytest

from benchmarks.card_faults import FAULTS, faults_of
from claims.quantities import quantity
from claims.records import Claim, Place, Quantity
from claims.records.claim import claim_id

REPORT = "              precision    recall  f1-score   support\n\n     macro avg       0.67      0.70      0.68      1252\n    accuracy                           0.84      1252\n"


class Told(NamedTuple):
    """What a reader says of a line of a card."""

    text: str
    line: int
    metric: str
    value: str
    kind: str = "quality"
    conditions: str | None = None
    subject: str = "org/tern"
    printed: str = ""


def claim_of(told: Told) -> Claim:
    place = Place(file="README.md", line=told.line, quote=told.value)
    stated = quantity.read(told.value)
    assert isinstance(stated, Quantity)
    return Claim(
        id=claim_id(place, told.metric, stated), kind=told.kind, subject=told.subject, own=True, metric=told.metric,
        metric_as_written=told.printed or told.metric, stated=stated, conditions=told.conditions, place=place,
        read_by="test@1", confidence=0.9,
    )  # fmt: skip


def size(text: str, metric: str, value: str) -> Told:
    return Told(text, 1, metric, value, kind="size")


PAIRS: dict[str, tuple[Told, Told]] = {
    "1 an average of a classification report without its way": (
        Told(REPORT, 3, "precision", "0.67"), Told(REPORT, 3, "precision_macro", "0.67"),
    ),
    "1 the accuracy of a classification report as another score": (
        Told(REPORT, 4, "f1", "0.84"), Told(REPORT, 4, "accuracy", "0.84"),
    ),
    "2 a size of data as the model's": (
        size("Trained on a corpus of 12 GB of text.", "model_size", "12 GB"),
        size("The checkpoint, trained on that corpus, takes 12 GB on disk.", "model_size", "12 GB"),
    ),
    "2 a device's memory as the model's size": (
        size("We used one A100 40GB GPU.", "model_size", "40GB"),
        size("The weights take 40GB, so they fit on one A100.", "model_size", "40GB"),
    ),
    "2 a count of languages or words as a length": (
        size("It reads 128K tokens and over 140 languages.", "context_length", "140"),
        size("It reads 128 tokens in many languages.", "context_length", "128"),
    ),
    "2 the width of a part": (
        size("The hidden dimension per expert is 1408.", "embedding_dimension", "1408"),
        size("The hidden dimension is 1408.", "embedding_dimension", "1408"),
    ),
    "2 a length on a condition": (
        size("Longer than **4096 tokens** needs a patch.", "context_length", "4096 tokens"),
        size("| [Yarn-tern](https://example.org/yarn) | 4096 tokens |", "context_length", "4096 tokens"),
    ),
    "8 a raised mark glued to its number": (
        Told("Accuracy 61.2<sup>1</sup>", 1, "accuracy", "61.21"), Told("Accuracy 61.21<sup>3</sup>", 1, "accuracy", "61.21"),
    ),
    "8 a pair in brackets as one number": (
        size("Images are scaled to (600,1600).", "context_length", "6001600"),
        size("Images are scaled to (600,1600).", "context_length", "600"),
    ),
    "8 a part of a BLEU line as a score": (
        Told("BLEU = 27.3 59.4/36.6/24.1/16.5 (BP = 1.000)", 1, "bleu", "59.4"),
        Told("BLEU = 27.3 59.4/36.6/24.1/16.5 (BP = 1.000)", 1, "bleu", "27.3"),
    ),
    "8 a power of ten as digits": (
        size("It has 10<sup>9</sup> parameters.", "params", "109"), size("It has 109 parameters.", "params", "109"),
    ),
    "8 thousands cut at their apostrophe": (
        size("It has 12'850 words.", "vocabulary_size", "12"), size("It has 12 850 words.", "vocabulary_size", "12850"),
    ),
    "9 a word of grammar as a metric": (
        Told("The result is 0.71.", 1, "is", "0.71"), Told("IS: 0.71", 1, "inception_score", "0.71", printed="IS"),
    ),
    "9 a type of entity as a metric": (
        Told("| LOC | 95.8 |\n| PER | 86.2 |", 2, "per", "86.2", printed="PER"),
        Told("| WER | 25.8 |\n| PER | 16.2 |", 2, "per", "16.2", printed="PER"),
    ),
    "9 a data set of speech as a metric": (
        Told("| AMI | 16.0 |\nin WER", 1, "ami", "16.0"), Told("| AMI | 0.61 |\nof clusters", 1, "ami", "0.61"),
    ),
    "9 a threshold or importance as a score": (
        Told("cosine_accuracy_threshold: 0.81", 1, "accuracy", "0.81", printed="cosine_accuracy_threshold"),
        Told("cosine_accuracy: 0.81", 1, "accuracy", "0.81", printed="cosine_accuracy"),
    ),
    "9 a header of settings as a system": (
        Told("| n-shot | 25 |", 1, "accuracy", "25", subject="n-shot"), Told("| Tern | 25 |", 1, "accuracy", "25", subject="Tern"),
    ),
    "9 a standard error as a score": (
        Told("| Metric | Value | Stderr |\n|---|---|---|\n| acc | 0.78 | 0.01 |", 3, "accuracy", "0.01"),
        Told("| Metric | Value | Stderr |\n|---|---|---|\n| acc | 0.78 | 0.01 |", 3, "accuracy", "0.78"),
    ),
    "9 a part of the errors as their rate": (
        Told("|dataset|Snt|Sub|Err|\n|---|---|---|---|\n|dev|2703|5.1|6.2|", 3, "wer", "2703"),
        Told("|dataset|Snt|Sub|Err|\n|---|---|---|---|\n|dev|2703|5.1|6.2|", 3, "wer", "6.2"),
    ),
    "a score beyond what its metric can be": (
        Told("Accuracy 177808.42", 1, "accuracy", "177808.42"), Told("Accuracy 77.42", 1, "accuracy", "77.42"),
    ),
}  # fmt: skip


def kinds(told: Told) -> list[str]:
    return [kind for kind, _ in faults_of(told.text, [claim_of(told)])]


@pytest.mark.parametrize("kind", sorted(FAULTS))
def test_a_fault_is_found_and_its_twin_is_none(kind: str) -> None:
    fault, twin = PAIRS[kind]
    assert kind in kinds(fault)
    assert kinds(twin) == []


def test_what_is_said_of_others_is_no_fault_of_the_card() -> None:
    fault, _ = PAIRS["2 the width of a part"]
    claim = claim_of(fault).model_copy(update={"own": False})
    assert list(faults_of(fault.text, [claim])) == []
