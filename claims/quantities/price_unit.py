"""For how many of what a price is asked: "$0.20 per 1M tokens" is 0.20 for a million tokens."""

import re
from typing import Literal

from claims.records import Claim
from claims.records.plan import Per

_PER = re.compile(
    r"(?:\bper|\ba\b|/)\s*(?:(\d[\d,]{0,12})\s*([km])?|([km])\b|(thousand|million))?\s*"
    r"(?:input |output |generated |inference )?"
    r"(tokens?|requests?|quer(?:y|ies)|calls?|predictions?|inferences?|texts?|sentences?|images?|documents?)\b",
    re.IGNORECASE,
)
_TIMES = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000}
_LONGEST = 2_000  # characters that are searched


def per_of(claim: Claim) -> Per | None:
    """What the printed price is for, from the number's own words, its name and its conditions; None where none says."""
    texts = (claim.stated.as_written, claim.metric_as_written, claim.conditions or "")
    return next((price_unit for text in texts if (price_unit := _read(text[:_LONGEST])) is not None), None)


def _read(text: str) -> Per | None:
    match = _PER.search(text)
    if match is None:
        return None
    number, letter, alone, word, what = match.groups()
    times = _TIMES.get((letter or alone or word or "").casefold(), 1)
    count = int((number or "1").replace(",", "") or 1) * times
    kind: Literal["request", "token"] = "token" if what.casefold().startswith("token") else "request"
    return Per(count=count, what=kind) if count > 0 else None
