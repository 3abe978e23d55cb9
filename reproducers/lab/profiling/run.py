"""Profiles a model in an isolated child: plain passes, passes under the runtime's profiler, then tables and files."""

import os
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from claims.errors import ModelUnavailable, ModelUnsafe
from claims.records import Pair
from claims.records.profile import PassTiming, Profile
from claims.statistics.quantile import quantile_interval
from claims.verdicts.reservations import BUSY
from reproducers.lab.bench import Bench
from reproducers.lab.models.onnx_profiling import profiled_sessions
from reproducers.lab.planning.run import with_open_weights
from reproducers.lab.profiling import onnx_recording, torch_recording
from reproducers.lab.profiling.memory_curve import memory_over
from reproducers.lab.profiling.order import ProfileOrder
from reproducers.lab.profiling.spans import Recording
from reproducers.lab.profiling.subject import open_subject
from reproducers.lab.profiling.tables import by_kernel, by_module, by_operator, in_parts, mean_frame
from reproducers.lab.profiling.trace_files import TORCH_TRACE, write_files
from reproducers.lab.scoring.calibration import CalibrationKernel
from reproducers.lab.scoring.machine_load import load_sample, load_settings
from reproducers.lab.survey.machine import machine

_PLAIN_SECONDS, _PROFILED_SECONDS = 6.0, 8.0
"""How long the passes of each kind may take together."""
_FEWEST = 5
_MOST_PLAIN = 200
_WARM_UP = 3
_SLOWED = 0.2  # the profiler's own share of a pass beyond which short calls look longer than they are

Run = Callable[[int], object]
"""Does the pass of this number."""


def run_in_child(request: bytes) -> bytes:
    """The profile that an order asks for; its files are left in the working folder."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    return profile(ProfileOrder.from_bytes(request), Path.cwd()).to_bytes()


def profile(order: ProfileOrder, scratch: Path) -> Profile:
    """The profile; raises LabError where the model cannot be opened or run on these rows."""
    if order.model.refused is not None:
        raise ModelUnsafe(order.model.detail)
    _check_device(order)
    bench, made_from = with_open_weights(_bench(order, scratch))
    load_before = load_sample()
    opened, settings = open_subject(bench)
    run = _passes_of(bench, order, opened)
    with CalibrationKernel(order.settings.threads) as calibration:
        seconds = _plain(run, _MOST_PLAIN, calibration)
    load = load_settings(load_before, load_sample(), os.cpu_count() or 1, calibration.seconds)
    count = max(_FEWEST, min(order.passes, int(_PROFILED_SECONDS / max(min(seconds), 1e-6))))
    recording = _record(bench, order, run, range(_WARM_UP, _WARM_UP + count))
    ran = (*settings, *((made_from,) if made_from else ()), *load)
    record = _profile_record(order, bench, recording, seconds, ran)
    write_files(record, recording, scratch)
    return record


def _check_device(order: ProfileOrder) -> None:
    """Raise ModelUnavailable where a GPU is asked for that the runtime does not have: it might use the CPU instead."""
    if order.settings.device != "cuda":
        return
    if order.model.format == "onnx":
        import onnxruntime

        if "CUDAExecutionProvider" not in onnxruntime.get_available_providers():
            raise ModelUnavailable(
                "This onnxruntime has no CUDA.", "Install onnxruntime-gpu, or leave out --device."
            )
        return
    import torch

    if not torch.cuda.is_available():
        says = f"torch {torch.__version__} finds no GPU here."
        raise ModelUnavailable(says, "Install its CUDA build where there is one, or leave out --device.")


def _bench(order: ProfileOrder, scratch: Path) -> Bench:
    return Bench(
        stamp="profile@1",
        model=order.model,
        slice=order.slice,
        settings=order.settings.model_copy(update={"batch": order.batch}),
        clock=time.perf_counter,
        scratch=scratch,
        root=Path(order.model_root),
        data=Path(order.data),
    )


def _passes_of(bench: Bench, order: ProfileOrder, opened: Callable[[Sequence[int]], object]) -> Run:
    """The passes in an order drawn with the seed, the same one with and without the profiler."""
    rows = len(bench.rows)
    drawn = random.Random(order.settings.seed).sample(range(rows), rows)  # noqa: S311 - an order, not a secret

    def run(number: int) -> object:
        return opened([drawn[(number * order.batch + i) % rows] for i in range(order.batch)])

    return run


def _plain(run: Run, most: int, calibration: CalibrationKernel) -> list[float]:
    """Seconds of passes without a profiler, after some that are not counted, with fixed work between them."""
    seconds: list[float] = []
    for number in range(_WARM_UP + most):
        if number >= _WARM_UP and calibration.is_due(seconds[-1] if seconds else 0.0):
            calibration.run()
            run(number)
        started = time.perf_counter()
        run(number)
        taken = time.perf_counter() - started
        if number >= _WARM_UP:
            seconds.append(taken)
        if len(seconds) >= _FEWEST and sum(seconds) > _PLAIN_SECONDS:
            break
    return seconds


def _record(bench: Bench, order: ProfileOrder, run: Run, passes: Sequence[int]) -> Recording:
    """The passes under the profiler of the model's runtime."""
    if bench.model.format != "onnx":
        for number in range(_WARM_UP):
            run(number)
        return torch_recording.record(run, passes, bench.scratch / TORCH_TRACE, order.settings.device)
    with profiled_sessions(bench.scratch) as profiles:
        opened, _ = open_subject(bench)
    again = _passes_of(bench, order, opened)
    for number in range(_WARM_UP):
        again(number)
    return onnx_recording.record(again, passes, profiles)


def _profile_record(
    order: ProfileOrder, bench: Bench, recording: Recording, seconds: list[float], ran: tuple[Pair, ...]
) -> Profile:
    """The record of what was recorded."""
    passes, seed = recording.passes, order.settings.seed
    if not passes:
        raise ModelUnavailable("The profiler recorded no pass.", "Try again with a larger --batch.")
    memory, peak = memory_over(recording)
    plain, profiled = _timing(seconds), _timing([root.seconds for root in passes])
    notes = [*order.notes, *recording.notes]
    if profiled.median > (1 + _SLOWED) * plain.median:
        notes.append(_on_slowing(profiled.median / plain.median - 1, ran))
    return Profile(
        source=order.source,
        task=bench.model.task or "",
        runtime=recording.runtime,
        data=order.slice.name,
        rows=len(bench.rows),
        batch=order.batch,
        plain=plain,
        profiled=profiled,
        whole=sum(root.seconds for root in passes) / len(passes),
        parts=in_parts(passes, seed),
        operators=by_operator(passes, seed),
        modules=by_module(passes, seed),
        kernels=by_kernel(recording.kernels, passes, seed),
        frame=mean_frame(passes),
        memory=memory,
        memory_known=recording.memory_known if memory else "",
        peak_bytes=peak,
        settings=ran,
        notes=tuple(notes),
        seed=seed,
        machine=machine("none"),
    )


def _on_slowing(slowed: float, ran: tuple[Pair, ...]) -> str:
    """What it means that passes took longer under the profiler."""
    longer = f"Under the profiler a pass took {slowed:.0%} longer"
    if any(pair.name == BUSY for pair in ran):
        return f"{longer}, and the machine was busy: shares are rough. Profile again when it is idle."
    return (
        f"{longer}. It adds a little to every call, so calls that are short and many, and what lies between calls, "
        "look larger than they are."
    )


def _timing(seconds: list[float]) -> PassTiming:
    """The median of some passes, with its interval by order statistics, or the extremes where they are few."""
    import numpy as np

    interval = quantile_interval(seconds, 0.5)
    low, high = (interval.low, interval.high) if interval else (min(seconds), max(seconds))
    return PassTiming(median=float(np.median(seconds)), low=low, high=high, n=len(seconds))
