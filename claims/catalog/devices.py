"""Devices by the names that documents give them."""

import functools

from pydantic import TypeAdapter

from claims.catalog.names import Index, rows
from claims.records.record import Record


class Device(Record):
    """A processor or accelerator."""

    name: str
    """Its full name."""
    aliases: tuple[str, ...] = ()
    """Other spellings; a bare name belongs to the commonest variant."""
    family: str | None = None
    """What its variants share ("A100"), where there are several."""
    kind: str
    """datacenter-gpu, workstation-gpu, consumer-gpu, edge, tpu, accelerator, apple-soc, cpu or sbc."""
    source: str
    """Where it was read."""


@functools.cache
def devices() -> dict[str, Device]:
    """Every device, by name."""
    found = TypeAdapter(tuple[Device, ...]).validate_python(rows("hardware.toml", "device"))
    return {one.name: one for one in found}


def hardware(name: str) -> Device | None:
    """The device of that name or alias; None if there is none or the spelling fits several."""
    found = _index().find(name)
    return devices()[next(iter(found))] if len(found) == 1 else None


@functools.cache
def _index() -> Index:
    return Index((one.name, one.aliases) for one in devices().values())
