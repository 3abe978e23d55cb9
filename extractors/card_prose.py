"""Claims of a card's sentences and of its lists and logs of results."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims import catalog
from claims.catalog.word_lists import pattern
from claims.quantities import quantity
from claims.quantities.quantity import NumberInText
from claims.records import Claim, Document, HardwareMention, Quantity
from extractors import extractor
from extractors.evaluation_json import holds_results
from extractors.language.bounds import with_bound
from extractors.language.class_keys import of_classes
from extractors.language.dataset_metric import meaning_by_dataset
from extractors.language.datasets import EvaluationData, split_in
from extractors.language.devices import devices_in, hardware_mention
from extractors.language.make_claim import MODEL_SETTINGS, make_claim
from extractors.language.memo import once_per_document
from extractors.language.metric_of_number import as_device_hours, meaning_of_number
from extractors.language.metrics import MetricMention, metrics_in
from extractors.language.not_a_claim import is_not_a_claim
from extractors.language.not_the_model import is_of_training
from extractors.language.number_phrases import NumberMeaning
from extractors.language.number_qualifiers import latency_by_percentile, qualifiers_of
from extractors.language.source_text import CardSentence, TextByLine, card_sentences
from extractors.language.subject_of_number import subject_of_number
from extractors.language.unlabelled_corpora import on_labelled_data
from extractors.language.unlisted_dataset import dataset_ahead, unlisted_dataset
from extractors.readers.classification_report import holds_report
from extractors.tables.card.context import Context
from extractors.tables.card.labels import label
from extractors.tables.printed_logs import (
    KEY_OF_NUMBER,
    NO_RESULT,
    READ_BY,
    decimal_comma_behind,
    keyed_metric,
    log_claims,
    meaning_by_key,
)

MOST_NUMBERS = 40
"""Numbers of one sentence that are looked at: a longer row is data."""
_RELATIVE = re.compile(
    r"(?i)\b(?:over|than|relative to|compared (?:to|with)|as fast as) (?:the |an? )?([\w./-]{2,40}(?: model| version| baseline)?)"
)
_REPORTED = re.compile(
    r"(?i)(?:achieves?|obtain\w*|reach\w*|gets?) the following (?:results?|scores?|metrics?)"
)
_PROGRESS = re.compile(r"\b\d+/\d+ (?:\[[=>.]*\] )?- (?:ETA|\d)")
"""A line of progress that training prints: "4986/4986 - 2754s 552ms/step - loss: 1.9647"."""
_TRAINING = re.compile(
    r"(?i)\blearning[ -]rate\b|\bbatch[ -]size\b|\bfine-?tuning (?:the|each|a|on)\b|\bepochs?\b|\btraining details\b|\bsteps\b"
)
"""Words of what stands before a length or a memory of training."""
_PRINTED = re.compile(r"print\(\s?f?([\"'])(?P<said>[^\"'{}\n]{5,200})\1\s?\)")
_SETTING = re.compile(r"(?i)\b(fp16|fp32|bf16|float16|float32|int8|int4|8-bit|4-bit|half precision|full precision|batch size (?:of )?\d{1,5}"
                      r"|\d{1,3}-shot|zero-shot|few-shot|single CPU thread|greedy|beam size \d{1,3})\b")  # fmt: skip


@dataclass(frozen=True)
class NumberInSentence:
    """One number of a sentence and what it is of."""

    number: NumberInText
    meaning: NumberMeaning
    sentence: CardSentence


@extractor("card-prose", version=11, reads="card")
def card_prose(document: Document) -> Iterator[Claim]:
    """Reads numbers that a sentence, a list or a log ties to a metric."""
    yield from (
        claim
        for claim in stated_in_prose(document)
        if claim.metric not in MODEL_SETTINGS | {"vocabulary_size"}
    )


@once_per_document
def stated_in_prose(document: Document) -> Iterator[Claim]:
    """Every number that the text ties to a metric, settings of the model among them."""
    yield from map(on_labelled_data, of_classes(_stated(document), document))


def _stated(document: Document) -> Iterator[Claim]:
    context, lines = Context(document), TextByLine(document)
    for sentence in card_sentences(document):
        log = holds_report(sentence.block.text) or _PROGRESS.search(sentence.text)
        telling = not log and re.search(r"\d|megabyte|million", sentence.text)
        if telling and not pattern("section_words", "no_results_in_cards").search(
            " ".join(sentence.block.section[-1:])
        ):
            yield from _sentence(sentence, context, lines)
    above = ""
    for block in document.blocks:
        if block.kind == "code" and (holds_report(block.text) or holds_results(block.text)):
            continue
        if block.kind == "code":
            yield from log_claims(block, above, context, lines)
            for match in _PRINTED.finditer(block.text[:20_000]):
                yield from _sentence(
                    CardSentence(match["said"], match.start("said"), block, above), context, lines
                )
        elif block.kind == "heading":
            above = ""
        else:
            above = block.text[-600:]


def _sentence(sentence: CardSentence, context: Context, lines: TextByLine) -> Iterator[Claim]:
    numbers = list(quantity.find(sentence.text))
    if len(numbers) > MOST_NUMBERS:
        return
    keyed = keyed_metric(sentence.text)
    if keyed and (comma := decimal_comma_behind(sentence.text, keyed[1])):
        numbers = [comma, *(number for number in numbers if number.start >= comma.end)]
    mentions = list(metrics_in(sentence.text))
    for at, number in enumerate(numbers):
        known = (
            meaning_by_key(number, keyed)
            or meaning_of_number(number, sentence.text, mentions, numbers)
            or latency_by_percentile(number, sentence.text)
            or _reported(number, sentence)
            or _carried(number, sentence, mentions)
            or meaning_by_dataset(number, sentence.text)
        )
        if known is None and (known := _ranged(at, numbers, sentence.text)):
            unit = numbers[at + 1].quantity.unit
            stated = number.quantity.model_copy(update={"unit": unit})
            number = NumberInText(start=number.start, end=number.end, quantity=stated)
        known = as_device_hours(known, number) if known else None
        if (
            known
            and not is_not_a_claim(number, known.metric, sentence.text)
            and not _of_training(known, sentence)
        ):
            yield from _claim(NumberInSentence(number, known, sentence), context, lines, numbers)


def _of_training(known: NumberMeaning, sentence: CardSentence) -> bool:
    """Whether what stands right before says that a length is one of training: a list of its settings."""
    return known.metric.id == "context_length" and bool(_TRAINING.search(sentence.before[-240:]))


def _takes_training(number: NumberInText, sentence: CardSentence) -> bool:
    """Whether a memory is what training takes."""
    return is_of_training(number, sentence.text) or bool(_TRAINING.search(sentence.before[-240:]))


def _carried(
    number: NumberInText, sentence: CardSentence, mentions: Sequence[MetricMention]
) -> NumberMeaning | None:
    """A score of the metric that the sentence before named: "... 69.5% pass@1 on HumanEval. GPT-4 achieves 67%."."""
    reached = re.search(r"(?i)\b(?:achieve|score|reach|get|obtain)s? $", sentence.text[: number.start])
    if mentions or not reached or number.quantity.unit != "%":
        return None
    earlier = [mention for mention in metrics_in(sentence.before[-200:]) if mention.metric.kind == "quality"]
    return NumberMeaning(earlier[-1].metric, earlier[-1].printed, 0.6) if earlier else None


def _reported(number: NumberInText, sentence: CardSentence) -> NumberMeaning | None:
    """A number that a training tool lists under the results it reports, by a name that the catalog does not know."""
    key = KEY_OF_NUMBER.match(sentence.text[:200])
    listed = sentence.block.kind == "list" and _REPORTED.search(sentence.before[-1200:])
    if not listed or key is None or not 0 <= number.end - key.end() <= len(number.quantity.as_written) + 1:
        return None
    score = catalog.metric("score")
    unnamed = score is None or NO_RESULT.search(key[1]) or label(key[1]).metric
    return (
        None
        if unnamed or score is None
        else NumberMeaning(score, key[1].strip(" -*`"), 0.7, unknown_metric=True)
    )


def _ranged(at: int, numbers: Sequence[NumberInText], text: str) -> NumberMeaning | None:
    """The first of "0.5 to 72 billion parameters" is of what the second is of."""
    if at + 1 >= len(numbers) or numbers[at].quantity.unit not in (None, "%"):
        return None
    following = numbers[at + 1]
    between = text[numbers[at].end : following.start]
    if between in (" and ", " or ") and numbers[at].quantity.unit == following.quantity.unit == "%":
        shared = meaning_of_number(following, text, list(metrics_in(text)), numbers)
        return shared if shared and shared.metric.scale == "share" else None
    if between == "/" and following.start > numbers[at].end:
        return meaning_of_number(following, text, list(metrics_in(text)), numbers)
    if not re.fullmatch(r"\s?(?:to|-|–|and)\s?", between):
        return None
    known = meaning_of_number(following, text, [], numbers)
    return known if known and known.metric.id == "params" else None


def _claim(
    stated: NumberInSentence, context: Context, lines: TextByLine, numbers: Sequence[NumberInText]
) -> Iterator[Claim]:
    number, known, sentence = stated.number, stated.meaning, stated.sentence
    digits = re.search(r"\d[\d.,]*\d|\d", number.quantity.as_written)
    place = sentence.place(number.start, number.end, lines, digits=digits[0] if digits else "")
    if place is None:
        return
    subject, own = subject_of_number(number, sentence.text, context.names, numbers)
    speed = known.metric.kind == "speed"
    yield make_claim(
        with_bound(_with_unit(number.quantity, known), number, sentence.text),
        place,
        None if known.unknown_metric else known.metric,
        printed=known.printed,
        subject=subject,
        own=own,
        read_by=READ_BY,
        confidence=known.confidence,
        where=context.where(sentence.text)
        if speed and "evaluat" not in sentence.text
        else _where(sentence, number, numbers, context),
        conditions="; ".join(
            filter(
                None,
                [
                    known.conditions,
                    _conditions(number, sentence.text, numbers),
                    "in training" if known.metric.id == "vram" and _takes_training(number, sentence) else "",
                    *qualifiers_of(number, sentence.text, numbers, known.metric),
                ],
            )
        ),
        hardware=_device(sentence, number) if speed else None,
        delta=known.delta,
    )


def _where(
    sentence: CardSentence, number: NumberInText, numbers: Sequence[NumberInText], context: Context
) -> EvaluationData:
    """On which data: what the number's own clause names, where the sentence names several, else the sentence."""
    if named := unlisted_dataset(number, sentence.text, context.names):
        return EvaluationData(named, context.where(sentence.text).split)
    since = max((other.end for other in numbers if other.end <= number.start), default=0)
    if ahead := dataset_ahead(number, sentence.text, since, context.datasets, context.names):
        return EvaluationData(ahead, split_in(sentence.text[number.end :]))
    beside = context.beside(sentence.text, number, numbers)
    return beside if beside.dataset else context.of_sentence(sentence)


def _with_unit(stated: Quantity, known: NumberMeaning) -> Quantity:
    """The unit that the metric's own name gives: "GPU hours: 42,496", "Emissions (in grams): 3"."""
    unit = "GPU hours" if known.metric.id == "gpu_hours" else known.unit
    return stated.model_copy(update={"unit": unit}) if stated.unit is None and unit else stated


def _conditions(number: NumberInText, text: str, numbers: Sequence[NumberInText]) -> str:
    """What the clause ties the number to: precision, batch size, what it is relative to; up to the next like it."""
    like = [other for other in numbers if other.quantity.unit and other.quantity.unit == number.quantity.unit]
    since = max((other.end for other in like if other.end <= number.start), default=0)
    until = min((other.start for other in like if other.start >= number.end), default=len(text))
    parted = re.search(r".*(?:[,;]|\b(?:or|and|versus|vs)\b)", text[since : number.start]) if since else None
    since += parted.end() if parted else 0
    near = text[max(since, number.start - 80) : min(until, number.end + 80)]
    settings = list(dict.fromkeys(setting.casefold() for setting in _SETTING.findall(near)))
    relative = (
        _RELATIVE.search(text[number.end : number.end + 60])
        if number.quantity.unit in ("x", "×", "times", "X")
        else None
    )
    return "; ".join([*settings, *([f"relative to {relative[1].rstrip('.-/')}"] if relative else [])])


def _device(sentence: CardSentence, number: NumberInText) -> HardwareMention | None:
    """The device that a number holds on: the first behind it, else the nearest before it."""
    every = list(devices_in(sentence.text))
    behind = [device for start, _, device in every if start >= number.end]
    nearest = behind[0] if behind else every[-1][2] if every else None
    return hardware_mention(nearest, sentence.block.place, sentence.text) if nearest else None
