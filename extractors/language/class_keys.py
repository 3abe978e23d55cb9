"""Scores of single classes in a list of results: seqeval prints precision, recall, F1 and number for each type."""

import re
from collections.abc import Iterable, Iterator

from claims.records import Claim, Document

_NUMBER = re.compile(r"(?im)^[\s>*+-]{0,6}(\S[^\n:=]{0,40}?)[ _]number\s?[:=]\s?\d+\s*$")
"""How many entities of a type there are: "Adj Number: 1670"."""


def of_classes(claims: Iterable[Claim], document: Document) -> Iterator[Claim]:
    """The claims; the score of a type that is also counted is on a condition, and its count is no claim."""
    text = "\n".join(block.text for block in document.blocks)
    types = {match[1].strip(" *`'\"").casefold() for match in _NUMBER.finditer(text)} - {"overall"}
    for claim in claims:
        words = re.split(r"[ _]", claim.metric_as_written)
        name = claim.metric_as_written[: -len(words[-1]) - 1]
        if name.casefold() not in types or claim.kind != "quality":
            yield claim
        elif words[-1].casefold() != "number":
            conditions = "; ".join(filter(None, [f"class {name}", claim.conditions]))
            yield claim.model_copy(update={"conditions": conditions})
