"""Each metric of class probabilities: its value with resamples, its neighbours, and what a constant answer reaches."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reproducers.lab.bench import Bench
from reproducers.lab.scoring.class_probabilities import ClassProbabilities
from reproducers.lab.scoring.to_measurement import rows_to_draw

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from claims.statistics.arrays import Floats
    from claims.statistics.resampled import Resampled


METRICS = {
    "roc_auc", "pr_auc", "average_precision", "log_loss", "brier_score", "ece", "specificity",
    "top_2_accuracy", "top_3_accuracy", "top_5_accuracy", "top_10_accuracy",
}  # fmt: skip
"""The catalog's ids of what is measured of a classifier's probabilities."""
_LEAST = 2.2e-16  # the least probability that a logarithm is taken of, as in scikit-learn


@dataclass(frozen=True)
class Scored:
    """One metric on the rows."""

    resampled: "Resampled"
    counted: str
    """The way it was counted."""
    trivial: float
    """What an answer without a model reaches."""
    trivially: str
    """Which answer that is."""
    open: bool = False
    """Whether the metric's name leaves open how it is counted."""
    beside: Mapping[str, float] = field(default_factory=dict)
    """Other ways of counting, by names that begin with the metric's."""
    n: int = 0
    """Rows behind it, where they are not all."""


@dataclass(frozen=True)
class _Rows:
    """What the metrics are made of."""

    true: "NDArray[np.int64]"
    values: "Floats"
    names: tuple[str, ...]
    worth: int | None
    seed: int

    @property
    def shares(self) -> "Floats":
        """How often each class occurs."""
        import numpy as np

        return np.bincount(self.true, minlength=self.values.shape[1]) / len(self.true)


def scored(metric: str, bench: Bench, given: ClassProbabilities) -> Scored | str:
    """The metric with its resamples, or the sentence that says why it has no value."""
    import numpy as np

    if metric == "specificity":
        return _specificity(bench, given)
    if given.values is None:
        return given.why
    true = np.array(bench.truth.indices)
    if true.max() >= given.values.shape[1]:
        return "Some rows have a label that no probability is given for."
    names = bench.truth.names[: given.values.shape[1]]
    rows = _Rows(true, given.values, names, rows_to_draw(bench), bench.settings.seed)
    try:
        return _WAYS[metric](rows, metric)
    except ValueError as error:
        return f"It is undefined on these rows: {error}"


def _area(rows: _Rows, metric: str) -> Scored:
    """An area under a curve: of the second of two classes, else the mean over the classes, each against the rest."""
    import numpy as np

    from claims.statistics import class_scores
    from claims.statistics.resampled import Guard

    curve = class_scores.roc_auc if metric == "roc_auc" else class_scores.average_precision
    classes = range(rows.values.shape[1])
    hits = [(rows.true == k).astype(float) for k in classes]
    if any(hit.sum() in (0, len(hit)) for hit in hits):
        raise ValueError("a class has no row, or all of them.")
    equal_weights = np.ones((1, len(rows.true)))
    by_class = [float(curve(hits[k], rows.values[:, k], equal_weights)[0]) for k in classes]
    weighted = float(np.dot(by_class, rows.shares))
    least = min(int(min(hit.sum(), len(hit) - hit.sum())) for hit in hits)
    guard = Guard(rows=least, bottom=0.5 if metric == "roc_auc" else 0.0)
    of_classes = {f"{metric} of {name}": v for name, v in zip(rows.names, by_class, strict=True)}
    two = len(by_class) == 2

    def mean(weights: "Floats") -> "Floats":
        if two:
            return curve(hits[1], rows.values[:, 1], weights)
        areas: Floats = np.mean([curve(hits[k], rows.values[:, k], weights) for k in classes], axis=0)
        return areas

    flat = (np.concatenate(hits), rows.values.T.ravel(), np.ones((1, len(hits) * len(rows.true))))
    beside = {f"{metric}_micro": float(curve(*flat)[0]), f"{metric}_weighted": weighted}
    beside[f"{metric}_macro"] = float(np.mean(by_class))
    if not two:
        del beside[f"{metric}_macro"]
    prior = rows.shares[1] if two else float(np.mean(rows.shares))
    return Scored(
        class_scores.resample_rows(mean, len(rows.true), worth=rows.worth, seed=rows.seed, guard=guard),
        f"{rows.names[1]!r} against {rows.names[0]!r}" if two else "each class against the rest, plain mean",
        0.5 if metric == "roc_auc" else float(prior),
        "the same score for every row",
        open=not two or metric != "roc_auc",
        beside={**beside, **dict(list(of_classes.items())[:20])},
    )


def _log_loss(rows: _Rows, _metric: str) -> Scored:
    import numpy as np

    losses = -np.log(np.clip(rows.values[np.arange(len(rows.true)), rows.true], _LEAST, 1.0))
    seen = rows.shares[rows.shares > 0]
    return Scored(
        _mean(rows, losses),
        "natural logarithm, mean over the rows",
        float(-(seen * np.log(seen)).sum()),
        "the shares of the classes for every row",
        beside={"log_loss, base 2": float(losses.mean() / np.log(2))},
    )


def _brier(rows: _Rows, _metric: str) -> Scored:
    import numpy as np

    errors = ((rows.values - np.eye(rows.values.shape[1])[rows.true]) ** 2).sum(axis=1)
    two = rows.values.shape[1] == 2
    scale = 0.5 if two else 1.0
    return Scored(
        _mean(rows, scale * errors),
        f"of {rows.names[1]!r}" if two else "summed over the classes",
        scale * float(1 - (rows.shares**2).sum()),
        "the shares of the classes for every row",
        open=True,
        beside={
            "brier_score, summed over classes": float(errors.mean()),
            "brier_score, halved": float(errors.mean() / 2),
        },
    )


def _calibration(rows: _Rows, _metric: str) -> Scored:
    import numpy as np

    from claims.statistics import class_scores

    right = (rows.values.argmax(axis=1) == rows.true).astype(float)
    confidence = rows.values.max(axis=1)
    resampled = class_scores.resample_rows(
        lambda weights: class_scores.calibration_error(right, confidence, weights),
        len(rows.true),
        worth=rows.worth,
        seed=rows.seed,
    )
    moved, less = class_scores.less_its_bias(resampled)
    wide = float(class_scores.calibration_error(right, confidence, np.ones((1, len(right))))[0])
    return Scored(
        moved,
        f"{class_scores.BINS} bins of equal width, confidence of the called class",
        0.0,
        "the share of the commonest class as the confidence in it, for every row",
        open=True,
        beside={"ece, less the bias of so few rows": less, "ece, as computed": wide},
    )


def _top(rows: _Rows, metric: str) -> Scored:
    import numpy as np

    top, classes = int(metric.split("_")[1]), rows.values.shape[1]
    if classes <= top:
        raise ValueError(f"there are only {classes} classes, so one of {top} is always right.")
    own = rows.values[np.arange(len(rows.true)), rows.true]
    hit = ((rows.values > own[:, None]).sum(axis=1) < top).astype(float)
    return Scored(
        _mean(rows, hit, share=True),
        f"the true class among the {top} likeliest",
        float(np.sort(rows.shares)[-top:].sum()),
        f"the {top} commonest classes for every row",
        beside={"top_1_accuracy": float((rows.values.argmax(axis=1) == rows.true).mean())},
    )


def _specificity(bench: Bench, given: ClassProbabilities) -> Scored | str:
    """True negatives over negatives, of the second of two classes; of more, the mean over the classes."""
    import numpy as np

    from claims.statistics.sum_scores import ratio, resample_totals

    true, called, names = np.array(bench.truth.indices), np.array(given.called), bench.truth.names
    by_class = {}
    for k, name in enumerate(names):
        if (true != k).any() and (true == k).any():
            by_class[name] = float((called[true != k] != k).mean())
    if len(by_class) < 2 or len(names) != 2:
        mean = (
            f" The mean over the classes here is {np.mean(list(by_class.values())):.4f}." if by_class else ""
        )
        return f"Specificity is of one class against another, and the rows have {len(names)} classes.{mean}"
    negative = true == 0
    kept = (called[negative] != 1).astype(float)
    if len(kept) < 2:
        return "Fewer than two rows are negative."
    totals = np.stack([kept, np.ones_like(kept)], axis=1)
    return Scored(
        resample_totals(ratio, totals, seed=bench.settings.seed),
        f"{names[1]!r} is the positive class",
        1.0,
        "never calling the positive class",
        open=True,
        beside={f"specificity of {name}": value for name, value in by_class.items()},
        n=len(kept),
    )


def _mean(rows: _Rows, values: "Floats", *, share: bool = False) -> "Resampled":
    import numpy as np

    from claims.statistics.sum_scores import ratio, resample_totals

    totals = np.stack([values, np.ones_like(values)], axis=1)
    return resample_totals(ratio, totals, worth=rows.worth, seed=rows.seed, share=share)


_WAYS = {
    "roc_auc": _area,
    "pr_auc": _area,
    "average_precision": _area,
    "log_loss": _log_loss,
    "brier_score": _brier,
    "ece": _calibration,
    "top_2_accuracy": _top,
    "top_3_accuracy": _top,
    "top_5_accuracy": _top,
    "top_10_accuracy": _top,
}
