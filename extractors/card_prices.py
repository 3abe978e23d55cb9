"""Prices that a card or a vendor's text names in its sentences."""

import re
from collections.abc import Iterator

from claims.quantities.quantity import NumberInText
from claims.records import Claim, Document
from extractors import extractor
from extractors.language.make_claim import make_claim
from extractors.language.service_prices import prices_in
from extractors.language.source_text import TextByLine, card_sentences
from extractors.language.subject_of_number import subject_of_number
from extractors.tables.card.context import Context


@extractor("card-prices", version=1, reads="card")
def card_prices(document: Document) -> Iterator[Claim]:
    """Reads every price that says what it is for: a request, a thousand of them, a million tokens."""
    context, lines = Context(document), TextByLine(document)
    for sentence in card_sentences(document):
        for price in prices_in(sentence.text):
            digits = re.search(r"\d[\d.,]*\d|\d", price.stated.as_written)
            place = sentence.place(price.start, price.end, lines, digits=digits[0] if digits else "")
            if place is None:
                continue
            number = NumberInText(start=price.start, end=price.end, quantity=price.stated)
            subject, own = subject_of_number(number, sentence.text, context.names, [number])
            yield make_claim(
                price.stated,
                place,
                price.metric,
                printed=price.metric.name,
                subject=subject,
                own=own,
                read_by="card-prices@1",
                confidence=0.9,
                conditions=price.per,
            )
