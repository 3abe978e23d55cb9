"""Metrics that the words right around a number give away: a difference, a score on a data set named beside it, a rise."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from claims import catalog
from claims.catalog.metrics import Metric
from claims.quantities.quantity import NumberInText
from claims.records import Quantity
from extractors.language.datasets import datasets_in
from extractors.language.metrics import MetricMention

_TO = r"(?:to|→|->|=>|➔)"
_CHANGE = re.compile(
    r"(?i) ?(?:%|points?)? ?(?:absolute |relative )?(?:drop|gain|improvement|increase|decrease|loss|reduction) (?:in|of|on) (?:the )?"
)
_SMALLER = re.compile(
    r"(?i) ?(?:times )?(?:(?:smaller|lighter)\b(?! (?:training |labell?ed )*(?:data|corp|sets?\b|batch))"
    r"|(?:fewer|less) (?:trainable |model )*(?:param(?:eter)?s?|weights|memory|space|storage)\b)"
)
"""What stands behind a ratio of sizes: "smaller", "fewer parameters", but not "less training data"."""


@dataclass(frozen=True)
class NumberMeaning:
    """The metric of a number in a sentence, and how it is named there."""

    metric: Metric
    printed: str
    confidence: float
    delta: bool = False
    unit: str | None = None
    """The unit that its name gives."""
    conditions: str = ""
    """What else its name says: "without a language model"."""
    unknown_metric: bool = False
    """Whether the catalog does not know it, so that the printed name stands for it."""


def meaning_by_phrase(stated: Quantity, before: str, after: str) -> NumberMeaning | None:
    """The metric that the words right around a number give it: a length that is generated, a rise, a score."""
    if stated.unit == "tokens" and re.search(r"(?i)\bgeneration (?:of |up to )?$", before[-24:]):
        length = catalog.metric("max_output_length")
        return NumberMeaning(length, "generation", 0.8) if length else None
    return (
        _length_that_is_read(stated, before, after)
        or _share_of_wins(stated, before, after)
        or _score_that_rose(stated, before, after)
        or _score_on_dataset(stated, before)
    )


def _length_that_is_read(stated: Quantity, before: str, after: str) -> NumberMeaning | None:
    """The length of what a model reads: "reads 16K tokens", "accepts inputs of up to 8,192 tokens"."""
    read = re.search(
        r"(?i)\b(?:reads?|handles?|accepts?|takes? in|supports?|attends? to)(?: (?:inputs?|texts?|documents?|sequences?|prompts?) of)?"
        r"(?: up to| at most)? $",
        before[-60:],
    )
    length = catalog.metric("context_length")
    tokens = stated.unit and re.fullmatch(r"(?i)[km]? ?tokens", stated.unit)
    if not (read and length and tokens) or re.match(r"(?i) ?(?:/|(?:per|a|each|in total|of data)\b)", after):
        return None
    return NumberMeaning(length, "reads tokens", 0.7)


def _share_of_wins(stated: Quantity, before: str, after: str) -> NumberMeaning | None:
    """The share of comparisons that a system wins: "wins 54.3% of the games"."""
    won = re.search(r"(?i)\b(?:wins?|won|winning)(?: in)? (?:about |over |around )?$", before[-30:])
    compared = re.match(
        r"(?i)\s?of (?:the |all |its |our )?(?:[a-z-]+ )?(?:games?|match(?:es|-?ups)?|battles|comparisons|duels|pairs|rounds|votes|cases|prompts)\b",
        after,
    )
    rate = catalog.metric("win_rate")
    return NumberMeaning(rate, "wins", 0.7) if won and compared and rate and stated.unit == "%" else None


def change_of_metric(
    number: NumberInText, after: str, mentions: Sequence[MetricMention]
) -> NumberMeaning | None:
    """A difference whose metric follows, "a 0.5% drop in F1", or a size given as a ratio, "2.4x smaller"."""
    if _SMALLER.match(after) and number.quantity.unit in ("x", "×", "times"):
        ratio = catalog.metric("compression_ratio")
        return NumberMeaning(ratio, "smaller", 0.7) if ratio else None
    match = _CHANGE.match(after)
    named = next(
        (mention for mention in mentions if match and mention.start == number.end + match.end()), None
    )
    return NumberMeaning(named.metric, named.printed, 0.75, delta=True) if named else None


def _score_on_dataset(stated: Quantity, before: str) -> NumberMeaning | None:
    """A score on a data set that is named right before: "the overall GLUE score was 77.9", "MT-bench scoring 7.81"."""
    match = re.search(
        r"([\w.+-]{2,30}) (?:overall )?scor(?:e|es|ed|ing)(?: (?:of|is|was|at))?:? $", before[-60:]
    )
    score = catalog.metric("score")
    plain = stated.unit in (None, "%", "points") and stated.value != stated.value.to_integral_value()
    named = match is not None and catalog.dataset(match[1]) is not None
    named = named or bool(
        re.search(r"\bscor(?:es|ed)(?: of)? $", before[-20:]) and datasets_in(before[-200:])
    )
    return NumberMeaning(score, "score", 0.7) if named and score and plain else None


def _score_that_rose(stated: Quantity, before: str, after: str) -> NumberMeaning | None:
    """A score told as a rise behind its data set: "on a set (from 43.07% to 43.62%)"."""
    behind = re.search(
        rf"([\w.+/-]{{2,40}}) ?\((?:up |improved |increased )?(?:from )?(?P<low>\d[\d.]* ?%? ?{_TO} ?)?$",
        before[-90:],
    )
    plain = stated.unit in (None, "%", "points") and stated.value != stated.value.to_integral_value()
    score = catalog.metric("score")
    if not (behind and plain and score) or not (behind["low"] or re.match(rf" ?%? ?{_TO} ?\d", after)):
        return None
    named = catalog.dataset(behind[1]) or re.search(r"[A-Z].*[A-Z]", behind[1])
    return NumberMeaning(score, "score", 0.7) if named else None
