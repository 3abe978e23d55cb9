"""What documents state of named systems, as the store keeps it for other documents."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, func, select

from claims.records import Claim, Dossier, Past
from flows.store import schema
from flows.store.stored_records import readable

AT_ONCE = 500
"""Boards that are asked for in one query."""
MOST = 2_000
"""Answers to one such query that are read."""


def statement_rows(dossier: Dossier) -> list[dict[str, str]]:
    """One row for each score that another document may state too; the first, where a run states it twice."""
    from claims.identity import (
        board_key,
        comparable_key,
    )  # they load catalogs, which most commands do not need

    rows: dict[str, dict[str, str]] = {}
    for claim in dossier.claims:
        key = comparable_key(claim)
        if key is not None:
            row = {
                "about": key,
                "run": dossier.run,
                "target": dossier.target,
                "board": board_key(claim) or "",
            }
            rows.setdefault(
                key, row | {"revision": dossier.source.revision[:64], "record": claim.model_dump_json()}
            )
    return list(rows.values())


def own_scores(connection: Connection, boards: Sequence[str], run: str) -> Iterator[Past]:
    """What other runs' documents state of their own systems on these boards, in a stable order."""
    kept = schema.statements.c
    for first in range(0, len(boards), AT_ONCE):
        asked = select(kept.target, kept.revision, kept.record).where(
            kept.board.in_(boards[first : first + AT_ONCE]), kept.run != run
        )
        for target, revision, body in connection.execute(
            asked.order_by(kept.about, kept.run).limit(MOST)
        ).all():
            for claim in readable(Claim, [body]):
                yield Past(target=target, revision=revision, claim=claim)


def stated_scores(connection: Connection) -> Iterator[Past]:
    """Every score of every document's latest run, without those that a person dismissed or corrected."""
    kept, runs, decided = schema.statements.c, schema.runs.c, schema.decisions.c
    latest = select(func.max(runs.number)).group_by(runs.target)
    asked = (
        select(kept.target, kept.revision, kept.record)
        .join(schema.runs, runs.run == kept.run)
        .where(runs.number.in_(latest))
        .order_by(runs.number, kept.about)
    )
    set_aside = set(connection.execute(select(decided.about)).scalars())
    for target, revision, body in connection.execute(asked):
        for claim in readable(Claim, [body]):
            if claim.id not in set_aside:
                yield Past(target=target, revision=revision, claim=claim)
