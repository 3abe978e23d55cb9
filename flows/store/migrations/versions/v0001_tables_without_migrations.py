"""The tables that versions of Assay without migrations made, whichever of them are missing."""

from alembic import op
from sqlalchemy import (
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    insert,
    inspect,
    select,
)

revision = "0001"
down_revision = None

metadata = MetaData()

steps = Table(
    "steps",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("artefact", String(64), nullable=False),
    Column("seconds", Float, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("run", String(16), nullable=False, unique=True),
    Column("target", Text, nullable=False),
    Column("artefact", String(64), nullable=False),
    Column("finished_at", String(32), nullable=False),
)

mentions = Table(
    "mentions",
    metadata,
    Column("about", String(64), primary_key=True),
    Column("run", String(16), primary_key=True),
)

decisions = Table(
    "decisions",
    metadata,
    Column("about", String(64), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("field", String(32), primary_key=True),
    Column("record", Text, nullable=False),
)

statements = Table(
    "statements",
    metadata,
    Column("about", String(24), primary_key=True),
    Column("run", String(16), primary_key=True),
    Column("target", Text, nullable=False),
    Column("revision", String(64), nullable=False),
    Column("record", Text, nullable=False),
)

arrivals = Table(
    "arrivals",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(8), nullable=False),
    Column("name", String(200), nullable=False),
    Column("version", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("fate", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("not_before", Float, nullable=False),
    Column("content", String(64)),
    Column("reading", String(64)),
    Column("arrival", String(64)),
    Column("night", Integer),
    UniqueConstraint("kind", "name", "version"),
    Index("arrivals_of_content", "content"),
)

watermarks = Table(
    "watermarks",
    metadata,
    Column("asked", String(400), primary_key=True),
    Column("until", String(32), nullable=False),
)

nights = Table(
    "nights",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("ended", String(32), nullable=False),
    Column("artefact", String(64), nullable=False),
)

told_nights = Table("told_nights", metadata, Column("number", Integer, primary_key=True))


def upgrade() -> None:
    """Make the tables that are missing; the digests of a store that did not note who was told count as told."""
    connection = op.get_bind()
    older = not inspect(connection).has_table(told_nights.name)
    metadata.create_all(connection)
    if older:
        connection.execute(insert(told_nights).from_select(["number"], select(nights.c.number)))
