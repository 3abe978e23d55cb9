"""Claims of a card's other fields: the emissions that its front matter declares."""

from collections.abc import Iterator

from claims import catalog
from claims.quantities import quantity
from claims.records import Claim, Document, Quantity
from extractors import extractor
from extractors.language.make_claim import make_claim


@extractor("card-facts", version=1, reads="card")
def card_facts(document: Document) -> Iterator[Claim]:
    """Reads `co2_eq_emissions`, which the Hub's specification counts in grams."""
    training_notes = [document.entry(f"co2_eq_emissions/{name}") for name in ("training_type", "source")]
    for entry in document.metadata:
        if entry.path not in ("co2_eq_emissions", "co2_eq_emissions/emissions"):
            continue
        stated = quantity.read(entry.value)
        if isinstance(stated, Quantity):
            yield make_claim(
                stated if stated.unit else stated.model_copy(update={"unit": "g"}),
                entry.place,
                catalog.metric("co2"),
                printed="co2_eq_emissions",
                subject=document.source.name,
                own=True,
                read_by="card-facts@1",
                confidence=0.98,
                conditions="; ".join(word.value for word in training_notes if word)[:300],
            )
