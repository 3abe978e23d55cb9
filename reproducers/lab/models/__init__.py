"""Models opened for measuring, one kind a file."""
