"""The model beside every other system on the same rows, from the per-sample values that were kept."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from claims.records import Attempt, Comparison, Measurement, Record
from reproducers.lab.scoring.early_stop import STOPPED
from reproducers.lab.scoring.score import METRICS
from reproducers.lab.scoring.to_measurement import exact

COMPARED = ("accuracy", "f1_macro")
_FEWEST = 2  # rows


class RawFile(Record):
    """A file of per-sample values on this machine."""

    sha256: str
    """Its digest."""
    path: str
    """Where it lies."""


class PairedOrder(Record):
    """Whose answers are to be compared."""

    subject: str
    """The system that is asked about: the model."""
    files: tuple[RawFile, ...]
    """Everybody's answers."""
    slice_sha256: str | None = None
    """The slice that they are of."""
    seed: int
    """Seed of the resamples."""


class PairedResult(Record):
    """Result of a PairedOrder."""

    comparisons: tuple[Comparison, ...] = ()


class RowPrediction(NamedTuple):
    """A row's label, and what a system called it."""

    label: str
    called: str


PredictionsBySystem = dict[str, dict[int, RowPrediction]]
"""System to row to answer."""


def run_in_child(request: bytes) -> bytes:
    """The comparisons that an order asks for; both are records as bytes."""
    order = PairedOrder.from_bytes(request)
    bodies = [Path(file.path).read_bytes() for file in order.files]
    comparisons = compare_systems(bodies, order.subject, slice_sha256=order.slice_sha256, seed=order.seed)
    return PairedResult(comparisons=comparisons).to_bytes()


def comparable_digests(attempts: Iterable[Attempt]) -> tuple[str, ...]:
    """Digests of the answers that may be compared: of classes, and on rows whose number nobody's answers decided."""
    measurements = [
        attempt for attempt in attempts if isinstance(attempt, Measurement) and attempt.metric in METRICS
    ]
    stopped = any(pair.name == STOPPED for attempt in measurements for pair in attempt.settings)
    digests = dict.fromkeys(attempt.raw_sha256 for attempt in measurements if attempt.raw_sha256)
    return () if stopped or len({attempt.subject for attempt in measurements}) < 2 else tuple(digests)


def compare_systems(
    bodies: Iterable[bytes], subject: str, *, slice_sha256: str | None, seed: int
) -> tuple[Comparison, ...]:
    """The subject beside each other system, on the rows that both answered; raises ValueError for odd values."""
    by_system = predictions_by_system(bodies)
    own = by_system.pop(subject, {})
    comparisons = [
        pair for name, answers in by_system.items() for pair in compare_two(subject, own, name, answers, seed)
    ]
    return adjusted_for_each_other(comparisons, slice_sha256)


def adjusted_for_each_other(
    comparisons: Sequence[Comparison], slice_sha256: str | None
) -> tuple[Comparison, ...]:
    """The comparisons with p-values adjusted by Holm over all of them, and the slice that they are of."""
    from claims.statistics.multiplicity import holm

    adjusted = iter(holm([pair.p for pair in comparisons if pair.p is not None]))
    return tuple(
        pair.model_copy(
            update={"slice_sha256": slice_sha256, "p": None if pair.p is None else next(adjusted)}
        )
        for pair in comparisons
    )


def predictions_by_system(bodies: Iterable[bytes]) -> PredictionsBySystem:
    """Every system's answers by row, from files of per-sample values; lines of anything else are passed over."""
    by_system: PredictionsBySystem = {}
    for body in bodies:
        for line in body.decode("utf-8").splitlines():
            line_read: Mapping[str, object] = json.loads(line)
            if not {"row", "subject", "label", "called"} <= line_read.keys():
                continue
            rows = by_system.setdefault(str(line_read["subject"]), {})
            rows[int(str(line_read["row"]))] = RowPrediction(
                str(line_read["label"]), str(line_read["called"])
            )
    return by_system


def compare_two(
    subject: str, own: dict[int, RowPrediction], name: str, answers: dict[int, RowPrediction], seed: int
) -> Iterator[Comparison]:
    """Two systems on the rows that both answered; nothing where their labels differ or there are too few."""
    import numpy as np

    from claims.statistics.paired import mcnemar, table_of
    from claims.statistics.paired_bootstrap import paired_difference, paired_interval

    rows = sorted(own.keys() & answers.keys())
    if len(rows) < _FEWEST or any(own[row].label != answers[row].label for row in rows):
        return
    names = sorted({word for row in rows for word in (*own[row], answers[row].called)})
    places = {word: i for i, word in enumerate(names)}
    true, first, second = (
        np.array([places[word] for word in words])
        for words in (
            [own[row].label for row in rows],
            [own[row].called for row in rows],
            [answers[row].called for row in rows],
        )
    )
    table = table_of(true == first, true == second)
    for metric in COMPARED:
        interval = paired_interval(metric, true, first, second, seed=seed)
        yield Comparison(
            metric=metric,
            subject=subject,
            against=name,
            difference=exact(paired_difference(metric, true, first, second)),
            low=exact(interval.low),
            high=exact(interval.high),
            level=interval.level,
            method=interval.method,
            p=mcnemar(table.first, table.second) if metric == "accuracy" else None,
            n=len(rows),
            only_subject=table.first,
            only_against=table.second,
            seed=seed,
        )
