"""The techniques that a card presents as the model's own, and whether a figure with and without each stands beside."""

import re
from collections.abc import Iterator

from claims.comparisons.ablatable import can_be_left_out
from claims.records import Contribution, Document
from extractors import extractor
from extractors.components.ablations import Ablations
from extractors.components.components import proposed_components

_TECHNIQUE = re.compile(
    r"(?i)\b(?:strategy|loss|objective|attention|mechanism|layers?|modules?|scheme|technique|augmentation|masking|distillation|pruning|quanti[sz]ation"
    r"|regulari[sz](?:er|ation)|sampling|embeddings?|encoding|routing|pooling|normali[sz]ation|tokeni[sz](?:er|ation)|decoding|merging|mixing|tuning|training"
    r"|learning|dropout|gating|heads?|adapters?|curriculum)$"
)
"""What a technique's name ends with."""


@extractor("card-contributions", version=1, reads="card")
def card_contributions(document: Document) -> Iterator[Contribution]:
    """Reads the techniques that a card says its authors propose, each with the figure that leaves it out or adds it.

    What a card only uses, as every model uses attention, is no technique of its own, and its headings name no parts.
    """
    shown = Ablations(document)
    for one in proposed_components(document):
        if can_be_left_out(one.name) and _TECHNIQUE.search(one.name):
            where = shown.ablation_of(one.name)
            yield Contribution(component=one.name, place=one.place, ablated=where is not None, where=where)
