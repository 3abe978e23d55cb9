"""Tasks in the words of the Hub: which of them no sequence classifier does, and which the same model does."""

import functools
import tomllib
from importlib.resources import files

from claims.records.record import Record


class SameModels(Record):
    """Tasks that the same model does under several names."""

    tasks: frozenset[str]
    source: str
    """Where models are seen to do all of them."""


class HubTasks(Record):
    """The tasks of the Hub: which belong together, and which are not classification."""

    other_than_classification: frozenset[str]
    """Tasks that no sequence classifier does."""
    same_models: tuple[SameModels, ...]


@functools.cache
def hub_tasks() -> HubTasks:
    """The lists of hub_tasks.toml."""
    text = (files("claims.catalog") / "hub_tasks.toml").read_text("utf-8")
    return HubTasks.model_validate(tomllib.loads(text))


def same_models(task: str, other: str) -> bool:
    """Whether a model of one task answers claims of the other."""
    return task == other or any({task, other} <= group.tasks for group in hub_tasks().same_models)
