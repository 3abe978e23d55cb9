"""For how many of what a price is asked, and in which currency: "$0.20 per 1M tokens" is for a million tokens."""

import functools
import re
from typing import Literal

from claims.catalog.word_lists import meanings, words
from claims.records import Claim
from claims.records.plan import Per

_COUNT = r"(?:(\d[\d,]{0,12})\s*([km])?\b|([km])\b|(\d[\d,]{0,12}\s+)?(hundred|thousand|million)\b)"
_TIMES = {"k": 1_000, "m": 1_000_000, "hundred": 100, "thousand": 1_000, "million": 1_000_000}
_LONGEST = 2_000  # characters that are searched


def per_of(claim: Claim) -> Per | None:
    """What the printed price is for, from the number's own words, its name and its conditions; None where none says."""
    texts = (claim.stated.as_written, claim.metric_as_written, claim.conditions or "")
    printed = next((unit for text in texts if (unit := price_unit(text[:_LONGEST])) is not None), None)
    currency = currency_of(claim.stated.unit or "")
    return printed and printed.model_copy(update={"currency": currency})


def currency_of(name: str) -> str | None:
    """The sign of the currency that a unit or the name of a column tells: "$" for "price_usd"; None where none does."""
    known = meanings("price_words", "currencies")
    named = [known[part] for part in re.split(r"[_\s-]+", name.casefold()) if part in known]
    return named[0] if named else None


@functools.cache
def per_pattern() -> re.Pattern[str]:
    """What stands behind a price and says what it is for: "per 1,000 requests", "/ 1M tokens", "a call".

    Behind a count any plural is an answer of the service, but for those of a list; without one only listed nouns are.
    """
    other = "|".join(sorted(words("price_words", "priced_otherwise")))
    answer = "|".join(sorted(words("price_words", "priced_answers")))
    before = rf"(?:(?!(?:{other})\b)[a-z]{{2,15}}[ -]){{0,2}}?"
    counted = rf"(?P<counted>tokens?|{answer}|(?!(?:{other})\b)[a-z]{{3,20}}s)"
    return re.compile(
        rf"(?:(?:\b(?:per|an?|for|each)\b|/)\s*{_COUNT}\s*{before}{counted}"
        rf"|(?:\b(?:per|an?|each|for (?:each|every))\b|/)\s*{before}(?P<one>token|tokens|{answer}))\b",
        re.IGNORECASE,
    )


def price_unit(text: str) -> Per | None:
    """What a text prices: "per 1M tokens" is for a million tokens; None where it says nothing of the kind."""
    match = per_pattern().search(text)
    if match is None:
        return None
    number, letter, alone, digits, word = match.groups()[:5]
    times = _TIMES.get((letter or alone or word or "").casefold(), 1)
    count = int((number or digits or "1").replace(",", "") or 1) * times
    noun = match["counted"] or match["one"]
    kind: Literal["request", "token"] = "token" if noun.casefold().startswith("token") else "request"
    return Per(count=count, what=kind) if count > 0 else None
