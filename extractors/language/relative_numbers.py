"""Ratios, shares, ranges and pairs of a paper's headline sentences: "2-4x higher throughput", "(90.2% vs. 91.1%)"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from claims import catalog
from claims.catalog import word_lists
from claims.quantities import quantity
from claims.quantities.quantity import Found
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


def with_ranges(numbers: Sequence[Found], text: str) -> list[Found]:
    """The numbers of a sentence, and both ends of its ranges of ratios and shares."""
    ends = [end for match in _RANGE.finditer(text) for end in _ends(match)]
    kept = [one for one in numbers if not any(end.start <= one.start < end.end for end in ends)]
    return sorted((*kept, *ends), key=lambda one: one.start)


def _ends(match: re.Match[str]) -> Iterator[Found]:
    unit = {"×": "x", "times": "x"}.get(match["unit"], match["unit"])
    for name in ("low", "high"):
        stated = quantity.read(match[name])
        if isinstance(stated, Quantity):
            stated = stated.model_copy(update={"unit": unit})
            end = match.end() if name == "high" else match.end(name)
            yield Found(start=match.start(name), end=end, quantity=stated)


def relative_meaning(found: Found, text: str) -> NumberMeaning | None:
    """What a ratio or a share is of, by the noun behind it."""
    unit = found.quantity.unit
    ratio = unit in ("x", "×", "X", "times")
    if not ratio and unit != "%":
        return None
    before, after = (
        text[max(0, found.start - 90) : found.start],
        _past_range(text[found.end : found.end + 120]),
    )
    speedup = catalog.metric("speedup")
    noun = _noun(after)
    if ratio and speedup and (_THROUGHPUT_BY.search(before) or (noun and _SPEED.search(noun))):
        return NumberMeaning(speedup, noun or "throughput", 0.7)
    score = catalog.metric("score")
    return NumberMeaning(score, noun, 0.5, unknown_metric=True) if noun and score else None


def meaning_in_terms(found: Found, text: str, mentions: Sequence[MetricMention]) -> NumberMeaning | None:
    """The metric of a number that is told behind it: "by 0.86% and 4.18% in terms of AUC"."""
    match = _TERMS.match(text[found.end : found.end + 80])
    named = next((one for one in mentions if match and one.start == found.end + match.end()), None)
    if named is None or named.metric.kind != "quality" or found.quantity.unit not in (None, "%", "points"):
        return None
    gain = is_gain(found, text) or bool(
        word_lists.pattern("sentence_words", "better_than").search(text[: found.start])
    )
    return NumberMeaning(named.metric, named.printed, 0.75, gain)


def meaning_in_pair(found: Found, text: str, mentions: Sequence[MetricMention]) -> NumberMeaning | None:
    """The metric of two numbers in brackets, and of the gain before them: "on MNLI by +0.9% (90.2% vs. 91.1%)"."""
    for match in _PAIR.finditer(text):
        inside = match.start() <= found.start and found.end <= match.end()
        gap = text[found.end : match.start()]
        explained = found.end <= match.start() and not gap.strip() and is_gain(found, text)
        if inside or explained:
            meaning = _of_pair(match, text, mentions)
            return replace(meaning, delta=explained) if meaning else None
    return None


def as_before(found: Found, last: tuple[Found, NumberMeaning] | None, text: str) -> NumberMeaning | None:
    """The meaning of the ratio or share before, where "and" goes on with it: "2x more than A and 8x than B"."""
    if last is None or found.quantity.unit not in ("x", "%") or last[0].quantity.unit != found.quantity.unit:
        return None
    between = text[last[0].end : found.start]
    goes_on = re.fullmatch(r"\s?[–-]\s?|[^.;%×\d]{0,70}\b(?:and|to)\s(?:up to\s)?", between)
    return replace(last[1], confidence=0.5) if goes_on else None


def _of_pair(match: re.Match[str], text: str, mentions: Sequence[MetricMention]) -> NumberMeaning | None:
    """What stands right before a pair names its metric; else its data set has a usual one."""
    near = text[max(0, match.start() - 40) : match.start()]
    score = catalog.metric("score")
    if score and re.search(r"(?i)\bscores?\s?$", near):
        return NumberMeaning(score, "score", 0.6)
    named = [one for one in mentions if match.start() - 60 <= one.end <= match.start()]
    named = [one for one in named if one.metric.kind == "quality"]
    if named:
        return NumberMeaning(named[-1].metric, named[-1].printed, 0.7)
    on = [one for one in datasets_named(text[: match.start()]) if match.start() - one[1] < 120]
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
    said: list[str] = []
    for word in re.findall(r"[A-Za-z][\w-]*|[^\sA-Za-z]", rest)[:6]:
        if not word[0].isalpha() or word.casefold() in (
            "in",
            "on",
            "for",
            "with",
            "than",
            "to",
            "when",
            "is",
            "by",
            "while",
            "compared",
        ):
            break
        said.append(word)
        if word.casefold() in words or _SPEED.fullmatch(word):
            following = rest[rest.find(word) + len(word) :]
            more = re.match(r"\s(\w+)", following)
            if more and (more[1].casefold() in words or more[1].casefold() == "rates"):
                said.append(more[1])
            return " ".join(said)
        if _SPEED.search(" ".join(said)):
            return " ".join(said)
    return None
