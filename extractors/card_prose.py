"""Claims of a card's sentences: a number beside the words of a metric."""

import re
from collections.abc import Iterator

from claims import catalog, quantity
from claims.catalog.metrics import Metric
from claims.records import Block, Claim, Document, Place, Quantity, claim_id
from extractors import extractor
from extractors.readers.names import dataset_in, device_in, split_in

SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n(?=\s*[-*])")
WORDS: dict[str, str] = {
    r"(?:macro|weighted|micro)[- ]?f1": "", r"accuracy": "accuracy", r"f1(?:[- ]score)?": "f1",
    r"parameters|params": "params", r"context (?:length|window)|tokens of context|input tokens": "context_length",
    r"(?:hidden|embedding)[- ](?:size|dimension)s?|[- ]dimensional|dimensions": "embedding_dimension",
    r"(?:on|of) disk|file size|weights (?:take|weigh)|model size": "model_size",
    r"latency|per sentence|per query|response time": "latency", r"throughput|sentences per second": "throughput",
    r"layers": "layers", r"attention heads|heads": "attention_heads", r"vocabulary": "vocabulary_size",
}  # fmt: skip
DIFFERENCE = re.compile(
    r"\s{0,3}(?:%|points?|x)?\s{0,3}(?:above|below|better|worse|higher|lower|more|over)\b", re.I
)


@extractor("card-prose", version=1, reads="card")
def card_prose(document: Document) -> Iterator[Claim]:
    """Reads numbers that stand in a sentence with a metric's words."""
    for block in document.blocks:
        if block.kind in ("paragraph", "list"):
            for sentence in SENTENCE.split(block.text[:20_000]):
                yield from _sentence(document, block, sentence)


def _sentence(document: Document, block: Block, sentence: str) -> Iterator[Claim]:
    named = [(m.start(), m.end(), _metric(metric or m.group(0))) for pattern, metric in WORDS.items()
             for m in re.finditer(rf"(?i){pattern}", sentence[:2000])]  # fmt: skip
    known = [(start, end, metric) for start, end, metric in named if metric]
    for found in quantity.find(sentence[:2000]) if known else ():
        start, end, metric = min(known, key=lambda one: max(one[0] - found.end, found.start - one[1], 0))
        if max(start - found.end, found.start - end, 0) > 40 or not _fits(found.quantity, metric):
            continue
        if (found.quantity.unit or "").startswith("point") or DIFFERENCE.match(sentence, found.end):
            continue  # a difference between two models is no score of one
        place = _place(block, found.quantity)
        if place:
            yield _claim(document, sentence, found.quantity, metric, place, printed=sentence[start:end])


def _metric(name: str) -> Metric | None:
    return catalog.metric(name) or catalog.metric(name.replace(" ", "-"))


def _fits(stated: Quantity, metric: Metric) -> bool:
    """Whether the unit suits the metric; a bare number is too weak for a time or a size."""
    from claims.units import readings

    if metric.scale in ("seconds", "bytes", "rate") and stated.unit is None:
        return False
    if metric.scale == "share" and stated.unit is None and stated.value == stated.value.to_integral_value():
        return False
    return bool(readings(stated, metric.scale, metric=metric))


def _place(block: Block, stated: Quantity) -> Place | None:
    """The block's line on which the number stands."""
    first = block.place.line or 1
    for number, line in enumerate(block.text.split("\n")):
        if stated.as_written in line:
            return Place(file=block.place.file, line=first + number, quote=stated.as_written)
    return None


def _claim(
    document: Document, sentence: str, stated: Quantity, metric: Metric, place: Place, *, printed: str
) -> Claim:
    quality = metric.kind == "quality"
    return Claim(
        id=claim_id(place, metric.id, stated),
        kind=metric.kind,
        subject=document.source.name,
        own=True,
        dataset=dataset_in(sentence, document) if quality else None,
        split=split_in(sentence) if quality else None,
        metric=metric.id,
        metric_as_written=printed,
        stated=stated,
        hardware=device_in(sentence, place) if metric.kind == "speed" else None,
        place=place,
        read_by="card-prose@1",
        confidence=0.7,
    )
