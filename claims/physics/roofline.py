"""The roofline of a device: the highest peak, bandwidth and memory that any variant of it has."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from claims import catalog
from claims.catalog.devices import Device

SLACK = 1.10
"""Boards can be set above the listed clocks by about a tenth; nothing below that is called impossible."""
Precision = str
_SPELLED = (
    (r"fp64|double|float64", "fp64"), (r"tf32", "tf32"), (r"bf16|bfloat16?", "bf16"),
    (r"fp16|float16|half|mixed|amp", "fp16"), (r"fp32|float32|single precision|full precision", "fp32"),
    (r"fp8|e4m3|e5m2", "fp8"), (r"w8a8|int8 activations", "int8"), (r"fp4|nvfp4|mxfp4", "fp4"), (r"w4a4", "int4"),
)  # fmt: skip
FASTER: dict[Precision, tuple[str, ...]] = {
    "fp64": ("fp64",),
    "fp32": ("fp32", "tf32"),
    "tf32": ("fp32", "tf32"),
    "bf16": ("fp32", "tf32", "bf16", "fp16"),
    "fp16": ("fp32", "tf32", "bf16", "fp16"),
    "fp8": ("fp32", "tf32", "bf16", "fp16", "fp8", "int8"),
    "int8": ("fp32", "tf32", "bf16", "fp16", "fp8", "int8"),
    "int4": ("fp32", "tf32", "bf16", "fp16", "fp8", "int8", "int4", "fp4"),
    "fp4": ("fp32", "tf32", "bf16", "fp16", "fp8", "int8", "int4", "fp4"),
}
"""Units that may do the work where this precision is stated; frameworks run "fp32" in TF32 unasked."""


@dataclass(frozen=True)
class Roof:
    """What a device, in its best variant, can do."""

    name: str
    peaks: dict[str, float]
    memory_gb: float | None
    bandwidth_gb_s: float | None
    sparse_factor: float
    source: str

    def peak(self, precision: Precision | None) -> float | None:
        """Dense operations a second at a precision, the fastest unit where none is stated; TFLOP/s."""
        units = FASTER[precision] if precision else tuple(self.peaks)
        peaks = [self.peaks[unit] for unit in units if unit in self.peaks]
        return max(peaks, default=None)


def roof(name: str, memory_gb: float | None = None) -> Roof | None:
    """The roof of a device by any of its names: the largest figures over the variants that the name may mean."""
    known = catalog.device(name)
    if known is None:
        return None
    family = [
        device for device in catalog.devices().values() if known.family and device.family == known.family
    ] or [known]
    peaks = {
        unit: _most(family, unit)
        for unit in ("fp64", "fp32", "tf32", "fp16", "bf16", "fp8", "int8", "int4", "fp4")
    }
    sizes = [device.memory_gb for device in family if device.memory_gb] + ([memory_gb] if memory_gb else [])
    bands = [
        device.bandwidth_gb_s
        for device in family
        if device.bandwidth_gb_s and "bandwidth_gb_s" not in device.unsourced
    ]
    return Roof(
        name=known.name if len(family) == 1 else known.family or known.name,
        peaks={unit: peak for unit, peak in peaks.items() if peak},
        memory_gb=max(sizes, default=None),
        bandwidth_gb_s=max(bands) if len(bands) == len(family) else None,
        sparse_factor=max(device.sparse_factor for device in family),
        source=known.source,
    )


def _most(family: Iterable[Device], unit: str) -> float | None:
    peaks = [value for device in family if (value := getattr(device, unit)) is not None]
    return max(peaks, default=None)


def precision_in(text: str) -> Precision | None:
    """The precision of the arithmetic that a text states; weights alone in few bits do not change it."""
    for shape, name in _SPELLED:
        if re.search(rf"(?i)(?<![a-z\d])(?:{shape})(?![a-z\d])", text[:2_000]):
            return name
    return None
