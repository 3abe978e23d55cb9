"""The runs of one target beside each other: what each version states, and how it came out, otherwise than before."""

from collections.abc import Iterator
from itertools import pairwise

from sqlalchemy import select

from claims.records import Dossier, Outcome
from claims.records.library import History, Turned, Version
from claims.revision_diff import changes
from flows.library import index_rows
from flows.library.index import Shelf
from flows.store import Store
from flows.store import schema as stored
from reports.views.claim_rows import rows
from reports.views.safe_text import shortened, visible
from reports.views.summary import summarise

MOST = 10
"""Runs of one target that are opened."""


def history(run: str, store: Store, shelf: Shelf) -> History | None:
    """The target of a run over its versions; None where there is no such run."""
    dossier = shelf.read(run)
    if dossier is None:
        return None
    asked = select(stored.runs.c.run, stored.runs.c.finished_at).where(stored.runs.c.target == dossier.target)
    with store.open() as connection:
        found = connection.execute(asked.order_by(stored.runs.c.number.desc()).limit(MOST)).all()
    opened = [
        (one, when) for name, when in found if (one := shelf.read(name)) is not None and _same(one, dossier)
    ]
    told = [_version(now, when, before) for (now, when), (before, _) in pairwise(opened)]
    first = [_version(*opened[-1], None)] if opened else []
    return History(target=visible(dossier.target), versions=(*told, *first))


def _same(one: Dossier, other: Dossier) -> bool:
    """Whether two runs are of one document: doors have names for good, two folders may only be called alike."""
    lasting = one.source.kind in ("hub", "arxiv") or one.title == other.title
    return one.source.kind == other.source.kind and lasting


def _version(now: Dossier, when: str, before: Dossier | None) -> Version:
    return Version(
        run=now.run,
        revision=shortened(now.source.revision, 64),
        finished_at=when,
        conclusion=summarise(now).conclusion,
        claims=len(now.claims),
        changes=changes(before.claims, now.claims) if before else (),
        turned=tuple(_turned(before, now)) if before else (),
    )


def _turned(before: Dossier, now: Dossier) -> Iterator[Turned]:
    """The same statements with another outcome."""
    was = {key: outcome for key, _, outcome in _outcomes(before)}
    for key, name, outcome in _outcomes(now):
        if key in was and was[key] != outcome:
            yield Turned(name=name, before=was[key], after=outcome)


def _outcomes(dossier: Dossier) -> Iterator[tuple[tuple[str, str], str, Outcome]]:
    """Every first statement by what it is of and what it says, with its name and its outcome."""
    for row in rows(dossier):
        if row.claim.same_as is None:
            key = (index_rows.same(row.claim), str(row.claim.stated.value))
            yield key, f"{row.name}: {row.stated}", row.outcome
