"""The same figure in several documents: the same system, metric, data set and split, under whatever spelling."""

from sqlalchemy import Connection, func, select

from claims.records.library import Cited, Shelved
from flows.library import tables

MOST = 100
"""Figures that are listed."""
EACH = 12
"""Documents that are listed of one."""


def cited(connection: Connection) -> tuple[Cited, ...]:
    """The figures that at least two documents give; those that are given differently first, then the commonest."""
    claims, spines = tables.claims.c, tables.spines.c
    documents = func.count(func.distinct(spines.target))
    asked = (
        select(claims.same)
        .join(tables.spines, spines.number == claims.number)
        .where(claims.same != "")
        .group_by(claims.same)
        .having(documents > 1)
        .order_by(documents.desc(), claims.same)
        .limit(MOST)
    )
    found = [_cited(connection, str(same)) for same in connection.execute(asked).scalars().all()]
    return tuple(sorted(found, key=lambda one: not one.differs))


def _cited(connection: Connection, same: str) -> Cited:
    """One figure, by the latest run of each document."""
    kept = tables.claims.c
    asked = select(kept.record).where(kept.same == same).order_by(kept.number.desc()).limit(EACH * EACH)
    latest: dict[str, Shelved] = {}
    for record in connection.execute(asked).scalars():
        one = Shelved.model_validate_json(record)
        latest.setdefault(one.target, one)
    rows = tuple(latest.values())[:EACH]
    return Cited(
        name=rows[0].name.removesuffix(f", {rows[0].subject}"),
        subject=rows[0].subject,
        differs=len({one.stated for one in rows}) > 1,
        rows=rows,
    )
