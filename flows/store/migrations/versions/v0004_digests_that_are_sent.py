"""Digests that are sent somewhere, and how far each has come."""

from alembic import op
from sqlalchemy import Column, Integer, String

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the table of deliveries."""
    op.create_table(
        "deliveries",
        Column("number", Integer, primary_key=True),
        Column("channel", String(16), primary_key=True),
        Column("state", String(8), nullable=False),
    )
