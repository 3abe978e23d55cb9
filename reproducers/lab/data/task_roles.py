"""The column roles that each task needs, and those that it takes where they are there."""

from typing import NamedTuple


class TaskRoles(NamedTuple):
    """The roles of a task; each of the first must be found, the rest are taken where they are."""

    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    classes: bool = False
    """Whether the label is one of the model's classes."""
    numeric: bool = False
    """Whether the label is a number."""


ROLES_OF_TASK: dict[str, TaskRoles] = {
    "text-classification": TaskRoles(("label", "text"), ("text_pair",), classes=True),
    "tabular-classification": TaskRoles(("label",), classes=True),
    "tabular-regression": TaskRoles(("label",), numeric=True),
    "text-regression": TaskRoles(("label", "text"), ("text_pair",), numeric=True),
    "sentence-similarity": TaskRoles(("text", "text_pair"), ("label",), numeric=True),
    "token-classification": TaskRoles(("tokens", "tags")),
    "question-answering": TaskRoles(("question", "context", "answers")),
    "summarization": TaskRoles(("text", "target")),
    "translation": TaskRoles(("text", "target")),
    "text2text-generation": TaskRoles(("text", "target")),
    "text-generation": TaskRoles(("text",), ("choices", "label")),
    "image-classification": TaskRoles(("label", "image"), classes=True),
    "audio-classification": TaskRoles(("label", "audio"), classes=True),
    "voice-activity-detection": TaskRoles(("audio",)),
    "automatic-speech-recognition": TaskRoles(("audio", "target")),
    "object-detection": TaskRoles(("image", "objects")),
}
"""A task in the Hub's words to what its rows must say."""
TABULAR = ("tabular-classification", "tabular-regression")
PLAIN = ROLES_OF_TASK["text-classification"]
"""What is looked for where the task is not known."""


def roles_of(task: str | None) -> TaskRoles:
    """The roles of a task; those of text classification where the task is unknown."""
    return ROLES_OF_TASK.get(task or "", PLAIN)
