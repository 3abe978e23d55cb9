"""How many bytes the weights take on disk."""

from collections.abc import Iterator
from decimal import Decimal

from claims.records import Alternative, Attempt, Measurement, Model, Pair, Quantity, Question, Skipped, Slice
from reproducers import Refusal, reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.files.weights import find_weights
from reproducers.lab.planning import requirements


def fits(model: Model, _rows: Slice | None) -> Refusal | None:
    """Weights that are there; pickles too, since they are only weighed."""
    return None if model.format == "pickle" else requirements.opened(model)


@reproducer("file-size", version=1, metrics={"model_size"}, fits=fits, asks=("model_size",))
def file_size(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Add up the bytes of the weights' files, and beside it those of the whole folder."""
    found = find_weights(bench.root, bench.model.files).files if bench.root else ()
    value, whole = Decimal(sum(f.size for f in found)), Decimal(sum(f.size for f in bench.model.files))
    for question in questions:
        if not found:
            yield Skipped(
                claim_id=question.claim_id,
                subject=question.subject,
                metric=question.metric,
                reason="no_model",
                detail="The folder holds no weights.",
                reproducer=bench.stamp,
            )
            continue
        yield Measurement(
            claim_id=question.claim_id,
            subject=question.subject,
            metric=question.metric,
            observed=Quantity(value=value, unit="bytes", as_written=f"{value:,} bytes"),
            low=value,
            high=value,
            method="exact",
            n=len(found),
            alternatives=(Alternative(metric="whole folder", value=whole),),
            reproducer=bench.stamp,
            settings=(Pair(name="files", value=", ".join(f.path for f in found[:20])),),
        )
