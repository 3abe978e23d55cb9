"""Lines of a name and a number: in printed logs, one of them a score, and in the lists of a card."""

import re
from collections.abc import Iterator
from dataclasses import replace

from claims.catalog import word_lists
from claims.quantities import quantity
from claims.quantities.quantity import NumberInText
from claims.records import Block, Claim, Quantity
from extractors.language.make_claim import make_claim
from extractors.language.metric_of_number import is_possible_value
from extractors.language.number_phrases import NumberMeaning
from extractors.language.source_text import CardSentence, TextByLine
from extractors.tables.card.context import Context
from extractors.tables.card.labels import Label, label

READ_BY = "card-prose@11"
"""The extractor whose claims these are."""
_SIGNED = re.compile(
    r"^\s{0,8}(?:[A-Za-z][\w ]{1,20}: )?(?P<name>[A-Za-z][\w+-]{1,11})[|+][^=\n ]{3,200}(?:[|+:][^=\n ]{1,60})? = (?=\d)"
)
"""A score behind the signature of how it was computed, as sacreBLEU prints it: "chrF2|nrefs:1|... = 55.2"."""
_LEADING = re.compile(r"[~<>≈±+−-]?\.?\d[\d.]*(?:e-?\d+)?(?=,? \d{1,3}(?:\.\d+)?/\d|,? \(BP)")
"""A score before its parts: "28.4 60.1/34.2/22.0/14.6 (BP = 0.987 ...)"."""
KEY_OF_NUMBER = re.compile(
    r"^[\s>*•·-]{0,8}(?:\d{1,2} (?=ROUGE))?[\"'`*]{0,3}([A-Za-z#][^:=|\n]{1,60}?)[\"'`*]{0,3}\s?[:=]\s?[\"'`*]{0,3}\s{0,4}(?=[~<>≈±+−-]?\.?\d)"
)
_NO_BYTES = ("M", "G", "B", "K")
"""Units of a "model size" that may mean parameters as well as bytes."""
_HOW = re.compile(r"(?i)\b(?:with|without|w/o|hasans|noans)\b")
_WRITTEN = re.compile(r"(?i)(?:\b|_)(?:targets?|outputs?|summar(?:y|ies)|answers?|labels?|decoder)(?:\b|_)")
"""What makes a longest length one of what is written, not of what is read."""
_IMPROVEMENT = re.compile(r"(?i)[ _](?:imp|impr|improv\w*|gain|delta)$")
"""What makes a key one of a difference."""
NO_RESULT = re.compile(
    r"(?i)thresh(?:old)?s?$|average_[rp]$|(?:\b|_)(?:total|samples|count|steps?|support)$|(?:\b|_)(?:runtime|epoch)|(?:\b|_)per[ _](?:second|device)|(?:\b|_)std(?:err)?(?:\b|_)"
)
_PRINTED = re.compile(r"""\s{0,8}\{\s?["'][^{}\[\]]{3,1990}\},?\s{0,8}""")
"""A flat dictionary on one line, as an evaluation prints it."""
_AGAINST = re.compile(
    r"(?i)^[^\n(]{0,12}\((?:against|vs\.?|versus|compared (?:to|with)) (?P<digits>\d[\d.]*) ?%? for (?:the |a )?(?P<who>[^()\n]{2,40})\)"
)


def log_claims(block: Block, above: str, context: Context, lines: TextByLine) -> Iterator[Claim]:
    """A printed log of results: lines of a name and a number, most of them, and one of them a score."""
    every = [(at, line) for at, line in _entries(block.text) if line.strip()]
    rows = [line for _, line in every][:200]
    keyed = [
        (line, key) for line in rows if (key := _SIGNED.match(line[:300]) or KEY_OF_NUMBER.match(line[:300]))
    ]
    if len(keyed) < 1 or len(keyed) * 2 < len(rows):
        return
    labelled = [(line, match, key_label(match[1])) for line, match in keyed]
    if not any(_is_result(label) for _, _, label in labelled):
        return
    for offset, line in every:
        match = next(((match, label) for text, match, label in labelled if text == line), None)
        named = match is not None and match[1].metric and not match[1].generic
        if match and named and not NO_RESULT.search(match[1].rest):
            yield from _claims_of_line(CardSentence(line, offset, block, above), *match, context, lines)


def _is_result(label: Label) -> bool:
    """Whether a key tells of an evaluation: a score, but no loss alone, which training prints too."""
    metric = label.metric
    if metric is None or metric.kind != "quality" or label.generic:
        return False
    return metric.scale == "share" or metric.id not in ("log_loss", "perplexity")


def key_label(key: str) -> Label:
    """What a key says; no metric where it counts or times the evaluation, or where a word of grammar looks like one."""
    known = label(key)
    metric = known.metric
    if metric is None:
        return known
    known = replace(known, delta=known.delta or bool(_IMPROVEMENT.search(key.strip(" `*\"'"))))
    word = metric.id if metric.id in word_lists.words("metric_words", "function_words") else None
    grammar = word is not None and word.upper() not in key and key.strip().casefold() != word
    written = metric.id == "context_length" and _WRITTEN.search(key)
    return replace(known, metric=None) if grammar or written or NO_RESULT.search(key.strip()) else known


def decimal_comma_behind(text: str, at: int) -> NumberInText | None:
    """The number behind a key whose decimals stand behind a comma: "F1-Score: 93,06"."""
    match = re.match(r"\d{1,2},\d{1,2}(?![\d,])", text[at:])
    stated = quantity.read(match[0]) if match else None
    return (
        NumberInText(start=at, end=at + match.end(), quantity=stated)
        if match and isinstance(stated, Quantity)
        else None
    )


def keyed_metric(text: str) -> tuple[Label, int] | None:
    """The metric that stands before a colon at the head of a line, and where its number begins."""
    key = KEY_OF_NUMBER.match(text[:200])
    label = key_label(key[1]) if key else None
    return (label, key.end()) if key and label and label.metric and not label.generic else None


def meaning_by_key(number: NumberInText, keyed: tuple[Label, int] | None) -> NumberMeaning | None:
    """The metric of a number right behind such a colon."""
    if (
        keyed is None
        or keyed[0].metric is None
        or not 0 <= number.end - keyed[1] <= len(number.quantity.as_written) + 1
    ):
        return None
    label, metric = keyed[0], keyed[0].metric
    stated = number.quantity
    unit = label.unit or (
        "hours" if metric.id == "training_time" and "hour" in label.text.casefold() else None
    )
    if stated.unit is None and unit:
        stated = stated.model_copy(update={"unit": unit})
    return (
        NumberMeaning(
            metric,
            label.text,
            0.45 if metric.id == "model_size" and stated.unit in _NO_BYTES else 0.9,
            label.delta,
            unit,
            label.rest if _HOW.search(label.rest) else "",
        )
        if is_possible_value(stated, metric, ":")
        else None
    )


def _entries(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a log, each with where it begins; a printed dictionary is one line an entry."""
    offset = 0
    for line in text.split("\n"):
        if _PRINTED.fullmatch(line[:2000]):
            yield from ((offset + match.start(), match[0]) for match in re.finditer(r"[^{},\s][^{},]*", line))
        else:
            yield offset, line
        offset += len(line) + 1


def _claims_of_line(
    row: CardSentence, key: re.Match[str], label: Label, context: Context, lines: TextByLine
) -> Iterator[Claim]:
    against = _AGAINST.match(row.text[key.end() :])
    if against and label.metric:
        yield from _claim_of_other(row, key.end(), against, label, context, lines)
    text = row.text[key.end() :].partition(" (")[0] if against else row.text[key.end() :]
    leading = _LEADING.match(text)
    stated = quantity.read(leading[0] if leading else text.strip(" ,;\"'`*"))
    if (
        label.metric is None
        or not isinstance(stated, Quantity)
        or not is_possible_value(stated, label.metric, ":")
    ):
        return
    start = key.end()
    place = row.place(start, start + len(stated.as_written), lines, digits=stated.as_written)
    if place:
        yield make_claim(
            stated,
            place,
            label.metric,
            printed=label.text,
            subject=context.names.subject,
            own=True,
            read_by=READ_BY,
            confidence=0.85,
            where=label.where.or_else(context.of_sentence(row)),
            conditions=label.rest,
            delta=label.delta,
        )


def _claim_of_other(
    row: CardSentence, start: int, against: re.Match[str], label: Label, context: Context, lines: TextByLine
) -> Iterator[Claim]:
    """The other model's number in "f1 = 84.43 (against 82.50 for the base model)"."""
    stated = quantity.read(against["digits"])
    at = start + against.start("digits")
    place = row.place(at, at + len(against["digits"]), lines, digits=against["digits"])
    if isinstance(stated, Quantity) and place:
        yield make_claim(
            stated,
            place,
            label.metric,
            printed=label.text,
            subject=against["who"].strip(),
            own=False,
            read_by=READ_BY,
            confidence=0.75,
            where=label.where.or_else(context.of_sentence(row)),
        )
