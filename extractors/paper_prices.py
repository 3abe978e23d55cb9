"""Prices that a paper or a vendor's PDF names in its sentences."""

from collections.abc import Iterator

from claims.comparisons.own_system import OwnSystem
from claims.records import Claim, Document
from extractors import extractor
from extractors.language.name_usage import NameUsage
from extractors.language.paper_sentences import paper_sentences
from extractors.language.service_prices import claim_of_price, prices_in
from extractors.language.system_names import OwnNames


@extractor("paper-prices", version=2, reads="paper")
def paper_prices(document: Document) -> Iterator[Claim]:
    """Reads every price that says what it is for: a request, a thousand of them, a million tokens."""
    usage = NameUsage(document)
    names = OwnNames(usage.own_name, OwnSystem(usage.own_names, variants=False))
    for sentence in paper_sentences(document):
        for price in prices_in(sentence.text):
            place = sentence.place(price.start, price.end)
            if place is not None and place.quote:
                yield claim_of_price(price, place, sentence.text, names, "paper-prices@2", 0.85)
