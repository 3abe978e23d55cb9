"""Where a model spends time and memory on somebody's rows, as the runtime's own profiler saw it."""

from typing import Literal

from claims.records.record import Record
from claims.records.slice import Machine, Pair
from claims.records.source import Source

FrameKind = Literal["pass", "module", "runtime", "operator"]
"""What a stretch of time is: a whole pass over the rows, a module, the runtime around operators, or an operator."""


class PassTiming(Record):
    """How long a pass took over several of them, in seconds."""

    median: float
    """The middle one."""
    low: float
    """Lower end of the median's 95 % interval."""
    high: float
    """Its upper end."""
    n: int
    """Passes."""


class TimePart(Record):
    """The time of everything of one name in a pass, itself alone and without what it calls."""

    name: str
    """An operator's or module's name."""
    detail: str = ""
    """The class of a module."""
    calls: float
    """Calls in a pass."""
    seconds: float
    """Mean over the passes."""
    low: float
    """Lower end of its 95 % interval."""
    high: float
    """Its upper end."""
    share: float
    """Of the whole pass, from 0 to 1."""
    with_inner: float | None = None
    """Seconds with what it calls; None where nothing lies inside."""
    allocated_bytes: int = 0
    """Bytes that it asked for in a pass, whether or not they were given back."""


class Frame(Record):
    """A stretch of a mean pass with what lies inside it: a box of the flame graph."""

    name: str
    """The operator, or the last part of the module's name."""
    kind: FrameKind
    """What it is."""
    detail: str = ""
    """The class of a module."""
    calls: float
    """Calls in a pass."""
    seconds: float
    """Its time in a mean pass, with what lies inside."""
    own_seconds: float
    """The same without that."""
    inner: tuple["Frame", ...] = ()
    """What lies inside, in the order in which it first came."""


class MemoryPoint(Record):
    """Memory at one moment of a pass."""

    at: float
    """Seconds since the pass began."""
    held_bytes: int
    """Bytes that were allocated since then and not given back."""
    during: str = ""
    """The operator at work."""


class Profile(Record):
    """A model's profile over passes of one batch size."""

    source: Source
    """The model, pinned."""
    task: str
    """What the model does."""
    runtime: str
    """What ran and recorded it: "torch 2.13.0, torch.profiler"."""
    data: str
    """The file of rows."""
    rows: int
    """Rows in it that were drawn from."""
    batch: int
    """Rows in a pass."""
    plain: PassTiming
    """Passes without the profiler."""
    profiled: PassTiming
    """Passes under the profiler, which all below is of."""
    whole: float
    """Mean seconds of a profiled pass: what the parts add up to."""
    parts: tuple[TimePart, ...]
    """The pass in a few parts that add up to it; what no operator explains is one of them."""
    operators: tuple[TimePart, ...]
    """By operator, the longest first; each without what it calls."""
    modules: tuple[TimePart, ...] = ()
    """By module, the longest first; seconds are what no module inside it takes."""
    kernels: tuple[TimePart, ...] = ()
    """Kernels of an accelerator, whose time runs beside the above."""
    frame: Frame
    """The mean pass as a tree."""
    memory: tuple[MemoryPoint, ...] = ()
    """Memory over one pass of middle length."""
    memory_known: str = ""
    """How the memory is known."""
    peak_bytes: int | None = None
    """The most that was held at once in that pass."""
    settings: tuple[Pair, ...] = ()
    """How it was run."""
    notes: tuple[str, ...] = ()
    """What the reader should know."""
    seed: int = 0
    """Seed of the order of rows."""
    machine: Machine | None = None
    """This machine."""
