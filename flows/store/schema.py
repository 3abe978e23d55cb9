"""The store's tables; a `blob` is the digest of a file (its column is called "artefact" in databases on disk)."""

from sqlalchemy import (
    Column,
    Connection,
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

metadata = MetaData()

steps = Table(
    "steps",
    metadata,
    Column("key", String(64), primary_key=True),  # digest of everything that went in
    Column("name", String(80), nullable=False),
    Column("artefact", String(64), key="blob", nullable=False),
    Column("seconds", Float, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("run", String(16), nullable=False, unique=True),
    Column("target", Text, nullable=False),
    Column("artefact", String(64), key="blob", nullable=False),
    Column("finished_at", String(32), nullable=False),
)

unfinished = Table(  # runs in which something ended for want of time or memory, so that they are run again
    "unfinished",
    metadata,
    Column("run", String(16), primary_key=True),
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

statements = Table(  # which run states a score of which system, so that another document's is set beside it
    "statements",
    metadata,
    Column("about", String(24), primary_key=True),  # digest of metric, data set, split and system
    Column("run", String(16), primary_key=True),
    Column("target", Text, nullable=False),
    Column("revision", String(64), nullable=False),
    Column("record", Text, nullable=False),  # the claim
)

arrivals = Table(  # every document that a listing named, once for each of its versions
    "arrivals",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(8), nullable=False),
    Column("name", String(200), nullable=False),
    Column("version", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("fate", String(16), nullable=False),  # "new" until its turn comes
    Column("tries", Integer, nullable=False),
    Column("not_before", Float, nullable=False),  # seconds since the epoch
    Column("content", String(64)),  # digest of what was read
    Column("reading", String(64)),  # blob: what it says
    Column("arrival", String(64)),  # blob: what the digest of the night says of it
    Column("night", Integer),  # the night whose digest told of it
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
    Column("artefact", String(64), key="blob", nullable=False),
)

told_nights = (
    Table(  # nights whose digest was printed: what a night that was not tells is told again by the next
        "told_nights",
        metadata,
        Column("number", Integer, primary_key=True),
    )
)


def create(connection: Connection) -> None:
    """Make the tables that are missing; the digests of an older store count as told."""
    older = not inspect(connection).has_table(told_nights.name)
    metadata.create_all(connection)
    if older:
        connection.execute(insert(told_nights).from_select(["number"], select(nights.c.number)))
