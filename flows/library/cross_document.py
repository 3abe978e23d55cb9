"""The same figure in several documents: the same system, metric, data set and split, under whatever spelling."""

from sqlalchemy import Connection, func, select

from claims.records.library import IndexedClaim, RepeatedFigure
from flows.library import schema
from flows.store.stored_records import readable

MOST = 60
"""Figures that are listed."""
EACH = 12
"""Documents that are listed of one."""


def repeated_figures(connection: Connection) -> tuple[RepeatedFigure, ...]:
    """The figures that at least two documents give; those that are given differently first, then the commonest."""
    kept = schema.claim_rows.c
    asked = (
        select(kept.same)
        .where(kept.same != "")
        .group_by(kept.same)
        .having(func.min(kept.document) != func.max(kept.document))
        .order_by(func.count().desc(), kept.same)
        .limit(MOST)
    )
    figures = [_repeated_figure(connection, str(same)) for same in connection.execute(asked).scalars().all()]
    several = (
        figure for figure in figures if figure is not None and len(figure.rows) > 1
    )  # not where the latest runs are all of one document
    return tuple(sorted(several, key=lambda figure: not figure.differs))


def _repeated_figure(connection: Connection, same: str) -> RepeatedFigure | None:
    """One figure, by the latest run of each document; None where nothing of it can be read."""
    kept = schema.claim_rows.c
    asked = select(kept.record).where(kept.same == same).order_by(kept.number.desc()).limit(EACH * 3)
    latest: dict[str, IndexedClaim] = {}
    for claim in readable(IndexedClaim, connection.execute(asked).scalars()):
        latest.setdefault(claim.target, claim)
    rows = tuple(latest.values())[:EACH]
    if not rows:
        return None
    return RepeatedFigure(
        name=rows[0].name.removesuffix(f", {rows[0].subject}"),
        subject=rows[0].subject,
        differs=len({claim.stated for claim in rows}) > 1,
        rows=rows,
    )
