"""What a new version of a document states otherwise than the version before."""

from collections.abc import Iterator, Sequence

from claims.catalog.name_index import squeeze
from claims.identity import statement_key
from claims.records import Claim
from claims.records.digest import Change

Key = tuple[str, str]
MOST = 50
"""Changes that are told of one document."""


def changes(before: Sequence[Claim], after: Sequence[Claim]) -> tuple[Change, ...]:
    """The numbers that differ, are new or are gone, in the order of the new version.

    A number is known again by metric, data set, split, subject and task; where several places state it, each
    statement counts once. Moving it on the page, or printing it with another unit sign, changes nothing.
    """
    return tuple(_changes(_stated(before), _stated(after)))[:MOST]


def _changes(old: dict[Key, dict[str, Claim]], new: dict[Key, dict[str, Claim]]) -> Iterator[Change]:
    for key, now in new.items():
        was = old.get(key, {})
        gone = [claim for value, claim in was.items() if value not in now]
        come = [claim for value, claim in now.items() if value not in was]
        for index, claim in enumerate(come):
            earlier = gone[index] if index < len(gone) else None
            printed = earlier.stated.as_written if earlier else None
            yield Change(about=_claim_described(claim), before=printed, after=claim.stated.as_written)
        for claim in gone[len(come) :]:
            yield Change(about=_claim_described(claim), before=claim.stated.as_written)
    for key, was in old.items():
        if key not in new:
            yield from (
                Change(about=_claim_described(claim), before=claim.stated.as_written)
                for claim in was.values()
            )


def _stated(claims: Sequence[Claim]) -> dict[Key, dict[str, Claim]]:
    """Each number by what it is of, then by what it is."""
    stated: dict[Key, dict[str, Claim]] = {}
    for claim in claims:
        key = (statement_key(claim), squeeze(claim.task or ""))
        stated.setdefault(key, {})[str(claim.stated.value)] = claim
    return stated


def _claim_described(claim: Claim) -> str:
    on = f" on {claim.dataset}" if claim.dataset else ""
    return f"{claim.metric_as_written}{on}{f' ({claim.split})' if claim.split else ''}, {claim.subject}"
