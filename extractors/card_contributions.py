"""The techniques that a card presents as the model's own, and whether a figure with and without each stands beside."""

from collections.abc import Iterator

from claims.catalog.word_lists import pattern
from claims.comparisons.ablatable import can_be_left_out
from claims.records import Contribution, Document
from extractors import extractor
from extractors.components.ablations import Ablations
from extractors.components.components import proposed_components


@extractor("card-contributions", version=1, reads="card")
def card_contributions(document: Document) -> Iterator[Contribution]:
    """Reads the techniques that a card says its authors propose, each with the figure that leaves it out or adds it.

    What a card only uses, as every model uses attention, is no technique of its own, and its headings name no parts.
    """
    shown = Ablations(document)
    for component in proposed_components(document):
        if can_be_left_out(component.name) and pattern("component_words", "techniques").search(
            component.name
        ):
            where = shown.ablation_of(component.name)
            yield Contribution(
                component=component.name, place=component.place, ablated=where is not None, where=where
            )
