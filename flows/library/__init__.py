"""The library: all runs of the store, searchable in a browser or written as files."""
