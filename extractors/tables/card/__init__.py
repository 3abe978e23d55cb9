"""The reader of tables in model cards."""
