"""Claims of a paper's sentences: the headline numbers of abstract, introduction and conclusion before the others."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from claims import catalog
from claims.catalog.metrics import Metric
from claims.catalog.word_lists import pattern
from claims.comparisons.own_system import OwnSystem
from claims.quantities import quantity
from claims.quantities.quantity import NumberInText
from claims.records import Claim, Document, Quantity
from extractors import extractor
from extractors.language.dataset_metric import meaning_by_dataset, meaning_in_brackets
from extractors.language.datasets import EvaluationData, split_in
from extractors.language.gains import BETWEEN_LISTED, computing_saved, is_gain, is_listed_gain, score_or_gain
from extractors.language.make_claim import MODEL_SETTINGS, make_claim
from extractors.language.memo import once_per_document
from extractors.language.metric_of_number import meaning_of_number
from extractors.language.metrics import MetricMention, metrics_in
from extractors.language.name_usage import NameUsage
from extractors.language.not_a_claim import is_cited
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
from extractors.language.table_metrics import table_metrics, with_table_metrics
from extractors.paper_tables import claims_of_tables
from extractors.tables.short_names import named_beside
from extractors.tables.surroundings import main_metric_of

READ_BY = "paper-prose@9"
MOST_NUMBERS = 30
"""Numbers of one sentence that are looked at."""
_ORDER: dict[PaperPart, int] = {"abstract": 0, "introduction": 1, "conclusion": 2, "body": 3}
_FASTER = re.compile(
    r"(?i)(?P<number>\d+(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten|twenty|fifty|hundred)\s?(?:×|x|times|-fold|fold)\s(?:as fast|faster|speed-?up|quicker|speed|higher throughput|acceleration)"
)
_OF_DATA = re.compile(r"(?i)\s(?:of\s(?:the\s)?)?(?:labels?|labell?ed|annotations?|annotated)\b")
"""What makes a share one of the data: "with 1% labels"."""
_SET = MODEL_SETTINGS | {"embedding_dimension", "vocabulary_size", "context_length", "max_output_length"}
"""What describes a model rather than what came of it."""
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
    def table_metrics(self) -> tuple[Metric, ...]:
        """Metrics that its tables name and the catalog does not."""
        return table_metrics(claims_of_tables(self.document))

    @cached_property
    def main(self) -> Metric | None:
        """The metric that its text names most."""
        named_most = main_metric_of(self.document, self.usage)
        return named_most[0] if named_most else None

    @cached_property
    def cells(self) -> dict[str, str]:
        """The label of the first table that prints each number."""
        shown: dict[str, str] = {}
        for table in self.document.tables:
            for cell in table.cells:
                for number in re.findall(r"\d+\.\d+|\d{2,}", cell.text[:60]):
                    shown.setdefault(number, table.label)
        return shown


@extractor("paper-prose", version=9, reads="paper")
def paper_prose(document: Document) -> Iterator[Claim]:
    """Reads numbers that a sentence ties to a metric; a headline number says which table prints it, if one does."""
    yield from _claims(document)


@once_per_document
def _claims(document: Document) -> Iterator[Claim]:
    """The claims of all sentences, headlines first."""
    reader = PaperText(document)
    counted = [
        sentence
        for sentence in paper_sentences(document)
        if re.search(r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|eleven)\b", sentence.text)
    ]
    for sentence in sorted(counted, key=lambda sentence: _ORDER[sentence.part]):
        if sentence.part != "body" or _worth_reading(sentence, reader.usage.own_names):
            yield from _sentence(sentence, reader)


def _worth_reading(sentence: PaperSentence, own: Sequence[str]) -> bool:
    """Whether a sentence of the body tells of results, not of how they were set up or what others did."""
    aside = pattern("section_words", "no_results_in_papers").search(" ".join(sentence.section[-1:]))
    if aside or pattern("sentence_words", "training_settings").search(sentence.text):
        return False
    speaks = bool(pattern("sentence_words", "own_work").search(sentence.text)) or any(
        len(name) > 2 and name in sentence.text for name in own
    )
    return speaks and not re.match(r"(?:Table|Figure|Fig\.)\s\d", sentence.text)


def _sentence(sentence: PaperSentence, reader: PaperText) -> Iterator[Claim]:
    text = sentence.text
    numbers = with_ranges([number for number in quantity.find(text) if not is_cited(number, text)], text)
    mentions = with_table_metrics(list(metrics_in(text)), reader.table_metrics, text)
    faster = {match.start("number"): match for match in _FASTER.finditer(text)}
    last: tuple[NumberInText, NumberMeaning] | None = None
    if len(numbers) > MOST_NUMBERS:
        return
    for at, number in enumerate(numbers):
        if any(
            start <= number.end and number.start <= match.end("number") for start, match in faster.items()
        ):
            continue
        known = (
            meaning_in_pair(number, text, mentions)
            or meaning_in_terms(number, text, mentions)
            or _meaning(number, at, numbers, mentions, text)
            or (sentence.part != "body" and meaning_by_dataset(number, text))
            or meaning_in_brackets(number, text, reader.main)
            or relative_meaning(number, text)
            or as_before(number, last, text)
        )
        last = (number, known) if known else last
        if known and (claim := _claim(number, known, sentence, reader, numbers)):
            yield claim
    for value in faster.values():
        yield from _speedup(value, sentence, reader)


def _meaning(
    number: NumberInText,
    at: int,
    numbers: Sequence[NumberInText],
    mentions: Sequence[MetricMention],
    text: str,
) -> NumberMeaning | None:
    """The metric of a number: as in any sentence, else that of its pair, else of the sentence for a gain."""
    known = (
        named_beside(number, text)
        or meaning_of_number(number, text, mentions, numbers)
        or latency_by_percentile(number, text)
    )
    if _OF_DATA.match(text[number.end : number.end + 24]):
        return None
    gain = is_gain(number, text) or is_listed_gain(number, at, numbers, text)
    if saved := computing_saved(number, text):
        return saved
    if (known and known.metric.id in _SET) or (
        known and known.metric.id in ("iou", "miou") and _THRESHOLD.match(number.quantity.as_written)
    ):
        return None
    timed = known is None and number.quantity.unit in ("ms", "milliseconds", "msec")
    if timed and (spent := catalog.metric("latency")):
        return NumberMeaning(spent, "time", 0.65)
    if known and known.metric.kind == "quality":
        return NumberMeaning(known.metric, known.printed, known.confidence, known.delta or gain)
    if known:
        return known
    between = text[numbers[at - 1].end : number.start] if at else ""
    paired = re.fullmatch(r"\s?(?:/|to|vs\.?)\s?", between) or BETWEEN_LISTED.fullmatch(between)
    if (
        paired
        and (earlier := _meaning(numbers[at - 1], at - 1, numbers, mentions, text))
        and earlier.metric.kind == "quality"
    ):
        return earlier
    return score_or_gain(number, mentions, text, gain=gain)


def _claim(
    number: NumberInText,
    known: NumberMeaning,
    sentence: PaperSentence,
    reader: PaperText,
    numbers: Sequence[NumberInText],
) -> Claim | None:
    place = sentence.place(number.start, number.end)
    if place is None or not place.quote:
        return None
    subject, own = subject_of_number(number, sentence.text, reader.names, numbers)
    quality = known.metric.kind == "quality"
    listed = not known.unknown_metric and known.metric.id in catalog.metrics()
    return make_claim(
        number.quantity,
        place,
        known.metric if listed else None,
        name=f"delta {known.metric.id}" if known.delta and not known.unknown_metric else None,
        printed=known.printed,
        subject=subject,
        own=own,
        read_by=READ_BY,
        confidence=round(known.confidence - (0.1 if sentence.part == "body" else 0), 2),
        where=EvaluationData(
            _dataset(number, sentence) if quality or known.metric.kind == "speed" else None,
            split_in(sentence.text) if quality else None,
        ),
        conditions="; ".join(
            filter(
                None,
                [
                    _cell_of(number.quantity, reader),
                    *qualifiers_of(number, sentence.text, numbers, known.metric),
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


def _dataset(number: NumberInText, sentence: PaperSentence) -> str | None:
    """The data set that the sentence names next to a number, else what was named just before."""
    here = list(datasets_named(sentence.text))
    if here:
        after = [dataset for dataset in here if 0 <= dataset[0] - number.end < 60]
        near = min(here, key=lambda dataset: number.distance(dataset[0], dataset[1]))
        bridged = after and not re.search(r"[;,()]|\band\b", sentence.text[number.end : after[0][0]])
        return (after[0] if bridged else near)[2]
    earlier = list(datasets_named(sentence.before))
    return earlier[-1][2] if earlier else None


def _speedup(match: re.Match[str], sentence: PaperSentence, reader: PaperText) -> Iterator[Claim]:
    """A speed-up: "three times faster", "3.8x faster"."""
    metric = catalog.metric("speedup")
    word = match["number"].casefold()
    stated = quantity.read(word)
    place = sentence.place(match.start("number"), match.end("number"))
    if metric is None or place is None or not isinstance(stated, Quantity):
        return
    stated = stated.model_copy(update={"unit": "x", "as_written": match["number"]})
    yield make_claim(
        stated,
        place,
        metric,
        printed=match[0][len(match["number"]) :].strip()[:100] or "speedup",
        subject=reader.usage.own_name,
        own=True,
        read_by=READ_BY,
        confidence=0.8,
        where=EvaluationData(
            _dataset(NumberInText(start=match.start(), end=match.end(), quantity=stated), sentence)
        ),
    )
