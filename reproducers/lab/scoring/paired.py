"""The model beside every other system on the same rows, from the per-sample values that were kept."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from claims.records import Attempt, Comparison, Measurement, Record
from reproducers.lab.scoring.early_stop import STOPPED
from reproducers.lab.scoring.score import METRICS, exact

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Classes = NDArray[np.int64]

COMPARED = ("accuracy", "f1_macro")
_FEWEST = 2  # rows


class Kept(Record):
    """A file of per-sample values on this machine."""

    sha256: str
    """Its digest."""
    path: str
    """Where it lies."""


class PairsOrder(Record):
    """Whose answers are to be compared."""

    subject: str
    """The system that is asked about: the model."""
    files: tuple[Kept, ...]
    """Everybody's answers."""
    slice_sha256: str | None = None
    """The slice that they are of."""
    seed: int
    """Seed of the resamples."""


class Pairs(Record):
    """What came of it."""

    comparisons: tuple[Comparison, ...] = ()


class Answer(NamedTuple):
    """A row's label, and what a system called it."""

    label: str
    called: str


Answers = dict[str, dict[int, Answer]]
"""System to row to answer."""


def answer(request: bytes) -> bytes:
    """The comparisons that an order asks for; both are records as bytes."""
    order = PairsOrder.from_bytes(request)
    bodies = [Path(file.path).read_bytes() for file in order.files]
    found = compared(bodies, order.subject, slice_sha256=order.slice_sha256, seed=order.seed)
    return Pairs(comparisons=found).to_bytes()


def comparable(attempts: Iterable[Attempt]) -> tuple[str, ...]:
    """Digests of the answers that may be compared: of classes, and on rows whose number nobody's answers decided."""
    found = [one for one in attempts if isinstance(one, Measurement) and one.metric in METRICS]
    stopped = any(pair.name == STOPPED for one in found for pair in one.settings)
    digests = dict.fromkeys(one.raw_sha256 for one in found if one.raw_sha256)
    return () if stopped or len({one.subject for one in found}) < 2 else tuple(digests)


def compared(
    bodies: Iterable[bytes], subject: str, *, slice_sha256: str | None, seed: int
) -> tuple[Comparison, ...]:
    """The subject beside each other system, on the rows that both answered; raises ValueError for odd values."""
    from claims.statistics.multiplicity import holm

    answers = _read(bodies)
    own = answers.pop(subject, {})
    found = [one for name, theirs in answers.items() for one in _pair(subject, own, name, theirs, seed)]
    adjusted = iter(holm([one.p for one in found if one.p is not None]))
    return tuple(
        one.model_copy(update={"slice_sha256": slice_sha256, "p": None if one.p is None else next(adjusted)})
        for one in found
    )


def _read(bodies: Iterable[bytes]) -> Answers:
    answers: Answers = {}
    for body in bodies:
        for line in body.decode("utf-8").splitlines():
            said: Mapping[str, object] = json.loads(line)
            if not {"row", "subject", "label", "called"} <= said.keys():
                continue
            rows = answers.setdefault(str(said["subject"]), {})
            rows[int(str(said["row"]))] = Answer(str(said["label"]), str(said["called"]))
    return answers


def _pair(
    subject: str, own: dict[int, Answer], name: str, theirs: dict[int, Answer], seed: int
) -> Iterator[Comparison]:
    import numpy as np

    from claims.statistics.paired import mcnemar, table_of
    from claims.statistics.paired_bootstrap import paired_difference, paired_interval

    rows = sorted(own.keys() & theirs.keys())
    if len(rows) < _FEWEST or any(own[row].label != theirs[row].label for row in rows):
        return
    names = sorted({word for row in rows for word in (*own[row], theirs[row].called)})
    places = {word: i for i, word in enumerate(names)}
    true, first, second = (
        np.array([places[word] for word in words])
        for words in (
            [own[row].label for row in rows],
            [own[row].called for row in rows],
            [theirs[row].called for row in rows],
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
