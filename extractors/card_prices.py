"""Prices that a card or a vendor's text names in its sentences."""

import re
from collections.abc import Iterator

from claims.records import Claim, Document
from extractors import extractor
from extractors.language.service_prices import claim_of_price, prices_in
from extractors.language.source_text import TextByLine, card_sentences
from extractors.tables.card.context import Context


@extractor("card-prices", version=2, reads="card")
def card_prices(document: Document) -> Iterator[Claim]:
    """Reads every price that says what it is for: a request, a thousand of them, a million tokens."""
    names, lines = Context(document).names, TextByLine(document)
    for sentence in card_sentences(document):
        for price in prices_in(sentence.text):
            digits = re.search(r"\d[\d.,]*\d|\d", price.stated.as_written)
            place = sentence.place(price.start, price.end, lines, digits=digits[0] if digits else "")
            if place is not None:
                yield claim_of_price(price, place, sentence.text, names, "card-prices@2", 0.9)
