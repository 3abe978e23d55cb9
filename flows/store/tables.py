"""The store's tables."""

from sqlalchemy import Column, Float, Integer, MetaData, String, Table, Text

metadata = MetaData()

steps = Table(
    "steps",
    metadata,
    Column("key", String(64), primary_key=True),  # digest of everything that went in
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

mentions = Table(  # which run speaks of which claim or finding, so that nobody need open every dossier
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
    Column("field", String(32), primary_key=True),  # empty for a dismissal
    Column("record", Text, nullable=False),
)
