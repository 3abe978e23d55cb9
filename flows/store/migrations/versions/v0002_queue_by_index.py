"""The queue is read by index, keeps what listings say, and notes who is reading what."""

from alembic import op
from sqlalchemy import Column, String, Text, text

revision = "0002"
down_revision = "0001"

INDEXES = (
    ("arrivals_of_content", "content", "content IS NOT NULL"),
    ("arrivals_of_night", "night", "night IS NOT NULL"),
    ("arrivals_open", "number", "fate IN ('new', 'later')"),
    ("arrivals_untold", "number", "night IS NULL AND arrival IS NOT NULL"),
)


def upgrade() -> None:
    """Add the columns, the indexes and the table of listings that broke off."""
    op.add_column("arrivals", Column("entry", Text))
    op.add_column("arrivals", Column("taken_by", String(32)))
    op.drop_index("arrivals_of_content", "arrivals")
    for name, column, rows in INDEXES:
        op.create_index(name, "arrivals", [column], sqlite_where=text(rows), postgresql_where=text(rows))
    op.create_table(
        "unfinished_listings",
        Column("asked", String(400), primary_key=True),
        Column("cursor", Text, nullable=False),
        Column("until", String(32), nullable=False),
    )
