"""Profiles of a model on rows: what the runtime's own profiler records, as tables, a tree, a memory curve and files."""
