"""What a paper presents as its own, and whether an ablation isolates it."""

from collections.abc import Iterator

from claims.records import Contribution, Document
from extractors import extractor
from extractors.components.ablations import Ablations
from extractors.components.components import components


@extractor("paper-contributions", version=2, reads="paper")
def paper_contributions(document: Document) -> Iterator[Contribution]:
    """Reads the components that a paper proposes, each with the place of the ablation that leaves it out or varies it."""
    shown = Ablations(document)
    for component in components(document):
        where = shown.ablation_of(component.name)
        yield Contribution(
            component=component.name, place=component.place, ablated=where is not None, where=where
        )
