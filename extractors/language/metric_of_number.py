"""Which metric a number in a sentence is a value of."""

import re
from collections.abc import Sequence
from dataclasses import replace

from claims import catalog
from claims.catalog import word_lists
from claims.catalog.metrics import Metric
from claims.quantities import units
from claims.quantities.quantity import NumberInText
from claims.records import Quantity
from extractors.language.metrics import MetricMention
from extractors.language.number_phrases import NumberMeaning, change_of_metric, meaning_by_phrase
from extractors.language.unit_metric import metric_of_unit

FARTHEST = 45
"""Characters between a metric's name and its number, at most."""
_NEAR_AFTER = 28
_LISTED = re.compile(r"(?i)\bon\b[^.;\d]{2,40}?(?:,|,? and) $")
"""What stands between two scores of one metric: "81.2 on A and 66.0 on B"."""
_BY = re.compile(r"(?i)(?<!followed )\bby (?:about |around |up to |over |nearly |almost |roughly |~ ?)?$")
"""What stands before a difference: "improves the accuracy by 3 points"."""
_REACHED = re.compile(r"(?i)(?:%|points?|pts|pp) to (?:about |over )?$")
"""What stands between a rise and the score that it leads to: "by 3 points to 94"."""
_FROM_TO = re.compile(
    r"(?i)\bfrom (?:about |around |~ ?)?(?:\d[\d.,]*\s?%? ?(?:to|→|->) (?:about |around |over |~ ?)?)?$"
)
"""What stands before either end of a rise, which is a score: "improved from 0.61 to 0.69"."""
_MODEL_COUNT = re.compile(
    r"(?i)^[- ]?(?:\w[\w.]*[- ]){0,3}?(?:parameters?|params?|model|llm|weights|sizes)\b"
)


_IS = re.compile(r"(?i)[\s*_`:=|]*(?:score )?(?:of|is|was|at)?[\s*_`:=|~]*")
"""What stands between a score's name and a share that is called its value, however large: "an accuracy of 103 %"."""
_OF_ANOTHER = re.compile(
    r"(?i)^\W{0,3}(?:of|relative|compared|better|higher|more|faster|improve\w*|increase|gain|over|than)\b"
)
"""What follows a share of another score: "an accuracy of 103 % of the teacher's"."""


def meaning_of_number(
    number: NumberInText, text: str, mentions: Sequence[MetricMention], numbers: Sequence[NumberInText]
) -> NumberMeaning | None:
    """The metric of a number: by its unit, by the noun that follows, or by the metric named before it."""
    stated = number.quantity
    after, before = text[number.end :], text[: number.start]
    counted = _counted(stated, after, before)
    if counted:
        return counted
    if difference := change_of_metric(number, after, mentions):
        return difference
    near = _nearest(number, text, mentions, numbers)
    if by_score := meaning_by_phrase(stated, before, after):
        return by_score
    by_name = next(
        (
            mention
            for mention in near
            if is_possible_value(
                stated,
                mention.metric,
                text[mention.end : number.start] if mention.end <= number.start else "after",
            )
            and not _is_of_something_else(mention, number, text)
        ),
        None,
    )
    if by_name is None:
        return _by_unit_alone(stated, text, number)
    between = (
        text[by_name.end : number.start] if by_name.end <= number.start else text[number.end : by_name.start]
    )
    ahead, behind = (
        (between, after[:24])
        if by_name.end <= number.start
        else (text[max(0, number.start - 24) : number.start].rpartition(":")[2], after[:40])
    )
    clause = re.split(r"[,;(]", ahead)[-1] + " " + re.split(r"[,;(]", behind)[0]
    scored = by_name.metric.kind == "quality" and by_name.metric.scale in ("share", "open")
    delta = (
        scored
        and not _REACHED.search(before[-16:])
        and not (stated.unit in (None, "%") and _FROM_TO.search(before[-40:]))
        and stated.unit in (None, "%", "points", "point", "pts")
        and bool(
            word_lists.pattern("sentence_words", "score_differences").search(clause)
            or _BY.search(before[-24:])
        )
    )
    return NumberMeaning(by_name.metric, by_name.printed, 0.8 if len(between) < 15 else 0.65, delta)


def as_device_hours(known: NumberMeaning, number: NumberInText) -> NumberMeaning:
    """A time in hours of devices is a cost: "Hours used: 480 GPU-hours"."""
    cost = catalog.metric("gpu_hours")
    counted = re.match(r"(?i)(?:[MK]|million|thousand)? ?(?:[gct]pu|[avh]100)", number.quantity.unit or "")
    if cost and counted and known.metric.id in ("latency", "training_time"):
        return replace(known, metric=cost)
    return known


def is_possible_value(stated: Quantity, metric: Metric, between: str) -> bool:
    """Whether a number can be a value of the metric: its unit, its size, and how exactly it is printed."""
    value, unit = stated.value, stated.unit
    exponent = value.as_tuple().exponent
    whole = isinstance(exponent, int) and exponent >= 0
    if metric.scale == "share":
        joined = re.fullmatch(
            r"(?i)\W{0,4}(?:score|rate)?\W{0,3}(?:of|is|was|=|:|at|to|by)?\W{0,4}(?:about|up to|over)?\W{0,4}",
            between,
        )
        return (
            unit in (None, "%", "points", "point", "pts", "percent")
            and (abs(value) <= 100 or bool(unit == "%" and _IS.fullmatch(between)))
            and bool(unit == "%" or not whole or joined)
        )
    if metric.id in word_lists.words("metric_words", "model_properties"):
        return _fits_build(stated, metric, between, whole=whole)
    if metric.id == "params":
        return unit in ("M", "B", "K", "k", "million", "billion", "MM", "thousand", "T", "trillion") or (
            unit is None and value >= 1000
        )
    if metric.scale == "bytes":
        return unit in ("G", "M") or (unit is not None and bool(units.readings(stated, "bytes")))
    if metric.id == "gpu_hours":
        return unit is None or bool(units.readings(stated, "seconds"))
    if metric.id == "rtf":
        return unit in (None, "x") and value < 100
    if metric.scale in ("seconds", "rate", "grams", "kwh", "ratio"):
        return unit is not None and bool(units.readings(stated, metric.scale))
    timed = unit is not None and any(units.readings(stated, scale) for scale in ("seconds", "bytes", "rate"))
    if metric.kind == "quality" and (timed or "/" in (unit or "")):
        return False  # "552ms/step - loss"
    return bool(units.readings(stated, metric.scale, metric=metric)) and unit not in (
        "M",
        "B",
        "K",
        "x",
        "s",
        "ms",
    )


def _is_of_something_else(mention: MetricMention, number: NumberInText, text: str) -> bool:
    """Whether a number is of another score, or parted from a build's property: "a 128K context, and 140 languages"."""
    if mention.metric.scale == "share" and number.quantity.value > 100:
        return bool(_OF_ANOTHER.match(text[number.end :]))
    if (
        mention.metric.id not in word_lists.words("metric_words", "model_properties")
        or mention.end > number.start
    ):
        return False
    return bool(re.search(r"[,;]|\b(?:and|plus|or|but)\b", text[mention.end : number.start]))


def _fits_build(stated: Quantity, metric: Metric, between: str, *, whole: bool) -> bool:
    """Whether a number can be a width, a count of layers, a length or the like."""
    value, unit = stated.value, stated.unit
    if metric.id == "embedding_dimension":
        return unit is None and whole and 8 <= value <= 100_000
    if metric.id in ("layers", "attention_heads"):
        return unit is None and whole and 1 <= value <= 1_000 and between in ("after", ":")
    if metric.id == "power":
        return False  # in a sentence it is the device's, not the model's
    if metric.id in ("context_length", "max_output_length", "vocabulary_size"):
        return (
            whole
            and unit not in ("B", "billion", "T")
            and (unit is not None or value >= 64)
            and bool(units.readings(stated, metric.scale))
        )
    return False


def _counted(stated: Quantity, after: str, before: str) -> NumberMeaning | None:
    """Parameters by the noun behind the number: "7 billion parameters", "a 1.1B Llama model"."""
    if stated.unit in ("M", "B", "million", "billion", "MM", "K", "k", "trillion") and not word_lists.pattern(
        "sentence_words", "counted_things"
    ).match(after):
        match = None if re.match(r"(?i)\s(?:the|its|their|our)\s", after) else _MODEL_COUNT.match(after)
        if match and (active := _of_a_part(match[0])) is not None:
            return active
        params = catalog.metric("params")
        plain = stated.unit in ("K", "k", "trillion") or before[-4:].endswith(" to ")
        if match and params and not (plain and "param" not in match[0].lower()):
            return NumberMeaning(
                params, match[0].strip(" -").split()[-1], 0.85 if "param" in match[0].lower() else 0.7
            )
    return None


def _of_a_part(noun: str) -> NumberMeaning | None:
    """The parameters that an answer uses, where the noun behind a number says that they are not all of them."""
    active = catalog.metric("active_params")
    named = re.search(r"(?i)\bactiv(?:e|ated)\b", noun)
    return NumberMeaning(active, noun.strip(" -"), 0.8) if named and active else None


def _nearest(
    number: NumberInText, text: str, mentions: Sequence[MetricMention], numbers: Sequence[NumberInText]
) -> list[MetricMention]:
    """Mentions that may name a number, the likeliest first: right behind it, then before it with nothing between."""
    behind = [mention for mention in mentions if number.end <= mention.start <= number.end + _NEAR_AFTER]
    behind = [mention for mention in behind if not any(number.end <= n.start < mention.start for n in numbers)
              and not re.search(r"[,;:(]|\b(?:and|with|on|for|at|in|the)\b", text[number.end : mention.start])]  # fmt: skip
    ahead = [mention for mention in mentions if number.start - FARTHEST <= mention.end <= number.start]
    ahead = [mention for mention in ahead if not any(mention.end <= n.start < number.start for n in numbers)]
    ahead.sort(key=lambda mention: number.start - mention.end)
    close = [mention for mention in behind if mention.start - number.end <= 2]
    close = close or [
        mention for mention in mentions if mention.start == number.end + 1 and text[number.end] == "("
    ]
    return [*close, *ahead, *behind, *_inherited(number, text, mentions, numbers)]


def _inherited(
    number: NumberInText, text: str, mentions: Sequence[MetricMention], numbers: Sequence[NumberInText]
) -> list[MetricMention]:
    """In a comparison the second other is of the first one's metric: "F1 is 88.7, compared with 88.5"."""
    earlier = [other for other in numbers if other.end <= number.start]
    if not earlier or number.start - earlier[-1].end > 60:
        return []
    between = text[earlier[-1].end : number.start]
    listed = _LISTED.search(between) and re.match(r"\s?%?\s?on\b", text[number.end :])
    if not listed and not re.search(
        r"(?i)compared|versus|\bvs\b|against|than|from|baseline|original|/|\bto\b|→|->|=>|➔|\bwe (?:get|obtain|reach|achieve)\b|\bours\b",
        between,
    ):
        return []
    first = [
        mention for mention in mentions if earlier[-1].start - FARTHEST <= mention.end <= earlier[-1].start
    ]
    return sorted(first, key=lambda mention: -mention.end)[:1]


def _of_devices(after: str) -> bool:
    """Whether devices follow: "73.6 hours of 8 A100s" is time, "680 hours of audio" is data."""
    return bool(
        re.match(r"(?i)\s?(?:of|worth) (?:training|(?:\d+ ?x? ?)?(?:gpu|tpu|[avh]100|compute))", after)
    )


def _by_unit_alone(stated: Quantity, text: str, number: NumberInText) -> NumberMeaning | None:
    """The metric that a unit gives away together with a word of the sentence."""
    unit = stated.unit or ""
    if re.fullmatch(r"hours?|h", unit) and _PRODUCT.search(text[: number.start]):
        known = catalog.metric("gpu_hours")
        return NumberMeaning(known, "GPU hours", 0.7) if known else None
    if re.fullmatch(r"(?i)hours?|hrs?|h|days?|weeks?", unit) and _of_devices(text[number.end :]):
        known = catalog.metric("training_time")
        return NumberMeaning(known, known.name, 0.7) if known else None
    low = text.casefold()
    if (
        re.search(r"/|\bper\b", unit)
        and not re.match(r"(?i)(?:ms|s|seconds?)\b", unit)
        and metric_of_unit(unit, "") is None
        and not units.readings(stated, "rate")
    ):
        return None
    around = low[max(0, number.start - 80) : number.end + 80]
    for metric, shape, words in _BY_UNIT:
        known = catalog.metric(metric)
        if (
            metric == "training_time"
            and re.match(r"(?i)\s?(?:of|worth) ", text[number.end :])
            and not _of_devices(text[number.end :])
        ):
            continue
        if known and re.fullmatch(shape, unit) and re.search(words, around):
            return NumberMeaning(known, known.name, 0.6)
    return None


_PRODUCT = re.compile(
    r"(?i)\bhours? (?:of|on|with|x) \d[\w -]{1,30}?(?: means| =|,? i\.e\.,?| or|, that is,?| equals) $"
)
"""What stands before the product of hours and devices: "73.6 hours of 8 A100s means"."""

_BY_UNIT: tuple[tuple[str, str, str], ...] = (
    ("co2", r"(?i)(?:(?:k?g|t|tonnes?|tons?|grams?|kilograms?) ?(?:of )?CO.{0,8})|tCO.{0,6}", ""),
    ("energy", r"(?i)[kMG]?Wh", ""),
    ("gpu_hours", r"(?i)(?:[MK] ?|million |thousand )?(?:gpu|tpu|a100|v100|h100)[ -]?(?:hours?|h|days?)", ""),
    ("macs", r"[KMGT]?MACs?", ""),
    ("flops", r"(?i)[KMGTP]?FLOPS?", r"^(?!.*(?:peak|per second|/s\b|utili[sz]ation))"),
    ("tokens_per_second", r"(?i)(?:tokens?|toks?) ?(?:/ ?s.{0,5}|per second)", ""),
    ("fps", r"(?i)fps", ""),
    ("throughput", r"(?i)[a-z]{2,12} ?/ ?s(?:ec)?", ""),
    ("throughput", r"(?i)(?:[km] )?[a-z]{2,12} per (?:second|minute)",
     r"^(?!.*\b(?:train\w*|limit\w*|quota|sends?|load)\b).*\b(?:handl\w+|serv\w+|process\w*|sustain\w*|answers?|classif\w+|deliver\w*|achiev\w+|reach\w*|manages?|scores?|translates?|throughput|runs at)\b"),
    ("vram", r"(?i)[mg]i?b|gigabytes?|megabytes?|G", r"\b(?:vram|memory)\b"),
    ("model_size", r"(?i)[kmg]i?b|(?:giga|mega|kilo)bytes?", r"\b(?:size|smaller|weighs?|disk|file|checkpoint|download|weights)\b"),
    ("training_time", r"(?i)hours?|hrs?|h|days?|weeks?|min(?:ute)?s?", r"\b(?:pre-?)?train\w*|\bfine-?tun\w*|\bgpus?\b"),
    ("latency", r"(?i)(?:ms|µs|us|milliseconds?|s|sec|seconds?)(?: ?(?:/|per) ?\w{1,12})?",
     r"\b(?:latency|infer\w*|process\w*|answers? in|respon\w*|per (?:query|sentence|image|sample|token|frame|request|utterance)|predict\w*)\b"),
    ("speedup", r"x|×|X|times|-?fold", r"\b(?:fast(?:er)?|speed-?up|speed|quicker|accelerat\w*)\b"),
)  # fmt: skip
