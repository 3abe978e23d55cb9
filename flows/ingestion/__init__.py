"""Nightly ingestion: what is new, read once, and its digest."""
