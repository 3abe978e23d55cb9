"""What a question about speed says of the run: rows at a time, threads."""

import re

from claims.records import Question

_BATCH = re.compile(r"batch(?: size)?\D{0,5}(\d{1,4})", re.IGNORECASE)
_ALONE = re.compile(
    r"\b(?:single|one|1)[ -](?:(?:cpu|laptop|physical)[ -]){0,2}(?:threads?|cores?)\b", re.IGNORECASE
)
_THREADS = re.compile(r"\b(\d{1,3})[ -](?:cpu )?(?:threads?|cores?)\b", re.IGNORECASE)


def batch_asked(question: Question) -> int | None:
    """The batch size of the claim's conditions."""
    said = _BATCH.search(question.conditions or "")
    return int(said[1]) if said else None


def threads_asked(question: Question, here: int) -> int:
    """The threads of the claim's conditions, never more than there are here."""
    words = question.conditions or ""
    said = _THREADS.search(words)
    wanted = 1 if _ALONE.search(words) else int(said[1]) if said else here
    return max(1, min(wanted, here))
