"""Names of data sets that libraries and benchmarks use: a wider list than the benchmarks whose sizes are known."""

import functools
from importlib.resources import files

from claims.catalog.name_index import squeeze
from claims.records.record import Record


class DatasetName(Record):
    """A data set by name."""

    name: str
    """The name used most."""
    ambiguous: bool
    """Whether the name is a common word as well, so that it counts only where a data set is meant."""
    usual_metrics: tuple[str, ...] = ()
    """What is usually reported on it, the commonest first, as ids of the catalog."""


def dataset_name(name: str) -> DatasetName | None:
    """The data set of that name, case and punctuation aside; None if the list does not know it."""
    return _index().get(squeeze(name))


@functools.cache
def _index() -> dict[str, DatasetName]:
    found: dict[str, DatasetName] = {}
    text = (files("claims.catalog") / "dataset_names.tsv").read_text("utf-8")
    for line in text.splitlines()[1:]:
        name, aliases, ambiguous, usual, _ = line.split("\t")
        row = DatasetName(
            name=name, ambiguous=ambiguous == "yes", usual_metrics=tuple(filter(None, usual.split("|")))
        )
        for spelled in (name, *aliases.split("|")):
            if len(bare := squeeze(spelled.rpartition("/")[2])) > 1:
                found.setdefault(bare, row)
    return found
