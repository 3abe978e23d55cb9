"""What a sentence says beside a number that makes it another one than the plain metric: "p95", "top-2", "filtered subset"."""

import re
from collections.abc import Sequence

from claims import catalog
from claims.catalog.metrics import Metric
from claims.quantities import units
from claims.quantities.quantity import NumberInText
from claims.records import Claim, Quantity
from claims.text.qualifiers import mean_named, part_of_data, percentiles_in, top_named
from extractors.language.number_phrases import NumberMeaning

_NEAR = 120
"""Characters on either side that may qualify a number."""
_SHARE_WITHIN = re.compile(
    r"(?i)\b(?:(?P<share>\d{1,2}(?:\.\d{1,3})?) ?(?:%|per ?cent)|(?P<half>half)) of (?:all |the |our |its |these )*"
    r"(?:requests?|calls?|queries|responses?|answers?|inferences?|predictions?|transactions?|messages?|documents?|images?|sentences?|texts?|inputs?|cases)"
    r"\b[^.;\d]{0,70}?(?:within|under|below|in|in less than|less than|faster than|at most|by|no more than|up to|in under|≤|<) ?$"
)
_ON_AVERAGE = re.compile(r"(?i)^(?:[^.;\d]{0,20}?\bon average\b| ?\((?:mean|avg|average)\b)")
_BEFORE = re.compile(
    r"(?i)^[\s:=(,]*(?:(?:is|are|was|of|at|latency|latencies|time|response|under|below|about|around|stays|within|it|takes|needs|answers|responds|in) ?){0,4}[\s:=)~<≤]*$"
)
_BEHIND = re.compile(r"(?i)[\s(\[,]*(?:at|as|for|the)?\s?(?:the )?")
"""What stands between a time and the percentile behind it: "320 ms at the 95th percentile"."""
_TRAINED = re.compile(r"(?i)\b(?:pre-?)?(?:train|fine-?tun|distil|learn)\w*\b[^.;,]{0,70}$")
_ON_TRAINING = re.compile(
    r"(?i)\b(?:on|for|over) (?:the |its |our )?train(?:ing)? (?:set|split|data|rows|examples)\b|\btrain(?:ing)? (?:acc\w*|f1|scores?)\b"
)


def percentile_of(number: NumberInText, text: str, numbers: Sequence[NumberInText]) -> str:
    """The percentile that a sentence ties to a time, as "p95"; empty where it ties none."""
    if (within := _SHARE_WITHIN.search(text[max(0, number.start - 200) : number.start])) is not None:
        return "p50" if within["half"] else f"p{within['share']}"
    named = percentiles_in(text)
    if not named:
        return ""
    times = [time for time in numbers if time.quantity.unit and units.readings(time.quantity, "seconds")]
    earlier = max((time.end for time in times if time.end <= number.start), default=0)
    later = min((time.start for time in times if time.start >= number.end), default=len(text))
    ahead = [(end, name) for start, end, name in named if earlier <= start and end <= number.start]
    if ahead and _BEFORE.match(text[ahead[-1][0] : number.start]):
        return ahead[-1][1]
    behind = [
        name
        for start, _, name in named
        if number.end <= start < later and _BEHIND.fullmatch(text[number.end : start])
    ]
    if behind and (len(times) > 1 or not ahead):
        return behind[0]
    return ahead[-1][1] if ahead else ""


def latency_by_percentile(number: NumberInText, text: str) -> NumberMeaning | None:
    """A time that a percentile alone names: "Its p99 is 900 ms", "done in 320 ms at the 95th percentile"."""
    latency = catalog.metric("latency")
    if latency is None or not _is_time(number.quantity):
        return None
    before = text[max(0, number.start - 200) : number.start]
    named = percentiles_in(text)
    behind = (
        name != "p50" and start >= number.end and _BEHIND.fullmatch(text[number.end : start])
        for start, _, name in named
    )
    if _SHARE_WITHIN.search(before) or any(behind):
        return NumberMeaning(latency, "latency", 0.8)
    ahead = [end for _, end, _ in named if end <= number.start]
    beside = (
        ahead
        and _BEFORE.match(text[ahead[-1] : number.start])
        and ("median" not in text[: number.start].casefold() or _tells_of_tails(text))
    )
    return NumberMeaning(latency, "latency", 0.8) if beside else None


def _tells_of_tails(text: str) -> bool:
    """Whether a sentence gives a percentile of times besides the median, so that its median is one of them too."""
    tails = any(name != "p50" for _, _, name in percentiles_in(text))
    return tails or any(
        _SHARE_WITHIN.search(text[: time.start()]) for time in re.finditer(r"(?<=\s)\d[\d.,]* ?m?s\b", text)
    )


def qualifiers_of(
    number: NumberInText, text: str, numbers: Sequence[NumberInText], metric: Metric
) -> tuple[str, ...]:
    """What the sentence ties to a number, as conditions of its claim."""
    if metric.scale == "seconds":
        percentile = percentile_of(number, text, numbers)
        mean = "mean" if metric.id == "latency" and not percentile and _is_mean(number, text, numbers) else ""
        return tuple(filter(None, (percentile, mean)))
    if metric.kind != "quality":
        return ()
    start = max([0, number.start - _NEAR, *(other.end for other in numbers if other.end <= number.start)])
    end = min(
        [len(text), number.end + _NEAR, *(other.start for other in numbers if other.start >= number.end)]
    )
    near = text[start:end]
    top = top_named(near)
    return tuple(filter(None, (f"top-{top}" if top > 1 else "", _part(near), _training(near))))


def _is_mean(number: NumberInText, text: str, numbers: Sequence[NumberInText]) -> bool:
    """Whether the words right before or right behind a time call it an average."""
    earlier = max((other.end for other in numbers if other.end <= number.start), default=0)
    ahead = re.split(r"[.;]\s(?=[A-Z])", text[max(earlier, number.start - 80) : number.start])[-1]
    return mean_named(ahead) or bool(_ON_AVERAGE.match(text[number.end : number.end + 40]))


def percentile_row(claim: Claim, name: str) -> Claim:
    """The claim of a table whose row is called "p95": the percentile is a condition, and the subject the document's own."""
    named = percentiles_in(claim.subject)
    if claim.kind != "speed" or not named or (named[0][0], named[0][1]) != (0, len(claim.subject.strip())):
        return claim
    conditions = "; ".join(filter(None, (claim.conditions, named[0][2])))
    return claim.model_copy(update={"subject": name, "own": True, "conditions": conditions})


def _part(text: str) -> str:
    """The chosen part of the data that a score is on; what a model was trained on does not count."""
    phrase = part_of_data(text)
    if not phrase:
        return ""
    at = re.search(r"[\W_]+".join(map(re.escape, phrase.split())), text, re.IGNORECASE)
    return "" if at is None or _TRAINED.search(text[: at.start()]) else phrase


def _training(text: str) -> str:
    match = _ON_TRAINING.search(text)
    return "training set" if match and not _TRAINED.search(text[: match.start()]) else ""


def _is_time(stated: Quantity) -> bool:
    return bool(stated.unit and units.readings(stated, "seconds"))
