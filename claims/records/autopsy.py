"""What a model file is, found by reading it and running nothing of it: its family, parts, costs, licences and needs."""

from decimal import Decimal
from typing import Literal

from claims.records.control_flow import ControlFlow
from claims.records.record import Record
from claims.records.slice import Machine
from claims.records.source import Source

Known = Literal["measured", "counted", "estimated", "stated"]
"""How a number is known: measured here, counted in the file, estimated by a formula, or stated by the file's makers."""


class Figure(Record):
    """One number of an autopsy, with how it is known."""

    name: str
    """What is counted: "parameters", "weights in memory"."""
    value: Decimal
    """The number."""
    unit: str = ""
    """Its base unit: bytes, FLOP; none for a count."""
    known: Known
    """Whether it was measured, counted, estimated or stated."""
    note: str = ""
    """For which input it holds, or how it was found."""


class Reason(Record):
    """One thing in the files that speaks for a conclusion."""

    kind: Literal["configuration", "graph", "tensor names", "class names", "metadata"]
    """Where it was seen."""
    says: str
    """What was seen."""


class TensorPort(Record):
    """An input or output of the model, with what it means."""

    name: str
    """Its name."""
    dtype: str
    """The type of its numbers."""
    shape: tuple[str, ...]
    """Its sizes: numbers, or the names of open ones."""
    meaning: str = ""
    """What it stands for; empty where the files do not tell."""


class PartSize(Record):
    """The parameters of one kind of part: embedding, attention, feed-forward, norm, head."""

    part: str
    """The kind of part."""
    parameters: int
    """Its parameters, those that are shared counted once."""
    stored_bytes: int
    """The bytes that they take in the file."""


class DtypeSize(Record):
    """The numbers of one type."""

    dtype: str
    """The type."""
    numbers: int
    """How many there are."""
    stored_bytes: int
    """The bytes that they take in the file."""


class ModelStage(Record):
    """A stretch of the model that a diagram shows as one box; equal ones in a row are one, with their number."""

    name: str
    """Where it is: a module's name, or the number of the first operator."""
    title: str
    """What it is, in words."""
    part: str
    """The kind of part that it mostly is."""
    times: int = 1
    """How often it comes in a row."""
    parameters: int = 0
    """Parameters of one of them."""
    flops: int | None = None
    """Operations of one of them, for the input of the first load; None where they are not known by stage."""
    detail: str = ""
    """Its sizes in words."""
    inner: tuple[str, ...] = ()
    """What it is made of, in order, each in a few words."""


class Layer(Record):
    """One row of the table of layers."""

    name: str
    """The module or operator."""
    kind: str
    """What it is."""
    shape: str
    """The shapes of its weights, or of its output."""
    parameters: int
    """Its parameters."""
    flops: int | None = None
    """Its operations, where the graph tells them."""


class Load(Record):
    """What one pass over an input of one size takes."""

    name: str
    """The input in words: "1 text of 128 tokens"."""
    batch: int
    """Inputs at once."""
    flops: int | None
    """Operations, a multiply-add being two; None where they are not known."""
    at_least: int | None = None
    """A lower bound, where the whole is not known."""
    cheapest: int | None = None
    """Operations where every condition of the graph takes its cheaper branch; None where none is open."""
    elsewhere: tuple[str, ...] = ()
    """What is left out of the count of the branches that are not drawn, by name."""
    uncounted: tuple[str, ...] = ()
    """What is left out of the count, by name."""
    known: Known = "counted"
    """How the operations are known."""
    activation_bytes: int | None = None
    """Memory of activations at the widest moment; estimated."""
    moved_bytes: int | None = None
    """Bytes that have to be moved at least: weights once, activations in and out; estimated."""
    dominant: str = ""
    """What takes most of the operations, in words."""

    @property
    def intensity(self) -> float | None:
        """Operations for each byte that is moved."""
        return self.flops / self.moved_bytes if self.flops and self.moved_bytes else None


class RooflinePoint(Record):
    """What one device can do with one load at best."""

    device: str
    """The device."""
    precision: str
    """The arithmetic that its peak is of."""
    peak_tflops: float
    """Its peak, in tera-operations a second."""
    bandwidth_gb_s: float
    """What its memory moves, in gigabytes a second."""
    known: Known
    """measured for this machine, stated for a device of the catalog."""
    load: str
    """The load, by its name."""
    intensity: float
    """Operations a byte of the load."""
    bound: Literal["memory", "compute"]
    """What limits it."""
    seconds: float
    """The least time of one pass."""
    fits: bool | None = None
    """Whether weights and activations fit its memory."""
    source: str = ""
    """Where peak and bandwidth come from."""


class LicenceStatement(Record):
    """A licence as one place states it."""

    place: str
    """Where it stands: "metadata of model.onnx", "README.md", "package nudenet 3.4.2"."""
    says: str
    """What it says there."""
    spdx: str = ""
    """The same as an SPDX identifier, where it can be told."""


class ModelComponent(Record):
    """One model of several that a folder holds, or the only one."""

    name: str
    """Its folder or file."""
    format: str
    """The format of its weights."""
    family: str
    """What kind of architecture it is."""
    task: str = ""
    """What it is for, where the files tell it."""
    reasons: tuple[Reason, ...] = ()
    """What speaks for the family."""
    inputs: tuple[TensorPort, ...] = ()
    """What goes in."""
    outputs: tuple[TensorPort, ...] = ()
    """What comes out."""
    parameters: int = 0
    """Learnt numbers, those that are shared counted once."""
    parts: tuple[PartSize, ...] = ()
    """The parameters by the kind of part."""
    dtypes: tuple[DtypeSize, ...] = ()
    """The stored numbers by type."""
    figures: tuple[Figure, ...] = ()
    """Other numbers: sparsity, memory, cache a token."""
    stages: tuple[ModelStage, ...] = ()
    """The boxes of the diagram, from input to output."""
    layers: tuple[Layer, ...] = ()
    """The table of layers."""
    layers_left_out: int = 0
    """Layers that the table leaves out, because it would be too long."""
    loads: tuple[Load, ...] = ()
    """What passes over inputs of some sizes take."""
    control_flow: tuple[ControlFlow, ...] = ()
    """Where the graph runs one of several branches, or repeats some of its operators."""
    unknown: tuple[str, ...] = ()
    """What was seen and is not understood, each in a sentence."""


class VariantFile(Record):
    """One of several files of a folder that hold the same model, or one like it."""

    path: str
    """The file."""
    format: str
    """Its format."""
    parameters: int
    """Its learnt numbers."""
    stored_bytes: int
    """The bytes that they take."""
    dtypes: tuple[str, ...] = ()
    """The types of its numbers, the most bytes first."""

    @property
    def bits(self) -> float:
        """Bits of a number on average, scales of blocks included."""
        return 8 * self.stored_bytes / self.parameters if self.parameters else 0.0


class Autopsy(Record):
    """Everything that is told of a model file or folder without running it."""

    source: Source
    """What was looked at, pinned."""
    files: int
    """How many files."""
    file_bytes: int
    """Their size together."""
    headline: str
    """What it is, in one sentence."""
    components: tuple[ModelComponent, ...]
    """Its models; most have one."""
    variants: tuple[VariantFile, ...] = ()
    """The files with weights, where the folder holds more than one of them, the one that is told of first."""
    purpose: tuple[str, ...] = ()
    """What its makers say that it is for, each in a sentence that says where they do."""
    rooflines: tuple[RooflinePoint, ...] = ()
    """What this machine and named devices can do with it at best."""
    licences: tuple[LicenceStatement, ...] = ()
    """The licence, place by place."""
    licence_note: str = ""
    """Whether these agree."""
    licence_permission: str = ""
    """Whether a company may use it by the licence, or by the strictest of several that differ."""
    lineage: tuple[str, ...] = ()
    """What it was made from, each in a sentence."""
    leftovers: tuple[str, ...] = ()
    """What training left in it, each in a sentence."""
    needs: tuple[str, ...] = ()
    """What it takes to run it, each in a sentence."""
    unknown: tuple[str, ...] = ()
    """What was seen and is not understood, each in a sentence."""
    notes: tuple[str, ...] = ()
    """What the reader should know about how this was made."""
    machine: Machine | None = None
    """This machine."""

    @property
    def parameters(self) -> int:
        """The parameters of all components together."""
        return sum(component.parameters for component in self.components)
