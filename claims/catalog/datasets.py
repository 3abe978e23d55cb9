"""Names of data sets: those whose sizes are known, and those of which the catalog has the name alone."""

import functools

from pydantic import TypeAdapter

from claims.catalog.benchmarks import benchmark
from claims.catalog.name_index import Index, rows, spellings, squeeze
from claims.records.record import Record


class DatasetName(Record):
    """A data set by name."""

    name: str
    """The name that documents use most."""
    aliases: tuple[str, ...] = ()
    """Other spellings, among them the Hub's."""


@functools.cache
def dataset_names() -> dict[str, DatasetName]:
    """Every data set that has a name and no sizes here, by name."""
    found = TypeAdapter(tuple[DatasetName, ...]).validate_python(rows("datasets.toml", "dataset"))
    return {one.name: one for one in found}


def dataset(name: str) -> str | None:
    """The name under which the catalog knows a data set; None if it does not, or if the spelling fits several."""
    if known := benchmark(name):
        return known.name
    found = _index().find(name)
    return next(iter(found)) if len(found) == 1 else None


def dataset_spelled(name: str) -> bool:
    """Whether a data set is spelled exactly so, capitals and all."""
    if known := benchmark(name):
        return name in (known.name, *known.aliases)
    found = dataset(name)
    return found is not None and name in (found, *dataset_names()[found].aliases)


def same_dataset(one: str, other: str) -> bool:
    """Whether two names mean one data set: "SST-2" and "glue/sst2" do, "SQuAD 1.1" and "SQuAD 2.0" do not."""
    known, also = dataset(one), dataset(other)
    if known or also:
        return known == also
    squeezed = {squeeze(name) for name in spellings(one)} & {squeeze(name) for name in spellings(other)}
    return bool(squeezed - {""})


@functools.cache
def _index() -> Index:
    return Index((one.name, one.aliases) for one in dataset_names().values())
