"""Who is compared in a document: its own system under its names, and the others."""
