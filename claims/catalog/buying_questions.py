"""What to ask about lock-in and data before a system is chosen."""

from claims.catalog.word_lists import meanings


def buying_questions(kind: str) -> tuple[str, ...]:
    """The questions for a "bought" or a "hosted" system."""
    questions = (
        meanings("buying_questions", "bought") if kind == "bought" else meanings("buying_questions", "hosted")
    )
    return tuple(f"{subject}: {question}" for subject, question in questions.items())
