"""Baselines for regression on the same rows: the mean, and ridge regression on the other rows."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from claims.records import Attempt, Model, Pair, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.models.regressor import true_numbers
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.linear_model import features_of
from reproducers.lab.scoring.regression_errors import regression_measurements
from reproducers.lab.scoring.to_measurement import Run

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

    from claims.statistics.arrays import Floats


MEAN = "mean of the other rows (5-fold)"
RIDGE = "ridge regression on {} (5-fold on these rows)"
_FOLDS = 5
_TASKS = ("text-regression", "tabular-regression")


def fits(model: Model, rows: Slice | None) -> Refusal | None:
    """The refusal for anything but rows with true numbers; the model is not needed."""
    if model.task not in _TASKS:
        return Refusal("no_reproducer", "The answers are no numbers.")
    return requirements.labelled(rows)


def subjects(model: Model) -> tuple[str, ...]:
    """The mean, and a regression on what the model itself is given."""
    if model.format == "predictions":
        return (MEAN,)
    return (MEAN, RIDGE.format("TF-IDF" if model.task == "text-regression" else "the columns"))


@reproducer(
    "baselines-of-numbers",
    version=1,
    metrics={"mae", "mse", "rmse", "r2"},
    fits=fits,
    asks=("mae", "r2"),
    subjects=subjects,
)
def baselines_of_numbers(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Call every row by the mean of the others, and by a linear model that was trained on the others."""
    true = true_numbers(bench)
    by_subject: dict[str, tuple[Floats, float]] = {}
    for subject in dict.fromkeys(question.subject for question in questions):
        started = bench.clock()
        by_subject[subject] = (_crossed(bench, true, mean=subject == MEAN), bench.clock() - started)
    digest = bench.keep_raw(
        {"subject": subject, "row": n, "true": float(t), "called": round(float(c), 9)}
        for subject, (predicted, _) in by_subject.items()
        for n, t, c in zip(bench.rows.numbers, true, predicted, strict=True)
    )
    for subject, (predicted, seconds) in by_subject.items():
        asked = [question for question in questions if question.subject == subject]
        folds = Pair(name="folds", value=str(min(_FOLDS, len(true))))
        yield from regression_measurements(asked, bench, Run((folds,), seconds, digest), true, predicted)


def _crossed(bench: Bench, true: "Floats", *, mean: bool) -> "Floats":
    """Each row called by what was trained on the four fifths of the rows without it, of shape (rows,)."""
    import numpy as np
    from sklearn.dummy import DummyRegressor
    from sklearn.model_selection import KFold, cross_val_predict

    folds = KFold(n_splits=min(_FOLDS, len(true)), shuffle=True, random_state=bench.settings.seed)
    given = np.zeros((len(true), 1)) if mean else features_of(bench)
    trained = DummyRegressor() if mean else _pipeline(bench)
    return np.asarray(cross_val_predict(trained, given, true, cv=folds), dtype=np.float64)


def _pipeline(bench: Bench) -> "Pipeline":
    from sklearn.feature_extraction.text import TfidfTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    if bench.rows.texts:
        return make_pipeline(TfidfTransformer(sublinear_tf=True), Ridge(alpha=1.0, solver="sparse_cg"))
    return make_pipeline(SimpleImputer(), StandardScaler(), Ridge(alpha=1.0))
