"""What a card or a vendor's text promises that no laboratory can measure."""

import re
from collections.abc import Iterator

from claims.records import Document, Promise
from extractors import extractor
from extractors.language.promises import is_own, promises_in
from extractors.language.source_text import TextByLine, card_sentences
from extractors.tables.card.context import Context


@extractor("card-promises", version=1, reads="card")
def card_promises(document: Document) -> Iterator[Promise]:
    """Reads prices, uptime, outcomes at customers and compliance, each with the evidence to ask for."""
    names, lines = Context(document).names, TextByLine(document)
    for sentence in card_sentences(document):
        for promise in promises_in(sentence.text):
            digits = re.search(r"\d[\d.,]*\d|\d", sentence.text[promise.start : promise.end])
            place = sentence.place(promise.start, promise.end, lines, digits=digits[0] if digits else "")
            if place is not None and is_own(promise, sentence.text, names):
                yield promise.at(place, sentence.text)
