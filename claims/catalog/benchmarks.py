"""Public benchmarks: how many items a score is counted over, and what a constant answer gets."""

import functools
from decimal import Decimal

from pydantic import TypeAdapter

from claims.catalog.name_index import Index, rows
from claims.records.record import Record


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
    majority: Decimal | None = None
    """The share that a constant or random answer gets."""
    majority_of: str | None = None
    """What that share was taken on, where it is said."""
    note: str | None = None
    """Other counts in use, and traps."""
    source: str
    """Where the sizes were read."""
    sure: bool
    """Whether two projects agree on the size of the reported split."""

    @property
    def n_reported(self) -> int | None:
        """Items in the split that papers report."""
        held_out = self.split_usually_reported in ("validation", "dev", "testmini")
        return self.n_validation if held_out else self.n_test


@functools.cache
def benchmarks() -> dict[str, Benchmark]:
    """Every benchmark, by name."""
    found = TypeAdapter(tuple[Benchmark, ...]).validate_python(rows("benchmarks.toml", "benchmark"))
    return {one.name: one for one in found}


def benchmark(name: str) -> Benchmark | None:
    """The benchmark of that name or alias; None if there is none or the spelling fits several."""
    found = _index().find(name)
    return benchmarks()[next(iter(found))] if len(found) == 1 else None


@functools.cache
def _index() -> Index:
    return Index((one.name, one.aliases) for one in benchmarks().values())
