"""Bytes become a Document: one file a format, and the door through which the corridor asks."""
