"""arXiv as a source: pinned to a version, asked politely, kept on disk."""
