"""Licences and named settings that the card gives twice, and differently."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from claims.contradictions.same_figure import fact, finding
from claims.records import Entry, Finding

_FAMILIES = (
    ("apache-2.0", r"apache"),
    ("cc-by-nc", r"cc[ -]?by[ -]?nc|cc by nc"),
    ("cc-by-sa", r"cc[ -]?by[ -]?sa"),
    ("cc-by", r"cc[ -]?by"),
    ("cc0", r"cc0"),
    ("mit", r"\bmit\b"),
    ("agpl", r"agpl"),
    ("lgpl", r"lgpl"),
    ("gpl", r"gpl"),
    ("bsd", r"\bbsd"),
    ("openrail", r"rail"),
    ("llama3", r"llama[ -]?3"),
    ("llama2", r"llama[ -]?2"),
)

NEARBY = 6
"""Lines within which licences of the text are a list."""
_UNITS = frozenset({"GT", "TT"})
"""Acronyms of amounts, of which a card names many: thousands of millions of tokens."""


def licences(facts: Sequence[Entry]) -> Iterator[Finding]:
    """Finds licences of the model that are not the same, in the front matter, a badge, the text or a table."""
    licences: dict[str, Entry] = {}
    for entry in facts:
        if re.fullmatch(r"licen[cs]e(?:/0)?|card/licence|badge/licence", entry.path) and (
            kind := family(entry.value)
        ):
            licences.setdefault(kind, entry)
    if len(licences) > 1 and not _of_variants(list(licences.values())):
        first, other = list(licences.values())[:2]
        says = f"The card names two licences: {fact(first)} and {fact(other)}."
        places = tuple(entry.place for entry in licences.values())
        yield finding(says, "Ask the author which one holds, before anything is shipped.", places=places)


def _of_variants(entries: Sequence[Entry]) -> bool:
    """Whether all licences stand in one list of the text, which gives each variant its own."""
    lines = [entry.place.line for entry in entries if entry.path == "card/licence" and entry.place.line]
    return len(lines) == len(entries) and max(lines) - min(lines) <= NEARBY


def family(text: str) -> str | None:
    """Which licence a text means, versions aside; None where it means none that is known."""
    low = text.casefold()
    return next((name for name, shape in _FAMILIES if re.search(shape, low)), None)


def settings(facts: Sequence[Entry]) -> Iterator[Finding]:
    """Finds quantities that go by an acronym and have two values: "a PUE of 1.5", "* 1.8 PUE"."""
    stated: dict[str, list[Entry]] = defaultdict(list)
    for entry in facts:
        if entry.path.startswith("card/named/"):
            stated[entry.path.rpartition("/")[2]].append(entry)
    odd: list[tuple[str, list[Entry]]] = []
    for name, entries in stated.items():
        values = {float(entry.value) for entry in entries if name not in _UNITS}
        if len(values) == 2 and len({entry.place.line for entry in entries}) > 1:
            odd.append((name, entries))
    formulas = [
        (name, entries) for name, entries in odd if all(entry.place.table is None for entry in entries)
    ]
    tabled = [(name, entries) for name, entries in odd if (name, entries) not in formulas]
    for group in ([formula] for formula in formulas):
        yield _twice(group)
    if tabled:
        yield _twice(tabled)


def _twice(group: list[tuple[str, list[Entry]]]) -> Finding:
    facts = "; ".join(
        f"{name} is {' and '.join(dict.fromkeys(map(fact, entries)))}" for name, entries in group
    )
    places = tuple(entry.place for _, entries in group for entry in entries)
    return finding(f"The card gives two values: {facts}.", "Ask which value was used.", places=places)
