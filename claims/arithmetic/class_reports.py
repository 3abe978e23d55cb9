"""A table of precision, recall and support, class by class: the counts behind it, and the scores that follow."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from claims.arithmetic.numeric_table import NumericCell, NumericTable
from claims.arithmetic.rounding_range import EPSILON, RoundingRange
from claims.catalog.word_lists import pattern

_PRECISION, _RECALL = re.compile(r"(?i)prec(?:\.|ision)?"), re.compile(r"(?i)rec(?:\.|all)?")
_SUPPORT = re.compile(r"(?i)supports?|#?\s?(?:samples|examples|instances)|n|count")
_UNIT = re.compile(r"\s*\((?:%|in %)\)$")
_OVERALL = re.compile(r"(?i)\b(?:accuracy|(?:micro|macro|weighted|samples)\b)")
LEAST_CLASSES = 2


@dataclass(frozen=True)
class ClassCounts:
    """What the rows of one class can have been: how many were hit, how many were called so, and the F1 of that."""

    support: int
    hit: RoundingRange
    called: RoundingRange
    f1: RoundingRange


@dataclass(frozen=True)
class ClassReport:
    """The classes of one table, with the scores of all that follow from their counts."""

    table: NumericTable
    classes: tuple[ClassCounts, ...]
    cells: tuple[NumericCell, ...]

    @property
    def rows(self) -> int:
        """How many rows were classified."""
        return sum(each.support for each in self.classes)

    @property
    def macro_f1(self) -> RoundingRange:
        """The mean of the classes' F1."""
        return _sum([each.f1 for each in self.classes]).times(1 / len(self.classes))

    @property
    def weighted_f1(self) -> RoundingRange:
        """The mean of the classes' F1, by their support."""
        return _sum([each.f1.times(each.support) for each in self.classes]).times(1 / self.rows)

    @property
    def accuracy(self) -> RoundingRange | None:
        """The share of rows that were hit; None where rows have several classes, or none."""
        called = _sum([each.called for each in self.classes])
        if not called.low <= self.rows <= called.high:
            return None
        return _sum([each.hit for each in self.classes]).times(1 / self.rows)


def class_report(table: NumericTable) -> ClassReport | None:
    """The counts behind a table of classes; None for any other, and where no counts give its figures."""
    columns = [_headed(table, shape) for shape in (_PRECISION, _RECALL, _SUPPORT)]
    classes: list[ClassCounts] = []
    cells: list[NumericCell] = []
    for row in table.rows:
        figures = [table.numbers.get((row, column)) for column in columns if column is not None]
        precision, recall, support = figures if len(figures) == len(columns) else (None, None, None)
        overall = _OVERALL.search(table.name(row)) or pattern("table_words", "aggregate_rows").search(
            table.name(row)
        )
        if overall or not precision or not recall or not support or support.decimals:
            continue
        counts = _counts(_share(precision), _share(recall), int(support.value))
        if counts is None:
            return None
        classes.append(counts)
        cells.append(recall)
    return ClassReport(table, tuple(classes), tuple(cells)) if len(classes) >= LEAST_CLASSES else None


def _headed(table: NumericTable, shape: re.Pattern[str]) -> int | None:
    headed = [column for column in table.columns if shape.fullmatch(_UNIT.sub("", table.head(column)))]
    return headed[0] if len(headed) == 1 else None


def _share(number: NumericCell) -> RoundingRange:
    """A figure as a share of one."""
    percent = number.quantity.unit == "%" or number.value > 1
    return number.interval.times(0.01) if percent else number.interval


def _counts(precision: RoundingRange, recall: RoundingRange, support: int) -> ClassCounts | None:
    """What can have been hit and called, in whole rows; None where nothing gives both figures."""
    fitting: list[tuple[int, int, int]] = []
    for hit in range(*_whole(recall.low * support, min(recall.high, 1) * support)):
        least, end = (hit, hit + 1) if not hit else _whole(hit / min(precision.high, 1), hit / precision.low)
        if least < end:
            fitting.append((hit, least, end - 1))
    if not fitting or support < 1:
        return None
    return ClassCounts(
        support,
        RoundingRange(fitting[0][0], fitting[-1][0]),
        RoundingRange(min(least for _, least, _ in fitting), max(most for *_, most in fitting)),
        RoundingRange(
            min(2 * hit / (support + most) for hit, _, most in fitting),
            max(2 * hit / (support + least) for hit, least, _ in fitting),
        ),
    )


def _whole(low: float, high: float) -> tuple[int, int]:
    """The whole numbers of a range, as the two ends of another."""
    return math.ceil(low - EPSILON * max(1, low)), math.floor(high + EPSILON * max(1, high)) + 1


def _sum(ranges: Sequence[RoundingRange]) -> RoundingRange:
    return RoundingRange(sum(each.low for each in ranges), sum(each.high for each in ranges))
