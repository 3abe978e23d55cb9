"""How many parameters the weights hold: counted from their headers, nothing is run."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from claims.records import Alternative, Attempt, Measurement, Model, Pair, Quantity, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.models.stored_tensors import StoredTensor, stored_tensors, tied
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal


@dataclass(frozen=True)
class Count:
    """Ways to count the parameters of one model."""

    parameters: int
    """Trainable numbers, a shared tensor once."""
    embeddings: int
    """Those of them that are looked up and not multiplied: vocabulary, positions, segments."""
    repeated: int
    """Numbers that are stored a second time."""
    buffers: int
    """Stored numbers that are no parameters: positions, running means."""


def fits(model: Model, _rows: Slice | None) -> Refusal | None:
    """Weights whose headers may be read."""
    return requirements.opened(model)


@reproducer("parameters", version=2, metrics={"params"}, fits=fits, asks=("params",))
def parameters(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Count the numbers of every tensor, shared ones once, buffers apart."""
    tensors = stored_tensors(bench)
    counts = count(tensors, twice=tied(tensors))
    value = Decimal(counts.parameters)
    low, high = _bounds(bench, counts.parameters)
    settings = (
        Pair(name="tensors", value=str(len(tensors))),
        Pair(name="embeddings", value=str(counts.embeddings)),
        Pair(name="buffers", value=str(counts.buffers)),
        Pair(name="stored twice", value=str(counts.repeated)),
        Pair(name="kinds", value=", ".join(sorted({tensor.kind for tensor in tensors}))),
    )
    for question in questions:
        yield Measurement(
            claim_id=question.claim_id,
            subject=question.subject,
            metric=question.metric,
            observed=Quantity(value=value, as_written=f"{counts.parameters:,}"),
            low=Decimal(low),
            high=Decimal(high),
            method="exact",
            n=len(tensors),
            alternatives=tuple(_otherwise(counts)),
            reproducer=bench.stamp,
            settings=settings,
        )


def _bounds(bench: Bench, parameters: int) -> tuple[int, int]:
    """Between what the count lies: an exported graph is no list of what was learnt."""
    if bench.model.format != "onnx" or bench.root is None:
        return parameters, parameters
    from reproducers.lab.files.onnx_parameter_bounds import bounds_of

    return bounds_of(bench.root / bench.model.weights[0], parameters)


def count(tensors: tuple[StoredTensor, ...], *, twice: frozenset[str]) -> Count:
    """Count these tensors; those named in `twice` are copies of others."""
    buffers = sum(tensor.count for tensor in tensors if tensor.is_buffer)
    kept = [tensor for tensor in tensors if not tensor.is_buffer]
    repeated = sum(tensor.count for tensor in kept if tensor.name in twice)
    embeddings = sum(t.count for t in kept if t.is_embedding and t.name not in twice)
    return Count(sum(tensor.count for tensor in kept) - repeated, embeddings, repeated, buffers)


def _otherwise(counts: Count) -> Iterator[Alternative]:
    """Other ways to count that documents use, where they differ."""
    if counts.embeddings:
        yield Alternative(metric="without embeddings", value=Decimal(counts.parameters - counts.embeddings))
    if counts.repeated:
        yield Alternative(metric="shared tensors twice", value=Decimal(counts.parameters + counts.repeated))
    if counts.buffers:
        yield Alternative(metric="with buffers", value=Decimal(counts.parameters + counts.buffers))
