"""How many bytes the weights take on disk."""

from collections.abc import Iterator
from decimal import Decimal

from claims.records import Alternative, Attempt, Model, ModelFile, Pair, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.files.weights import find_weights
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.to_measurement import counted, skipped


def fits(model: Model, _rows: Slice | None) -> Refusal | None:
    """The refusal for anything but weights that are there; pickles too, since they are only weighed."""
    return None if model.format == "pickle" else requirements.opened(model)


@reproducer("file-size", version=1, metrics={"model_size"}, fits=fits, asks=("model_size",))
def file_size(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Add up the bytes of the weights' files, and beside it those of the whole folder."""
    files = _weights(bench)
    value, whole = Decimal(sum(f.size for f in files)), Decimal(sum(f.size for f in bench.model.files))
    for question in questions:
        if not files:
            yield skipped(question, bench, "no_model", "The folder holds no weights.")
            continue
        yield counted(
            question,
            bench,
            value,
            f"{value:,} bytes",
            unit="bytes",
            n=len(files),
            alternatives=(Alternative(metric="whole folder", value=whole),),
            settings=(Pair(name="files", value=", ".join(f.path for f in files[:20])),),
        )


def _weights(bench: Bench) -> tuple[ModelFile, ...]:
    """The files that hold the weights: those that the survey found where a library of its own opens the model."""
    if bench.model.format == "library":
        return tuple(file for file in bench.model.files if file.path in bench.model.weights)
    return find_weights(bench.root, bench.model.files).files if bench.root else ()
