"""Alembic's migrations of the store, from the first tables that were shipped to those of now."""
