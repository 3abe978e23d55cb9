"""Searches for a cheaper variant of a model in an isolated child, and leaves the recommended one's file behind."""

import os
import time
from contextlib import chdir
from pathlib import Path
from shutil import move

from claims.errors import ModelUnsafe
from claims.records import Pair
from claims.records.optimization import Optimization
from reproducers.lab.bench import Bench
from reproducers.lab.compression.fewer_layers import fewer_layers
from reproducers.lab.compression.halves import split
from reproducers.lab.compression.order import CHOSEN, OptimizeOrder
from reproducers.lab.compression.rebuilt import settings_of
from reproducers.lab.compression.recipes import Recipe
from reproducers.lab.compression.search import Search
from reproducers.lab.compression.sensitivity import PROBED
from reproducers.lab.compression.smaller_input import smaller_inputs
from reproducers.lab.compression.subject import OpenedSubject, open_subject
from reproducers.lab.compression.time_budget import TimeBudget
from reproducers.lab.compression.tried import SearchResult
from reproducers.lab.planning.run import with_open_weights
from reproducers.lab.scoring.machine_load import load_sample, load_settings
from reproducers.lab.survey.machine import machine


def run_in_child(request: bytes) -> bytes:
    """What an order's search comes to; the recommended file is left in the working folder."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    return optimize(OptimizeOrder.from_bytes(request), Path.cwd()).to_bytes()


def optimize(order: OptimizeOrder, scratch: Path) -> Optimization:
    """The search; raises LabError where the model cannot be opened or exported, DataError where rows do not do."""
    started, before = time.monotonic(), load_sample()
    if order.model.refused is not None:
        raise ModelUnsafe(order.model.detail)
    bench, _ = with_open_weights(_bench(order, scratch))
    halves = split(bench.rows, order.settings.seed)
    opened = open_subject(bench, order.metric)
    structures, notes = _structures(order, bench, opened)
    folder = scratch / "variants"
    folder.mkdir()
    search = Search(
        subject=opened.subject,
        halves=halves,
        limit=order.limit,
        folder=folder,
        budget=TimeBudget(order.seconds),
        seed=order.settings.seed,
        threads=os.cpu_count() or 1,
        candidates={candidate.name: Path(candidate.path) for candidate in order.candidates},
        structures=structures,
        own=not order.only_candidates,
        notes=notes,
    )
    with chdir(folder):  # tools leave files where they run
        result = search.run()
    if result.recommended:
        _leave(search.file_of(result.recommended), scratch)
    load = load_settings(before, load_sample(), os.cpu_count() or 1)
    return _record(order, bench, opened, result, load).model_copy(
        update={"seconds": round(time.monotonic() - started, 1)}
    )


def _bench(order: OptimizeOrder, scratch: Path) -> Bench:
    return Bench(
        stamp="optimize@1",
        model=order.model,
        slice=order.slice,
        settings=order.settings.model_copy(update={"batch": 1}),
        clock=time.perf_counter,
        scratch=scratch,
        root=Path(order.model_root),
        data=Path(order.data),
    )


def _structures(
    order: OptimizeOrder, bench: Bench, opened: OpenedSubject
) -> tuple[tuple[Recipe, ...], list[str]]:
    """Variants of another structure, and why there are none of a kind."""
    if order.only_candidates:
        return (), []
    pictures, no_pictures = smaller_inputs(bench, opened.subject, order.metric)
    layers, no_layers = fewer_layers(bench, order.metric)
    return (*pictures, *layers), [note for note in (no_pictures, no_layers) if note]


def _leave(file: Path, scratch: Path) -> None:
    """Put a variant's file, and weights and settings of its own, where the caller takes them: at the top."""
    move(file, scratch / CHOSEN)
    beside = file.with_name(file.name + ".data")
    if beside.exists():
        move(beside, scratch / beside.name)
    if settings_of(file).is_dir():
        for settings in settings_of(file).iterdir():
            move(settings, scratch / settings.name)


def _record(
    order: OptimizeOrder, bench: Bench, opened: OpenedSubject, result: SearchResult, load: tuple[Pair, ...]
) -> Optimization:
    import onnxruntime

    settings = (
        Pair(name="runtime", value=f"onnxruntime {onnxruntime.__version__}, one row at a time"),
        Pair(name="times", value="processor time of one thread, variants in turns over the same rows"),
        *opened.settings,
        *load,
    )
    quality = opened.subject.quality
    return Optimization(
        source=order.source,
        task=bench.model.task or "",
        metric=quality.metric,
        agreement_means=quality.agreement_means,
        data=order.slice.name,
        rows=len(bench.rows),
        choosing_rows=result.choosing,
        judging_rows=result.judging,
        limit=order.limit,
        original=result.original,
        original_value=result.value,
        original_low=result.low,
        original_high=result.high,
        parity=opened.parity,
        variants=result.variants,
        recommended=result.recommended,
        sensitivity=result.sensitivity,
        probe_rows=0 if not result.sensitivity else min(result.choosing, PROBED),
        settings=settings,
        notes=(*order.notes, *result.notes),
        seed=order.settings.seed,
        machine=machine("none"),
    )
