"""Labels of rows that go on from a row above."""

import re

_CONTINUES = re.compile(r"(?i)^\s?(?:\+|-\s|–\s|w/o?\b|with\b|without\b|no\s|only\b|\(|⊢|└|↳|&|-?w/)")


def continues(text: str) -> bool:
    """Whether a row's label goes on from a row above: "+ pre-training", "w/o attention"."""
    return bool(_CONTINUES.match(text))
