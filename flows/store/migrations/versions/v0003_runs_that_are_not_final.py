"""Runs in which something ended for want of time or memory are noted."""

from alembic import op
from sqlalchemy import Column, String

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table of such runs."""
    op.create_table("unfinished", Column("run", String(16), primary_key=True))
