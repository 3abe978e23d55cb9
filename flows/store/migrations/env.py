"""Alembic's entry: runs the migrations on the connection that the store gives."""

from alembic import context

from flows.store.upgrade import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
context.run_migrations()
