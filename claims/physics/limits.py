"""Whether a result is possible on the device it names, and the fewest changed assumptions that would make it so.

The work is a lower bound: 2 FLOP a parameter and token forward, 6 in training (Kaplan et al. 2020, table 1), without
attention; half of it where a token may pass only one half of the model or padding may be dropped.
"""

import math
from dataclasses import dataclass
from typing import Literal

from claims.physics.roofline import SLACK, Roof

Task = Literal["training", "inference"]
FORWARD, TRAINING, FROZEN = 2.0, 6.0, 4.0
"""FLOP a parameter and token: inference, training, training with frozen weights (no gradient of the weights)."""

WEIGHT_BITS = 4.0
"""Bits of a weight, the fewest in use."""


@dataclass(frozen=True)
class Setting:
    """What a result was measured with, as far as it is stated."""

    roof: Roof
    count: int = 1
    precision: str | None = None
    parameters: float | None = None
    task: Task = "inference"
    frozen: bool = False
    partial: bool = True
    """Whether a token may pass a part of the parameters only: encoder-decoders, dropped padding, small models."""
    single_stream: bool = False


@dataclass(frozen=True)
class Impossible:
    """Why a figure cannot be, how far it is above the roof, and what would make it possible."""

    says: str
    factor: float
    ways: tuple[str, ...]


def throughput(tokens_per_second: float, setting: Setting) -> Impossible | None:
    """Why so many tokens a second are impossible: by the peak of all devices, or by the bandwidth for one stream."""
    if not setting.parameters:
        return None
    per = (FROZEN if setting.frozen else TRAINING) if setting.task == "training" else FORWARD
    work = per * setting.parameters * tokens_per_second * (0.5 if setting.partial else 1.0) / 1e12
    size = _big(setting.parameters)
    demand = f"{tokens_per_second:,.0f} tokens/s of {size} parameters need at least {work:,.0f} TFLOP/s"
    above = _above_peak(work, demand, setting)
    if above or not setting.single_stream or setting.roof.bandwidth_gb_s is None:
        return above
    read = setting.parameters * WEIGHT_BITS / 8 * tokens_per_second / 1e9
    have = setting.roof.bandwidth_gb_s * setting.count
    if read <= have * SLACK:
        return None
    return Impossible(
        f"one stream of {tokens_per_second:,.0f} tokens/s reads at least {read:,.0f} GB/s of weights at "
        f"{WEIGHT_BITS:g} bits, and {_devices(setting)} move{'s' if setting.count == 1 else ''} {have:,.0f}",
        read / have,
        (
            f"{math.ceil(read / setting.roof.bandwidth_gb_s)} devices",
            "several streams together",
            "speculative decoding",
        ),
    )


def samples(per_second: float, flop: float, setting: Setting) -> Impossible | None:
    """Why so many samples a second are impossible, each of which takes at least so many operations.

    What vision papers call FLOPs are often multiply-adds, so that the work is up to twice as much; once is the bound.
    """
    work = flop * per_second * (3.0 if setting.task == "training" else 1.0) / 1e12
    return _above_peak(
        work,
        f"{per_second:,.4g} samples/s of {flop / 1e9:,.3g} GFLOP each need at least {work:,.3g} TFLOP/s",
        setting,
    )


def latency(seconds: float, flop: float | None, setting: Setting) -> Impossible | None:
    """Why one answer cannot come in so many seconds: by its operations, or by its weights, which are read once."""
    if flop is not None:
        limit = samples(1 / seconds, flop, setting)
        if limit:
            return limit
    have = (setting.roof.bandwidth_gb_s or 0) * setting.count
    if not have or not setting.parameters or setting.parameters < 1e9 or setting.partial:
        return None
    read = setting.parameters * WEIGHT_BITS / 8 / seconds / 1e9
    if read <= have * SLACK:
        return None
    return Impossible(
        f"an answer in {seconds * 1000:,.3g} ms reads {_big(setting.parameters)} weights at {WEIGHT_BITS:g} "
        f"bits with {read:,.0f} GB/s, and {_devices(setting)} move{'s' if setting.count == 1 else ''} {have:,.0f}",
        read / have,
        (
            f"{math.ceil(read / (setting.roof.bandwidth_gb_s or 1))} devices",
            "the time of a batch divided by its size",
        ),
    )


def weights(parameters: float, setting: Setting) -> Impossible | None:
    """Why the weights cannot fit the devices that the model is said to run on."""
    have = setting.roof.memory_gb
    need = parameters * WEIGHT_BITS / 8 / 1e9
    if have is None or need <= have * setting.count * SLACK:
        return None
    return Impossible(
        f"{_big(parameters)} weights at {WEIGHT_BITS:g} bits are {need:,.0f} GB, and {_devices(setting)} "
        f"hold{'s' if setting.count == 1 else ''} {have * setting.count:,.0f}",
        need / (have * setting.count),
        (f"{math.ceil(need / have)} devices", "weights that are kept on the host"),
    )


def compute(flop: float, device_hours: float, setting: Setting) -> Impossible | None:
    """Why so many operations of a training cannot be done in so many hours of one device."""
    if device_hours <= 0:
        return None
    work = flop / (device_hours * 3600) / 1e12
    demand = f"{flop:.3g} FLOP in {device_hours:,.0f} device-hours need {work:,.0f} TFLOP/s a device"
    return _above_peak(work, demand, Setting(setting.roof, 1, setting.precision))


def rate(tflops: float, setting: Setting) -> Impossible | None:
    """Why one device cannot reach so many TFLOP/s."""
    alone = Setting(setting.roof, 1, setting.precision)
    return _above_peak(tflops, f"{tflops:,.0f} TFLOP/s a device", alone)


def utilisation(share: float) -> Impossible | None:
    """Why such a share of the peak, from 0 to 1, cannot be used."""
    if share <= 1.0:
        return None
    return Impossible(
        f"a utilisation of {share:.0%} is above the peak", share, ("a peak of a lower precision",)
    )


def training(parameters: float, tokens: float, device_hours: float, setting: Setting) -> Impossible | None:
    """Why a model cannot be trained on so many tokens in so many hours of one device."""
    if device_hours <= 0:
        return None
    work = TRAINING * parameters * tokens * (0.5 if setting.partial else 1.0) / (device_hours * 3600) / 1e12
    demand = (
        f"{_big(parameters)} parameters on {_big(tokens)} tokens in {device_hours:,.0f} device-hours need at least "
        f"{work:,.0f} TFLOP/s a device"
    )
    return _above_peak(work, demand, Setting(setting.roof, 1, setting.precision))


def memory(gigabytes: float, setting: Setting) -> Impossible | None:
    """Why so much memory cannot be used on one device."""
    have = setting.roof.memory_gb
    if have is None or gigabytes <= have * SLACK:
        return None
    return Impossible(
        f"{gigabytes:,.0f} GB are more than the {have:,.0f} GB of one {setting.roof.name}",
        gigabytes / have,
        (f"{math.ceil(gigabytes / have)} devices", "offloading to the host"),
    )


def _above_peak(work: float, demand: str, setting: Setting) -> Impossible | None:
    peak = setting.roof.peak(setting.precision)
    if peak is None or work <= peak * setting.count * SLACK:
        return None
    have = peak * setting.count
    at = f" at {setting.precision}" if setting.precision else ""
    says = (
        f"{demand}, and {_devices(setting)} reach{'es' if setting.count == 1 else ''} {have:,.0f} dense{at}"
    )
    return Impossible(says, work / have, tuple(_ways(work, setting)))


def _ways(work: float, setting: Setting) -> list[str]:
    """Single changes that would suffice, the likeliest first."""
    peak = setting.roof.peak(setting.precision) or 1.0
    ways = []
    if setting.roof.sparse_factor > 1 and work <= peak * setting.count * setting.roof.sparse_factor * SLACK:
        ways.append("the sparse peak")
    faster = sorted(
        (value, unit) for unit, value in setting.roof.peaks.items() if value * setting.count * SLACK >= work
    )
    if faster:
        ways.append(f"arithmetic in {faster[0][1]}")
    ways.append(f"{math.ceil(work / (peak * SLACK)):,} devices")
    ways.append(f"a model that uses {setting.count * peak / work:.0%} of its parameters for a token")
    return ways


def _devices(setting: Setting) -> str:
    return f"{setting.count:,} {setting.roof.name}" if setting.count > 1 else f"one {setting.roof.name}"


def _big(value: float) -> str:
    for size, name in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:.3g}{name}"
    return f"{value:.0f}"
