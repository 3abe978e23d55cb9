"""What a thousand requests cost on this machine, from how long they take, the price of an hour and its use."""

from collections.abc import Iterator

from claims.records import Attempt, Model, Per, Question, Slice
from reproducers import Refusal, reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.cost.pricing import as_money, priced, told
from reproducers.lab.planning import requirements
from reproducers.lab.scoring.timing import TIMED, Timed, open_timed
from reproducers.lab.scoring.to_measurement import Run, left, measured

_MOST = 200  # timed batches
_ENOUGH = 5.0  # seconds
_FEWEST = 10
THOUSAND = Per(count=1_000, what="request")


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """A model that answers rows and may be opened, and rows to give it."""
    refusal = requirements.opened(model) or requirements.does(model, *TIMED)
    if refusal is None and rows is None:
        return Refusal("no_data", "There are no rows to time it on: give --data FILE.")
    return refusal or (requirements.has(rows) if rows is not None and not rows.columns else None)


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
    digest = bench.keep(
        {"batch": size, "run": i, "seconds": round(one * size, 9)}
        for size, runs in ((batch, seconds), (1, alone))
        for i, one in enumerate(runs)
    )
    request = resample_mean(seconds, seed=settings.seed)
    for question in questions:
        per = question.per or (THOUSAND if question.claim_id is None else None)
        if per is None or per.what != "request":
            yield left(
                question, bench, "ambiguous", "The claim does not say for how many requests the price is."
            )
            continue
        paid = tuple(one for one in opened.settings if one.name != "batch")
        run = Run((*paid, *told(settings, "request", per.count)), sum(seconds) * batch, digest, len(seconds))
        beside = {"one request at a time": priced(settings, sum(alone) / len(alone), per.count)}
        yield measured(
            question,
            bench,
            run,
            as_money(settings, request, per.count),
            beside=beside,
            unit=f"for {per.count:,} requests",
        )


def seconds_of(bench: Bench, opened: Timed, batch: int) -> list[float]:
    """Seconds that a row took in each timed batch of that size."""
    import random

    total = len(bench.rows)
    order = random.Random(bench.settings.seed).sample(range(total), total)  # noqa: S311 - an order, not a secret
    found: list[float] = []
    for run in range(bench.settings.warm_up + _MOST):
        which = [order[(run * batch + i) % total] for i in range(batch)]
        started = bench.clock()
        opened.run(which)
        if run >= bench.settings.warm_up:
            found.append((bench.clock() - started) / batch)
        if len(found) >= _FEWEST and sum(found) * batch > _ENOUGH:
            break
    return found
