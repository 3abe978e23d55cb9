"""Bold is best: what the mark means in most columns of a document holds in all of them, and in every row of a tie.

Marks are looked at over the whole document. A bold row may only show which system is the own one, so a row that is
bold as a whole breaks the rule only where the document says what bold means, or shows it elsewhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from claims.arithmetic.better_direction import Directions
from claims.arithmetic.comparable_cells import between_rules, comparable
from claims.arithmetic.findings import finding, where
from claims.arithmetic.marks_in_captions import is_best, rows_left_out, settings_of_marks
from claims.arithmetic.numeric_table import NumericCell, NumericTable
from claims.catalog.word_lists import pattern
from claims.records import Finding

ENOUGH = 8
"""Columns of a document in which bold is the best, from which on it is a convention of the document."""
SURE_GROUPS = 10
"""How many times more marks of groups must be right than wrong, since it is guessed what a group is."""
MOST_TOLD = 4


@dataclass(frozen=True)
class BoldLine:
    """A column (or a row, in a turned table) with bold figures, and which way it is better."""

    table: NumericTable
    column: int
    bold: tuple[int, ...]
    numbers: Mapping[int, NumericCell]
    up: bool | None
    grouped: bool = False
    """Whether it is one of several groups of its column that have a bold figure each."""
    setting: str = ""
    """The setting that its rows share, where the caption says that there is a best for each."""

    def holds(self, up: bool) -> bool:
        """Whether the bold figures are the best, all equal."""
        return all(self.numbers[row].value == self._best(up) for row in self.bold)

    @cached_property
    def fits(self) -> bool:
        """Whether the bold figures are the best, in a direction that is not known to be wrong."""
        return self.holds(self.up) if self.up is not None else self.holds(True) or self.holds(False)

    def better(self, up: bool) -> int:
        """The row of the best figure."""
        return (max if up else min)(self.numbers, key=lambda row: self.numbers[row].value)

    def ties(self) -> tuple[int, ...]:
        """Rows with the bold figure that are not bold."""
        value = self.numbers[self.bold[0]].value
        return tuple(r for r, n in self.numbers.items() if n.value == value and r not in self.bold)

    def _best(self, up: bool) -> object:
        return (max if up else min)(number.value for number in self.numbers.values())


@dataclass(frozen=True)
class MarkedTable:
    """The marked lines of a table in the direction that its marks are set in."""

    table: NumericTable
    lines: tuple[BoldLine, ...]
    across: tuple[BoldLine, ...]

    @property
    def held(self) -> list[BoldLine]:
        """Lines in which the bold figure is the best."""
        return [line for line in self.lines if line.fits]

    @property
    def odd(self) -> list[BoldLine]:
        """Lines in which it is not."""
        return [line for line in self.lines if not line.fits]

    @cached_property
    def announced(self) -> bool:
        """Whether the caption says that bold is best, and only that."""
        return is_best(self.table)

    @cached_property
    def one_row(self) -> bool:
        """Whether all bold figures stand in one row, so that the mark may be of the row."""
        return len({row for line in self.lines for row in line.bold}) < 2


def best_marks(tables: Sequence[NumericTable]) -> Iterator[Finding]:
    """Finds bold figures that are not the best, and ties of which one is bold, where bold is best elsewhere."""
    directions = Directions.of(tables)
    marked = [made for table in tables if (made := _marked(table, directions))]
    announced = any(made.announced for made in marked)
    sure = [made for made in marked if made.announced or not made.one_row]
    held, odd = sum(len(made.held) for made in sure), sum(len(made.odd) for made in sure)
    agreed = held >= (3 if announced else ENOUGH) and held >= (2 if announced else 4) * odd
    for made in marked:
        yield from _odd(made, agreed=agreed)
    if agreed:
        yield from _ties([made for made in sure if not made.odd or made.announced])


def _marked(table: NumericTable, directions: Directions) -> MarkedTable | None:
    left_out = rows_left_out(table)
    if left_out is None:
        return None
    if left_out:
        table = replace(table, numbers={at: n for at, n in table.numbers.items() if at[0] not in left_out})
    sides = [(side, _lines(side, directions)) for side in (table, table.transposed())]
    if not sides[0][1] and not sides[1][1]:
        return None
    first = sum(line.fits for line in sides[0][1]) >= sum(line.fits for line in sides[1][1])
    (side, lines), (_, across) = sides if first else reversed(sides)
    return MarkedTable(side, tuple(lines), tuple(across)) if lines else None


def _lines(table: NumericTable, directions: Directions) -> list[BoldLine]:
    settings = settings_of_marks(table)
    return [line for column in table.columns for line in _of_column(table, column, directions, settings)]


def _of_column(
    table: NumericTable, column: int, directions: Directions, settings: Mapping[int, str]
) -> Iterator[BoldLine]:
    """The marks of a column: one for all, or one for each group where groups have their own bold figure."""
    numbers = table.column(column)
    marked = [row for row, number in numbers.items() if number.cell.bold]
    differences = pattern("table_words", "difference_labels")
    if not marked or pattern("table_words", "cost_columns").search(table.head(column)):
        return
    if any(differences.search(word) for word in table.names.get(marked[0], ())):
        return
    if settings:
        for setting in dict.fromkeys(settings.values()):
            alike = {row: n for row, n in numbers.items() if settings.get(row) == setting}
            if line := _line(table, column, alike, directions):
                yield replace(line, setting=setting)
        return
    if len({numbers[row].value for row in marked}) == 1:
        groups = [comparable(table, numbers, marked[0])]
    else:
        every = {tuple(sorted(between_rules(table, comparable(table, numbers, row), row))) for row in marked}
        groups = [{row: numbers[row] for row in rows} for rows in sorted(every)]
        if len({row for group in groups for row in group}) < sum(map(len, groups)):
            return  # groups that overlap are no groups
    for group in groups:
        if line := _line(table, column, group, directions):
            yield replace(line, grouped=len(groups) > 1)


def _line(
    table: NumericTable, column: int, numbers: Mapping[int, NumericCell], directions: Directions
) -> BoldLine | None:
    bold = tuple(row for row, number in numbers.items() if number.cell.bold)
    if len(numbers) < 3 or not bold or len(bold) == len(numbers):
        return None
    if len({numbers[row].value for row in bold}) > 1:
        return None  # the best two, or marks of something else
    values = {number.value for number in numbers.values()}
    signs = min(values) < 0 and max(values) >= 0
    if len(values) == 1 or (signs and directions.up(table, column) is None):
        return None  # of differences the best may be the one nearest to nought
    return BoldLine(table, column, bold, numbers, directions.up(table, column))


def _odd(made: MarkedTable, *, agreed: bool) -> Iterator[Finding]:
    """The lines that break the rule, where the rest of the table or of the document holds to it."""
    broken = [pair for line in made.odd if (pair := _broken(made, line, agreed=agreed))]
    if not broken or 2 * len(broken) > len(made.lines) + 1:
        return
    held = len(made.held)
    lines = "columns" if not made.table.turned else "rows"
    says = "; ".join(
        f"{where(made.table, line.bold[0])}: {line.numbers[line.bold[0]].printed} is set in bold in "
        f"{made.table.head(line.column)}{f' at {line.setting}' if line.setting else ''}, "
        f"but “{made.table.name(first)[:60]}” has {line.numbers[first].printed}"
        for line, first in broken[:MOST_TOLD]
    )
    yield finding(
        f"{says}; in {held} other {lines} {'of the table ' if held else ''}bold is best.",
        "Mark the best figure, or say what bold means.",
        tuple(
            place
            for line, first in broken[:MOST_TOLD]
            for place in (line.numbers[line.bold[0]].cell.place, line.numbers[first].cell.place)
        ),
    )


def _broken(made: MarkedTable, line: BoldLine, *, agreed: bool) -> tuple[BoldLine, int] | None:
    """A line in which the mark is wrong, with the row that is better; None where something may explain it."""
    held, odd = made.held, len(made.odd)
    usual = sum(1 for other in held if other.up is not False and other.holds(True)) * 2 >= len(held)
    up = line.up if line.up is not None else usual
    if line.up is None and line.holds(not usual):
        return None
    if line.up is not None and line.holds(not line.up) and _other_way(held, line.up):
        return None  # what stands above the line was taken for a metric
    least = 3 if made.announced and not made.table.turned else 4
    by_table = len(held) >= least * odd and (made.announced or not made.one_row)
    by_document = (made.announced or agreed) and line.up is not None and len(held) >= odd
    if (not by_table and not by_document) or (line.grouped and len(held) < SURE_GROUPS * odd):
        return None
    if (
        made.one_row
        and not made.announced
        and made.table.rows[0] not in line.bold
        and line.better(up) > line.bold[0]
    ):
        return None  # the bold row is the own one, set against those above it
    fitting = [other for other in made.across if other.fits]
    crossed = {(other.column, row) for other in fitting for row in other.bold} if len(fitting) > 1 else set()
    first = line.better(up)
    if any((row, line.column) in crossed for row in line.bold) or not made.table.head(line.column):
        return None
    apart = not line.setting and _apart(made.table, line.bold[0], first)
    return None if first in line.bold or apart else (line, first)


def _other_way(held: Sequence[BoldLine], up: bool) -> bool:
    """Whether most lines in which bold is best show that the other way is better."""
    return 2 * sum(line.holds(not up) and not line.holds(up) for line in held) > len(held)


def _apart(table: NumericTable, bold: int, better: int) -> bool:
    """Whether a rule sets the better row apart from the bold one: below it, or the bold one in a group of several."""
    rules = sorted(table.table.rules)
    if table.turned or not rules or 2 * len(rules) > len(table.rows):
        return False  # a rule below every row sets nothing apart
    low, high = sorted((bold, better))
    between = [rule for rule in rules if low < rule <= high]
    if not between:
        return False
    group = [row for row in table.rows if not any(min(row, bold) < rule <= max(row, bold) for rule in rules)]
    return better > bold or len(group) > 2


def _ties(marked: Sequence[MarkedTable]) -> Iterator[Finding]:
    """Ties for the best of which one is bold, one finding a table."""
    for made in marked:
        unmarked = [
            (line, ties)
            for line in made.held
            if line.up is not None
            and (
                ties := [
                    row for row in line.ties() if line.setting or not _apart(made.table, line.bold[0], row)
                ]
            )
            and line.holds(line.up)
        ]
        if not unmarked or (made.one_row and not made.announced):
            continue
        says = "; ".join(
            f"{line.numbers[line.bold[0]].printed} of “{made.table.name(line.bold[0])[:40]}” is bold in "
            f"{made.table.head(line.column)}, the same {line.numbers[ties[0]].printed} of "
            f"“{made.table.name(ties[0])[:40]}” is not"
            for line, ties in unmarked[:MOST_TOLD]
        )
        yield finding(
            f"{made.table.table.label}: {says}.",
            "Mark every figure that is the best.",
            tuple(
                place
                for line, ties in unmarked[:MOST_TOLD]
                for place in (line.numbers[line.bold[0]].cell.place, line.numbers[ties[0]].cell.place)
            ),
            severity="info",
        )
