"""Names of tasks, with their other spellings and the metrics usual for them."""

import functools
from importlib.resources import files

from claims.records.record import Record


class Task(Record):
    """A task by name."""

    name: str
    """The name used most."""
    spellings: tuple[str, ...]
    """All its spellings in small letters, the name's own among them."""
    usual_metrics: tuple[str, ...] = ()
    """What is usually reported, the commonest first, as ids of the catalog."""


@functools.cache
def tasks() -> tuple[Task, ...]:
    """Every task."""
    out = []
    for line in (files("claims.catalog") / "tasks.tsv").read_text("utf-8").splitlines()[1:]:
        name, aliases, usual, _ = line.split("\t")
        spelled = dict.fromkeys(
            spelling.casefold()
            for spelling in (name, name.replace("-", " "), *aliases.split("|"))
            if len(spelling) > 3
        )
        out.append(
            Task(name=name, spellings=tuple(spelled), usual_metrics=tuple(filter(None, usual.split("|"))))
        )
    return tuple(out)
