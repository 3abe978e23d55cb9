"""The runs of one target over time: claims and verdicts that changed from version to version."""

from collections.abc import Iterator
from itertools import pairwise

from sqlalchemy import select

from claims.records import Dossier, Outcome
from claims.records.library import History, OutcomeChange, Version
from claims.revision_diff import changes
from flows.library import index_rows
from flows.library.index import LibraryIndex
from flows.store import Store
from flows.store import schema as stored
from reports.views.claim_rows import claim_rows
from reports.views.safe_text import shortened, visible
from reports.views.summary import summarise

MOST = 10
"""Runs of one target that are opened."""


def history(run: str, store: Store, index: LibraryIndex) -> History | None:
    """The target of a run over its versions; None where there is no such run."""
    dossier = index.read(run)
    if dossier is None:
        return None
    asked = select(stored.runs.c.run, stored.runs.c.finished_at).where(stored.runs.c.target == dossier.target)
    with store.open() as connection:
        stored_runs = connection.execute(asked.order_by(stored.runs.c.number.desc()).limit(MOST)).all()
    opened = [
        (opened_dossier, when)
        for name, when in stored_runs
        if (opened_dossier := index.read(name)) is not None and _same(opened_dossier, dossier)
    ]
    later = [_version(now, when, before) for (now, when), (before, _) in pairwise(opened)]
    first = [_version(*opened[-1], None)] if opened else []
    return History(target=visible(dossier.target), versions=(*later, *first))


def _same(first: Dossier, other: Dossier) -> bool:
    """Whether two runs are of one document: Hub and arXiv names last, two folders may share a name by chance."""
    lasting = first.source.kind in ("hub", "arxiv") or first.title == other.title
    return first.source.kind == other.source.kind and lasting


def _version(now: Dossier, when: str, before: Dossier | None) -> Version:
    return Version(
        run=now.run,
        revision=shortened(now.source.revision, 64),
        finished_at=when,
        conclusion=summarise(now).conclusion,
        claims=len(now.claims),
        changes=changes(before.claims, now.claims) if before else (),
        changed_outcomes=tuple(_changed_outcomes(before, now)) if before else (),
    )


def _changed_outcomes(before: Dossier, now: Dossier) -> Iterator[OutcomeChange]:
    """The same statements with another outcome."""
    was = {key: outcome for key, _, outcome in _outcomes(before)}
    for key, name, outcome in _outcomes(now):
        if key in was and was[key] != outcome:
            yield OutcomeChange(name=name, before=was[key], after=outcome)


def _outcomes(dossier: Dossier) -> Iterator[tuple[tuple[str, str], str, Outcome]]:
    """Every first statement by what it is of and what it says, with its name and its outcome."""
    for row in claim_rows(dossier):
        if row.claim.same_as is None:
            key = (index_rows.statement_digest(row.claim), str(row.claim.stated.value))
            yield key, f"{row.name}: {row.stated}", row.outcome
