"""What a million written tokens cost on this machine; a price list is its seller's own, and answers no such claim."""

from collections.abc import Iterator

from claims.records import Attempt, Model, Question
from reproducers import reproducer
from reproducers.generation import fits
from reproducers.lab.bench import Bench
from reproducers.lab.cost.pricing import as_money, told
from reproducers.lab.models.generator import rate, written
from reproducers.lab.scoring.to_measurement import Run, measured

MILLION = 1_000_000


def subjects(model: Model) -> tuple[str, ...]:
    """The model as this machine runs it, which is not what its seller asks money for: it answers no claim."""
    return (model.name,)


@reproducer(
    "generation-cost",
    version=1,
    metrics={"price"},
    fits=fits,
    timed=True,
    asks=("price",),
    subjects=subjects,
    priced=True,
)
def generation_cost(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Turn the seconds that a written token takes into what a million of them cost on this machine."""
    found, settings = written(bench)
    paid = as_money(bench.settings, rate(found, bench, turned=True), MILLION)
    settings += told(bench.settings, "written token", MILLION)
    run = Run(settings, sum(one.whole for one in found), None, len(found))
    for question in questions:
        yield measured(question, bench, run, paid, unit="for 1,000,000 written tokens")
