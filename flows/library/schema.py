"""The library index's tables: what is asked of all dossiers at once, so that none need be opened for a list."""

from sqlalchemy import Column, Float, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()

run_rows = Table(  # one row a run; lists are kept between bars, |a|b|, and searched as text
    "library_runs",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),  # the run's own number
    Column("run", String(16), nullable=False, unique=True),
    Column("edition", Integer, nullable=False),  # of the index rows' format
    Column("target", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("revision", Text, nullable=False),
    Column("finished_at", String(32), nullable=False),
    Column("conclusion", Text, nullable=False),
    Column("tally", Text, nullable=False),  # JSON
    Column("outcomes", Text, nullable=False),
    Column("metrics", Text, nullable=False),
    Column("datasets", Text, nullable=False),
    Column("rules", Text, nullable=False),
    Column("serious", Integer, nullable=False),
    Column("words", Text, nullable=False),  # what a search looks through, in lower case
)

claim_rows = Table(
    "library_statements",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("claim", String(64), primary_key=True),
    Column("document", String(16), nullable=False),  # digest of the target
    Column("same", String(16), nullable=False),  # digest of metric, data set, split and subject
    Column(
        "board", String(16), nullable=False
    ),  # digest of metric and data set; empty where nothing was measured
    Column("metric", String(120), nullable=False),
    Column("dataset", Text, nullable=False),
    Column("value", Float),  # to order by; the record holds the digits
    Column("record", Text, nullable=False),
    Index("library_statements_same", "same", "number", "document"),  # all that is asked across documents
    Index(
        "library_statements_board", "board", "metric", "dataset"
    ),  # holds all that the list of leaderboards needs
)
