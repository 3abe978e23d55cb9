"""What a reader of a format finds in a file: tensors, operators, inputs, settings; the same form for every format."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from pydantic import JsonValue

from claims.records.autopsy import TensorPort
from claims.records.control_flow import ControlFlow
from reproducers.lab.cost.flops import OperationCount

BITS = {
    "float64": 64, "int64": 64, "uint64": 64, "complex64": 64, "float32": 32, "int32": 32, "uint32": 32, "float16": 16,
    "bfloat16": 16, "int16": 16, "uint16": 16, "float8": 8, "int8": 8, "uint8": 8, "bool": 8, "int4": 4, "uint4": 4,
    "float4": 4, "float6": 6,
}  # fmt: skip
"""Bits of a number by its type."""


@dataclass(frozen=True)
class TensorEntry:
    """One stored tensor, and where its bytes lie."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    file: Path | None = None
    """The file that holds its bytes one after the other; None where they are packed or listed otherwise."""
    begin: int = 0
    stored_bytes: int = 0
    storage: str = ""
    """What it shares its bytes by; two tensors of one storage are one."""
    learnt: bool = True
    """Whether it was learnt: buffers, indices and optimizer states were not."""
    part: str = ""
    """The kind of part that it belongs to, where the operator that takes it tells."""

    @property
    def count(self) -> int:
        """How many numbers it holds."""
        return math.prod(self.shape)


class GraphNode(NamedTuple):
    """One operator of a graph."""

    kind: str
    """The format's own name of the operator."""
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    output_shape: tuple[int, ...] = ()
    weights: tuple[str, ...] = ()
    """Names of the stored tensors that it takes."""
    detail: str = ""
    """Kernel and stride in words: "3 x 3 / 2"."""
    module: str = ""
    """The module that it came from, where the exporter wrote it down."""
    sizes: str = ""
    """Its sizes in words, where the format keeps weights in an order of its own: "64 → 128"."""
    flops: int | None = 0
    """Its operations, where the format writes shapes down; None for one that multiplies and has no formula."""


class LoadSize(NamedTuple):
    """The size of an input: how many at once, and how long each is."""

    batch: int
    length: int


class GraphCount(NamedTuple):
    """The operations of a graph for an input of one size, and what else its shapes tell."""

    operations: OperationCount
    by_node: Mapping[str, int] = MappingProxyType({})
    """Operations by the name of a node's first output."""
    shapes: Mapping[str, tuple[int, ...]] = MappingProxyType({})
    """Shapes by the name of an output."""
    peak_bytes: int | None = None
    """What activations take at their widest moment."""
    moved_bytes: int | None = None
    """Bytes of the inputs and outputs of what multiplies."""


Counter = Callable[[LoadSize], GraphCount]


@dataclass
class Contents:
    """What was found in a file or folder; a reader fills in what its format has."""

    format: str
    tensors: list[TensorEntry] = field(default_factory=list)
    nodes: list[GraphNode] = field(default_factory=list)
    inputs: list[TensorPort] = field(default_factory=list)
    outputs: list[TensorPort] = field(default_factory=list)
    config: dict[str, JsonValue] = field(default_factory=dict)
    """config.json, or what corresponds to it."""
    metadata: dict[str, str] = field(default_factory=dict)
    """What the file says of itself: producer, licence, base model."""
    modules: dict[str, str] = field(default_factory=dict)
    """The class of each module by its path, where the file names them."""
    labels: tuple[str, ...] = ()
    """Names of the classes that it tells apart."""
    family: str = ""
    """What it is, where the format's own library tells it."""
    task: str = ""
    """What it is for in the Hub's words, where the format's own library tells it."""
    side: int = 0
    """The side of pictures that the file says it is made for, where the graph leaves it open."""
    fixed_size: bool = False
    """Whether it can only be counted for the one size that the file writes down."""
    in_order: bool = False
    """Whether tensors stand in the order in which the model uses them."""
    count: Counter | None = None
    """Counts the operations for an input of a size, where the graph is there."""
    control_flow: list[ControlFlow] = field(default_factory=list)
    """Where the graph runs one of several branches, or repeats some of its operators."""
    idle_bytes: int = 0
    """Bytes of the weights that only branches take which are not counted."""
    extra_parameters: dict[str, int] = field(default_factory=dict)
    """Learnt numbers that are no tensors: coefficients in attributes, parameters by a layer's settings."""
    lineage: list[str] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    variants: list["tuple[str, Contents]"] = field(default_factory=list)
    """Other files of a folder that hold the model too, by name."""
    components: list["tuple[str, Contents]"] = field(default_factory=list)
    """The models of a folder that holds several, by name; then the rest above is of the folder alone."""
