"""Statements that no laboratory can measure: "35 % fewer tickets", "99.95 % uptime", "GDPR compliant", prices."""

import functools
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from claims.catalog.word_lists import meanings, pattern, words
from claims.quantities.quantity import NumberInText
from claims.records import Place, Promise, PromiseTopic, Quantity
from extractors.language.service_prices import prices_in
from extractors.language.subject_of_number import subject_of_number
from extractors.language.system_names import OwnNames

LONGEST = 300
"""Characters of a sentence that are kept."""
_SHARE = r"(?P<{}>\d{{1,3}}(?:\.\d{{1,4}})?)\s?(?:%|percent\b|per cent\b)"
_UPTIME_NAME = r"(?:uptime|(?:service|system|platform|API|monthly|annual) availability)"
_UPTIME = re.compile(
    rf"(?i)(?<![\d.]){_SHARE.format('ahead')}\s+(?:[a-z-]+ ){{0,3}}{_UPTIME_NAME}\b"
    rf"|\b{_UPTIME_NAME}\s+(?:[a-z-]+ ){{0,4}}{_SHARE.format('behind')}"
)
_NUMBER = r"\d{1,4}(?:[.,]\d{1,3})?\s?(?:%|percent\b|per cent\b|x\b|×|times\b)"


class PromiseInText(NamedTuple):
    """A promise in a sentence, and where it stands in it."""

    start: int
    end: int
    topic: PromiseTopic
    ask: str
    value: Decimal | None = None
    unit: str = ""
    priced: str = ""

    def at(self, place: Place, sentence: str) -> Promise:
        """The promise as a record."""
        return Promise(
            topic=self.topic,
            says=" ".join(sentence.split())[:LONGEST],
            ask=self.ask,
            value=self.value,
            unit=self.unit,
            priced=self.priced,
            is_bound=pattern("vendor_claims", "bounds").search(sentence[: self.start]) is not None,
            place=place,
        )


def promises_in(text: str) -> Iterator[PromiseInText]:
    """Every such statement of a sentence; what is denied, planned or asked of the reader is none."""
    evidence = meanings("vendor_claims", "evidence")
    for price in prices_in(text):
        value, unit = price.stated.value, price.stated.unit or ""
        yield PromiseInText(price.start, price.end, "price", evidence["price"], value, unit, price.per)
    for match in _UPTIME.finditer(text):
        value = Decimal(match["ahead"] or match["behind"])
        yield PromiseInText(match.start(), match.end(), "uptime", evidence["uptime"], value, "%")
    if pattern("vendor_claims", "not_stated").search(text):
        return
    for match in _outcome().finditer(text):
        yield PromiseInText(match.start(), match.end(), "outcome", evidence["outcome"])
    for match, ask in _compliance(text):
        yield PromiseInText(match.start(), match.end(), "compliance", ask)


@functools.cache
def _outcome() -> re.Pattern[str]:
    """A number with what a business counts: "35 % fewer tickets", "cuts handling time by 40 %"."""
    counted = "|".join(sorted(words("vendor_claims", "outcomes"), key=len, reverse=True))
    less = r"(?:fewer|less|lower|more|higher|greater|shorter|(?:reduction|drop|increase|decrease|rise|savings?) (?:in|of|on))"
    change = r"(?:cut|reduc|lower|sav|shrink|increas|boost|rais|improv|decreas|lift)[a-z]*"
    return re.compile(
        rf"(?i)(?<![\d.]){_NUMBER}\s+{less}\s+(?:[a-z-]+ ){{0,2}}?(?:{counted})\b"
        rf"|\b{change}\s+(?:[a-z-]+ ){{0,3}}?(?:{counted})\s+(?:by|up to|by up to|of)\s+(?:[a-z]+ ){{0,2}}{_NUMBER}"
    )


@functools.cache
def _regimes() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What states compliance with each law or standard, and the evidence to ask for."""
    made = []
    for name, ask in meanings("vendor_claims", "regimes").items():
        spelled = r"(?:/iec)?[ -]?".join(map(re.escape, name.split()))
        kept = r"(?:compliant|certified|attested|audited|accredited|authori[sz]ed|conformant|konform)"
        made.append(
            (
                re.compile(
                    rf"(?i)\b{spelled}\b(?:[ :-](?:\d{{4}}|type|I{{1,2}}|[12])\b)*[ -](?:is )?{kept}\b"
                    rf"|\b(?:{kept}|compl(?:y|ies)|conforms?)\s+(?:with|to|under|for|against)\s+(?:[\w/,:-]+ ){{0,6}}?{spelled}\b"
                ),
                ask,
            )
        )
    return tuple(made)


def _compliance(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """The first statement of compliance with each law or standard."""
    for stated, ask in _regimes():
        match = stated.search(text)
        if match is not None:
            yield match, ask


def is_own(promise: PromiseInText, text: str, names: OwnNames) -> bool:
    """Whether a promise is about the document's own service, not another's beside it."""
    stated = Quantity(value=promise.value or Decimal(0), as_written=text[promise.start : promise.end])
    number = NumberInText(start=promise.start, end=promise.end, quantity=stated)
    return subject_of_number(number, text, names, [number])[1]
