"""The queue is read by index, keeps what listings say, and notes who is reading what."""

from alembic import op
from sqlalchemy import Column, String, Text, text

revision = "0002"
down_revision = "0001"

OPEN, UNTOLD = "fate IN ('new', 'later')", "night IS NULL AND arrival IS NOT NULL"


def upgrade() -> None:
    """Add the columns, the indexes and the table of listings that broke off."""
    op.add_column("arrivals", Column("entry", Text))
    op.add_column("arrivals", Column("taken_by", String(32)))
    for name, rows in (("arrivals_open", OPEN), ("arrivals_untold", UNTOLD)):
        op.create_index(name, "arrivals", ["number"], sqlite_where=text(rows), postgresql_where=text(rows))
    op.create_index("arrivals_of_night", "arrivals", ["night"])
    op.create_table(
        "unfinished_listings",
        Column("asked", String(400), primary_key=True),
        Column("cursor", Text, nullable=False),
        Column("until", String(32), nullable=False),
    )
