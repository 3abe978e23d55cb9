"""Sentences that rank the systems of a table: "A is best in B", "A outperforms B in C", against the cells they name."""

import re
from collections.abc import Iterator

from claims.arithmetic.better_direction import Directions
from claims.arithmetic.numeric_table import NumericTable, numeric_tables
from claims.catalog.word_lists import pattern
from claims.comparisons.contrary_cells import ContraryCells, contrary_finding
from claims.comparisons.named_rows import name_words, spoken_tables
from claims.records import Finding, OpenCase, Verdict
from claims.rules import rule

_BEST = re.compile(
    r"(?i)\b(?:achiev(?:es|ed|ing)|ha[sd]|have|obtain(?:s|ed)|attain(?:s|ed)|yield(?:s|ed)|gives?|shows?|scor(?:es|ed)|performs?|is|reach(?:es|ed)|with)\s"
    r"(?:the |an? )?(?:overall |very )?(?P<word>best|highest|lowest|worst)\b(?P<what>[^.;]{0,80})"
)
_ABOVE = re.compile(
    r"(?i)\b(?:consistently |clearly |significantly |substantially |always |also )?"
    r"(?P<word>outperform(?:s|ed)|surpass(?:es|ed)|beats?|exceed(?:s|ed)|is (?:better|superior) (?:than|to))\s(?P<what>[^.;]{3,160})"
)
_ALL = re.compile(
    r"(?i)\b(?:all|every|each)(?: of)?(?: (?:the|our|these|those|two|three|four|five|six|seven|eight|nine|ten|\d{1,2}))*\s"
    r"(?:data ?sets?|benchmarks?|tasks?|metrics?|measures?|settings?|languages?|domains?|categories|columns?)\b"
    r"(?! (?:with|of|in|from|that|where|except|but|under))"
)
"""All results of a table; "all Chinese benchmarks" are some of them."""
_LIMITS = re.compile(
    r"(?i)\b(?:among|except|after|besides|second|one of|or comparable|comparable|nearly|almost|on average|average|most|some|several|"
    r"trade-?off|balance|when|if|while|although|despite|whereas|but|than other|open|local|single|similar size|same size|up to|could|"
    r"would|may|can|not|only|until|for (?:small|large)|before|previous\w*|reported|claim\w*|expect\w*|hypothes\w*|"
    r"average rank|checkpoint|epoch|layer|hyper-?parameter)\b"
)
_WORDS = ("best", "highest", "lowest", "worst", "utperform", "urpass", "beat", "xceed", "better", "superior")
LEAST_ROWS = 3
MOST_TOLD = 3
SAYS, REMEDY = "is not what is in", "Say where the system is not ahead, or correct the figures."


@rule("stated-order", version=2)
def stated_order(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds sentences that call a system the best, or better than another, where the cells that they name say otherwise."""
    document = case.document
    tables = list(numeric_tables(document.tables)) if document else []
    if document is None or not tables:
        return
    directions = Directions.of(tables)
    reported = 0
    for block, sentence, table in spoken_tables(document, tables, _ranks):
        ranked = _superlative(sentence, table, directions) or _pairwise(sentence, table, directions)
        if ranked and reported < MOST_TOLD:
            reported += 1
            yield contrary_finding(block, sentence, ranked, SAYS, REMEDY)


def _ranks(text: str) -> bool:
    """Whether a text has a ranking; its words are looked for first, since most texts have none."""
    return any(word in text for word in _WORDS) and bool(_BEST.search(text) or _ABOVE.search(text))


def _superlative(sentence: str, table: NumericTable, directions: Directions) -> list[ContraryCells]:
    match = _BEST.search(sentence)
    if not match or _LIMITS.search(sentence):
        return []
    for side in (table, table.transposed()):
        row = _row_in(side, sentence[: match.start()][-90:])
        columns = _columns_in(side, f"{match['what']} {sentence[: match.start()]}") if row is not None else []
        if row is None or (not columns and not _ALL.search(sentence)):
            continue
        every = columns or _scores(side)
        checked = [
            c
            for c in every
            if (row, c) in side.numbers and _wanted(match["word"], side, c, directions) is not None
        ]
        odd = [
            ContraryCells(side, c, row, best)
            for c in checked
            if (best := _first(side, c, up=_wanted(match["word"], side, c, directions) is True)) is not None
            and side.numbers[best, c].value != side.numbers[row, c].value
        ]
        return odd if len(odd) == len(checked) or _ALL.search(match["what"]) else []
    return []


def _wanted(word: str, table: NumericTable, column: int, directions: Directions) -> bool | None:
    """Whether the word means the greatest figure of a column."""
    up = directions.up(table, column)
    if word.casefold() in ("highest", "lowest"):
        return word.casefold() == "highest"
    return up if up is None or word.casefold() == "best" else not up


def _pairwise(sentence: str, table: NumericTable, directions: Directions) -> list[ContraryCells]:
    match = _ABOVE.search(sentence)
    if not match or _LIMITS.search(sentence):
        return []
    for side in (table, table.transposed()):
        other_text = re.split(r"(?i)\b(?:by|with|using|which|and (?:is|has))\b", match["what"])[0]
        row, other = _row_in(side, sentence[: match.start()][-90:]), _row_in(side, other_text)
        if row is None or other is None or row == other:
            continue
        named = _columns_in(side, match["what"])
        checked = [
            c
            for c in named or _scores(side)
            if (row, c) in side.numbers and (other, c) in side.numbers and directions.up(side, c) is not None
        ]
        odd = [
            ContraryCells(side, c, row, other) for c in checked if _is_behind(side, c, row, other, directions)
        ]
        if named or _ALL.search(sentence):
            return odd if _ALL.search(sentence) or len(odd) == len(checked) else []
        if re.search(r"(?i)\b(?:on|in|for|across|under|at|over)\b", match["what"]):
            return []  # of something that no column is called
        return odd if len(checked) > 1 and 2 * len(odd) > len(checked) else []
    return []


def _is_behind(table: NumericTable, column: int, row: int, other: int, directions: Directions) -> bool:
    own, rival = table.numbers[row, column], table.numbers[other, column]
    if own.quantity.unit != rival.quantity.unit:
        return False
    return own.value < rival.value if directions.up(table, column) else own.value > rival.value


def _row_in(table: NumericTable, text: str) -> int | None:
    """The one row whose whole name stands in a text; of names within each other the longest."""
    spoken = name_words(text)
    matches = {row: name_words(table.name(row)) for row in table.rows}
    held = {
        row: words
        for row, words in matches.items()
        if words and words <= spoken and any(len(w) > 2 for w in words)
    }
    best = max(map(len, held.values()), default=0)
    longest = [row for row, words in held.items() if len(words) == best]
    if len(longest) != 1 or len(table.rows) < LEAST_ROWS:
        return None
    wider = [row for row, words in matches.items() if row != longest[0] and held[longest[0]] < words]
    return None if wider else longest[0]


def _columns_in(table: NumericTable, text: str) -> list[int]:
    """Columns whose nearest heading stands in a text."""
    spoken = name_words(text)
    columns = []
    for column in table.columns:
        words = name_words(table.last(column))
        if words and words <= spoken and any(len(word) > 1 for word in words):
            columns.append(column)
    return columns


def _scores(table: NumericTable) -> list[int]:
    """Columns that are no cost, size or setting."""
    return [c for c in table.columns if not pattern("table_words", "no_score_columns").search(table.head(c))]


def _first(table: NumericTable, column: int, *, up: bool) -> int | None:
    """The row of the greatest, or least, figure among results of systems."""
    rows = {
        row: number.value
        for row, number in table.column(column).items()
        if not pattern("table_words", "no_system_labels").search(table.name(row))
        and not pattern("table_words", "aggregate_rows").search(table.name(row))
    }
    return (max if up else min)(rows, key=lambda row: rows[row]) if len(rows) >= LEAST_ROWS else None
