"""Which systems a document compares: its own under its names, and the others."""
