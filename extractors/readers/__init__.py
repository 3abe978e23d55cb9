"""Readers that turn bytes into a Document, one file for each format."""
