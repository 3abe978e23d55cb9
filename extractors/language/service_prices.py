"""Prices in sentences: "$1.90 per 1,000 requests", "0.02 EUR a call", "USD 12 / million tokens"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from claims import catalog
from claims.catalog.metrics import Metric
from claims.catalog.word_lists import pattern
from claims.quantities.price_unit import currency_of, per_pattern
from claims.quantities.quantity import NumberInText
from claims.records import Claim, Place, Quantity
from extractors.language.make_claim import make_claim
from extractors.language.subject_of_number import subject_of_number
from extractors.language.system_names import OwnNames

_CODES = r"USD|EUR|GBP|CHF|US\$"
_NUMBER = r"(\d{1,3}(?:,\d{3})+(?:\.\d{1,6})?|\d{1,7}(?:\.\d{1,8})?)"
_AMOUNT = re.compile(rf"(?<![\w.,])(?:({_CODES}|[$€£])\s?{_NUMBER}|{_NUMBER}\s?({_CODES}|[$€£]))\s?")


@dataclass(frozen=True)
class PrintedPrice:
    """A price in a text, what it is for, and where it stands."""

    start: int
    end: int
    stated: Quantity
    per: str
    metric: Metric


def prices_in(text: str) -> Iterator[PrintedPrice]:
    """Every price that says what it is for; savings, former prices and differences are none."""
    for match in _AMOUNT.finditer(text):
        sign, number = (match[1], match[2]) if match[2] else (match[4], match[3])
        per = per_pattern().match(text, match.end())
        if per is None or pattern("sentence_words", "other_prices").search(text[: match.start()]):
            continue
        metric = catalog.metric("price" if "token" in per[0].casefold() else "cost_per_request")
        printed = " ".join(text[match.start() : per.end()].split())
        stated = Quantity(value=Decimal(number.replace(",", "")), unit=currency_of(sign), as_written=printed)
        if metric is not None:
            yield PrintedPrice(match.start(), per.end(), stated, per[0], metric)


def claim_of_price(
    price: PrintedPrice, place: Place, text: str, names: OwnNames, read_by: str, confidence: float
) -> Claim:
    """The claim that a price in a sentence makes."""
    number = NumberInText(start=price.start, end=price.end, quantity=price.stated)
    subject, own = subject_of_number(number, text, names, [number])
    return make_claim(
        price.stated,
        place,
        price.metric,
        printed=price.metric.name,
        subject=subject,
        own=own,
        read_by=read_by,
        confidence=confidence,
        conditions=price.per,
    )
