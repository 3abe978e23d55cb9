"""What a number looks like in its table, whatever leaderboard is asked for: bold, own, cited, on development data."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from math import log1p
from typing import TypeAlias

from claims.catalog.word_lists import pattern
from extractors.leaderboards.learned.tables import PlainPaper, PlainTable, TableNumber
from extractors.leaderboards.learned.training_examples import TrainingExamples

Features: TypeAlias = dict[str, float]

_OURS = re.compile(r"(?i)\bours?\b|\bthis (?:work|paper)\b|\bproposed\b(?! by)")
_RERUN = re.compile(r"(?i)\bour (?:re-?)?\s?impl|\bceiling|\boracle|\bbaseline|\breimpl")
_CITED = re.compile(r"(?i)\bet al\b|\b(?:19|20)\d\d\b|\[ ?[A-Z]\w{1,6}\d\d ?\]|\[ ?\d+ ?\]")
_DEV = re.compile(r"(?i)\b(?:dev|valid|validation|train|training|val)\b")
_DEV_TITLE = re.compile(r"(?i)\b(?:dev|valid|validation|development|held-?out)\b")
_TEST = re.compile(r"(?i)\btest\b")
_CONTEST = re.compile(r"(?i)compar|state-?\s?of|previous|results|performance|published")


class PaperFeatures:
    """The numbers of a paper and what they look like."""

    def __init__(self, paper: PlainPaper, lessons: TrainingExamples, but: str) -> None:
        self.paper, self.lessons, self.but = paper, lessons, but
        self.columns: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
        self.rows: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
        for index, printed in enumerate(paper.numbers):
            self.columns[column(printed)].append(index)
            self.rows[printed.table, printed.rows].append(index)
        self._seen = Counter(label for t in paper.tables for label in set(t.labels))
        self._titles = "".join(t.title for t in paper.tables).lower().replace(" ", "")
        self._any: dict[tuple[str, frozenset[str]], float] = {}
        self.own = [self._own(number) for number in paper.numbers]
        self.features = [
            self._row(number) | self._column(number) | self._table(number, paper.tables[number.table])
            for number in paper.numbers
        ]

    def _own(self, number: TableNumber) -> int:
        """2 where its row says ours, 1 where it is neither cited nor known from other papers, else 0."""
        row = " ".join(number.rows)
        if _OURS.search(row):
            return 2
        new = number.rows and not _CITED.search(row) and not self.lessons.rivals(number.rows, self.but)
        return 1 if new else 0

    def _row(self, number: TableNumber) -> Features:
        row = " ".join(number.rows)
        return {
            "ours": bool(_OURS.search(row)),
            "cited": bool(_CITED.search(row)),
            "rerun": bool(_RERUN.search(row)),
            "rival": min(3, self.lessons.rivals(number.rows, self.but)),
            "again": min(4, max((self._seen[label] for label in number.rows), default=0)),
            "in_titles": any(
                len(label) > 3 and label.lower().replace(" ", "") in self._titles for label in number.rows
            ),
            "row_usual": self._usual("rows", number.row_words),
            "no_row": not number.rows,
            "row_size": log1p(len(self.rows[number.table, number.rows])),
            "figures3": number.figures >= 3,
            "figures4": number.figures >= 4,
            "point": "." in number.digits,
            "part": number.part,
            "marked": number.marked,
            "bold": number.bold,
        }

    def _column(self, number: TableNumber) -> Features:
        peers = [self.paper.numbers[i] for i in self.columns[column(number)]]
        dev, test = bool(_DEV.search(number.around)), bool(_TEST.search(number.around))
        return {
            "only_bold": number.bold and sum(peer.bold for peer in peers) < 0.35 * len(peers),
            "column": len(peers) > 2,
            "dev": dev,
            "dev_alone": dev and not test,
            "test": test,
            "ensemble": "ensemble" in number.around.lower(),
            "head_usual": self._usual("heads", number.head_words),
            "no_head": not number.heads,
        }

    def _table(self, number: TableNumber, table: PlainTable) -> Features:
        where = table.caption.find(number.digits) / len(table.caption) if len(table.caption) > 300 else -1.0
        return {
            "title_dev": bool(_DEV_TITLE.search(table.title)),
            "title_test": bool(_TEST.search(table.title)),
            "aside": bool(pattern("table_words", "side_tables").search(table.title)),
            "contest": bool(_CONTEST.search(table.title)),
            "first_table": number.table == 0,
            "how_far": number.table / len(self.paper.tables),
            "where": max(-1.0, where),
            "title_usual": self._usual("title", table.title_words),
        }

    def _usual(self, where: str, words: frozenset[str]) -> float:
        key = (where, words)
        if key not in self._any:
            self._any[key] = self.lessons.association(("any",), where, sorted(words), self.but)
        return self._any[key]


def column(number: TableNumber) -> tuple[object, ...]:
    """The column that a number stands in."""
    return number.table, number.heads, number.part


def better(values: Sequence[float], than: float, lower: bool) -> int:
    """How many values are better than one."""
    return sum(value < than if lower else value > than for value in values)
