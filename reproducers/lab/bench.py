"""What a reproducer works with in its isolated child: a model, the rows, the settings and a clock."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

from claims.errors import DataError, ModelUnavailable
from claims.records import Model, Pair, Slice
from reproducers.lab.data.near_copies import input_keys
from reproducers.lab.data.rows import Rows, read_rows
from reproducers.lab.orders import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EFFECTIVE_ROWS = "rows that repeated inputs are worth"
"""The setting that tells for how many independent rows repeated inputs count (the effective sample size)."""
ONE_BY_ONE = "rows one by one"
"""The setting that tells why rows are not given in batches."""
Raw = dict[str, int | float | str | None]
"""One row's values, as raw.jsonl keeps them; never the team's texts."""


class Prediction(NamedTuple):
    """The class that a classifier gives one row."""

    output: int
    """Which output: an index into the model's labels."""
    score: float
    """Its confidence, from 0 to 1; NaN where it gives none, or where its outputs are no numbers."""
    probabilities: "NDArray[np.float64] | None" = None
    """The probability of each output, of shape (outputs,); None where the model gives none."""


@runtime_checkable
class Classifier(Protocol):
    """An opened model that gives each row a class."""

    @property
    def settings(self) -> tuple[Pair, ...]:
        """How it is run: runtime, precision, length."""
        ...

    def classify(self, rows: Rows, positions: Sequence[int]) -> list[Prediction]:
        """The classes of these rows, computed as one batch."""
        ...


class Truth(NamedTuple):
    """The rows' true classes."""

    names: tuple[str, ...]
    """All classes: the model's, then those that it does not know."""
    indices: tuple[int, ...]
    """The class of each row."""


class Predictions(NamedTuple):
    """The classes that the model gives all rows, how it was run and how long it took."""

    rows: tuple[Prediction, ...]
    settings: tuple[Pair, ...]
    seconds: float


@dataclass(frozen=True)
class Bench:
    """The model, the rows, the settings and the clock that a reproducer is given."""

    stamp: str
    """Who measures, "text-classification@1"."""
    model: Model
    """What the survey found of the model."""
    slice: Slice | None
    """What the survey found of the rows."""
    settings: Settings
    """How to measure."""
    clock: Callable[[], float]
    """Seconds that only go up."""
    scratch: Path
    """The only folder that may be written."""
    root: Path | None = None
    """The model's folder."""
    data: Path | None = None
    """The file of rows."""
    predictions: Path | None = None
    """The file of answers."""
    against: Path | None = None
    """The file of another system's answers."""
    kept: tuple[int, ...] | None = None
    """The rows of the slice that were predicted before the measuring stopped; none: all."""
    predicted: Predictions | None = None
    """The predictions for those rows, where the measuring could stop early."""

    @property
    def folder(self) -> Path:
        """The model's folder; raises ModelUnavailable where there is none."""
        if self.root is None:
            raise ModelUnavailable("No model was found to run.", "Give --model: a folder, or org/model.")
        return self.root

    @cached_property
    def rows(self) -> Rows:
        """The rows of the slice; raises DataError where there is none."""
        if self.slice is None or self.data is None:
            raise DataError("There are no rows to measure on.", "Give --data FILE.")
        rows = read_rows(self.data, self.slice)
        return rows if self.kept is None else rows.only(self.kept)

    @cached_property
    def truth(self) -> Truth:
        """The true class of each row; labels that the model does not know come after its own."""
        chosen = self.slice
        if chosen is None or not self.rows.labels:
            raise DataError("The rows have no labels.", "Say which column it is: --columns label=….")
        if not chosen.labels:  # nothing to match them with: free text, whose labels stand for themselves
            kinds = {label: i for i, label in enumerate(sorted(set(self.rows.labels)))}
            return Truth(tuple(kinds), tuple(kinds[label] for label in self.rows.labels))
        mapped = {pair.name: pair.value for pair in chosen.labels}
        own = self.model.labels or tuple(str(i) for i in range(1 + max(map(int, mapped.values()), default=0)))
        names = (*own, *chosen.unmatched)
        places = {name: i for i, name in reversed(list(enumerate(names)))}
        apart = {label: len(own) + i for i, label in enumerate(chosen.unmatched)}
        indices = tuple(apart[x] if x in apart else places[mapped[x]] for x in self.rows.labels)
        return Truth(names, indices)

    @cached_property
    def effective_rows(self) -> int:
        """The effective sample size: copies of one input count as little more than one row."""
        from claims.statistics.effective_sample_size import rows_worth

        if self.slice is None or self.data is None:
            return len(self.truth.indices)
        keys = list(input_keys(self.rows))
        return rows_worth(keys) if keys else len(self.rows)

    def keep_raw(self, values: Iterable[Raw]) -> str:
        """Write all per-sample values to raw.jsonl in the scratch folder, once a reproducer; its SHA-256."""
        body = "".join(
            json.dumps(value, ensure_ascii=False, sort_keys=True) + "\n" for value in values
        ).encode()
        (self.scratch / "raw.jsonl").write_bytes(body)
        return hashlib.sha256(body).hexdigest()

    def batches(self) -> list[list[int]]:
        """Row numbers in batches by length, so that little is padded; ties by place, so that it is always the same."""
        lengths = [len(text) for text in self.rows.texts] or [0] * len(self.rows)
        return batches_by_length(lengths, self.settings.batch)


def batches_by_length(lengths: Sequence[int], size: int) -> list[list[int]]:
    """The places of things of these lengths in batches of like length; ties by place."""
    order = sorted(range(len(lengths)), key=lambda i: (lengths[i], i))
    return [order[start : start + size] for start in range(0, len(order), size)]
