"""What a speed would become on this machine: between the ratio of the peaks and the ratio of the bandwidths."""

from dataclasses import dataclass
from decimal import Decimal

from claims.physics.roofline import Roof, precision_in, roof
from claims.records import Claim, Machine

FASTER_IS_LESS = frozenset({"latency", "ttft", "tpot", "training_time", "gpu_hours"})
"""Metrics of time."""


@dataclass(frozen=True)
class Carried:
    """A claim carried over: the two devices, and the least and the most it would be here, in its printed unit."""

    claimed: Roof
    here: Roof
    low: Decimal
    high: Decimal

    @property
    def alike(self) -> bool:
        """Whether both are one device."""
        return self.claimed.name == self.here.name


def carried(claim: Claim, machine: Machine | None) -> Carried | None:
    """A speed claim with its device scaled to this machine's; None where one of the two is not in the catalog.

    A result that is bound by arithmetic follows the peaks, one that is bound by memory follows the bandwidths
    (Williams et al. 2009, the roofline model); what is bound by neither is nearer to no change.
    """
    if claim.kind != "speed" or claim.hardware is None or machine is None or machine.accelerator is None:
        return None
    claimed, here = roof(claim.hardware.name), roof(machine.accelerator)
    factors = _factors(claimed, here, claim) if claimed and here else []
    if not claimed or not here or not factors:
        return None
    count = claim.hardware.count or 1
    values = [
        claim.stated.value * Decimal(1 / f * count if claim.metric in FASTER_IS_LESS else f / count)
        for f in factors
    ]
    return Carried(claimed, here, min(values), max(values))


def _factors(claimed: Roof, here: Roof, claim: Claim) -> list[float]:
    """How many times as fast this machine's device is, by arithmetic (half precision if none is told) and by memory."""
    precision = precision_in(f"{claim.conditions or ''} {claim.place.quote}") or "fp16"
    peaks = claimed.peak(precision), here.peak(precision)
    bands = claimed.bandwidth_gb_s, here.bandwidth_gb_s
    return [
        machine / stated_machine for stated_machine, machine in (peaks, bands) if stated_machine and machine
    ]
