"""Where benchmarks lie on the Hub: what results that are published there must name."""

import functools

from claims.catalog.datasets import benchmark
from claims.catalog.name_index import records
from claims.records.record import Record


class HubId(Record):
    """A data set of the Hub, and the part of it that a benchmark is."""

    benchmark: str
    """The catalog's name of the benchmark."""
    id: str
    """The data set, as owner/name."""
    task: str = "default"
    """The part of it."""


def hub_id(name: str) -> HubId | None:
    """The Hub's own id of a data set by any of its names; None where the catalog has none, or two for the spelling."""
    known = benchmark(name)
    return _by_benchmark().get(known.name) if known else None


@functools.cache
def _by_benchmark() -> dict[str, HubId]:
    return {hub_id.benchmark: hub_id for hub_id in records("hub_ids.toml", "hub_id", HubId)}
