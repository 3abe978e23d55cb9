"""Numbers that are differences: gains, lists of gains, computing that is saved."""

import re
from collections.abc import Sequence

from claims import catalog
from claims.quantities.quantity import NumberInText
from extractors.language.metrics import MetricMention
from extractors.language.number_phrases import NumberMeaning

_GAIN_AFTER = re.compile(
    r"(?i)^\s?(?:%|points?)?\s?(?:absolute|relative|points?)?\s?(?:improvements?|gains?|higher|better|increase|boost|reduction|drop)\b"
)
_BY = re.compile(
    r"(?i)\b(?:by|of|with)\s(?:(?:a|an|over|up|to|more|than|about|nearly|almost|approximately|around|at least|margin|of|large|significant)\s){0,5}[∼~≈>]?\s?$"
)
_BETTER = re.compile(
    r"(?i)\b(?:improv\w+|outperform\w*|surpass\w*|exceed\w*|increas\w+|decreas\w+|reduc\w+|drops?|gains?|margins?|better|boost\w*|higher|lower|beat\w*|advanc\w+|rais\w+)\b"
)
_RIGHT_BEFORE = re.compile(rf"{_BETTER.pattern}(?:\s\w+){{0,2}}\s?$")
_IN_BRACKETS = re.compile(
    r"(?i)\b(?:improvements?|margins?|gains?|better|higher|increase)\s?\((?:(?:of|by|up|to|about|absolute)\s){0,2}$"
)
"""What a gain in brackets explains: "by a wide margin (12%)"."""
BETWEEN_LISTED = re.compile(
    r"\s?(?:points?\s|[A-Za-z][\w-]{0,7}\s)?(?:(?:on|in|for|at)\s(?:the\s)?[\w.+'’-]+(?:\s[\w.+'’-]+){0,2}\s?)?(?:,\s?and|,|and|/)\s?"
)
"""What stands between the numbers of a list: "6.7% on one set, 5.8% on another, and 0.8%"."""
_NEXT_CLAUSE = re.compile(
    r"[,;]\s(?:and|while|but|whereas)\s(?:\w+\s){0,3}?(?:outperform|improv|surpass|exceed|increas|reduc)"
)
_FEWER = re.compile(r"(?i)\s?(?:times\s)?(?:fewer|less|lower)\s(?P<name>multiply-add|FLOPs|MACs)\w*")


def is_gain(number: NumberInText, text: str) -> bool:
    """Whether the words around a number make it a difference: "by 2.3", "a gain of 2.3", "+2.3", "(2.3 better)"."""
    before, after = text[max(0, number.start - 160) : number.start], text[number.end : number.end + 40]
    if "+" in number.quantity.as_written or _GAIN_AFTER.match(after) or _IN_BRACKETS.search(before):
        return True
    match = _BY.search(before[-60:])
    if match is None:
        return False
    ahead = before[: len(before) - len(before[-60:]) + match.start()]
    return bool(_BETTER.search(before) if match[0][:2].casefold() == "by" else _RIGHT_BEFORE.search(ahead))


def is_listed_gain(number: NumberInText, at: int, numbers: Sequence[NumberInText], text: str) -> bool:
    """Whether a number stands in a list that begins with a gain."""
    while at and numbers[at - 1].quantity.unit == number.quantity.unit:
        if not BETWEEN_LISTED.fullmatch(text[numbers[at - 1].end : numbers[at].start]):
            return False
        if is_gain(numbers[at - 1], text):
            return True
        at -= 1
    return False


def computing_saved(number: NumberInText, text: str) -> NumberMeaning | None:
    """An amount of computing that is saved: "641x fewer multiply-add operations"."""
    match = _FEWER.match(text[number.end : number.end + 60])
    metric = catalog.metric("macs" if match and match["name"][0] in "mM" else "flops")
    return NumberMeaning(metric, match["name"], 0.7, delta=True) if match and metric else None


def score_or_gain(
    number: NumberInText, mentions: Sequence[MetricMention], text: str, *, gain: bool
) -> NumberMeaning | None:
    """A share or a gain is of the score that the sentence names nearest to it."""
    scores = [
        mention
        for mention in mentions
        if mention.metric.kind == "quality" and mention.metric.scale in ("share", "open")
    ]
    value, unit = number.quantity.value, number.quantity.unit
    share = unit in (None, "%", "points", "point", "percentage points") and abs(value) <= 100
    if not scores or not share or not (gain or unit == "%" or value != value.to_integral_value()):
        return None
    near = min(scores, key=lambda mention: number.distance(mention.start, mention.end))
    far = 200 if gain and len({mention.metric.id for mention in scores}) == 1 else 110
    elsewhere = gain and near.end < number.start and _NEXT_CLAUSE.search(text[near.end : number.start])
    if elsewhere or number.distance(near.start, near.end) >= far:
        return None
    return NumberMeaning(near.metric, near.printed, 0.6, gain)
