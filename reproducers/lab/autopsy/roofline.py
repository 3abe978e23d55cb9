"""What this machine and named devices can do at best: the roofline (Williams, Waterman and Patterson, 2009)."""

import time
from collections.abc import Callable, Iterable

from claims import catalog
from claims.physics.roofline import Roof, roof
from claims.records.autopsy import Load, RooflinePoint

DEVICES = ("NVIDIA H100 SXM5 80GB", "NVIDIA A100 SXM4 80GB", "NVIDIA T4", "NVIDIA GeForce RTX 4090", "Apple M2",
           "AMD EPYC 9654", "Raspberry Pi 5")  # fmt: skip
"""The devices that are told where nobody names others."""
_SIDE, _COPIED = 512, 32 << 20
_REPEATS = 5


def this_machine() -> tuple[float, float]:
    """TFLOP/s of a float32 product on all cores and GB/s of a copy here, the best of a few runs of some milliseconds.

    One core's product is timed, in seconds that it spent on it: on a busy machine threads wait for each other.
    """
    import numpy as np
    from threadpoolctl import threadpool_limits

    from reproducers.lab.survey.machine import usable_cores

    a = np.ones((_SIDE, _SIDE), dtype=np.float32)
    block = np.ones(_COPIED // 8, dtype=np.float64)
    copy = np.empty_like(block)
    with threadpool_limits(1, "blas"):
        product = min(_seconds(lambda: a @ a) for _ in range(_REPEATS)) / usable_cores()
    moved = min(_seconds(lambda: np.copyto(copy, block)) for _ in range(_REPEATS))
    return 2 * _SIDE**3 / product / 1e12, 2 * _COPIED / moved / 1e9


def _seconds(work: Callable[[], object]) -> float:
    """Seconds of the processor; of the thread, since those of a process with a limit of them move by ticks."""
    started = time.thread_time()
    work()
    return max(time.thread_time() - started, 1e-9)


def points(
    loads: Iterable[Load], devices: tuple[str, ...], *, dtype: str, weights: int
) -> tuple[RooflinePoint, ...]:
    """Each known load on this machine and on every device."""
    known = [load for load in loads if load.flops and load.moved_bytes]
    if not known:
        return ()
    peak, band = this_machine()
    own = [_point(load, "this machine", "fp32", peak, band, known="measured") for load in known]
    roofs = [top for name in devices or DEVICES if (top := roof(name))]
    return (*own, *(p for top in roofs for load in known if (p := _on_device(load, top, dtype, weights))))


def unknown_devices(devices: tuple[str, ...]) -> list[str]:
    """Names that mean no device of the catalog."""
    return [name for name in devices if catalog.device(name) is None]


def _on_device(load: Load, top: Roof, dtype: str, weights: int) -> RooflinePoint | None:
    wanted = {"float16": "fp16", "bfloat16": "bf16", "int8": "int8"}.get(dtype, "fp32")
    precision = wanted if wanted in top.peaks else "fp32"
    peak = top.peaks.get(precision)
    if peak is None:  # an accelerator whose single precision is not listed
        precision, peak = next(iter(top.peaks.items()), ("", None))
    if peak is None or not top.bandwidth_gb_s:
        return None
    need = (weights + (load.activation_bytes or 0)) / 1e9
    fits = None if top.memory_gb is None else need <= top.memory_gb
    point = _point(load, top.name, precision, peak, top.bandwidth_gb_s, known="stated")
    return point.model_copy(update={"fits": fits, "source": top.source[:200]})


def _point(load: Load, device: str, precision: str, peak: float, band: float, *, known: str) -> RooflinePoint:
    flops, moved = float(load.flops or 0), float(load.moved_bytes or 1)
    computing, moving = flops / (peak * 1e12), moved / (band * 1e9)
    return RooflinePoint.model_validate(
        {
            "device": device,
            "precision": precision,
            "peak_tflops": round(peak, 4),
            "bandwidth_gb_s": round(band, 2),
            "known": known,
            "load": load.name,
            "intensity": round(flops / moved, 3),
            "bound": "compute" if computing >= moving else "memory",
            "seconds": max(computing, moving),
        }
    )
