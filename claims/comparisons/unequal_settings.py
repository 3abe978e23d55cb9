"""Whether systems compared by cost ran with the same batch, precision and device, and whether another cost rises."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from claims.arithmetic.numeric_table import NumericCell, NumericTable
from claims.catalog.word_lists import pattern
from claims.comparisons.compared_systems import Compared, System
from claims.comparisons.paper_view import PaperView
from claims.records import Finding, Place

_MORE_IS_BETTER = re.compile(r"(?i)\bthroughput\b|/s(?:ec)?\b|\bfps\b|\bper second\b|\bspeed|↑")
_SETTINGS = (
    ("batch size", re.compile(r"(?i)\bbatch(?: ?size)?\b")),
    (
        "precision",
        re.compile(r"(?i)\bprecision\b|\bdtype\b|\bdata type\b|\bbits?\b|^w(?:eights?)?/?a|\bformat\b"),
    ),
    ("device", re.compile(r"(?i)\bgpus?\b|\bdevices?\b|\bhardware\b|\bplatform\b|\bcpu\b")),
    ("input", re.compile(r"(?i)\b(?:sequence |input )?(?:length|resolution)\b|\binput size\b")),
)
_IN_NAME = (
    ("batch size", re.compile(r"(?i)\b(?:batch(?: ?size)?|bs) ?= ?(\d+)|\bbatch(?: size)? (\d+)")),
    ("precision", re.compile(r"(?i)\b(fp32|fp16|bf16|int8|int4|fp8|tf32)\b")),
    ("device", re.compile(r"(?i)\b(V100|A100|H100|T4|P100|K80|Titan \w+|RTX ?\d{4}(?: ?Ti)?|CPU|TPUv\d)\b")),
)
NOTABLE = Decimal("1.05")
"""Ratio from which one cost is said to rise."""


def unequal(paper: PaperView) -> Iterator[Finding]:
    """Finds speeds set against a baseline that ran otherwise, and gains in one cost beside which another rises."""
    for compared in paper.compared:
        if not compared.own or not compared.others:
            continue
        yield from _other_setting(compared)
        yield from _rises(compared)


def _other_setting(comparison: Compared) -> Iterator[Finding]:
    """Rows of cost in which every other system has a setting that no own one has."""
    table = comparison.table
    if not any(_is_cost(table, column) for column in table.columns):
        return
    for name, shape in _SETTINGS:
        own = {setting for system in comparison.own if (setting := _setting(table, system, name, shape))}
        others = {setting for other in comparison.others if (setting := _setting(table, other, name, shape))}
        if own and others and not own & others:
            yield _finding(
                f"{table.table.label} sets {comparison.own[0].name} at a {name} of {', '.join(sorted(own))} against "
                f"{comparison.others[0].name} at {', '.join(sorted(others))}: the gain in cost is not of the method alone.",
                "Measure both with the same batch, precision, input and device.",
                (table.table.place,),
            )


def _setting(table: NumericTable, system: System, name: str, shape: re.Pattern[str]) -> str | None:
    """What a row has in the column of a setting, or what its own name says."""
    for column in range(1, 1 + max((cell.column for cell in table.table.cells), default=0)):
        head = table.head(column)
        if (
            not table.turned
            and shape.search(head)
            and not pattern("table_words", "cost_columns").search(re.sub(shape, "", head))
        ):
            cell = next((c for c in table.table.cells if (c.row, c.column) == (system.at, column)), None)
            if cell and cell.text.strip():
                return cell.text.strip()[:20].casefold()
    shape_in_name = next((pair for kind, pair in _IN_NAME if kind == name), None)
    match = shape_in_name.search(system.name) if shape_in_name else None
    return next(part for part in match.groups() if part).casefold() if match else None


@dataclass(frozen=True)
class CostChange:
    """What a cost does from the best other system to the own one; more than one is worse."""

    head: str
    own: NumericCell
    other: NumericCell
    ratio: Decimal


def _rises(comparison: Compared) -> Iterator[Finding]:
    """An own system against the other that is nearest to it in the table, by every column of cost."""
    table = comparison.table
    for own in comparison.own:
        other = min(comparison.others, key=lambda system: abs(system.at - own.at))
        changes = [c for column in table.columns if (c := _change(table, column, own, other))]
        better = [change for change in changes if change.ratio < 1 / NOTABLE]
        worse = [change for change in changes if change.ratio > NOTABLE]
        if better and worse:
            gain, loss = min(better, key=lambda c: c.ratio), max(worse, key=lambda c: c.ratio)
            yield _finding(
                f"{table.table.label}: {own.name} gains in {gain.head} ({gain.own.printed} against {gain.other.printed} of "
                f"{other.name}), and pays in {loss.head} ({loss.own.printed} against {loss.other.printed}).",
                "Tell both costs where the gain is told.",
                (gain.own.cell.place, loss.own.cell.place),
            )
            return


def _change(table: NumericTable, column: int, own: System, other: System) -> CostChange | None:
    pair = own.numbers.get(column), other.numbers.get(column)
    if not _is_cost(table, column) or pair[0] is None or pair[1] is None:
        return None
    own_setting, other_setting = pair[0], pair[1]
    if (
        own_setting.value <= 0
        or other_setting.value <= 0
        or own_setting.quantity.unit != other_setting.quantity.unit
    ):
        return None
    ratio = own_setting.value / other_setting.value
    return CostChange(
        table.head(column), own_setting, other_setting, 1 / ratio if _more_is_better(table, column) else ratio
    )


def _is_cost(table: NumericTable, column: int) -> bool:
    head = table.head(column)
    named = re.sub(
        r"(?i)\b(?:model |input )?size\b|#?param\w*", "", head
    )  # a size tells variants apart, it is no gain
    return bool(pattern("table_words", "cost_columns").search(named)) and not any(
        shape.search(head) for name, shape in _SETTINGS if name != "device"
    )


def _more_is_better(table: NumericTable, column: int) -> bool:
    return bool(_MORE_IS_BETTER.search(table.head(column))) and "↓" not in table.head(column)


def _finding(says: str, remedy: str, places: tuple[Place, ...]) -> Finding:
    return Finding(rule="hero-number", severity="warning", says=says, places=places, remedy=remedy)
