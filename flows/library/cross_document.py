"""The same figure in several documents: the same system, metric, data set and split, under whatever spelling."""

from sqlalchemy import Connection, func, select

from claims.records.library import IndexedClaim, RepeatedFigure
from flows.library import schema

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
        figure for figure in figures if len(figure.rows) > 1
    )  # not where the latest runs are all of one document
    return tuple(sorted(several, key=lambda figure: not figure.differs))


def _repeated_figure(connection: Connection, same: str) -> RepeatedFigure:
    """One figure, by the latest run of each document."""
    kept = schema.claim_rows.c
    asked = select(kept.record).where(kept.same == same).order_by(kept.number.desc()).limit(EACH * 3)
    latest: dict[str, IndexedClaim] = {}
    for record in connection.execute(asked).scalars():
        claim = IndexedClaim.model_validate_json(record)
        latest.setdefault(claim.target, claim)
    rows = tuple(latest.values())[:EACH]
    return RepeatedFigure(
        name=rows[0].name.removesuffix(f", {rows[0].subject}"),
        subject=rows[0].subject,
        differs=len({claim.stated for claim in rows}) > 1,
        rows=rows,
    )
