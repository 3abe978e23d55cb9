"""Differences between a card and its paper: the same figure of the same system with another value."""

from collections.abc import Iterator, Sequence

from claims import catalog
from claims.contradictions.same_figure import agree, finding
from claims.identity import same_model
from claims.records import Claim, Finding

MOST = 10
"""Differences that are told; beyond that the two speak of different models."""


def comparable(
    claims: Sequence[Claim], others: Sequence[Claim], model: str, *, paper: bool, vendor: bool = False
) -> tuple[Claim, ...]:
    """The other document's claims about a figure that this one states too; `paper` says that the other is the paper.

    A card speaks of its model, whatever it calls it; of a paper's systems only the one that is the model by name
    is meant. Of a vendor's folder both documents are about what the vendor sells.
    """
    own = [claim for claim in claims if _counts(claim, model, in_paper=not paper and not vendor)]
    return tuple(
        other
        for other in others
        if _counts(other, model, in_paper=paper and not vendor)
        and any(same_figure(claim, other, vendor=vendor) for claim in own)
    )


def differing(
    claims: Sequence[Claim], beside: Sequence[Claim], name: str, *, vendor: bool = False
) -> Iterator[Finding]:
    """Finds a figure that the document beside this one gives differently, where that one gives no other value of it."""
    differences = 0
    for claim in claims:
        same = [figure for figure in beside if claim.own and same_figure(claim, figure, vendor=vendor)]
        if same and not any(agree(claim, figure) for figure in same) and differences < MOST:
            differences += 1
            other = same[0]
            where = other.place.table or f"page {other.place.page}" if other.place.page else other.place.file
            yield finding(
                f"{claim.metric_as_written}{_on(claim)} is {claim.stated.as_written} here and "
                f"{other.stated.as_written} in {name} ({where}).",
                _ask(claim, other),
                (claim,),
                places=(other.place,),
            )


def same_figure(claim: Claim, other: Claim, *, vendor: bool = False) -> bool:
    """Whether two claims state the same quantity.

    Metric and data set must be said by both and be the same; splits and conditions must not differ.
    A vendor's documents may both speak of "our test set" without a name, or one of an accuracy without any words.
    """
    if claim.metric != other.metric or claim.kind != "quality" or other.kind != "quality":
        return claim.metric == other.metric == "params"
    unnamed = vendor and not claim.dataset and not other.dataset and (claim.split or other.split)
    if not unnamed and not (
        claim.dataset and other.dataset and catalog.same_dataset(claim.dataset, other.dataset)
    ):
        return False
    splits = {split.casefold() for split in (claim.split, other.split) if split}
    settings = {conditions.casefold() for conditions in (claim.conditions, other.conditions) if conditions}
    return len(splits) < 2 and len(settings) < 2


def _counts(claim: Claim, model: str, *, in_paper: bool) -> bool:
    """Whether a claim is a plain figure of the model."""
    return claim.own and claim.stated.relation == "=" and (not in_paper or same_model(claim.subject, model))


def _ask(claim: Claim, other: Claim) -> str:
    """What to ask about a figure that two documents give differently."""
    split = claim.split or other.split
    if split and not (claim.split and other.split):
        return f"Ask which of the two holds, and on which rows: only one names a split, {split}."
    return "Ask which of the two holds for these weights: another revision, split or setting may explain it."


def _on(claim: Claim) -> str:
    split = f" ({claim.split})" if claim.split else ""
    return f" on {claim.dataset}{split}" if claim.dataset else ""
