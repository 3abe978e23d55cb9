"""Quality, latency and cost of a model that nobody may open, from a file of its answers."""

from collections.abc import Iterator, Sequence

from claims.records import Alternative, Attempt, Measurement, Model, Per, Quantity, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench, Truth
from reproducers.lab.models.prediction_file import PredictionFile, read_prediction_file
from reproducers.lab.planning import requirements
from reproducers.lab.planning.claim_conditions import quantile_asked
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.score import METRICS, SystemPredictions, raw_predictions, score
from reproducers.lab.scoring.to_measurement import exact, skipped

ONE = Per(count=1, what="request")


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """A file of answers, and labels in it or beside it."""
    if model.format != "predictions":
        return Refusal(
            "no_reproducer",
            "The model's files cannot be run for it: bring its answers by --predictions FILE.",
        )
    return None if rows is not None else requirements.labelled(rows)


@reproducer(
    "predictions",
    version=2,
    metrics={*METRICS, "latency", "cost_per_request", "price"},
    fits=fits,
    asks=("accuracy", "f1_macro", "latency", "cost_per_request"),
)
def predictions(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Compare each answer with its label, and read latencies and prices from the file."""
    answers = read_prediction_file(bench)
    for question in questions:
        if question.metric == "latency":
            yield from _latency(question, bench, answers)
        elif question.metric in ("cost_per_request", "price"):
            yield from _cost(question, bench, answers)
    asked = [question for question in questions if question.metric in METRICS]
    if bench.model.task == "text-regression":
        yield from (
            skipped(question, bench, "no_data", "The answers are numbers on a scale, no classes.")
            for question in asked
        )
    elif asked:
        calls = _calls(bench.truth, answers.outputs)
        digest = bench.keep_raw(raw_predictions(bench, bench.model.name, calls))
        yield from score(
            asked, bench, SystemPredictions(bench.model.name, calls, answers.settings, 0.0, digest)
        )


def _calls(truth: Truth, outputs: Sequence[str | None]) -> list[int]:
    """The class of each answer; no answer, or one that is no label, is a class that no row has."""
    places = {name: i for i, name in reversed(list(enumerate(truth.names)))}
    return [places.get((output or "").strip(), len(truth.names)) for output in outputs]


def _latency(question: Question, bench: Bench, answers: PredictionFile) -> Iterator[Attempt]:
    """The asked quantile of the file's latencies."""
    import numpy as np

    from claims.statistics.quantile import quantile_interval

    q, seconds = quantile_asked(question), answers.latencies
    interval = quantile_interval(seconds, q) if seconds else None
    bounds = quantile_interval(seconds, q, level=0.90) if seconds else None
    if interval is None or bounds is None:
        yield skipped(
            question,
            bench,
            "no_data",
            f"The file gives {len(seconds)} latencies, too few for the {q:.0%} quantile.",
        )
        return
    value = exact(float(np.quantile(seconds, q)))
    beside = {f"p{p}": float(np.quantile(seconds, p / 100)) for p in (50, 90, 95) if p != round(100 * q)}
    yield Measurement(
        claim_id=question.claim_id,
        subject=question.subject,
        metric=question.metric,
        observed=Quantity(value=value, unit="s", as_written=f"{value} s"),
        low=exact(interval.low),
        high=exact(interval.high),
        lower95=exact(bounds.low),
        upper95=exact(bounds.high),
        method=interval.method,
        n=len(seconds),
        alternatives=tuple(Alternative(metric=name, value=exact(v)) for name, v in beside.items()),
        slice_sha256=bench.slice.sha256 if bench.slice else None,
        reproducer=bench.stamp,
        settings=answers.settings,
    )


def _cost(question: Question, bench: Bench, answers: PredictionFile) -> Iterator[Attempt]:
    """The mean price of one answer, in the file's own currency."""
    from claims.statistics.bootstrap import resample_mean

    prices = answers.prices
    if len(prices) < 2:
        yield skipped(question, bench, "no_data", "The file gives no prices.")
        return
    per = question.per or (
        ONE if question.claim_id is None or question.metric == "cost_per_request" else None
    )
    if per is None or per.what != "request":
        yield skipped(
            question,
            bench,
            "no_data",
            "The file prices answers; the claim's price is not said to be for answers.",
        )
        return
    resampled = resample_mean([per.count * price for price in prices], seed=bench.settings.seed)
    interval, bounds, value = resampled.interval(), resampled.bounds(), exact(resampled.estimate)
    yield Measurement(
        claim_id=question.claim_id,
        subject=question.subject,
        metric=question.metric,
        observed=Quantity(value=value, as_written=f"{value} for {per.count:,} answers"),
        low=exact(interval.low),
        high=exact(interval.high),
        lower95=exact(bounds.low),
        upper95=exact(bounds.high),
        standard_error=exact(resampled.standard_error),
        method=interval.method,
        n=len(prices),
        alternatives=(Alternative(metric="sum", value=exact(sum(prices))),),
        slice_sha256=bench.slice.sha256 if bench.slice else None,
        reproducer=bench.stamp,
        settings=answers.settings,
        seed=bench.settings.seed,
    )
