"""Prices of rented machines by the hour, each with the day on which it was read."""

import functools
from decimal import Decimal
from difflib import get_close_matches

from claims.catalog.name_index import records
from claims.errors import UnknownName
from claims.records.record import Record


class InstancePrice(Record):
    """A machine that can be rented, and its price."""

    name: str
    """The provider and its own name for the machine: "aws/g5.2xlarge"."""
    vcpus: int
    """Virtual processors."""
    memory_gb: float
    """Memory, GB."""
    accelerator: str | None = None
    """The accelerator in it."""
    accelerators: int = 0
    """How many of it."""
    per_hour: Decimal
    """US dollars an hour, on demand."""
    note: str = ""
    """What else to know."""
    read: str
    """The day on which the price was read, ISO 8601."""


@functools.cache
def instance_prices() -> tuple[InstancePrice, ...]:
    """Every machine of the catalog."""
    return records("instance_prices.toml", "instance", InstancePrice)


def instance_price(name: str) -> InstancePrice:
    """The machine of that name, with or without its provider; raises UnknownName with the nearest ones."""
    known = {price.name: price for price in instance_prices()}
    bare = {price.name.partition("/")[2]: price for price in instance_prices()}
    price = known.get(name) or bare.get(name)
    if price is None:
        near = get_close_matches(name, [*known, *bare], 3, 0.4) or sorted(known)[:3]
        raise UnknownName(
            f"The catalog has no instance {name!r}.",
            f"Did you mean {', '.join(near)}? `verify forecast --list` shows all; --price-per-hour states any other.",
        )
    return price
