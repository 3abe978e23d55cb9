"""What can go wrong, as one tree; each class says in a sentence when it happens.

VerifyError                 shown to the user as one sentence and the next thing to do
├─ UsageError               the command was asked for something it cannot mean (exit 2)
│  └─ UnknownName           no such plugin, column, run or option; the nearest names are suggested
├─ SourceError              the thing to be read could not be had
│  ├─ SourceNotFound        the name is wrong, or the thing is gone
│  ├─ SourceUnavailable     no answer, or one that asks to come back later (retryable)
│  └─ SourceUnsafe          refused: it would climb out of its folder, or is too large
├─ ReadError                a file is not what it says it is
│  └─ OverLimit             it is larger, longer or deeper than what is read
├─ DataError                the team's own data cannot answer the question
├─ LabError                 a model could not be measured
│  ├─ ModelUnavailable      gated, missing, or no such revision
│  ├─ ModelUnsafe           refused: opening it would run somebody else's code
│  ├─ ChildDied             the isolated process ended without an answer
│  ├─ OverTime              the isolated process was ended at its deadline
│  └─ OverMemory            the isolated process was ended at its memory limit
├─ IsolationError           the isolation asked for cannot be had here
├─ TrackerError             an experiment tracker did not take a run
├─ DeliveryError            a digest did not get where it was to be sent
│  └─ DeliveryUnclear       nobody knows whether it got there
├─ EngineError              the engine that drives the flow did not start or broke off
└─ StoreError               our own folder is full, read-only or damaged
   └─ StoreDamaged          a file of it is missing or not what it was
"""

from typing import ClassVar


class VerifyError(Exception):
    """Something the user should know, said in one sentence, with the next thing to do."""

    exit_code: ClassVar[int] = 3
    retryable: ClassVar[bool] = False

    def __init__(self, says: str, hint: str = "") -> None:
        """Keep the sentence and the hint, both as the user will see them."""
        super().__init__(says, hint)
        self.says = says
        self.hint = hint

    def __str__(self) -> str:
        """The sentence, then the hint."""
        return f"{self.says} {self.hint}".strip()


class UsageError(VerifyError):
    """The command was asked for something it cannot mean."""

    exit_code: ClassVar[int] = 2


class UnknownName(UsageError):
    """No such plugin, column, run or option; the nearest names are suggested."""


class SourceError(VerifyError):
    """The thing to be read could not be had."""


class SourceNotFound(SourceError):
    """The name is wrong, or the thing is gone."""


class SourceUnavailable(SourceError):
    """No answer, or one that asks to come back later."""

    retryable: ClassVar[bool] = True


class SourceUnsafe(SourceError):
    """Refused: it would climb out of its folder, or is too large."""


class ReadError(VerifyError):
    """A file is not what it says it is."""


class OverLimit(ReadError):
    """It is larger, longer or deeper than what is read."""


class DataError(VerifyError):
    """The team's own data cannot answer the question."""


class LabError(VerifyError):
    """A model could not be measured."""


class ModelUnavailable(LabError):
    """Gated, missing, or no such revision."""


class ModelUnsafe(LabError):
    """Refused: opening it would run somebody else's code."""


class ChildDied(LabError):
    """The isolated process ended without an answer."""


class OverTime(LabError):
    """The isolated process was ended at its deadline."""


class OverMemory(LabError):
    """The isolated process was ended at its memory limit."""


class IsolationError(VerifyError):
    """The isolation asked for cannot be had here."""


class TrackerError(VerifyError):
    """An experiment tracker did not take a run."""


class DeliveryError(VerifyError):
    """A digest did not get where it was to be sent."""


class DeliveryUnclear(DeliveryError):
    """Nobody knows whether a digest got where it was sent."""


class EngineError(VerifyError):
    """The engine that drives the flow did not start or broke off."""


class StoreError(VerifyError):
    """Our own folder is full, read-only or damaged."""


class StoreDamaged(StoreError):
    """A file of our own folder is missing or not what it was."""
