"""The cost of a million generated tokens on this machine; it answers no claim about a seller's price."""

from collections.abc import Iterator

from claims.records import Attempt, Model, Question
from reproducers import reproducer
from reproducers.generation import fits
from reproducers.lab.bench import Bench
from reproducers.lab.cost.pricing import as_cost, price_settings
from reproducers.lab.models.generator import generate_timed, generation_rate
from reproducers.lab.scoring.to_measurement import Run, to_measurement

MILLION = 1_000_000


def subjects(model: Model) -> tuple[str, ...]:
    """The model as it runs on this machine; a seller's price is another thing, so that no claim is answered."""
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
    times, settings = generate_timed(bench)
    paid = as_cost(bench.settings, generation_rate(times, bench, turned=True), MILLION)
    settings += price_settings(bench.settings, "written token", MILLION)
    run = Run(settings, sum(time.whole for time in times), None, len(times))
    for question in questions:
        yield to_measurement(question, bench, run, paid, unit="for 1,000,000 written tokens")
