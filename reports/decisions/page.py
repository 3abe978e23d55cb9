"""What every page for a decision is made of, whatever it is about: an answer, facts, pictures, tables, lists."""

import json
from dataclasses import dataclass
from typing import NamedTuple

from claims.records import Record

Row = tuple[str, ...]


class PageTable(NamedTuple):
    """A table with its title, a sentence about it, and the heads of its columns."""

    title: str
    note: str
    heads: Row
    rows: tuple[Row, ...]


class PageList(NamedTuple):
    """Some sentences under a title."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class DecisionPage:
    """A page: the answer first, then what it rests on."""

    kind: str
    """What it is: comparison or forecast."""
    about: str
    """What it is about."""
    answer: str
    """The answer in a sentence."""
    because: str
    """What says so."""
    facts: tuple[tuple[str, str], ...]
    """What was looked at, in a few lines."""
    pictures: tuple[tuple[str, str], ...]
    """Titles with SVG."""
    tables: tuple[PageTable, ...]
    """Tables that have rows."""
    lists: tuple[PageList, ...]
    """Lists that have lines."""
    footer: str
    """The id, and what to do next."""


def printed_json(record: Record) -> bytes:
    """A record for programs, indented."""
    return (json.dumps(record.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n").encode()
