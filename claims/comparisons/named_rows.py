"""Which table a sentence speaks of, and which of its rows it names."""

import re
from collections.abc import Callable, Iterator, Sequence

from claims.arithmetic.numeric_table import NumericTable
from claims.catalog.word_lists import counts
from claims.records import Block, Document
from claims.text.sentences import sentences

_TABLE = re.compile(r"\b(?:Tab(?:le|\.)|TABLE)\s?~?(?P<number>[A-Z]?\d{1,2}|[IVX]{1,5})\b")
_NO_NAMES = frozenset({"the", "our", "ours", "a", "of", "model", "method", "baseline"})


def table_number(text: str) -> str:
    """The number of a table's label, roman ones turned; the text itself where there is none."""
    match = _TABLE.search(text)
    return _arabic(match["number"]) if match else text


def _arabic(number: str) -> str:
    return str(counts("number_words", "roman_numerals").get(number, number))


def spoken_tables(
    document: Document, tables: Sequence[NumericTable], wanted: Callable[[str], bool]
) -> Iterator[tuple[Block, str, NumericTable]]:
    """Sentences of a wanted shape with the one table that each speaks of: its own number's, its paragraph's, its caption's."""
    by_number = {table_number(table.table.label): table for table in tables}
    for block in document.blocks:
        if block.kind not in ("paragraph", "list", "caption") or not wanted(block.text.replace("\n", " ")):
            continue
        every = {_arabic(match["number"]) for match in _TABLE.finditer(block.text)}
        if block.kind == "caption":
            every = {table_number(block.text[:40])} & every
        for sentence in sentences(block):
            named = {_arabic(match["number"]) for match in _TABLE.finditer(sentence)} or every
            known = by_number.get(next(iter(named))) if len(named) == 1 else None
            if known is not None and wanted(sentence):
                yield block, sentence, known


def other_setting(first: NumericTable, other: NumericTable) -> bool:
    """Whether two captions are the same but for a number, so that the tables are of two settings."""
    captions = [re.sub(r"[\d.,%]+", "#", table.table.caption or "") for table in (first, other)]
    return first.table.label == other.table.label or (bool(captions[0]) and captions[0] == captions[1])


def name_words(text: str) -> frozenset[str]:
    """The words of a name, small, without those that name nothing."""
    return frozenset(re.findall(r"[a-z]+|\d+(?:\.\d+)?", text.casefold())) - _NO_NAMES


def rows_named(table: NumericTable, text: str) -> list[tuple[str, list[int]]]:
    """The rows whose names stand in a text, in its order; a longer name hides those that it holds."""
    spans: list[tuple[int, int, str]] = []
    rows: dict[str, list[int]] = {}
    for row in table.rows:
        words = re.findall(r"[a-z]+|\d+(?:\.\d+)?", _short(table.name(row)).casefold())
        key = " ".join(words)
        if not words or not any(len(word) > 2 and word not in _NO_NAMES for word in words):
            continue
        rows.setdefault(key, []).append(row)
        shape = r"(?<![a-z\d])" + r"[^a-z\d]{0,3}".join(map(re.escape, words)) + r"(?![a-z\d]|-[a-z\d])"
        spans += [(match.start(), match.end(), key) for match in re.finditer(shape, text.casefold())]
    kept = [span for span in set(spans) if not any(_hides(other, span) for other in spans)]
    named: list[tuple[str, list[int]]] = []
    for _, _, key in sorted(kept):
        if key not in [name for name, _ in named]:
            named.append((key, rows[key]))
    return named


def _hides(other: tuple[int, int, str], span: tuple[int, int, str]) -> bool:
    return (
        other != span
        and other[0] <= span[0]
        and other[1] >= span[1]
        and other[1] - other[0] > span[1] - span[0]
    )


def _short(name: str) -> str:
    """A row's name without its citation."""
    return re.sub(r"\s?\([^()]*\b(?:et al|\d{4})[^()]*\)|\s?\[[\d, ]+\]", "", name).strip()
