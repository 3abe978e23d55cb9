"""Scores that documents state of their own systems are found by metric and data set."""

from alembic import op
from sqlalchemy import Column, MetaData, String, Table, Text, select, update

from claims.identity import board_key
from claims.records import Claim
from flows.store.stored_records import readable

revision = "0005"
down_revision = "0004"

statements = Table(
    "statements",
    MetaData(),
    Column("about", String(24), primary_key=True),
    Column("run", String(16), primary_key=True),
    Column("record", Text, nullable=False),
    Column("board", String(24), nullable=False),
)


def upgrade() -> None:
    """Add the column with its index, and fill it for what is stored."""
    op.add_column("statements", Column("board", String(24), nullable=False, server_default=""))
    op.create_index("statements_board", "statements", ["board"])
    connection = op.get_bind()
    kept = statements.c
    for about, run, body in connection.execute(select(kept.about, kept.run, kept.record)).all():
        for claim in readable(Claim, [body]):
            if board := board_key(claim):
                connection.execute(
                    update(statements).where(kept.about == about, kept.run == run).values(board=board)
                )
