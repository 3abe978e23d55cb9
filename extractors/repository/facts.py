"""A fact that a file of a repository shows: what kind it is, its name, and the line on which it stands."""

import re
from dataclasses import dataclass

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


@dataclass(frozen=True, slots=True)
class Fact:
    """One import, call, test, line of a workflow or requirement that was parsed."""

    kind: str
    """Import, use, setting, define, call, test, text, command, docker, require …"""
    name: str
    """Its full name, as the catalog's patterns match it."""
    line: int
    """Line of the file, from 1; 0 where the file as a whole is the fact."""
    near: frozenset[str] = frozenset()
    """Words that name the file, the function or the trigger around it."""
    also: str = ""
    """The name as it is written, where that tells more: the variable that is called."""
    filled: bool = False
    """Whether a call has arguments."""


def words_in_order(name: str) -> list[str]:
    """The words of a name in lower case, in their order."""
    return [word.lower() for word in _WORD.findall(name)]


def words_of(name: str) -> frozenset[str]:
    """The words of a name in lower case: trainModel_v2 is train, model, v, 2."""
    return frozenset(words_in_order(name))
