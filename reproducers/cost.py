"""What a thousand requests cost on this machine, from how long they take, the price of an hour and its use."""

from collections.abc import Iterator

from claims.records import Attempt, Model, Per, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.cost.pricing import as_cost, cost_of, price_settings
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.timing import TIMED, TimedModel, open_timed
from reproducers.lab.scoring.to_measurement import Run, skipped, to_measurement

_MOST = 200  # timed batches
_ENOUGH = 5.0  # seconds
_FEWEST = 10
THOUSAND = Per(count=1_000, what="request")


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """A model that answers rows and may be opened, and rows to give it."""
    return requirements.runs(model, *TIMED) or requirements.inputs(rows, "to time it on")


@reproducer(
    "cost",
    version=1,
    metrics={"cost_per_request"},
    fits=fits,
    timed=True,
    asks=("cost_per_request",),
    priced=True,
)
def cost(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Time batches over the rows in an order drawn with the seed, and turn seconds into money, draw by draw."""
    from claims.statistics.bootstrap import resample_mean

    settings, opened = bench.settings, open_timed(bench)
    batch = max(1, min(settings.batch, len(bench.rows)))
    seconds, alone = seconds_of(bench, opened, batch), seconds_of(bench, opened, 1)
    digest = bench.keep_raw(
        {"batch": size, "run": i, "seconds": round(seconds_a_row * size, 9)}
        for size, runs in ((batch, seconds), (1, alone))
        for i, seconds_a_row in enumerate(runs)
    )
    request = resample_mean(seconds, seed=settings.seed)
    for question in questions:
        per = question.per or (THOUSAND if question.claim_id is None else None)
        if per is None or per.what != "request":
            yield skipped(
                question, bench, "ambiguous", "The claim does not say for how many requests the price is."
            )
            continue
        paid = tuple(pair for pair in opened.settings if pair.name != "batch")
        run = Run(
            (*paid, *price_settings(settings, "request", per.count)),
            sum(seconds) * batch,
            digest,
            len(seconds),
        )
        beside = {"one request at a time": cost_of(settings, sum(alone) / len(alone), per.count)}
        yield to_measurement(
            question,
            bench,
            run,
            as_cost(settings, request, per.count),
            beside=beside,
            unit=f"for {per.count:,} requests",
        )


def seconds_of(bench: Bench, opened: TimedModel, batch: int) -> list[float]:
    """Seconds per row in each timed batch of that size."""
    import random

    total = len(bench.rows)
    order = random.Random(bench.settings.seed).sample(range(total), total)  # noqa: S311 - an order, not a secret
    taken: list[float] = []
    for run in range(bench.settings.warm_up + _MOST):
        which = [order[(run * batch + i) % total] for i in range(batch)]
        started = bench.clock()
        opened.run(which)
        if run >= bench.settings.warm_up:
            taken.append((bench.clock() - started) / batch)
        if len(taken) >= _FEWEST and sum(taken) * batch > _ENOUGH:
            break
    return taken
