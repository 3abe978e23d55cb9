"""Contradictions of a card with itself and with its files, one sort a file; the rule card-mismatch asks all."""
