"""Sentences that hold of every column of a table: "outperforms B by a large margin", "removing any part hurts", "upper bound"."""

import re
from collections.abc import Iterator, Sequence

from claims.arithmetic.better_direction import Directions
from claims.arithmetic.numeric_table import NumericTable, numeric_tables
from claims.catalog.word_lists import pattern
from claims.comparisons.contrary_cells import ContraryCells, contrary_finding
from claims.comparisons.margins import direction
from claims.comparisons.named_rows import rows_named, spoken_tables
from claims.comparisons.own_system import OwnSystem
from claims.records import Finding, OpenCase, Verdict
from claims.rules import rule

_ABOVE = re.compile(
    r"(?i)\b(?P<or>(?:match(?:es)?|equals?) or )?(?:outperforms?|surpass(?:es)?|exceeds?|beats?)\s(?P<what>[^.;]{3,160})"
)
_VERBS = ("utperform", "urpass", "xceed", "beat", "Beat")
_ALWAYS = re.compile(
    r"(?i)\bconsistently\b|\bby an? (?:large|wide|clear|significant|substantial|considerable) margin\b"
    r"|\b(?:all|every|each)(?: of)?(?: (?:the|our|these))? (?:data ?sets?|benchmarks?|tasks?|metrics?|settings?|languages?)\b"
)
_PLURAL = re.compile(r"(?i)\b(?:data ?sets|benchmarks|tasks|metrics|languages)\b")
_REMOVED = re.compile(r"(?i)^\s?(?:w/o|without|no\s|[−–-]\s?(?=[A-Za-z])|remov\w+|excluding)")
_HURTS = re.compile(
    r"(?i)\b(?:consistent(?:ly)?|every|each|any|all)\b[^.;]{0,80}\b(?:degrad|drop|declin|decreas|deteriorat|hurt|harm|lower|worse)\w*"
    r"|\b(?:degrad|drop|declin|decreas|deteriorat|hurt|harm)\w*[^.;]{0,60}\b(?:consistently|(?:on|across|for|in) (?:all|every|each))\b"
)
_REMOVING = re.compile(r"(?i)\bremov\w+|\bwithout\b|\bw/o\b|\bablat\w+|\bdisabl\w+|\bdropping\b|\bexclud\w+")
_BOUND = re.compile(
    r"(?i)\b(?:sets?|serv\w+ as|is|gives?|provides?|represents?|as) (?:the|an?|our) (?P<strict>strict |theoretical |absolute )?upper[- ]bound\b"
)
_LIMITS = re.compile(
    r"(?i)\b(?:most|some|several|nearly|almost|average|mean|overall|except|although|while|whereas|despite|many|majority|often|"
    r"generally|usually|mostly|comparable|competitive|up to|may|might|could|would|expect\w*|hypothes\w*|if|when|not)\b"
)
_NAMED_ONES = re.compile(r"\b(?:[Aa]ll|[Ee]very|[Ee]ach)(?: of)?(?: the)?(?: [a-z]+){0,2} [A-Z]")
"""All of some family: "all VoxCeleb1 sets" are not all columns."""
AROUND = 60
"""Characters before a claim in which a word may limit it."""
MOST_BEHIND = 0.5
"""Share of columns that may contradict a sentence; with more, the table is of something else."""
MOST_TOLD = 3
SAYS, REMEDY = "does not hold of every column of", "Say where it does not hold."


@rule("stated-for-all", version=1)
def stated_for_all(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds columns that contradict "outperforms", "any removal hurts" and "upper bound" where these hold of all columns."""
    document = case.document
    tables = list(numeric_tables(document.tables)) if document else []
    if document is None or not tables:
        return
    own, directions = OwnSystem.of_paper(document, case.claims), Directions.of(tables)
    count = 0
    for block, sentence, table in spoken_tables(document, tables, _is_general):
        for side in (table, table.transposed()):
            contradiction = (
                _above(sentence, side, own, directions)
                or _removed(sentence, side, own, directions)
                or _bound(sentence, side, directions)
            )
            if contradiction and count < MOST_TOLD:
                count += 1
                yield contrary_finding(block, sentence, contradiction, SAYS, REMEDY)
                break


def _is_general(text: str) -> bool:
    """Whether a text has such a claim; plain words are looked for first, since most texts have none."""
    above = _ABOVE.search(text) if any(word in text for word in _VERBS) else None
    return bool(
        (above and (above["or"] or _ALWAYS.search(text)))
        or (_REMOVING.search(text) and _HURTS.search(text))
        or ("bound" in text and _BOUND.search(text))
    )


def _above(sentence: str, table: NumericTable, own: OwnSystem, directions: Directions) -> list[ContraryCells]:
    """Columns in which the system that a sentence puts below another is ahead of it."""
    match = _ABOVE.search(sentence)
    if not match or not (_ALWAYS.search(sentence) or (match["or"] and _PLURAL.search(match["what"]))):
        return []
    if _LIMITS.search(sentence[max(0, match.start() - AROUND) : match.end()]) or _NAMED_ONES.search(sentence):
        return []
    rivals = {row for _, rows in rows_named(table, match["what"]) for row in rows}
    before = sentence[: match.start()]
    spoken = re.search(r"(?i)\b(?:we|our|ours|proposed)\b", before) or any(
        name in before for name in own.names
    )
    first = {row for row in table.rows if own.owns(table.name(row))} - rivals if spoken else set()
    first = first or {row for _, rows in rows_named(table, before[-120:]) for row in rows} - rivals
    return _contrary(table, sorted(first), sorted(rivals), directions)


def _removed(
    sentence: str, table: NumericTable, own: OwnSystem, directions: Directions
) -> list[ContraryCells]:
    """Columns in which a system without a part is better than the whole one, where a sentence says that each removal hurts."""
    if not (_HURTS.search(sentence) and _REMOVING.search(sentence)) or _LIMITS.search(sentence):
        return []
    removed = [row for row in table.rows if _REMOVED.match(table.name(row))]
    whole = [row for row in table.rows if row not in removed and own.owns(table.name(row))]
    if not whole and removed and removed[0] != table.rows[0]:
        whole = [table.rows[0]] if table.rows[1:2] == tuple(removed[:1]) else []
    return _contrary(table, whole, removed, directions) if len(whole) == 1 else []


def _bound(sentence: str, table: NumericTable, directions: Directions) -> list[ContraryCells]:
    """Columns in which another row is above the one that a sentence calls an upper bound."""
    match = _BOUND.search(sentence)
    named = rows_named(table, sentence[: match.start()][-60:].rstrip(" ,")) if match else []
    bound = named[-1][1] if named else []
    others = [row for row in table.rows if row not in bound]
    return _contrary(table, bound, others, directions) if len(bound) == 1 else []


def _contrary(
    table: NumericTable, first: Sequence[int], rivals: Sequence[int], directions: Directions
) -> list[ContraryCells]:
    """Columns in which the best of the rivals is better than the best of the first; none where most are."""
    odd, checked = [], 0
    for column in table.columns:
        up = direction(table, column, directions)
        if up is None or pattern("table_words", "no_score_columns").search(table.head(column)):
            continue
        better = max if up else min
        rows = [[row for row in group if (row, column) in table.numbers] for group in (first, rivals)]
        if not all(rows):
            continue
        own, rival = (better(group, key=lambda row: table.numbers[row, column].value) for group in rows)
        a, b = table.numbers[own, column], table.numbers[rival, column]
        checked += 1
        if a.quantity.unit == b.quantity.unit and a.value != b.value and better(a.value, b.value) == b.value:
            odd.append(ContraryCells(table, column, own, rival))
    return odd if checked > 1 and len(odd) <= MOST_BEHIND * checked else []
