"""From true and called classes to measurements: each with its interval and its neighbours on the same rows."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from claims.records import Alternative, Attempt, Measurement, Pair, Quantity, Question, Skipped
from claims.verdicts.matched import UNSAID
from reproducers.lab.bench import WORTH, Bench, Raw, Truth
from reproducers.lab.scoring.early_stop import STOPPED
from reproducers.lab.scoring.label_alignment import doubt
from reproducers.lab.scoring.weak_spots import weak_spots

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from claims.statistics.proportion_interval import Interval

PLAIN = {
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
METRICS = set(PLAIN) | AVERAGED
_BESIDE = (
    "accuracy", "balanced_accuracy", "f1_macro", "f1_micro", "f1_weighted", "precision_macro", "precision_weighted",
    "recall_macro", "recall_weighted", "mcc",
)  # fmt: skip
NO_INTERVAL = "the value at the stop"
"""The method of a value without an interval: none is known that allows for a stop that hangs on what was seen."""
_DIGITS = 12  # significant digits that are kept: more is noise of the floating point


def exact(value: float) -> Decimal:
    """A float as the shortest decimal with twelve significant digits."""
    return Decimal(f"{value:.{_DIGITS}g}")


@dataclass(frozen=True)
class Called:
    """What one subject called the rows of a bench."""

    subject: str
    calls: Sequence[int]
    settings: tuple[Pair, ...]
    seconds: float
    raw_sha256: str | None = None


def raw_calls(
    bench: Bench, subject: str, calls: Sequence[int], scores: Sequence[float] | None = None
) -> list[Raw]:
    """One line a row: its number in the file, the true class, the called one, and how sure."""
    truth = bench.truth
    sure = scores if scores is not None else [None] * len(calls)
    return [
        {"row": number, "subject": subject, "label": truth.names[t], "called": _name(truth, c), "score": s}
        for number, t, c, s in zip(bench.rows.numbers, truth.indices, calls, sure, strict=True)
    ]


def score(questions: Iterable[Question], bench: Bench, called: Called) -> Iterator[Attempt]:
    """Answer each question about this subject from its confusion matrix."""
    from claims.statistics.confusion import metric_of

    matrix = confusion(bench.truth, called.calls)
    own = called.subject == bench.model.name
    doubted = doubt(bench, matrix) if own else None
    if own and bench.slice is not None and bench.answered is None:  # their tests take rows that nobody chose
        right = [t == c for t, c in zip(bench.truth.indices, called.calls, strict=True)]
        called = replace(called, settings=called.settings + weak_spots(bench, right))
    for question in questions:
        if doubted and question.claim_id is not None:
            yield _left(question, bench, called, doubted)
            continue
        metric, average = resolved(question, len(matrix))
        if math.isfinite(metric_of(metric, matrix)):
            yield _measured(question, bench, called, matrix=matrix, metric=metric, average=average)
            continue
        named = question.metric_as_written or question.metric
        yield _left(question, bench, called, f"{named} is undefined on these rows.")


def _left(question: Question, bench: Bench, called: Called, detail: str) -> Skipped:
    return Skipped(
        claim_id=question.claim_id,
        subject=called.subject,
        metric=question.metric,
        reason="ambiguous",
        detail=detail,
        reproducer=bench.stamp,
    )


def resolved(question: Question, classes: int) -> tuple[str, str]:
    """The function that a question asks for, and how classes are averaged where its name left that open."""
    if question.metric in PLAIN:
        return PLAIN[question.metric], ""
    said = said_average(question)
    if said:
        return PLAIN[f"{question.metric}_{said}"], said
    average = "binary" if classes == 2 else "macro"
    return f"{question.metric}_{average}", average


def said_average(question: Question) -> str:
    """The average that a metric's printed name or its conditions tell, or ""."""
    said = f"{question.metric_as_written} {question.conditions or ''}".casefold()
    return next((average for average in ("macro", "micro", "weighted") if average in said), "")


def confusion(truth: Truth, calls: Sequence[int]) -> "NDArray[np.int64]":
    """Counts of shape (k, k): row = true class, column = called class."""
    import numpy as np

    from claims.statistics.confusion import confusion_matrix

    k = max(len(truth.names), max(calls, default=0) + 1)
    return confusion_matrix(np.array(truth.indices), np.array(calls), k)


def _measured(
    question: Question,
    bench: Bench,
    called: Called,
    *,
    matrix: "NDArray[np.int64]",
    metric: str,
    average: str,
) -> Measurement:
    found = estimated(
        question.metric,
        metric,
        matrix,
        bench.settings.seed,
        worth=bench.worth,
        early=any(pair.name == STOPPED for pair in called.settings),
    )
    method = found.interval.method if found.interval else NO_INTERVAL
    told: tuple[Pair, ...] = (Pair(name="average", value=average),) if average else ()
    if average and not said_average(question):
        told = (Pair(name=UNSAID, value=f"{average} average"),)
    if bench.worth < len(bench.truth.indices):
        told += (Pair(name=WORTH, value=str(bench.worth)),)
    return Measurement(
        claim_id=question.claim_id,
        subject=called.subject,
        metric=question.metric,
        observed=Quantity(value=exact(found.value), as_written=str(exact(found.value))),
        **found.told(),
        method=method,
        n=int(matrix.sum()),
        alternatives=neighbours(matrix, bench.truth, question.metric),
        slice_sha256=bench.slice.sha256 if bench.slice else None,
        reproducer=bench.stamp,
        settings=called.settings + told,
        seed=None if method == "wilson" else bench.settings.seed,
        seconds=round(called.seconds, 4),
        raw_sha256=called.raw_sha256,
    )


class Estimate(NamedTuple):
    """A value and how sure it is."""

    value: float
    interval: "Interval | None" = None
    """The two-sided one; none where rows were looked at while they were measured, and the metric is no count."""
    bounds: "Interval | None" = None
    """Both one-sided ones."""
    error: float | None = None
    successes: int | None = None
    """Right answers, or wrong ones for an error rate, where they are a count of independent rows."""

    def told(self) -> dict[str, Decimal | int | None]:
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
    found = resample_confusion(metric, matrix, seed=seed, worth=worth if worth < matrix.sum() else None)
    return Estimate(found.estimate, found.interval(), found.bounds(), found.standard_error)


def neighbours(matrix: "NDArray[np.int64]", truth: Truth, but: str) -> tuple[Alternative, ...]:
    """The neighbouring metrics on the same rows; with two classes, also the F1 of each."""
    from claims.statistics.confusion import metric_of

    found = {name: metric_of(PLAIN[name], matrix) for name in _BESIDE if name != but}
    if len(matrix) == len(truth.names) == 2:
        for name, flipped in ((truth.names[1], matrix), (truth.names[0], matrix[::-1, ::-1])):
            for metric in sorted(AVERAGED):
                found[f"{metric} of {name}"] = metric_of(f"{metric}_binary", flipped)
    return tuple(Alternative(metric=name, value=exact(v)) for name, v in found.items() if math.isfinite(v))


def _name(truth: Truth, index: int) -> str:
    return truth.names[index] if index < len(truth.names) else f"output {index}"
