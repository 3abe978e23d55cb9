"""What to ask about lock-in and data before a system is chosen."""

from claims.catalog.word_lists import meanings


def buying_questions(kind: str) -> tuple[str, ...]:
    """The questions for a "bought" or a "hosted" system."""
    return tuple(f"{subject}: {question}" for subject, question in meanings("buying_questions", kind).items())
