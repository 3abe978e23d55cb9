"""Devices by the names that documents give them."""

import functools

from claims.catalog.name_index import Index, records
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
    fp64: float | None = None
    """Dense peak in double precision, TFLOP/s."""
    fp32: float | None = None
    """Dense peak in single precision, TFLOP/s."""
    tf32: float | None = None
    """Dense peak in TF32, TFLOP/s."""
    fp16: float | None = None
    """Dense peak in half precision on the fastest unit, TFLOP/s; none where half is no faster than single."""
    bf16: float | None = None
    """Dense peak in bfloat16, TFLOP/s."""
    fp8: float | None = None
    """Dense peak in 8-bit floating point, TFLOP/s."""
    int8: float | None = None
    """Dense peak in 8-bit integers, TOP/s."""
    int4: float | None = None
    """Dense peak in 4-bit integers, TOP/s."""
    fp4: float | None = None
    """Dense peak in 4-bit floating point, TFLOP/s."""
    sparse_factor: float = 1.0
    """What structured sparsity multiplies the peaks by."""
    memory_gb: float | None = None
    """Memory, GB."""
    bandwidth_gb_s: float | None = None
    """Memory bandwidth, GB/s."""
    unsourced: tuple[str, ...] = ()
    """Figures that no source confirms; nothing is called impossible by them alone."""
    note: str | None = None
    """What else to know."""
    source: str
    """Where it was read, with the columns that each source confirms."""


@functools.cache
def devices() -> dict[str, Device]:
    """Every device, by name."""
    return {device.name: device for device in records("devices.toml", "device", Device)}


def device(name: str) -> Device | None:
    """The device of that name or alias; None if there is none or the spelling fits several."""
    names = _index().find(name)
    return devices()[next(iter(names))] if len(names) == 1 else None


@functools.cache
def _index() -> Index:
    return Index((device.name, device.aliases) for device in devices().values())
