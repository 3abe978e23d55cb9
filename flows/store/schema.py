"""The store's tables; a `blob` is the digest of a file (its column is called "artefact" in databases on disk)."""

from sqlalchemy import (
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

HEAD = "0005"
"""The newest of the migrations: what a store of these tables is at."""
OPEN, UNTOLD = "fate IN ('new', 'later')", "night IS NULL AND arrival IS NOT NULL"
"""What the queue asks for most, among many documents that are settled and told."""

metadata = MetaData()


class ForeignText(TypeDecorator[str]):
    """Text from a document; the character NUL, which PostgreSQL cannot keep, becomes the sign for it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: object) -> str | None:
        """What is kept."""
        del dialect
        return self.printable(value) if value else value

    @staticmethod
    def printable(text: str) -> str:
        """The text with the sign for NUL in place of each."""
        return text.replace("\0", "␀")


def _partial_index(name: str, column: str, rows: str) -> Index:
    """An index of those rows alone, so that all others are added without it."""
    return Index(name, column, sqlite_where=text(rows), postgresql_where=text(rows))


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
    Column("target", ForeignText, nullable=False),
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
    Column("target", ForeignText, nullable=False),
    Column("revision", String(64), nullable=False),
    Column("record", Text, nullable=False),  # the claim
    Column(  # digest of metric, data set and split of a document's own score, else empty
        "board", String(24), nullable=False, server_default=""
    ),
    Index("statements_board", "board"),
)

arrivals = Table(  # every document that a listing named, once for each of its versions
    "arrivals",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(8), nullable=False),
    Column("name", String(200), nullable=False),
    Column("version", String(64), nullable=False),
    Column("title", ForeignText, nullable=False),
    Column("fate", String(16), nullable=False),  # "new" until its turn comes
    Column("tries", Integer, nullable=False),
    Column("not_before", Float, nullable=False),  # seconds since the epoch
    Column("content", String(64)),  # digest of what was read
    Column("reading", String(64)),  # blob: what it says
    Column("arrival", String(64)),  # blob: what the digest of the night says of it
    Column("night", Integer),  # the night whose digest told of it
    Column("entry", Text),  # what the listing says of it, as JSON, where that spares a request
    Column("taken_by", String(32)),  # the process that is reading it, which holds the lease of that name
    UniqueConstraint("kind", "name", "version"),
    _partial_index("arrivals_of_content", "content", "content IS NOT NULL"),
    _partial_index("arrivals_of_night", "night", "night IS NOT NULL"),
    _partial_index("arrivals_open", "number", OPEN),
    _partial_index("arrivals_untold", "number", UNTOLD),
)

unfinished_listings = (
    Table(  # listings that broke off between two pages, so that the next round goes on there
        "unfinished_listings",
        metadata,
        Column("asked", String(400), primary_key=True),
        Column("cursor", Text, nullable=False),
        Column("until", String(32), nullable=False),
    )
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

told_nights = Table(  # whose digest was printed: what another night tells is told again by the next
    "told_nights",
    metadata,
    Column("number", Integer, primary_key=True),
)

deliveries = Table(  # which digest goes by which channel, noted with it and at each step of its way
    "deliveries",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("channel", String(16), primary_key=True),
    Column("state", String(8), nullable=False),  # waiting, begun, unclear or sent
)
