"""Quality, latency and cost of a model that nobody may open, from a file of its answers."""

from collections.abc import Iterator, Sequence

from claims.records import Alternative, Attempt, Measurement, Model, Pair, Per, Quantity, Question, Slice
from claims.verdicts.reservations import COPIED
from reproducers import reproducer
from reproducers.lab.bench import Bench, Truth
from reproducers.lab.models.prediction_file import PredictionFile, read_prediction_file
from reproducers.lab.planning import requirements
from reproducers.lab.planning.claim_conditions import statistic_asked
from reproducers.lab.refusal import BRING_ANSWERS, Refusal
from reproducers.lab.scoring.answer_doubts import supplier_settings, too_regular
from reproducers.lab.scoring.score import METRICS, SystemPredictions, raw_predictions, score
from reproducers.lab.scoring.time_statistic import other_statistics, statistic_in_words, statistic_of
from reproducers.lab.scoring.to_measurement import exact, skipped

ONE = Per(count=1, what="request")
UNKNOWN = Pair(name="machine", value="not named by the supplied file")
"""The setting of a latency or price that nobody measured here."""


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for anything but a file of answers, and labels in it or beside it."""
    if model.format != "predictions":
        return Refusal(
            "no_reproducer",
            f"The model's files cannot be run for it: {BRING_ANSWERS}",
        )
    return None if rows is not None else requirements.labelled(rows)


@reproducer(
    "predictions",
    version=8,
    metrics={*METRICS, "latency", "cost_per_request", "price"},
    fits=fits,
    asks=("accuracy", "f1_macro", "latency", "cost_per_request"),
)
def predictions(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Compare each answer with its label, and read latencies and prices from the file."""
    answers = read_prediction_file(bench)
    for question in questions:
        if question.metric == "latency":
            yield _latency(question, bench, answers)
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
        right = [call == label for call, label in zip(calls, bench.truth.indices, strict=True)]
        settings = (*supplier_settings(bench, answers.outputs, right), *answers.settings)
        yield from score(asked, bench, SystemPredictions(bench.model.name, calls, settings, 0.0, digest))


def _calls(truth: Truth, outputs: Sequence[str | None]) -> list[int]:
    """The class of each answer; no answer, or one that is no label, is a class that no row has."""
    places = {name: i for i, name in reversed(list(enumerate(truth.names)))}
    return [places.get((output or "").strip(), len(truth.names)) for output in outputs]


def _latency(question: Question, bench: Bench, answers: PredictionFile) -> Attempt:
    """The asked quantile of the file's latencies, or their mean."""
    name = statistic_asked(question)
    statistic = statistic_of(name, answers.latencies, bench.settings.seed)
    if statistic is None:
        detail = (
            f"The file gives {len(answers.latencies)} latencies, too few for the {statistic_in_words(name)}."
        )
        return skipped(question, bench, "no_data", detail)
    measured = Measurement(
        claim_id=question.claim_id,
        subject=question.subject,
        supplied=True,
        metric=question.metric,
        observed=Quantity(value=exact(0), as_written=""),
        method="",
        n=len(answers.latencies),
        alternatives=other_statistics(answers.latencies, statistic.name),
        slice_sha256=bench.slice.sha256 if bench.slice else None,
        reproducer=bench.stamp,
        settings=(
            Pair(name="statistic", value=statistic.name),
            UNKNOWN,
            *_doubts(answers),
            *answers.settings,
        ),
    )
    return measured.model_copy(update=statistic.fields)


def _doubts(answers: PredictionFile) -> tuple[Pair, ...]:
    """Why the supplied latencies settle nothing, where they are too regular to be times."""
    says = too_regular(answers.latencies)
    return (Pair(name=COPIED, value=says),) if says else ()


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
    if per.currency and answers.currency and per.currency != answers.currency:
        says = f"The claim is in {per.currency}, the file's prices are in {answers.currency}"
        yield skipped(question, bench, "failed", f"{says}; no rate of exchange is assumed.")
        return
    items = "1 request" if per.count == 1 else f"{per.count:,} requests"
    resampled = resample_mean([per.count * price for price in prices], seed=bench.settings.seed)
    interval, bounds, value = resampled.interval(), resampled.bounds(), exact(resampled.estimate)
    yield Measurement(
        claim_id=question.claim_id,
        subject=question.subject,
        supplied=True,
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
        settings=(
            *answers.settings,
            Pair(name="cost of", value=f"{items}, in {answers.currency or 'its currency'}"),
        ),
        seed=bench.settings.seed,
    )
