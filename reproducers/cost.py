"""What a thousand requests cost on this machine, from how long they take, the price of an hour and its use."""

from collections.abc import Iterator

from claims.records import Attempt, Per, Question
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.cost.pricing import as_cost, cost_of, price_settings
from reproducers.lab.planning import requirements
from reproducers.lab.scoring.timing import open_timed, time_batches
from reproducers.lab.scoring.to_measurement import Run, skipped, to_measurement

_MOST = 200  # timed batches
_ENOUGH = 5.0  # seconds
_FEWEST = 10
THOUSAND = Per(count=1_000, what="request")


@reproducer(
    "cost",
    version=1,
    metrics={"cost_per_request"},
    fits=requirements.can_be_timed,
    timed=True,
    asks=("cost_per_request",),
    priced=True,
)
def cost(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Time batches over the rows in an order drawn with the seed, and turn seconds into money, draw by draw."""
    from claims.statistics.bootstrap import resample_mean

    settings, opened = bench.settings, open_timed(bench)
    batch = max(1, min(settings.batch, len(bench.rows)))
    seconds, alone = (
        [
            taken / size
            for taken in time_batches(bench, opened, size, most=_MOST, enough=_ENOUGH, fewest=_FEWEST)
        ]
        for size in (batch, 1)
    )
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
