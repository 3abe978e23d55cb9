"""How many parameters the weights hold: counted from their headers, nothing is run."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from claims.records import Alternative, Attempt, Measurement, Model, Pair, Quantity, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.files.onnx_ml import MlNumbers, ml_numbers
from reproducers.lab.models.stored_tensors import StoredTensor, stored_tensors, tied
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.to_measurement import skipped


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
    """The refusal for anything but weights whose headers may be read."""
    return requirements.stores_tensors(model)


@reproducer("parameters", version=5, metrics={"params"}, fits=fits, asks=("params",))
def parameters(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Count the numbers of every tensor, shared ones once, buffers apart."""
    tensors, inner = stored_tensors(bench), _inner(bench)
    if inner.trees:
        detail = (
            f"The graph holds {inner.trees:,} decision trees with {inner.splits:,} splits and {inner.leaves:,} values "
            "in their leaves; which of them count as parameters is not agreed."
        )
        yield from (skipped(question, bench, "ambiguous", detail) for question in questions)
        return
    tensors += _in_attributes(bench, inner)
    if not tensors:
        detail = "The file stores no numbers that are known to be parameters."
        yield from (skipped(question, bench, "ambiguous", detail) for question in questions)
        return
    counts = count(tensors, twice=tied(tensors) | _copies(bench))
    value = Decimal(counts.parameters)
    low, high = _bounds(bench, counts.parameters, inner)
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
            alternatives=tuple(_otherwise(counts, inner)),
            reproducer=bench.stamp,
            settings=settings,
        )


def _inner(bench: Bench) -> MlNumbers:
    """What stands in the attributes of an ONNX graph's operators."""
    if bench.model.format != "onnx" or bench.root is None:
        return MlNumbers()
    return ml_numbers(bench.root / bench.model.weights[0])


def _in_attributes(bench: Bench, inner: MlNumbers) -> tuple[StoredTensor, ...]:
    """The learnt numbers of attributes, as tensors beside the stored ones."""
    file = (bench.root or bench.scratch) / "".join(bench.model.weights[:1])
    return tuple(
        StoredTensor(f"{operator}.{place}", "float32", (count,), file)
        for place, (operator, count) in enumerate(inner.learnt)
    )


def _bounds(bench: Bench, parameters: int, inner: MlNumbers) -> tuple[int, int]:
    """Between what the count lies: an exported graph is no list of what was learnt."""
    if bench.model.format != "onnx" or bench.root is None:
        return parameters, parameters
    from reproducers.lab.files.onnx_parameter_bounds import bounds_of

    learnt = sum(count for _, count in inner.learnt)
    low, high = bounds_of(bench.root / bench.model.weights[0], parameters - learnt)
    return low + learnt - inner.mirrored, high + learnt + inner.scales


def _copies(bench: Bench) -> frozenset[str]:
    """The tensors of an exported graph that repeat others."""
    if bench.model.format != "onnx" or bench.root is None:
        return frozenset()
    from reproducers.lab.files.onnx_parameter_bounds import copies

    return copies(bench.root / bench.model.weights[0])


def count(tensors: tuple[StoredTensor, ...], *, twice: frozenset[str]) -> Count:
    """Count these tensors; those named in `twice` are copies of others."""
    buffers = sum(tensor.count for tensor in tensors if tensor.is_buffer)
    kept = [tensor for tensor in tensors if not tensor.is_buffer]
    repeated = sum(tensor.count for tensor in kept if tensor.name in twice)
    embeddings = sum(t.count for t in kept if t.is_embedding and t.name not in twice)
    return Count(sum(tensor.count for tensor in kept) - repeated, embeddings, repeated, buffers)


def _otherwise(counts: Count, inner: MlNumbers) -> Iterator[Alternative]:
    """Other ways to count that documents use, where they differ."""
    if inner.mirrored:
        once = Decimal(counts.parameters - inner.mirrored)
        yield Alternative(metric="two mirrored classes once", value=once)
    if inner.scales:
        yield Alternative(metric="with means and scales", value=Decimal(counts.parameters + inner.scales))
    if counts.embeddings:
        yield Alternative(metric="without embeddings", value=Decimal(counts.parameters - counts.embeddings))
    if counts.repeated:
        yield Alternative(metric="shared tensors twice", value=Decimal(counts.parameters + counts.repeated))
    if counts.buffers:
        yield Alternative(metric="with buffers", value=Decimal(counts.parameters + counts.buffers))
