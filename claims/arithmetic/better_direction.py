"""Which way the figures of a column are better: by its arrow, its metric or the caption, else by the document's marks.

What none of these tells stays unknown, and every check that needs the direction is silent there. Words such as
"results" or "performance" tell nothing: an error rate is a result too.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from claims import catalog
from claims.arithmetic.numeric_table import NumericTable, plain
from claims.catalog.word_lists import pattern

_SAID = re.compile(
    r"\b(higher|larger|greater|more|lower|smaller|less) (?:(?:values?|numbers?|scores?) )?(?:is|are) better\b"
)
_ERRORS = re.compile(
    r"(?i)\b(?:perplexit(?:y|ies)|ppl|[wc]er|eer|fid|r?mse|mae|(?:equal |word |character )?error rates?)\b"
)
"""Metrics in a caption of which less is better; a mere "error", "time" or "size" there may be anything."""
_UP = frozenset({"higher", "larger", "greater", "more"})
_BRACKET = re.compile(r"\(([^()]{1,24})\)")
_GENERAL = re.compile(r"(?i)(?:macro |overall )?(?:avg|ave|average|mean|total|overall|all)\.?")
"""Headings of averages, which are of whatever is averaged."""
LEAST = 2
"""Marked columns of one name from which its direction is learned."""


@dataclass(frozen=True)
class Directions:
    """The better directions in one document; `learned` holds what its bold figures show of names without a metric."""

    learned: Mapping[str, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, tables: Iterable[NumericTable]) -> "Directions":
        """What the marks of a document's tables show."""
        votes: Counter[tuple[str, bool]] = Counter()
        for table in tables:
            for column in table.columns:
                key, up = _key(table, column), _marked_up(table, column)
                if key and up is not None:
                    votes[key, up] += 1
        names = {name for name, _ in votes}
        return cls(
            {
                name: votes[name, True] > votes[name, False]
                for name in names
                if max(votes[name, True], votes[name, False])
                >= max(LEAST, 4 * min(votes[name, True], votes[name, False]))
            }
        )

    def up(self, table: NumericTable, column: int) -> bool | None:
        """Whether more is better in a column; None where nothing tells."""
        known = direction(table, column)
        return self.learned.get(_key(table, column)) if known is None else known


def direction(table: NumericTable, column: int) -> bool | None:
    """Whether more is better, by what stands above a column and in the caption."""
    spelled = _spelled(table, column)
    if "↑" in spelled or "↓" in spelled:
        return None if "↑" in spelled and "↓" in spelled else "↑" in spelled
    if any(pattern("table_words", "difference_labels").search(head) for head in table.heads.get(column, ())):
        return None  # a drop is better the less it is, a gain the more
    for word in reversed(table.heads.get(column, ())):
        up = _of_metric(word)
        if up is not None:
            return up
    return _of_caption(
        (table.table.caption or "")[:800],
        " ".join(word for word in table.heads.get(column, ()) if "=" not in word),
    )


def _spelled(table: NumericTable, column: int) -> str:
    """The words above a column, arrows included."""
    words = []
    for cell in table.table.cells:
        first, width = (cell.row, cell.rows) if table.turned else (cell.column, cell.columns)
        at = (cell.column, cell.row) if table.turned else (cell.row, cell.column)
        if first <= column < first + width and at not in table.numbers:
            words.append(cell.text)
    return " ".join(words)[:400]


def _of_metric(word: str) -> bool | None:
    """The direction of the metric that a heading names, whole, in its brackets, or as its first or last word."""
    bare = plain(word)
    inner = _BRACKET.findall(bare)
    outer = _BRACKET.sub(" ", bare).strip()
    words = outer.split(" ")
    for name in (bare, outer, *inner, words[-1], words[0]):
        telling = len(name) > 2 or (len(name) == 2 and name.isupper())
        known = catalog.metric(name) if telling and not _GENERAL.fullmatch(name) else None
        if known is not None and known.higher_is_better is not None:
            return known.higher_is_better
    return None


def _of_caption(caption: str, head: str) -> bool | None:
    """What a caption says of all its figures: in so many words, else by metrics of one direction."""
    directions = {match[1] in _UP for match in _SAID.finditer(caption.casefold())}
    if len(directions) == 1:
        return directions.pop()
    up = pattern("metric_words", "higher_is_better").search(f"{caption} {head}")
    if pattern("metric_words", "lower_is_better").search(head):
        return None if pattern("metric_words", "higher_is_better").search(head) else False
    down = _ERRORS.search(caption)
    return None if bool(up) == bool(down) else bool(up)


def _key(table: NumericTable, column: int) -> str:
    """By what name a column's direction is learned."""
    name = table.last(column).casefold()
    return name if re.search(r"[a-z]{2}", name) else ""


def _marked_up(table: NumericTable, column: int) -> bool | None:
    """Whether the bold figure of a column is its greatest or its least."""
    numbers = list(table.column(column).values())
    bold = {number.value for number in numbers if number.cell.bold}
    values = [number.value for number in numbers]
    if len(bold) != 1 or len(set(values)) < 3:
        return None
    marked = bold.pop()
    return True if marked == max(values) else False if marked == min(values) else None
