"""The same figure in several documents: the same system, metric, data set and split, under whatever spelling."""

from sqlalchemy import Connection, func, select

from claims.records.library import Cited, Shelved
from flows.library import schema

MOST = 60
"""Figures that are listed."""
EACH = 12
"""Documents that are listed of one."""


def cited(connection: Connection) -> tuple[Cited, ...]:
    """The figures that at least two documents give; those that are given differently first, then the commonest."""
    kept = schema.claims.c
    asked = (
        select(kept.same)
        .where(kept.same != "")
        .group_by(kept.same)
        .having(func.min(kept.document) != func.max(kept.document))
        .order_by(func.count().desc(), kept.same)
        .limit(MOST)
    )
    found = [_cited(connection, str(same)) for same in connection.execute(asked).scalars().all()]
    several = (one for one in found if len(one.rows) > 1)  # not where the latest runs are all of one document
    return tuple(sorted(several, key=lambda one: not one.differs))


def _cited(connection: Connection, same: str) -> Cited:
    """One figure, by the latest run of each document."""
    kept = schema.claims.c
    asked = select(kept.record).where(kept.same == same).order_by(kept.number.desc()).limit(EACH * 3)
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
