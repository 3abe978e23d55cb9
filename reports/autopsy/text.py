"""The sentences of an autopsy that every form shares: numbers with their units and how each is known."""

import re

from claims.records.autopsy import (
    Autopsy,
    Figure,
    Load,
    ModelComponent,
    ModelStage,
    RooflinePoint,
    TensorPort,
)
from claims.records.control_flow import ControlFlow, GraphBranch
from reports.views.safe_text import shortened

_BYTES = ("B", "kB", "MB", "GB", "TB")
_OPERATIONS = ("", "k", "M", "G", "T", "P")
_NUMBERED = re.compile(
    r"(?i)^(?:unk_+\d+|dynamicdimension.*|.*_dim_?\d+|.*__d\d+|p2o.*|none|s\d+|.*[()*/+].*|.{25,})$"
)
SHARE = 0.005
"""The share of the parameters below which a part is not worth a line of its own."""


def in_bytes(count: float) -> str:
    """Bytes as people read them: 90.9 MB."""
    return f"{_scaled(count, _BYTES)}"


def in_operations(count: float) -> str:
    """Operations as people read them: 2.9 GFLOP."""
    return f"{_scaled(count, _OPERATIONS)}FLOP"


def in_counts(count: int) -> str:
    """A count as people read it: 22.7 million."""
    for size, word in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million")):
        if count >= size:
            return f"{count / size:.3g} {word}"
    return f"{count:,}"


def _scaled(count: float, words: tuple[str, ...]) -> str:
    step = 0
    while count >= 1000 and step < len(words) - 1:
        count, step = count / 1000, step + 1
    digits = f"{count:.0f}" if count >= 100 or count == int(count) else f"{count:.3g}"
    return f"{digits} {words[step]}"


def in_seconds(seconds: float) -> str:
    """A time as people read it."""
    for size, word in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if seconds >= size:
            return f"{seconds / size:.3g} {word}"
    return f"{seconds / 1e-9:.3g} ns"


def figure(of: Figure) -> str:
    """A number with its unit: "90.9 MB"."""
    if of.unit == "bytes":
        return in_bytes(float(of.value))
    if of.name.startswith("share"):
        return f"{of.value * 100:.2f} %"
    return f"{of.value:,}" if of.value == of.value.to_integral_value() else f"{of.value.normalize():f}"


def port(of: TensorPort) -> tuple[str, str, str]:
    """Name, type with shape, and meaning."""
    meaning = shortened(of.meaning or "not told by the file", 200)
    return shortened(of.name, 40), f"{of.dtype} {shape(of)}", meaning


def shape(of: TensorPort) -> str:
    """The sizes of an input or output; a formula, or a name that an exporter numbered, is an open size."""
    return " x ".join("?" if _NUMBERED.search(size) else size for size in of.shape) or "one number"


def parts(component: ModelComponent) -> list[tuple[str, str, str]]:
    """The parts with their parameters and their share; the small ones together."""
    total = max(component.parameters, 1)
    large = [part for part in component.parts if part.parameters >= SHARE * total]
    rows = [(part.part, f"{part.parameters:,}", f"{100 * part.parameters / total:.1f} %") for part in large]
    rest = component.parameters - sum(part.parameters for part in large)
    return [*rows, ("the rest", f"{rest:,}", f"{100 * rest / total:.1f} %")] if rest else rows


BRANCHES = "Branches and loops"
"""The heading of what the graph decides and repeats."""
VARIANT_HEADS = ("file", "format", "parameters", "weights", "bits a number", "types")


def variants(autopsy: Autopsy) -> list[tuple[str, ...]]:
    """The files of a folder that hold the same model, a row each."""
    return [
        (
            of.path,
            of.format,
            f"{of.parameters:,}",
            in_bytes(of.stored_bytes),
            f"{of.bits:.3g}",
            ", ".join(of.dtypes),
        )
        for of in autopsy.variants
    ]


def operations(load: Load) -> str:
    """The operations of a load, or a bound with what is left out."""
    if load.flops is not None:
        counted = f"{in_operations(load.flops)} ({in_counts(load.flops // 2)} multiply-adds), {load.known}"
        return f"{counted}{_by_other_branches(load)}"
    left = shortened("; ".join(load.uncounted), 150) or "unknown"
    bound = f"at least {in_operations(load.at_least)}, {load.known}; " if load.at_least else ""
    return f"{bound}not counted: {left}"


def _by_other_branches(load: Load) -> str:
    """What the cheaper branches of conditions take, of which the dearer ones are counted."""
    if load.elsewhere:
        left = shortened(", ".join(load.elsewhere), 60)
        return f", in the branches that are drawn; in others {left} cannot be counted for this size"
    cheaper = load.cheapest is not None
    return f" by the dearer branches; {in_operations(load.cheapest or 0)} by the cheaper" if cheaper else ""


def branches(component: ModelComponent) -> list[str]:
    """Where its graph decides or repeats, each in a sentence."""
    return [_control_flow(flow) for flow in component.control_flow]


def _control_flow(of: ControlFlow) -> str:
    """Where a graph runs one of several branches, or repeats some of its operators, in a sentence or two."""
    if of.times == 0:
        held = f"{of.branches[0].parameters:,} parameters"
        return f"{of.operator} {shortened(of.name, 60)}, a part with {held}, never runs."
    if of.operator != "If":
        times = (
            "an unknown number of times, of which one is counted"
            if of.times is None
            else f"{of.times:,} times"
        )
        return f"{of.operator} {shortened(of.name, 60)} runs a part with {_branch(of.branches[0])} {times}."
    taken, *others = (f"{_branch(branch)} {shortened(branch.when, 60)}" for branch in of.branches)
    start = f"Each pass runs one of {len(of.branches)} branches ({shortened(of.name, 60)}):"
    return f"{start} {'; '.join((f'{taken}, which are drawn and listed here', *others))}."


def _branch(of: GraphBranch) -> str:
    """What a branch holds and takes."""
    bound = "" if of.whole else "at least "
    return f"{of.parameters:,} parameters and {bound}{in_operations(of.flops)}"


def memory(load: Load) -> str:
    """What a load holds and moves."""
    held = f"activations {in_bytes(load.activation_bytes)}" if load.activation_bytes is not None else ""
    moved = f"moves {in_bytes(load.moved_bytes)}" if load.moved_bytes is not None else ""
    per = f"{load.intensity:.3g} FLOP a byte" if load.intensity else ""
    listed = ", ".join(word for word in (held, moved, per) if word)
    return f"{listed} (estimated)" if listed else ""


def roofline(point: RooflinePoint) -> str:
    """What a device needs at least, and what limits it."""
    fits = ", does not fit its memory" if point.fits is False else ""
    return f"{in_seconds(point.seconds)} ({'arithmetic' if point.bound == 'compute' else 'memory'}{fits})"


def roofline_table(autopsy: Autopsy) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The heads and rows of a table with a row for each device and a column for each load."""
    intensities = {point.load: point.intensity for point in autopsy.rooflines}
    heads = ("device", *(f"{load} ({of:.3g} FLOP a byte)" for load, of in intensities.items()))
    rows = []
    for name in dict.fromkeys(point.device for point in autopsy.rooflines):
        own = {point.load: point for point in autopsy.rooflines if point.device == name}
        cells = (roofline(own[load]) if load in own else "" for load in intensities)
        rows.append((device(next(iter(own.values()))), *cells))
    return heads, rows


def device(point: RooflinePoint) -> str:
    """A device with its peak and bandwidth, and how they are known."""
    peak = f"{point.peak_tflops:.3g} TFLOP/s {point.precision}"
    return f"{point.device}: {peak}, {point.bandwidth_gb_s:.4g} GB/s ({point.known})"


def stage(of: ModelStage) -> str:
    """A box of the diagram in a line."""
    times = f"{of.times} times " if of.times > 1 else ""
    each = " each" if of.times > 1 else ""
    size = f"{of.parameters:,} parameters{each}" if of.parameters else "no parameters"
    flops = f", {in_operations(of.flops)}{each}" if of.flops else ""
    detail = f"; {shortened(of.detail, 90)}" if of.detail else ""
    return f"{times}{shortened(of.title, 70)} ({shortened(of.name, 50)}): {size}{flops}{detail}"


def precision(component: ModelComponent) -> str:
    """The types of the stored numbers, the most bytes first."""
    return ", ".join(
        f"{of.dtype} {of.numbers:,} ({in_bytes(of.stored_bytes)})" for of in component.dtypes[:5]
    )


def file_line(autopsy: Autopsy) -> str:
    """How many files and bytes, and the digest."""
    count = "1 file" if autopsy.files == 1 else f"{autopsy.files:,} files"
    return f"{count}, {in_bytes(autopsy.file_bytes)}, SHA-256 {autopsy.source.sha256[:16]}…"
