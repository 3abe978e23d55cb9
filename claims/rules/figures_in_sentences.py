"""Sentences that give one row's figures, or its gains over another row, column by column, and are wrong in one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from claims.arithmetic.findings import finding
from claims.arithmetic.numeric_table import NumericCell, NumericTable, numeric_tables
from claims.arithmetic.rounding_range import RoundingRange, rounded
from claims.comparisons.spoken_columns import SpokenFigure, headings, spoken_figures
from claims.records import Block, Finding, OpenCase, Verdict
from claims.rules import rule
from claims.text.sentences import sentences, spoken_blocks

_GAIN = re.compile(
    r"(?i)\b(?:improv|increas|gain|rais|boost|outperform|surpass|exceed|higher|better|ahead|drop|declin|decreas|reduc|lower|worse|fall)\w*"
)
LEAST = 2
"""Figures of a sentence that one row, or one pair of rows, must bear out before another is called wrong."""
MOST_TOLD = 3

Side = tuple[NumericTable, Mapping[str, tuple[int, ...]]]
"""A table, or a turned one, with its headings."""


@dataclass(frozen=True)
class Reading:
    """One way to read a sentence's figures: as those of a row, or as gains of one row over another."""

    rows: tuple[int, ...]
    fits: tuple[SpokenFigure, ...]
    odd: tuple[tuple[SpokenFigure, NumericCell, NumericCell | None], ...]


@rule("figures-in-sentences", version=1)
def figures_in_sentences(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds the one figure of a sentence that does not stand where the others of the sentence do."""
    document = case.document
    tables = list(numeric_tables(document.tables)) if document else []
    sides = [(side, headings(side)) for table in tables for side in (table, table.transposed())]
    count = 0
    for block in spoken_blocks(document) if document else ():
        for sentence in sentences(block) if len(re.findall(r"\d\.\d", block.text)) > LEAST else ():
            finding = _checked(block, sentence, sides)
            if finding and count < MOST_TOLD:
                count += 1
                yield finding


def _checked(block: Block, sentence: str, sides: Sequence[Side]) -> Finding | None:
    """The finding of a sentence; None where some table bears out all of it, or none most of it."""
    if len(re.findall(r"\d\.\d", sentence)) <= LEAST:
        return None
    finding: Finding | None = None
    for table, known in sides:
        spoken = spoken_figures(sentence, known)
        if len(spoken) <= LEAST or _of_several_rows(spoken):
            continue
        gains = bool(_GAIN.search(sentence)) or any(figure.text.startswith("+") for figure in spoken)
        best = _best(table, spoken, gains=gains)
        if best and not best.odd:
            return None
        if best and len(best.odd) == 1 and len(best.fits) >= LEAST and finding is None:
            finding = _finding(block, table, best)
    return finding


def _of_several_rows(spoken: Sequence[SpokenFigure]) -> bool:
    """Whether a sentence has two figures of one column, as where it sets a row against another."""
    single = {(figure.heading, figure.value) for figure in spoken if len(figure.columns) == 1}
    return len({heading for heading, _ in single}) < len(single)


def _best(table: NumericTable, spoken: Sequence[SpokenFigure], *, gains: bool) -> Reading | None:
    """The row, or the pair of rows, that bears out most figures."""
    readings = [_as_row(table, spoken, row) for row in table.rows]
    if gains and len(table.rows) <= 40:
        readings += [_as_gains(table, spoken, pair) for pair in permutations(table.rows, 2)]
    return max(readings, key=lambda reading: (len(reading.fits), -len(reading.rows)), default=None)


def _as_row(table: NumericTable, spoken: Sequence[SpokenFigure], row: int) -> Reading:
    fits, odd = [], []
    for figure in spoken:
        cells = [cell for column in figure.columns if (cell := table.numbers.get((row, column)))]
        if any(rounded(figure.value).meets(cell.interval) for cell in cells):
            fits.append(figure)
        elif len(cells) == 1:
            odd.append((figure, cells[0], None))
    return Reading((row,), tuple(fits), tuple(odd))


def _as_gains(table: NumericTable, spoken: Sequence[SpokenFigure], pair: tuple[int, int]) -> Reading:
    fits, odd = [], []
    for figure in spoken:
        cells = [
            (new, old)
            for column in figure.columns
            if (new := table.numbers.get((pair[0], column))) and (old := table.numbers.get((pair[1], column)))
        ]
        if any(rounded(figure.value).meets(way) for new, old in cells for way in _gains(new, old)):
            fits.append(figure)
        elif len(cells) == 1:
            odd.append((figure, *cells[0]))
    return Reading(pair, tuple(fits), tuple(odd))


def _gains(new: NumericCell, old: NumericCell) -> Iterator[RoundingRange]:
    """A difference in points, and relative to either figure."""
    yield new.interval - old.interval
    for a, b in ((new, old), (old, new)):
        if quotient := a.interval.over(b.interval):
            yield (quotient - RoundingRange(1, 1)).times(100)
            yield (RoundingRange(1, 1) - quotient).times(100)


def _finding(block: Block, table: NumericTable, reading: Reading) -> Finding:
    figure, cell, other = reading.odd[0]
    label, name = table.table.label, table.name(reading.rows[0])[:60]
    if other is None:
        has = f"“{name}” has {cell.printed} there"
    else:
        apart = abs(cell.value - other.value)
        has = f"“{name}” has {cell.printed} there and “{table.name(reading.rows[1])[:60]}” {other.printed}, {apart} apart"
    others = ", ".join(f"{fit.text} for {fit.heading}" for fit in reading.fits[:3])
    return finding(
        f"The text gives {figure.text} for {figure.heading}, but {has} ({label}); its {others} {'are' if len(reading.fits) > 1 else 'is'} borne out.",
        "Correct the figure that is wrong, or say what sets it apart.",
        (
            block.place.model_copy(update={"quote": figure.text}),
            cell.cell.place,
            *((other.cell.place,) if other else ()),
        ),
    )
