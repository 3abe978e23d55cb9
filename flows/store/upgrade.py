"""Bringing a store's tables up to those of this version: made anew, or altered by Alembic's migrations."""

from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, insert, inspect, select

from claims.errors import StoreError
from flows.store.schema import HEAD, metadata

VERSION_TABLE = "store_version"
"""Not Alembic's usual name, since an engine may keep its own tables in the same database."""

version_table = Table(VERSION_TABLE, MetaData(), Column("version_num", String(32), primary_key=True))
"""The one row that says at which migration a store is; a store of the first tables has none."""


def bring_up_to_date(connection: Connection) -> None:
    """Make the tables of a new store, or alter those of an older one; raises StoreError for a newer one's."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # its driver would make each table on its own
    tables = set(inspect(connection).get_table_names())
    if VERSION_TABLE in tables:
        version = connection.execute(select(version_table.c.version_num)).scalar_one_or_none()
        if version == HEAD:
            return
        if version is not None and version > HEAD:
            raise StoreError(
                f"The store was brought to version {version} by a newer Assay; this one knows {HEAD}.",
                "Update Assay here, or set VERIFY_HOME or VERIFY_STORE to a store of its own.",
            )
    if tables.isdisjoint(metadata.tables):
        metadata.create_all(connection)
        version_table.create(connection, checkfirst=True)
        connection.execute(insert(version_table).values(version_num=HEAD))
    else:
        _migrate(connection)


def _migrate(connection: Connection) -> None:
    """Run the migrations that the store has not seen; a store without a version is one of the first tables."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
