"""The bench that a reproducer works at: a model, the rows, the settings and a clock, in an isolated child."""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Protocol

from claims.errors import DataError, ModelUnavailable, ModelUnsafe
from claims.records import Model, Pair, Slice
from reproducers.lab.data.rows import Rows, read_rows
from reproducers.lab.orders import Settings

_INPUTS = ("tokens", "question", "context", "image", "audio")

WORTH = "rows that repeated inputs are worth"
"""The setting that tells how many independent rows the repeated ones are taken for."""
Raw = dict[str, int | float | str | None]
"""One row's values, as raw.jsonl keeps them; never the team's texts."""


class Call(NamedTuple):
    """What a classifier says of one row."""

    output: int
    """Which output: an index into the model's labels."""
    score: float
    """How sure it is, from 0 to 1; NaN where it does not say, or where its outputs are no numbers."""


class Classifier(Protocol):
    """An opened model that calls rows."""

    @property
    def settings(self) -> tuple[Pair, ...]:
        """How it is run: runtime, precision, length."""
        ...

    def classify(self, rows: Rows, which: Sequence[int]) -> list[Call]:
        """What it calls these rows, all at once as one batch."""
        ...


class Truth(NamedTuple):
    """The rows' true classes."""

    names: tuple[str, ...]
    """All classes: the model's, then those that it does not know."""
    indices: tuple[int, ...]
    """The class of each row."""


class Calls(NamedTuple):
    """What the model calls all rows."""

    calls: tuple[Call, ...]
    settings: tuple[Pair, ...]
    seconds: float


def check(calls: Iterable[Call]) -> None:
    """Raise ModelUnavailable where an output is no number."""
    if any(call.score != call.score for call in calls):
        says = "The model's outputs are not numbers (NaN) for some rows."
        raise ModelUnavailable(says, "Its weights are damaged.")


@dataclass(frozen=True)
class Bench:
    """What a reproducer may use; opened in the child, and closed with it."""

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
    """The rows of the slice that were answered before the measuring stopped; none: all."""
    answered: Calls | None = None
    """What the model called those rows, where it was looked at while measuring."""

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
        found = tuple(apart[x] if x in apart else places[mapped[x]] for x in self.rows.labels)
        return Truth(names, found)

    @cached_property
    def worth(self) -> int:
        """How many independent rows they are worth: copies of one input count as little more than one."""
        from claims.statistics.effective_sample_size import rows_worth

        if self.slice is None or self.data is None:
            return len(self.truth.indices)
        rows = self.rows
        columns = [
            rows.texts,
            rows.pairs,
            *rows.features.values(),
            *(c for r, c in rows.more.items() if r in _INPUTS),
        ]
        return rows_worth(zip(*filter(None, columns), strict=True)) if any(columns) else len(rows)

    @cached_property
    def takes_named_columns(self) -> bool:
        """Whether the model's inputs are columns by name, so that their order does not matter."""
        if self.root is None or self.model.format != "onnx":
            return False
        from reproducers.lab.files.onnx_graph import read_graph

        return len(read_graph(self.root / self.model.weights[0], self.root).inputs) > 1

    @cached_property
    def calls(self) -> Calls:
        """What the model calls each row; computed once, and raises ModelUnavailable for outputs without numbers."""
        if self.answered is not None:
            return self.answered
        opened, started = self.open_classifier(), self.clock()
        calls: dict[int, Call] = {}
        for which in self.batches():
            calls.update(zip(which, opened.classify(self.rows, which), strict=True))
        check(calls.values())
        seconds = self.clock() - started
        return Calls(tuple(calls[i] for i in range(len(self.rows))), opened.settings, seconds)

    def open_classifier(self) -> Classifier:
        """The model, opened; raises ModelUnsafe where the survey refused it, ModelUnavailable if it will not open."""
        if self.model.refused is not None:
            raise ModelUnsafe(self.model.detail)
        if self.root is None:
            raise ModelUnavailable("There is no model's folder.", "Give --model.")
        if self.model.task == "image-classification":
            from reproducers.lab.models.image_classifier import open_images

            return open_images(self)
        if self.model.task == "audio-classification":
            from reproducers.lab.models.audio_classifier import open_sounds

            return open_sounds(self)
        if self.model.format == "onnx":
            from reproducers.lab.models.onnx_session import open_onnx

            return open_onnx(self.root, self.model, scratch=self.scratch, settings=self.settings)
        from reproducers.lab.models.torch_classifier import open_torch

        return open_torch(self.root, self.model, scratch=self.scratch, settings=self.settings)

    def keep(self, values: Iterable[Raw]) -> str:
        """Write all per-sample values to raw.jsonl in the scratch folder, once a reproducer; its SHA-256."""
        body = "".join(
            json.dumps(value, ensure_ascii=False, sort_keys=True) + "\n" for value in values
        ).encode()
        (self.scratch / "raw.jsonl").write_bytes(body)
        return hashlib.sha256(body).hexdigest()

    def batches(self) -> list[list[int]]:
        """Row numbers in batches by length, so that little is padded; ties by place, so that it is always the same."""
        lengths = [len(text) for text in self.rows.texts] or [0] * len(self.rows)
        order = sorted(range(len(self.rows)), key=lambda i: (lengths[i], i))
        return [order[i : i + self.settings.batch] for i in range(0, len(order), self.settings.batch)]
