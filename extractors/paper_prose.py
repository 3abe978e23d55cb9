"""Claims of a paper's sentences: the headline numbers of abstract, introduction and conclusion before the others."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from claims import catalog
from claims.comparisons.own_system import OwnSystem
from claims.quantities import quantity
from claims.quantities.quantity import Found
from claims.records import Claim, Document, Quantity
from extractors import extractor
from extractors.language.dataset_metric import meaning_by_dataset
from extractors.language.datasets import EvaluationData, split_in
from extractors.language.gains import BETWEEN_LISTED, computing_saved, is_gain, is_listed_gain
from extractors.language.make_claim import MODEL_SETTINGS, make_claim
from extractors.language.memo import once_per_document
from extractors.language.metric_of_number import meaning_of_number
from extractors.language.metrics import MetricMention, metrics_in
from extractors.language.name_usage import NameUsage
from extractors.language.number_phrases import NumberMeaning
from extractors.language.number_qualifiers import latency_by_percentile, qualifiers_of
from extractors.language.paper_sentences import PaperPart, PaperSentence, paper_sentences
from extractors.language.passage import datasets_named
from extractors.language.relative_numbers import (
    as_before,
    meaning_in_pair,
    meaning_in_terms,
    relative_meaning,
    with_ranges,
)
from extractors.language.subject_of_number import subject_of_number
from extractors.language.system_names import OwnNames
from extractors.tables.paper.labels import named

READ_BY = "paper-prose@4"
MOST_NUMBERS = 30
"""Numbers of one sentence that are looked at."""
_ORDER: dict[PaperPart, int] = {"abstract": 0, "introduction": 1, "conclusion": 2, "body": 3}
_NOT_HERE = re.compile(
    r"(?i)hyper-?param|implementation|training details|experimental set|acknowledg|related work|data ?sets?$|background|preliminar|architecture$|setup|set-up"
)
_SETTING = re.compile(
    r"(?i)\blearning rate|\bdropout|\bweight decay|\bwarm-?up|\bbatch size|\bAdam\b|\bmomentum\b|\bhidden (?:size|units|dim)|\bepochs?\b|\bset to\b|\bλ\b"
)
_OWN = re.compile(
    r"(?i)\b(?:we|our|ours|us|this (?:paper|work)|it|its|proposed|this (?:leads|results|yields|gives))\b"
)
_FASTER = re.compile(
    r"(?i)(?P<number>\d+(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten|twenty|fifty|hundred)\s?(?:×|x|times|-fold|fold)\s(?:as fast|faster|speed-?up|quicker|speed|higher throughput|acceleration)"
)
_OF_DATA = re.compile(r"(?i)\s(?:of\s(?:the\s)?)?(?:labels?|labell?ed|annotations?|annotated)\b")
"""What makes a share one of the data: "with 1% labels"."""
_NEXT_CLAUSE = re.compile(
    r"[,;]\s(?:and|while|but|whereas)\s(?:\w+\s){0,3}?(?:outperform|improv|surpass|exceed|increas|reduc)"
)
_SET = MODEL_SETTINGS | {"embedding_dimension", "vocabulary_size", "context_length", "max_output_length"}
"""What describes a model rather than what came of it."""
_SHORT_AFTER = re.compile(r"\s?(?P<name>[A-Z]{2,5}|mAP|mIoU|F1)(?![\w-])")
_SHORT_BEFORE = re.compile(r"(?<![\w-])(?P<name>[A-Z]{2,5}|mAP|mIoU)\s(?:of\s)?$")
_THRESHOLD = re.compile(r"0?\.(?:3|5|7|75|9|95)$")


@dataclass(frozen=True)
class PaperText:
    """A paper whose sentences are read."""

    document: Document

    @cached_property
    def usage(self) -> NameUsage:
        """What the paper says of names."""
        return NameUsage(self.document)

    @cached_property
    def names(self) -> OwnNames:
        """What the paper's own model is called."""
        return OwnNames(self.usage.own_name, OwnSystem(self.usage.own_names, variants=False))

    @cached_property
    def cells(self) -> dict[str, str]:
        """The label of the first table that prints each number."""
        shown: dict[str, str] = {}
        for table in self.document.tables:
            for cell in table.cells:
                for number in re.findall(r"\d+\.\d+|\d{2,}", cell.text[:60]):
                    shown.setdefault(number, table.label)
        return shown


@extractor("paper-prose", version=4, reads="paper")
def paper_prose(document: Document) -> Iterator[Claim]:
    """Reads numbers that a sentence ties to a metric; a headline number says which table prints it, if one does."""
    yield from _claims(document)


@once_per_document
def _claims(document: Document) -> Iterator[Claim]:
    """The claims of all sentences, headlines first."""
    reader = PaperText(document)
    found = [
        one
        for one in paper_sentences(document)
        if re.search(r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|eleven)\b", one.text)
    ]
    for sentence in sorted(found, key=lambda one: _ORDER[one.part]):
        if sentence.part != "body" or _worth_reading(sentence, reader.usage.own_names):
            yield from _sentence(sentence, reader)


def _worth_reading(sentence: PaperSentence, own: Sequence[str]) -> bool:
    """Whether a sentence of the body tells of results, not of how they were set up or what others did."""
    if any(_NOT_HERE.search(name) for name in sentence.section[-1:]) or _SETTING.search(sentence.text):
        return False
    speaks = bool(_OWN.search(sentence.text)) or any(len(name) > 2 and name in sentence.text for name in own)
    return speaks and not re.match(r"(?:Table|Figure|Fig\.)\s\d", sentence.text)


def _sentence(sentence: PaperSentence, reader: PaperText) -> Iterator[Claim]:
    text = sentence.text
    numbers = with_ranges([one for one in quantity.find(text) if not _cited(one, text)], text)
    mentions = list(metrics_in(text))
    faster = {match.start("number"): match for match in _FASTER.finditer(text)}
    last: tuple[Found, NumberMeaning] | None = None
    if len(numbers) > MOST_NUMBERS:
        return
    for at, found in enumerate(numbers):
        if any(start <= found.end and found.start <= one.end("number") for start, one in faster.items()):
            continue
        known = (
            meaning_in_pair(found, text, mentions)
            or meaning_in_terms(found, text, mentions)
            or _meaning(found, at, numbers, mentions, text)
            or (sentence.part != "body" and meaning_by_dataset(found, text))
            or relative_meaning(found, text)
            or as_before(found, last, text)
        )
        last = (found, known) if known else last
        if known and (claim := _claim(found, known, sentence, reader, numbers)):
            yield claim
    for value in faster.values():
        yield from _speedup(value, sentence, reader)


def _cited(found: Found, text: str) -> bool:
    """Whether a number is no statement: of a citation, an equation, a footnote, a section."""
    before, after = text[max(0, found.start - 14) : found.start], text[found.end : found.end + 12]
    if re.search(
        r"(?i)(?:table|fig(?:ure|\.)?|sec(?:tion|\.)?|eq(?:uation|\.)?|appendix|step|stage|chapter|\[)\s?\(?$",
        before,
    ):
        return True
    return bool(re.match(r"\s?[\])]", after) and re.search(r"[\[(]\s?$", before) and not found.quantity.unit)


def _meaning(
    found: Found, at: int, numbers: Sequence[Found], mentions: Sequence[MetricMention], text: str
) -> NumberMeaning | None:
    """The metric of a number: as in any sentence, else that of its pair, else of the sentence for a gain."""
    known = (
        _named_beside(found, text)
        or meaning_of_number(found, text, mentions, numbers)
        or latency_by_percentile(found, text)
    )
    if _OF_DATA.match(text[found.end : found.end + 24]):
        return None
    gain = is_gain(found, text) or is_listed_gain(found, at, numbers, text)
    if saved := computing_saved(found, text):
        return saved
    if (known and known.metric.id in _SET) or (
        known and known.metric.id in ("iou", "miou") and _THRESHOLD.match(found.quantity.as_written)
    ):
        return None
    if (
        known is None
        and found.quantity.unit in ("ms", "milliseconds", "msec")
        and (spent := catalog.metric("latency"))
    ):
        return NumberMeaning(spent, "time", 0.65)
    if known and known.metric.kind == "quality":
        return NumberMeaning(known.metric, known.printed, known.confidence, known.delta or gain)
    if known:
        return known
    between = text[numbers[at - 1].end : found.start] if at else ""
    paired = re.fullmatch(r"\s?(?:/|to|vs\.?)\s?", between) or BETWEEN_LISTED.fullmatch(between)
    if (
        paired
        and (earlier := _meaning(numbers[at - 1], at - 1, numbers, mentions, text))
        and earlier.metric.kind == "quality"
    ):
        return earlier
    ahead = [
        mention
        for mention in mentions
        if mention.metric.kind == "quality" and mention.metric.scale in ("share", "open")
    ]
    share = found.quantity.unit in (None, "%", "points", "point", "percentage points")
    decimal = found.quantity.value != found.quantity.value.to_integral_value() or found.quantity.unit == "%"
    if share and ahead and (gain or decimal) and abs(found.quantity.value) <= 100:
        near = min(ahead, key=lambda one: min(abs(one.start - found.end), abs(found.start - one.end)))
        far = 200 if gain and len({one.metric.id for one in ahead}) == 1 else 110
        elsewhere = gain and near.end < found.start and _NEXT_CLAUSE.search(text[near.end : found.start])
        if not elsewhere and min(abs(near.start - found.end), abs(found.start - near.end)) < far:
            return NumberMeaning(near.metric, near.printed, 0.6, gain)
    return None


def _named_beside(found: Found, text: str) -> NumberMeaning | None:
    """The metric whose short name stands right at a number: "56.8% AP", "IS 2.249"."""
    if found.quantity.unit not in (None, "%"):
        return None
    match = _SHORT_AFTER.match(text[found.end : found.end + 16]) or _SHORT_BEFORE.search(
        text[max(0, found.start - 16) : found.start]
    )
    metric = named(match["name"]).metric if match else None
    return (
        NumberMeaning(metric, match["name"], 0.8) if match and metric and metric.kind == "quality" else None
    )


def _claim(
    found: Found, known: NumberMeaning, sentence: PaperSentence, reader: PaperText, numbers: Sequence[Found]
) -> Claim | None:
    place = sentence.place(found.start, found.end)
    if place is None or not place.quote:
        return None
    subject, own = subject_of_number(found, sentence.text, reader.names, numbers)
    quality = known.metric.kind == "quality"
    return make_claim(
        found.quantity,
        place,
        None if known.unknown_metric else known.metric,
        name=f"delta {known.metric.id}" if known.delta and not known.unknown_metric else None,
        printed=known.printed,
        subject=subject,
        own=own,
        read_by=READ_BY,
        confidence=round(known.confidence - (0.1 if sentence.part == "body" else 0), 2),
        where=EvaluationData(
            _dataset(found, sentence) if quality or known.metric.kind == "speed" else None,
            split_in(sentence.text) if quality else None,
        ),
        conditions="; ".join(
            filter(
                None,
                [
                    _cell_of(found.quantity, reader),
                    *qualifiers_of(found, sentence.text, numbers, known.metric),
                ],
            )
        ),
        delta=known.delta,
    )


def _cell_of(stated: Quantity, reader: PaperText) -> str | None:
    """Which table prints a number, where one does."""
    digits = re.search(r"\d+(?:\.\d+)?", stated.as_written)
    label = reader.cells.get(digits[0]) if digits and "." in digits[0] else None
    return f"as in {label}" if label else None


def _dataset(found: Found, sentence: PaperSentence) -> str | None:
    """The data set that the sentence names next to a number, else what was named just before."""
    here = list(datasets_named(sentence.text))
    if here:
        after = [one for one in here if 0 <= one[0] - found.end < 60]
        near = min(here, key=lambda one: min(abs(one[0] - found.end), abs(found.start - one[1])))
        bridged = after and not re.search(r"[;,()]|\band\b", sentence.text[found.end : after[0][0]])
        return (after[0] if bridged else near)[2]
    earlier = list(datasets_named(sentence.before))
    return earlier[-1][2] if earlier else None


def _speedup(found: re.Match[str], sentence: PaperSentence, reader: PaperText) -> Iterator[Claim]:
    """A speed-up: "three times faster", "3.8x faster"."""
    metric = catalog.metric("speedup")
    word = found["number"].casefold()
    stated = quantity.read(word)
    place = sentence.place(found.start("number"), found.end("number"))
    if metric is None or place is None or not isinstance(stated, Quantity):
        return
    stated = stated.model_copy(update={"unit": "x", "as_written": found["number"]})
    yield make_claim(
        stated,
        place,
        metric,
        printed=found[0][len(found["number"]) :].strip()[:100] or "speedup",
        subject=reader.usage.own_name,
        own=True,
        read_by=READ_BY,
        confidence=0.8,
        where=EvaluationData(
            _dataset(Found(start=found.start(), end=found.end(), quantity=stated), sentence)
        ),
    )
