"""The reader of tables in papers."""
