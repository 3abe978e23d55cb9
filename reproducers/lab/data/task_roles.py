"""Which roles the columns of a file play for a task, and which of them a row must have."""

from typing import NamedTuple


class Wanted(NamedTuple):
    """The roles of a task; each of the first must be found, the rest are taken where they are."""

    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    classes: bool = False
    """Whether the label is one of the model's classes."""
    numeric: bool = False
    """Whether the label is a number."""


TASKS: dict[str, Wanted] = {
    "text-classification": Wanted(("label", "text"), ("text_pair",), classes=True),
    "tabular-classification": Wanted(("label",), classes=True),
    "tabular-regression": Wanted(("label",), numeric=True),
    "text-regression": Wanted(("label", "text"), ("text_pair",), numeric=True),
    "sentence-similarity": Wanted(("text", "text_pair"), ("label",), numeric=True),
    "token-classification": Wanted(("tokens", "tags")),
    "question-answering": Wanted(("question", "context", "answers")),
    "summarization": Wanted(("text", "target")),
    "translation": Wanted(("text", "target")),
    "text2text-generation": Wanted(("text", "target")),
    "text-generation": Wanted(("text",), ("choices", "label")),
    "image-classification": Wanted(("label", "image"), classes=True),
    "audio-classification": Wanted(("label", "audio"), classes=True),
    "voice-activity-detection": Wanted(("audio",)),
    "automatic-speech-recognition": Wanted(("audio", "target")),
    "object-detection": Wanted(("image", "objects")),
}
"""A task in the Hub's words to what its rows must say."""
TABULAR = ("tabular-classification", "tabular-regression")
PLAIN = TASKS["text-classification"]
"""What is looked for where the task is not known."""


def wanted_by(task: str | None) -> Wanted:
    """The roles of a task; those of text classification where the task is unknown."""
    return TASKS.get(task or "", PLAIN)
