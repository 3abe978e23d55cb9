"""Where a classifier fails on the team's rows, with intervals, and p-values adjusted for all that was tried."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from claims.records import Attempt, Measurement, Record, Slice
from claims.records.failures import Confusion, FailureGroup, Failures, KnownRows, WrongRow
from claims.statistics.multiplicity import holm
from claims.statistics.proportion_interval import difference, wilson
from reproducers.lab.data.table_file import Cells, DataTable, read_data_table
from reproducers.lab.scoring.early_stop import STOPPED
from reproducers.lab.scoring.paired import RawFile
from reproducers.lab.scoring.row_groups import RowGroup, by_column, by_length, by_likeness, by_script, by_word
from reproducers.lab.scoring.score import METRICS
from reproducers.lab.scoring.to_measurement import exact

_FEWEST = 25  # rows of a group, and of the rest
_CONFUSIONS, _WRONG = 10, 10
_NO_COLUMN = ("text", "text_pair", "label", "id", "image", "audio")


class FailureOrder(Record):
    """Whose answers are to be looked through."""

    subject: str
    """The model."""
    answers: RawFile
    """Its answers on the rows of the slice."""
    slice: Slice
    """The rows."""
    data: str
    """Their file."""
    with_shipped: RawFile | None = None
    """Its answers with the rows that its repository ships, where rows were left out for that."""


class FailureResult(Record):
    """Result of a FailureOrder."""

    failures: Failures | None = None


class RowAnswer(NamedTuple):
    """A row's label, what it was called, and how surely."""

    row: int
    label: str
    called: str
    score: float | None

    @property
    def right(self) -> bool:
        """Whether it is called what it is."""
        return self.label == self.called


def run_in_child(request: bytes) -> bytes:
    """The failures that an order asks for; both are records as bytes."""
    return FailureResult(failures=failures_of(FailureOrder.from_bytes(request))).to_bytes()


def answers_digest(attempts: Iterable[Attempt], subject: str) -> str | None:
    """The digest of the model's own answers by class among what was measured; None where there are none."""
    own = (a for a in attempts if isinstance(a, Measurement) and a.subject == subject and a.metric in METRICS)
    return next((a.raw_sha256 for a in own if a.raw_sha256), None)


def stopped_early(attempts: Iterable[Attempt]) -> bool:
    """Whether measuring stopped once its claims were settled: then nobody chose the rows that were answered."""
    return any(
        isinstance(a, Measurement) and any(pair.name == STOPPED for pair in a.settings) for a in attempts
    )


def failures_of(order: FailureOrder) -> Failures | None:
    """The failures; None where the answers are no classes."""
    answers = _answers(order.answers, order.subject)
    if not answers:
        return None
    table = read_data_table(Path(order.data))
    kept = each_input_once(answers, table, order.slice)
    notes = list(_notes(order.slice, kept))
    return Failures(
        subject=order.subject,
        n=len(kept),
        right=sum(answer.right for answer in kept),
        copies=len(answers) - len(kept),
        groups=_tested(kept, _groups(kept, table, order.slice)),
        confusions=tuple(_confusions(kept)),
        wrong=tuple(_surest_wrong(kept)),
        known=_known(order),
        notes=tuple(notes),
    )


def _answers(file: RawFile, subject: str) -> list[RowAnswer]:
    """The answers of a system in a file of per-row values, in the order of the rows."""
    answers = []
    for line in Path(file.path).read_bytes().decode("utf-8").splitlines():
        value: Mapping[str, object] = json.loads(line)
        if {"row", "label", "called"} <= value.keys() and value.get("subject", subject) == subject:
            score = value.get("score")
            answers.append(
                RowAnswer(
                    int(str(value["row"])), str(value["label"]), str(value["called"]),
                    float(score) if isinstance(score, int | float) else None,
                )
            )  # fmt: skip
    return sorted(answers)


def each_input_once(answers: Sequence[RowAnswer], table: DataTable, rows: Slice) -> list[RowAnswer]:
    """The answers without those whose input is a copy of an earlier one: copies are no further evidence."""
    inputs = [
        pair.value for pair in rows.columns if pair.name not in ("label", "id") and "." not in pair.name
    ]
    if not inputs:
        return list(answers)
    first: dict[tuple[str | None, ...], RowAnswer] = {}
    for answer in answers:
        first.setdefault(tuple(table.columns[name][answer.row] for name in inputs), answer)
    return list(first.values())


def _groups(answers: Sequence[RowAnswer], table: DataTable, rows: Slice) -> Iterator[RowGroup]:
    labels = [answer.label for answer in answers]
    yield from by_word("label", labels)
    known = set(labels)  # a call that is no label of these rows is wrong by itself
    called = by_word("called", [answer.called for answer in answers])
    yield from (group for group in called if group.what.removeprefix("called ") in known)
    yield from groups_by_input(answers, table, rows)


def groups_by_input(answers: Sequence[RowAnswer], table: DataTable, rows: Slice) -> Iterator[RowGroup]:
    """Parts of the rows by their inputs and other columns alone: lengths, scripts, likeness, kinds of cells."""
    labels = [answer.label for answer in answers]
    roles = {pair.name: pair.value for pair in rows.columns if "." not in pair.name}
    if "text" in roles:
        cells = [table.columns[roles[role]] for role in ("text", "text_pair") if role in roles]
        texts = [" ".join(column[answer.row] or "" for column in cells) for answer in answers]
        yield from by_length(texts)
        yield from by_script(texts)
        yield from by_likeness(texts, labels)
    used = {pair.value for pair in rows.columns if pair.name in _NO_COLUMN or "." in pair.name}
    others: dict[str, Cells] = {
        name: tuple(cells[answer.row] for answer in answers)
        for name, cells in table.columns.items()
        if name not in used
    }
    yield from by_column(others)


def _tested(answers: Sequence[RowAnswer], groups: Iterable[RowGroup]) -> tuple[FailureGroup, ...]:
    """Each group of enough rows beside the rest, by exact one-sided tests of Fisher, adjusted by Holm over them all."""
    import numpy as np
    from scipy.stats import fisher_exact

    right = np.array([answer.right for answer in answers])
    chosen = [g for g in groups if _FEWEST <= int(g.rows.sum()) <= len(right) - _FEWEST]
    counts = [(int(g.rows.sum()), int(right[g.rows].sum())) for g in chosen]
    n, total = len(right), int(right.sum())
    tables = [np.array([[k, m - k], [total - k, n - m - total + k]]) for m, k in counts]
    adjusted = holm([float(fisher_exact(table, alternative="less").pvalue) for table in tables])
    made = [
        _group(group, (k, m), (total - k, n - m), p)
        for group, (m, k), p in zip(chosen, counts, adjusted, strict=True)
    ]
    return tuple(sorted(made, key=lambda group: (group.p, group.right / group.n)))


def _group(group: RowGroup, own: tuple[int, int], rest: tuple[int, int], p: float) -> FailureGroup:
    alone, apart = wilson(*own), difference(*own, *rest)
    return FailureGroup(
        kind=group.kind,
        what=group.what,
        n=own[1],
        right=own[0],
        low=exact(alone.low),
        high=exact(alone.high),
        rest_n=rest[1],
        rest_right=rest[0],
        difference_low=exact(apart.low),
        difference_high=exact(apart.high),
        p=p,
    )


def _confusions(answers: Sequence[RowAnswer]) -> Iterator[Confusion]:
    """The commonest confusions, of more than one row each."""
    of = Counter(answer.label for answer in answers)
    pairs = Counter((answer.label, answer.called) for answer in answers if not answer.right)
    for (label, called), count in sorted(pairs.items(), key=lambda item: (-item[1], item[0]))[:_CONFUSIONS]:
        if count > 1:
            interval = wilson(count, of[label])
            yield Confusion(
                label=label,
                called=called,
                n=count,
                of=of[label],
                low=exact(interval.low),
                high=exact(interval.high),
            )


def _surest_wrong(answers: Sequence[RowAnswer]) -> Iterator[WrongRow]:
    wrong = [answer for answer in answers if not answer.right]
    for answer in sorted(wrong, key=lambda a: (-(a.score if a.score is not None else 0.0), a.row))[:_WRONG]:
        yield WrongRow(row=answer.row + 1, label=answer.label, called=answer.called, score=answer.score)


def _known(order: FailureOrder) -> KnownRows | None:
    """The shipped rows beside the others, where enough of both were answered."""
    import numpy as np
    from scipy.stats import fisher_exact

    if order.with_shipped is None:
        return None
    left = set(order.slice.left_out)
    every = _answers(order.with_shipped, order.subject)
    shipped = [answer.right for answer in every if answer.row in left]
    held = [answer.right for answer in every if answer.row not in left]
    if min(len(shipped), len(held)) < _FEWEST:
        return None
    own, rest = (sum(shipped), len(shipped)), (sum(held), len(held))
    apart = difference(*own, *rest)
    table = np.array([[own[0], own[1] - own[0]], [rest[0], rest[1] - rest[0]]])
    return KnownRows(
        shipped_n=own[1],
        shipped_right=own[0],
        held_n=rest[1],
        held_right=rest[0],
        difference_low=exact(apart.low),
        difference_high=exact(apart.high),
        p=float(fisher_exact(table, alternative="greater").pvalue),
    )


def _notes(rows: Slice, answers: Sequence[RowAnswer]) -> Iterator[str]:
    if len(answers) < 2 * _FEWEST:
        yield f"{len(answers)} different rows are too few to compare parts of them: bring {2 * _FEWEST} or more."
    if not rows.left_out:
        yield "None of these rows lies in the model's own repository: whether it knows its training rows is not seen."
    if all(answer.score is None for answer in answers):
        yield "The answers come without a confidence, so the wrong ones are in the order of the file."
