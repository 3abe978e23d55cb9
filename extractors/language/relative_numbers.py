"""Ratios, shares, ranges and pairs of a paper's headline sentences: "2-4x higher throughput", "(90.2% vs. 91.1%)"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from claims import catalog
from claims.catalog import word_lists
from claims.quantities import quantity
from claims.quantities.quantity import NumberInText
from claims.records import Quantity
from extractors.language.dataset_metric import usual_metric
from extractors.language.gains import is_gain
from extractors.language.metrics import MetricMention
from extractors.language.number_phrases import NumberMeaning
from extractors.language.passage import datasets_named

_NUMBER = r"\d{1,4}(?:\.\d{1,3})?"
_UNIT = r"(?:×|x\b|%|\btimes\b)"
_RANGE = re.compile(
    rf"(?<![\w.–-])(?P<low>{_NUMBER})\s?(?:{_UNIT})?\s?(?:[–-]|to|and)\s?(?P<high>{_NUMBER})\s?(?P<unit>{_UNIT})"
)
_SPEED = re.compile(r"(?i)\b(?:throughput|request rates?|speed(?:-?ups?)?|requests?|faster)\b")
_THROUGHPUT_BY = re.compile(
    r"(?i)\b(?:throughput|request rates?|speed)\b[^.;,]{0,60}\bby\s(?:up to\s|about\s)?$"
)
_PAIR = re.compile(
    rf"\((?:from\s)?(?P<first>{_NUMBER})\s?%?\s(?:vs\.?|versus|against|compared (?:to|with)|to|→)\s(?P<second>{_NUMBER})\s?%?\)"
)
_TERMS = re.compile(
    rf"(?:\s?(?:,\s?and|,|and|/)\s?{_NUMBER}\s?%?){{0,3}}\s?(?:points?\s)?(?:in terms of|in)\s(?:the\s)?(?:average\s)?"
)


def with_ranges(numbers: Sequence[NumberInText], text: str) -> list[NumberInText]:
    """The numbers of a sentence, and both ends of its ranges of ratios and shares."""
    ends = [end for match in _RANGE.finditer(text) for end in _ends(match)]
    kept = [number for number in numbers if not any(end.start <= number.start < end.end for end in ends)]
    return sorted((*kept, *ends), key=lambda number: number.start)


def _ends(match: re.Match[str]) -> Iterator[NumberInText]:
    unit = {"×": "x", "times": "x"}.get(match["unit"], match["unit"])
    for name in ("low", "high"):
        stated = quantity.read(match[name])
        if isinstance(stated, Quantity):
            stated = stated.model_copy(update={"unit": unit})
            end = match.end() if name == "high" else match.end(name)
            yield NumberInText(start=match.start(name), end=end, quantity=stated)


def relative_meaning(number: NumberInText, text: str) -> NumberMeaning | None:
    """What a ratio or a share is of, by the noun behind it."""
    unit = number.quantity.unit
    ratio = unit in ("x", "×", "X", "times")
    if not ratio and unit != "%":
        return None
    before, after = (
        text[max(0, number.start - 90) : number.start],
        _past_range(text[number.end : number.end + 120]),
    )
    speedup = catalog.metric("speedup")
    noun = _noun(after)
    if ratio and speedup and (_THROUGHPUT_BY.search(before) or (noun and _SPEED.search(noun))):
        return NumberMeaning(speedup, noun or "throughput", 0.7)
    score = catalog.metric("score")
    return NumberMeaning(score, noun, 0.5, unknown_metric=True) if noun and score else None


def meaning_in_terms(
    number: NumberInText, text: str, mentions: Sequence[MetricMention]
) -> NumberMeaning | None:
    """The metric that is named behind a number: "by 0.86% and 4.18% in terms of AUC"."""
    match = _TERMS.match(text[number.end : number.end + 80])
    named = next(
        (mention for mention in mentions if match and mention.start == number.end + match.end()), None
    )
    if named is None or named.metric.kind != "quality" or number.quantity.unit not in (None, "%", "points"):
        return None
    gain = is_gain(number, text) or bool(
        word_lists.pattern("sentence_words", "better_than").search(text[: number.start])
    )
    return NumberMeaning(named.metric, named.printed, 0.75, gain)


def meaning_in_pair(
    number: NumberInText, text: str, mentions: Sequence[MetricMention]
) -> NumberMeaning | None:
    """The metric of two numbers in brackets, and of the gain before them: "on MNLI by +0.9% (90.2% vs. 91.1%)"."""
    for match in _PAIR.finditer(text):
        inside = match.start() <= number.start and number.end <= match.end()
        gap = text[number.end : match.start()]
        explained = number.end <= match.start() and not gap.strip() and is_gain(number, text)
        if inside or explained:
            meaning = _of_pair(match, text, mentions)
            return replace(meaning, delta=explained) if meaning else None
    return None


def as_before(
    number: NumberInText, last: tuple[NumberInText, NumberMeaning] | None, text: str
) -> NumberMeaning | None:
    """The meaning of the ratio or share before, which "and" continues: "2x more than A and 8x than B"."""
    if (
        last is None
        or number.quantity.unit not in ("x", "%")
        or last[0].quantity.unit != number.quantity.unit
    ):
        return None
    between = text[last[0].end : number.start]
    goes_on = re.fullmatch(r"\s?[–-]\s?|[^.;%×\d]{0,70}\b(?:and|to)\s(?:up to\s)?", between)
    return replace(last[1], confidence=0.5) if goes_on else None


def _of_pair(match: re.Match[str], text: str, mentions: Sequence[MetricMention]) -> NumberMeaning | None:
    """What stands right before a pair names its metric; else its data set has a usual one."""
    near = text[max(0, match.start() - 40) : match.start()]
    score = catalog.metric("score")
    if score and re.search(r"(?i)\bscores?\s?$", near):
        return NumberMeaning(score, "score", 0.6)
    named = [mention for mention in mentions if match.start() - 60 <= mention.end <= match.start()]
    named = [mention for mention in named if mention.metric.kind == "quality"]
    if named:
        return NumberMeaning(named[-1].metric, named[-1].printed, 0.7)
    on = [dataset for dataset in datasets_named(text[: match.start()]) if match.start() - dataset[1] < 120]
    usual = (usual_metric(on[-1][2]) if on else None) or score
    return NumberMeaning(usual, usual.name, 0.5) if usual and on else None


def _past_range(after: str) -> str:
    """What follows a number, past the other end of its range."""
    return re.sub(rf"^\s?(?:{_UNIT})?\s?(?:[–-]|to|and)\s?{_NUMBER}\s?{_UNIT}", "", after)


def _noun(after: str) -> str | None:
    """The few words behind a number that end with what was measured: "higher request rates", "of computations"."""
    words = word_lists.words("metric_words", "relative_measures")
    rest = re.sub(r"^\s?\([^()]{0,40}\)", "", after)
    while match := word_lists.pattern("sentence_words", "comparatives").match(rest):
        rest = rest[match.end() :]
    noun: list[str] = []
    for word in re.findall(r"[A-Za-z][\w-]*|[^\sA-Za-z]", rest)[:6]:
        if not word[0].isalpha() or word.casefold() in word_lists.words("sentence_words", "noun_ends"):
            break
        noun.append(word)
        if word.casefold() in words or _SPEED.fullmatch(word):
            following = rest[rest.find(word) + len(word) :]
            more = re.match(r"\s(\w+)", following)
            if more and (more[1].casefold() in words or more[1].casefold() == "rates"):
                noun.append(more[1])
            return " ".join(noun)
        if _SPEED.search(" ".join(noun)):
            return " ".join(noun)
    return None
