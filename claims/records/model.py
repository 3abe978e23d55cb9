"""What can be said of a model without running it, and why it may be refused."""

from typing import Literal

from claims.records.record import Record

Reason = Literal[
    "no_reproducer", "no_model", "ambiguous_model", "gated", "unsafe_weights", "remote_code", "no_data",
    "too_large", "over_time", "other_hardware", "ambiguous", "isolation", "failed",
]  # fmt: skip
ModelFormat = Literal["safetensors", "onnx", "predictions", "pickle", "gguf", "library", "none"]


class ModelFile(Record):
    """One file of a model's folder."""

    path: str
    """Path inside the folder."""
    size: int
    """Bytes."""
    sha256: str
    """Digest."""


class Model(Record):
    """What can be said of a model without running it, and whether it may be run."""

    name: str
    """The model's name."""
    format: ModelFormat
    """What its weights are."""
    task: str | None = None
    """The task, in the Hub's words (text-classification), where the files say."""
    architecture: str | None = None
    """The class that config.json names."""
    labels: tuple[str, ...] = ()
    """The labels, in the order of the outputs."""
    files: tuple[ModelFile, ...] = ()
    """Its files."""
    weights: tuple[str, ...] = ()
    """Paths of those that hold its weights."""
    refused: Reason | None = None
    """Why it will not be opened."""
    detail: str = ""
    """The sentence that goes with the refusal, with what to do."""
