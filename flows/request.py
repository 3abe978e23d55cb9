"""The pinned request of a run: everything that affects the result, by content."""

import hashlib
import time
from decimal import Decimal
from pathlib import Path
from typing import Literal

from claims.errors import DataError, SourceUnsafe, UsageError
from claims.records import Correction, Pair, Record, Source
from extractors.sources.file_digest import PATIENCE, file_digest
from flows.fetched import FetchedSource
from flows.plugin_versions import plugin_versions

RECIPE = "5"
"""Raised when a change of the workflow itself changes the result for the same input."""


class Options(Record):
    """The options that affect the result."""

    data: str | None = None
    """The team's own rows."""
    predictions: str | None = None
    """Outputs that stand in for a closed model."""
    against: str | None = None
    """Another system's outputs on the same rows."""
    model: str | None = None
    """The model to measure, where the target is a document."""
    columns: tuple[Pair, ...] = ()
    """Role to column."""
    of_dataset: str | None = None
    """What the rows are a sample of."""
    margin: Decimal = Decimal(2)
    """Points by which a score may fall short."""
    seed: int = 0
    """Seed of everything drawn at random."""
    rows: int = 5_000
    """Rows used at most."""
    file: str | None = None
    """Which of several model files in the folder is meant."""
    task: str | None = None
    """What the model does, where its files do not say it."""
    device: Literal["cpu", "cuda"] = "cpu"
    """Where the model runs."""
    budget: float = 120.0
    """Seconds for each measuring child."""
    deadline: float | None = None
    """Seconds for the whole run; thirty budgets where it is not given."""
    early_stop: bool = False
    """Whether measuring stops once every claim of a reproducer is settled."""
    failures: bool = False
    """Whether to look for where the model fails."""
    price_per_hour: Decimal | None = None
    """What an hour of this machine costs, in any currency."""
    utilisation: Decimal = Decimal(1)
    """The share of the paid time in which it works."""
    require_isolation: Literal["full", "fs-only", "limits-only"] | None = None
    """The isolation below which nothing is run."""
    weak_isolation: bool = False
    """Whether weights are opened even where children can reach the user's files."""

    @property
    def seconds_in_all(self) -> float:
        """Seconds for the whole run."""
        return 30 * self.budget if self.deadline is None else self.deadline


class Request(Record):
    """A target, what it consists of, and the options, with the digests of all files."""

    target: str
    """As a person would name it."""
    documents: tuple[FetchedSource, ...]
    """What is read: the target itself, then what stands beside it (a model's paper, a paper's model card)."""
    subject: FetchedSource | None = None
    """The model that is measured."""
    data_sha256: str | None = None
    """Digest of the data."""
    predictions_sha256: str | None = None
    """Digest of the predictions."""
    against_sha256: str | None = None
    """Digest of the other system's outputs."""
    options: Options
    """The options."""
    plugins: tuple[Pair, ...]
    """Every plugin and its version: another version may say something else. None where nothing but reading is done."""
    corrections: tuple[Correction, ...] = ()
    """What people put right in earlier runs of the same target."""
    notes: tuple[str, ...] = ()
    """What the reader of the report should know of how the target was found."""
    only_read: bool = False
    """Whether ingestion read it and nothing was to be measured; its note makes it a run of its own."""

    @property
    def source(self) -> Source:
        """The pinned source of the target itself."""
        return self.documents[0].source

    @property
    def measured(self) -> str:
        """Digest of the model and the team's files: what a measuring step depends on."""
        model = self.subject.identity if self.subject else None
        return _digest_of(model, self.data_sha256, self.predictions_sha256, self.against_sha256)

    @property
    def run(self) -> str:
        """The run's id: the same input, options, decisions and plugins give the same."""
        options = self.options.model_copy(
            update=dict.fromkeys(("data", "predictions", "against", "deadline"))
        )
        documents = tuple(fetched.identity for fetched in self.documents)
        decided = tuple(correction.to_bytes() for correction in self.corrections)
        plugged = tuple(plugin.to_bytes() for plugin in self.plugins)
        parts = (RECIPE, self.target, documents, self.measured, options.digest, decided, plugged, self.notes)
        return _digest_of(*parts)[:12]


def pin_request(
    target: str,
    documents: tuple[FetchedSource, ...],
    subject: FetchedSource | None,
    options: Options,
    *,
    corrections: tuple[Correction, ...] = (),
    notes: tuple[str, ...] = (),
    only_read: bool = False,
) -> Request:
    """The request with the digests of the team's own files; raises DataError where they cannot be read."""
    return Request(
        target=target,
        documents=documents,
        subject=subject,
        data_sha256=_digest(options.data),
        predictions_sha256=_digest(options.predictions),
        against_sha256=_digest(options.against),
        options=options,
        plugins=() if only_read else plugin_versions(),
        corrections=corrections,
        notes=notes,
    )


def columns(text: str | None) -> tuple[Pair, ...]:
    """Read "text=review,label=stars"; raises UsageError."""
    pairs = [part.partition("=") for part in (text or "").split(",") if part.strip()]
    if any(not (name.strip() and sign and value.strip()) for name, sign, value in pairs):
        raise UsageError(
            f"--columns {text!r} is not a list of ROLE=COLUMN.",
            "Write it as --columns text=review,label=stars.",
        )
    return tuple(Pair(name=name.strip(), value=value.strip()) for name, _, value in pairs)


def _digest_of(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _digest(path: str | None) -> str | None:
    """The digest of the team's own file or folder."""
    if path is None:
        return None
    from reproducers.lab.data.media_folder import digest_of

    until = time.monotonic() + PATIENCE
    try:
        return digest_of(Path(path), lambda file: file_digest(file, until))
    except SourceUnsafe as error:
        raise DataError(error.says, error.hint) from None
    except OSError as error:
        raise DataError(
            f"{path} cannot be read: {error.strerror}.", "Give --data a file that can be read."
        ) from None
