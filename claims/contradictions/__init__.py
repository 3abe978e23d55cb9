"""Contradictions of a card with itself and with the files beside it, one sort a file; the rule card-mismatch asks all."""
