"""Several systems beside each other on the same rows: each two of them, part by part, and the tokens they use."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from claims.catalog.token_columns import token_kind
from claims.records import Comparison, Record, Slice
from claims.records.system_comparison import PartComparison, SystemFigure
from claims.statistics.multiplicity import holm
from reproducers.lab.data.table_file import DataTable, read_data_table
from reproducers.lab.scoring.failure_analysis import RowAnswer, each_input_once, groups_by_input
from reproducers.lab.scoring.paired import (
    RawFile,
    RowPrediction,
    adjusted_for_each_other,
    compare_two,
    predictions_by_system,
)
from reproducers.lab.scoring.row_groups import RowGroup, by_word
from reproducers.lab.scoring.to_measurement import exact

if TYPE_CHECKING:
    from claims.statistics.paired import Table

_FEWEST = 25
"""Rows of a part that is looked at."""


class SystemRows(Record):
    """The answers of one system."""

    name: str
    """What it is called in the comparison."""
    subject: str | None
    """What the file of its answers calls it."""
    answers: RawFile | None
    """Its answers by row; none where it gave no classes."""
    slice: Slice
    """The rows as they were understood for it."""
    predictions: str | None = None
    """The file of answers that was given for it, where tokens may be counted."""


class SystemsOrder(Record):
    """Whose answers to which rows are to be compared."""

    systems: tuple[SystemRows, ...]
    """The systems, in the order given."""
    data: str
    """The rows' file."""
    seed: int
    """Seed of the resamples."""


class SystemTokens(Record):
    """The tokens that one system uses for a request."""

    name: str
    """The system."""
    tokens: tuple[SystemFigure, ...]
    """Means of its input and output tokens."""


class SystemsResult(Record):
    """Result of a SystemsOrder."""

    rows: int = 0
    """Rows that were compared, each input once."""
    copies: int = 0
    """Rows that repeat an earlier input."""
    pairs: tuple[Comparison, ...] = ()
    """Each two systems."""
    parts: tuple[PartComparison, ...] = ()
    """Parts of the rows, the clearest difference first."""
    parts_tried: int = 0
    """Tests that were made on parts."""
    tokens: tuple[SystemTokens, ...] = ()
    """Tokens of a request, where files count them."""


def run_in_child(request: bytes) -> bytes:
    """The comparison that an order asks for; both are records as bytes."""
    return compare_all(SystemsOrder.from_bytes(request)).to_bytes()


def compare_all(order: SystemsOrder) -> SystemsResult:
    """Each two systems on the rows that all answered, the parts on which they differ, and their tokens."""
    tokens = tuple(_tokens(order.systems))
    scored = [system for system in order.systems if system.answers is not None]
    answers = {system.name: _answers(system) for system in scored}
    if len(answers) < 2:
        return SystemsResult(rows=len(next(iter(answers.values()), {})), tokens=tokens)
    table = read_data_table(Path(order.data))
    kept, copies = _common_rows(answers, table, scored[0].slice)
    same = {name: {row: rows[row] for row in kept} for name, rows in answers.items()}
    pairs = [
        pair
        for first, second in combinations(same, 2)
        for pair in compare_two(first, same[first], second, same[second], order.seed)
    ]
    parts, tried = _parts(same, table, scored[0].slice)
    return SystemsResult(
        rows=len(kept),
        copies=copies,
        pairs=adjusted_for_each_other(pairs, scored[0].slice.sha256),
        parts=parts,
        parts_tried=tried,
        tokens=tokens,
    )


def _answers(system: SystemRows) -> dict[int, RowPrediction]:
    """A system's answers by row; empty where the file has none of it."""
    if system.answers is None:
        return {}
    return predictions_by_system([Path(system.answers.path).read_bytes()]).get(
        system.subject or system.name, {}
    )


def _common_rows(
    answers: Mapping[str, Mapping[int, RowPrediction]], table: DataTable, rows: Slice
) -> tuple[list[int], int]:
    """The rows that all answered with the same label, each input once, and how many copies were left out."""
    first = next(iter(answers.values()))
    common = sorted(set.intersection(*(set(by_row) for by_row in answers.values())))
    agreed = [row for row in common if len({by_row[row].label for by_row in answers.values()}) == 1]
    every = [RowAnswer(row, first[row].label, first[row].called, None) for row in agreed]
    kept = [answer.row for answer in each_input_once(every, table, rows)]
    return kept, len(agreed) - len(kept)


def _parts(
    answers: Mapping[str, Mapping[int, RowPrediction]], table: DataTable, rows: Slice
) -> tuple[tuple[PartComparison, ...], int]:
    """Parts of enough rows: the pair that differs most by an exact test, adjusted over all parts and pairs."""
    import numpy as np

    from claims.statistics.paired import mcnemar, table_of

    first = next(iter(answers.values()))
    every = [RowAnswer(row, first[row].label, first[row].called, None) for row in sorted(first)]
    groups = [g for g in _groups(every, table, rows) if _FEWEST <= int(g.rows.sum()) < len(every)]
    right = {
        name: np.array([by_row[a.row].called == a.label for a in every]) for name, by_row in answers.items()
    }
    tests = [
        (group, pair, table_of(right[pair[0]][group.rows], right[pair[1]][group.rows]))
        for group in groups
        for pair in combinations(right, 2)
    ]
    adjusted = holm([mcnemar(counts.first, counts.second) for _, _, counts in tests])
    clearest: dict[str, tuple[float, int]] = {}
    for number, (group, _, _) in enumerate(tests):
        held = clearest.get(group.what)
        if held is None or adjusted[number] < held[0]:
            clearest[group.what] = (adjusted[number], number)
    made = []
    for p, number in clearest.values():
        group, pair, counts = tests[number]
        shares = tuple(int(right[name][group.rows].sum()) for name in right)
        made.append(_part(group, pair, counts.first >= counts.second, counts, shares, p))
    return tuple(sorted(made, key=lambda part: (part.p, -part.difference))), len(tests)


def _part(
    group: RowGroup, pair: tuple[str, str], in_order: bool, counts: "Table", right: tuple[int, ...], p: float
) -> PartComparison:  # fmt: skip
    from claims.statistics.paired import discordant_difference

    turned = counts if in_order else replace(counts, first=counts.second, second=counts.first)
    interval = discordant_difference(turned)
    better, worse = pair if in_order else (pair[1], pair[0])
    return PartComparison(
        what=group.what, n=counts.n, right=right, better=better, worse=worse,
        difference=exact(turned.difference), low=exact(interval.low), high=exact(interval.high), p=p,
    )  # fmt: skip


def _groups(answers: Sequence[RowAnswer], table: DataTable, rows: Slice) -> Iterator[RowGroup]:
    yield from by_word("label", [answer.label for answer in answers])
    yield from groups_by_input(answers, table, rows)


def _tokens(systems: Sequence[SystemRows]) -> Iterator[SystemTokens]:
    """The mean tokens of a request of each system whose file counts them."""
    from claims.statistics.bootstrap import resample_mean

    for system in systems:
        if system.predictions is None:
            continue
        figures = []
        for column, cells in read_data_table(Path(system.predictions)).columns.items():
            kind, values = token_kind(column), _numbers(cells)
            if kind is None or len(values) < 2:
                continue
            interval, n = resample_mean(values).interval(), len(values)
            figures.append(
                SystemFigure(
                    name=f"{kind} tokens",
                    value=exact(sum(values) / n),
                    low=exact(interval.low),
                    high=exact(interval.high),
                    unit="tokens",
                    origin="supplied",
                    n=n,
                    note=f"column {column}",
                )
            )
        if figures:
            yield SystemTokens(name=system.name, tokens=tuple(figures))


def _numbers(cells: Sequence[str | None]) -> list[float]:
    """The cells as numbers; none of them where one is no count."""
    try:
        values = [float(json.loads(cell)) for cell in cells if cell]
    except (ValueError, TypeError):
        return []
    return values if all(0 <= value < float("inf") for value in values) else []
