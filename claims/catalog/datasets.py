"""Data sets by name: those whose sizes are known, those on the catalog's list, and those that libraries know."""

import functools
from importlib.resources import files
from typing import Literal

from claims.catalog.name_index import Index, records, spellings, squeeze
from claims.records.record import Record

Source = Literal["sized", "listed", "known"]


class Benchmark(Record):
    """A benchmark whose sizes two projects agree on."""

    name: str
    """The name papers use most."""
    aliases: tuple[str, ...] = ()
    """Other spellings, among them the Hub's."""
    task: str
    """What is asked."""
    n_test: int | None = None
    """Items in the test split."""
    n_validation: int | None = None
    """Items in the validation split."""
    split_usually_reported: str
    """The split that papers report."""
    item: str = "items"
    """What one item is."""
    classes: int | None = None
    """How many classes there are."""
    note: str | None = None
    """Other counts in use, and traps."""
    source: str
    """Where the sizes were read."""
    sure: bool
    """Whether two projects agree on the size of the reported split."""


class DatasetName(Record):
    """A data set by name."""

    name: str
    """The name that documents use most."""
    aliases: tuple[str, ...] = ()
    """Other spellings, among them the Hub's."""
    ambiguous: bool = False
    """Whether the name is a common word as well, so that it counts only where a data set is meant."""
    usual_metrics: tuple[str, ...] = ()
    """What is usually reported on it, the commonest first, as ids of the catalog."""


class Dataset(DatasetName):
    """A data set that a name means, and where that is known from."""

    source: Source
    """Its sizes are known, the catalog lists it, or only the wide list of what libraries know has it."""
    sizes: Benchmark | None = None
    """How many items it has, where that is known."""

    def is_spelled(self, name: str) -> bool:
        """Whether it is written exactly so, capitals and all."""
        return name in (self.name, *self.aliases)


@functools.lru_cache(maxsize=1 << 14)  # a paper asks for the same words thousands of times
def find_dataset(name: str) -> Dataset | None:
    """The data set of that name or alias; None if none is known or the spelling fits several."""
    wide = _known().get(squeeze(name))
    traits = {"ambiguous": wide.ambiguous, "usual_metrics": wide.usual_metrics} if wide else {}
    if len(keys := _sized_index().find(name)) == 1:
        sizes = benchmarks()[next(iter(keys))]
        return Dataset(name=sizes.name, aliases=sizes.aliases, source="sized", sizes=sizes, **traits)
    if len(keys := _listed_index().find(name)) == 1:
        listed = _unsized()[next(iter(keys))]
        return Dataset(name=listed.name, aliases=listed.aliases, source="listed", **traits)
    return Dataset(name=wide.name, source="known", **traits) if wide else None


def dataset(name: str) -> str | None:
    """The catalog's own name of a data set; None for what only the wide list of libraries has."""
    known = find_dataset(name)
    return known.name if known and known.source != "known" else None


def benchmark(name: str) -> Benchmark | None:
    """The sizes of the data set of that name; None where they are not known."""
    known = find_dataset(name)
    return known.sizes if known else None


def same_dataset(first: str, other: str) -> bool:
    """Whether two names mean one data set: "SST-2" and "glue/sst2" do, "SQuAD 1.1" and "SQuAD 2.0" do not."""
    known, also = dataset(first), dataset(other)
    if known or also:
        return known == also
    squeezed = {squeeze(name) for name in spellings(first)} & {squeeze(name) for name in spellings(other)}
    return bool(squeezed - {""})


@functools.cache
def benchmarks() -> dict[str, Benchmark]:
    """Every data set whose sizes are known, by name."""
    return {benchmark.name: benchmark for benchmark in records("benchmarks.toml", "benchmark", Benchmark)}


@functools.cache
def _unsized() -> dict[str, DatasetName]:
    """Every data set of the catalog without sizes, by name."""
    return {listed.name: listed for listed in records("datasets.toml", "dataset", DatasetName)}


@functools.cache
def _known() -> dict[str, DatasetName]:
    """The data sets that libraries and benchmarks know, by squeezed spelling."""
    known: dict[str, DatasetName] = {}
    text = (files("claims.catalog") / "dataset_names.tsv").read_text("utf-8")
    for line in text.splitlines()[1:]:
        name, aliases, ambiguous, usual, _ = line.split("\t")
        metrics = tuple(filter(None, usual.split("|")))
        row = DatasetName(name=name, ambiguous=ambiguous == "yes", usual_metrics=metrics)
        for spelled in (name, *aliases.split("|")):
            if len(bare := squeeze(spelled.rpartition("/")[2])) > 1:
                known.setdefault(bare, row)
    return known


@functools.cache
def _sized_index() -> Index:
    return Index((benchmark.name, benchmark.aliases) for benchmark in benchmarks().values())


@functools.cache
def _listed_index() -> Index:
    return Index((listed.name, listed.aliases) for listed in _unsized().values())
