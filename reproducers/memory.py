"""The most memory that the model takes at once, beyond what its libraries take without it."""

from collections.abc import Iterator
from decimal import Decimal

from claims.records import Attempt, Measurement, Model, Pair, Quantity, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.cost.peak_memory import MemoryMeter
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.timing import TIMED, open_timed

_BATCHES = 8  # batches that are run, the longest rows first


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for anything but a model that answers rows, and rows to give it."""
    return requirements.runs(model, *TIMED) or requirements.inputs(rows, "to run it on")


@reproducer("memory", version=1, metrics={"vram"}, fits=fits, timed=True, asks=("vram",))
def memory(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Load all that is loaded once, note what it takes, open the model, run its largest batches, note the peak."""
    open_timed(bench).run([0])  # what is imported with the first model, and stays, is no part of it
    footprint = MemoryMeter(bench.settings.device)
    opened = open_timed(bench)
    held = footprint.now()
    for positions in bench.batches()[::-1][:_BATCHES]:
        opened.run(positions)
    peak = footprint.peak()
    for question in questions:
        yield Measurement(
            claim_id=question.claim_id,
            subject=question.subject,
            metric=question.metric,
            observed=Quantity(value=Decimal(peak), unit="bytes", as_written=f"{peak:,} bytes"),
            method="peak of one run",
            n=1,
            slice_sha256=bench.slice.sha256 if bench.slice else None,
            reproducer=bench.stamp,
            settings=(
                *opened.settings,
                Pair(name="measured by", value=footprint.method),
                Pair(name="bytes of the opened model alone", value=str(held)),
                Pair(name="bytes of the libraries, taken off", value=str(footprint.before)),
            ),
        )
