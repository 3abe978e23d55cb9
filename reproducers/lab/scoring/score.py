"""From true and predicted classes to measurements, each with its interval and its neighbours on the same rows."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from claims.records import Alternative, Attempt, Measurement, Pair, Quantity, Question
from claims.verdicts.matched import UNSAID
from reproducers.lab.bench import EFFECTIVE_ROWS, Bench, Raw, Truth
from reproducers.lab.models.open_classifier import predictions_of
from reproducers.lab.scoring.early_stop import STOPPED
from reproducers.lab.scoring.label_alignment import misalignment
from reproducers.lab.scoring.to_measurement import exact, skipped
from reproducers.lab.scoring.weak_spots import weak_spots

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from claims.statistics.proportion_interval import Interval

CONFUSION_METRICS = {
    "accuracy": "accuracy",
    "top_1_accuracy": "accuracy",
    "exact_match": "accuracy",
    "error_rate": "accuracy",
    "f1_micro": "accuracy",
    "precision_micro": "accuracy",
    "recall_micro": "accuracy",
    "balanced_accuracy": "balanced_accuracy",
    "mean_per_class_accuracy": "balanced_accuracy",
    "f1_macro": "f1_macro",
    "f1_weighted": "f1_weighted",
    "precision_macro": "precision_macro",
    "precision_weighted": "precision_weighted",
    "recall_macro": "recall_macro",
    "recall_weighted": "recall_weighted",
    "mcc": "mcc",
    "cohen_kappa": "cohen_kappa",
}
"""A metric of the catalog to its function; with one label a row, micro averages are the accuracy."""
AVERAGED = {"f1", "precision", "recall"}
"""Metrics that need an average to be named, or two classes."""
METRICS = set(CONFUSION_METRICS) | AVERAGED
_NEIGHBOURS = (
    "accuracy", "balanced_accuracy", "f1_macro", "f1_micro", "f1_weighted", "precision_macro", "precision_weighted",
    "recall_macro", "recall_weighted", "mcc",
)  # fmt: skip
NO_INTERVAL = "the value at the stop"
"""The method of a value without an interval: none is known that allows for a stop that hangs on what was seen."""


@dataclass(frozen=True)
class SystemPredictions:
    """The classes that one system (the model, a baseline, another system) gives the rows of a bench."""

    subject: str
    classes: Sequence[int]
    settings: tuple[Pair, ...]
    seconds: float
    raw_sha256: str | None = None


def raw_predictions(
    bench: Bench, subject: str, classes: Sequence[int], scores: Sequence[float] | None = None
) -> list[Raw]:
    """One line a row: its number in the file, the true class, the predicted one, and its score."""
    truth = bench.truth
    given = scores if scores is not None else [None] * len(classes)
    return [
        {"row": number, "subject": subject, "label": truth.names[t], "called": _name(truth, c), "score": s}
        for number, t, c, s in zip(bench.rows.numbers, truth.indices, classes, given, strict=True)
    ]


def classified(questions: Iterable[Question], bench: Bench) -> Iterator[Attempt]:
    """Let the bench's model classify every row, keep the predictions, and answer each question from them."""
    predictions = predictions_of(bench)
    name, classes = bench.model.name, [row.output for row in predictions.rows]
    scores = [round(row.score, 6) for row in predictions.rows]
    digest = bench.keep_raw(raw_predictions(bench, name, classes, scores))
    own = SystemPredictions(name, classes, predictions.settings, predictions.seconds, digest)
    yield from score(questions, bench, own)


def score(questions: Iterable[Question], bench: Bench, predictions: SystemPredictions) -> Iterator[Attempt]:
    """Answer each question about this system from its confusion matrix."""
    from claims.statistics.confusion import metric_of

    matrix = confusion(bench.truth, predictions.classes)
    own = predictions.subject == bench.model.name
    misaligned = misalignment(bench, matrix) if own else None
    if own and bench.slice is not None and bench.predicted is None:  # their tests take rows that nobody chose
        right = [t == c for t, c in zip(bench.truth.indices, predictions.classes, strict=True)]
        predictions = replace(predictions, settings=predictions.settings + weak_spots(bench, right))
    for question in questions:
        metric, average = resolved(question, len(matrix))
        if misaligned and question.claim_id is not None:
            yield skipped(question, bench, "ambiguous", misaligned, subject=predictions.subject)
        elif math.isfinite(metric_of(metric, matrix)):
            yield _measured(question, bench, predictions, matrix=matrix, metric=metric, average=average)
        else:
            detail = f"{question.metric_as_written or question.metric} is undefined on these rows."
            yield skipped(question, bench, "ambiguous", detail, subject=predictions.subject)


def resolved(question: Question, classes: int) -> tuple[str, str]:
    """The function that a question asks for, and how classes are averaged where its name left that open."""
    if question.metric in CONFUSION_METRICS:
        return CONFUSION_METRICS[question.metric], ""
    named = named_average(question)
    if named:
        return CONFUSION_METRICS[f"{question.metric}_{named}"], named
    average = "binary" if classes == 2 else "macro"
    return f"{question.metric}_{average}", average


def named_average(question: Question) -> str:
    """The average that a metric's printed name or its conditions name, or ""."""
    words = f"{question.metric_as_written} {question.conditions or ''}".casefold()
    return next((average for average in ("macro", "micro", "weighted") if average in words), "")


def confusion(truth: Truth, classes: Sequence[int]) -> "NDArray[np.int64]":
    """Counts of shape (k, k): row = true class, column = predicted class."""
    import numpy as np

    from claims.statistics.confusion import confusion_matrix

    k = max(len(truth.names), max(classes, default=0) + 1)
    return confusion_matrix(np.array(truth.indices), np.array(classes), k)


def _measured(
    question: Question,
    bench: Bench,
    predictions: SystemPredictions,
    *,
    matrix: "NDArray[np.int64]",
    metric: str,
    average: str,
) -> Measurement:
    estimate = estimated(
        question.metric,
        metric,
        matrix,
        bench.settings.seed,
        worth=bench.effective_rows,
        early=any(pair.name == STOPPED for pair in predictions.settings),
    )
    method = estimate.interval.method if estimate.interval else NO_INTERVAL
    settings: tuple[Pair, ...] = (Pair(name="average", value=average),) if average else ()
    if average and not named_average(question):
        settings = (Pair(name=UNSAID, value=f"{average} average"),)
    if bench.effective_rows < len(bench.truth.indices):
        settings += (Pair(name=EFFECTIVE_ROWS, value=str(bench.effective_rows)),)
    return Measurement(
        claim_id=question.claim_id,
        subject=predictions.subject,
        metric=question.metric,
        observed=Quantity(value=exact(estimate.value), as_written=str(exact(estimate.value))),
        **estimate.fields(),
        method=method,
        n=int(matrix.sum()),
        alternatives=neighbours(matrix, bench.truth, question.metric),
        slice_sha256=bench.slice.sha256 if bench.slice else None,
        reproducer=bench.stamp,
        settings=predictions.settings + settings,
        seed=None if method == "wilson" else bench.settings.seed,
        seconds=round(predictions.seconds, 4),
        raw_sha256=predictions.raw_sha256,
    )


class Estimate(NamedTuple):
    """A value with its intervals and standard error."""

    value: float
    interval: "Interval | None" = None
    """The two-sided one; none where rows were looked at while they were measured, and the metric is no count."""
    bounds: "Interval | None" = None
    """Both one-sided ones."""
    error: float | None = None
    successes: int | None = None
    """Right answers, or wrong ones for an error rate, where they are a count of independent rows."""

    def fields(self) -> dict[str, Decimal | int | None]:
        """The fields of a measurement that it fills."""
        return {
            "low": exact(self.interval.low) if self.interval else None,
            "high": exact(self.interval.high) if self.interval else None,
            "lower95": exact(self.bounds.low) if self.bounds else None,
            "upper95": exact(self.bounds.high) if self.bounds else None,
            "standard_error": None if self.error is None else exact(self.error),
            "successes": self.successes,
        }


def estimated(
    asked: str, metric: str, matrix: "NDArray[np.int64]", seed: int, *, worth: int, early: bool = False
) -> Estimate:
    """Value, intervals, standard error, and the count where it is one.

    `early` says that the measuring could have stopped at any row: then only bounds that hold at all of them will do.
    """
    from claims.statistics.bootstrap import resample_confusion
    from claims.statistics.confidence_sequence import confidence_sequence, sequence_bounds
    from claims.statistics.proportion_interval import wilson, wilson_bounds

    if metric == "accuracy":
        n, right = int(matrix.sum()), int(matrix.trace())
        count = n - right if asked == "error_rate" else right
        share = count / n
        error = (share * (1 - share) / worth) ** 0.5
        if early:
            return Estimate(share, confidence_sequence(count, n), sequence_bounds(count, n), error, count)
        if worth < n:  # no count of independent rows: the judge must not take it for one
            return Estimate(share, wilson(share * worth, worth), wilson_bounds(share * worth, worth), error)
        return Estimate(share, wilson(count, n), wilson_bounds(count, n), error, count)
    if early:
        from claims.statistics.confusion import metric_of

        return Estimate(metric_of(metric, matrix))
    resampled = resample_confusion(metric, matrix, seed=seed, worth=worth if worth < matrix.sum() else None)
    return Estimate(resampled.estimate, resampled.interval(), resampled.bounds(), resampled.standard_error)


def neighbours(matrix: "NDArray[np.int64]", truth: Truth, but: str) -> tuple[Alternative, ...]:
    """The neighbouring metrics on the same rows; with two classes, also the F1 of each."""
    from claims.statistics.confusion import metric_of

    values = {name: metric_of(CONFUSION_METRICS[name], matrix) for name in _NEIGHBOURS if name != but}
    if len(matrix) == len(truth.names) == 2:
        for name, flipped in ((truth.names[1], matrix), (truth.names[0], matrix[::-1, ::-1])):
            for metric in sorted(AVERAGED):
                values[f"{metric} of {name}"] = metric_of(f"{metric}_binary", flipped)
    return tuple(Alternative(metric=name, value=exact(v)) for name, v in values.items() if math.isfinite(v))


def _name(truth: Truth, index: int) -> str:
    return truth.names[index] if index < len(truth.names) else f"output {index}"
