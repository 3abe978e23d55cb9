"""Scores from true and called classes, against scikit-learn."""

from pathlib import Path

import numpy as np
import pytest
from sklearn import metrics as sk

from claims import catalog
from claims.records import Measurement, Model, Question
from claims.statistics.proportion_interval import wilson
from reproducers.lab.bench import Bench, Truth
from reproducers.lab.orders import Settings
from reproducers.lab.scoring.score import CONFUSION_METRICS, METRICS, SystemPredictions, resolved, score

EXPECTED = {
    "accuracy": lambda t, c: sk.accuracy_score(t, c),
    "error_rate": lambda t, c: 1 - sk.accuracy_score(t, c),
    "f1_micro": lambda t, c: sk.f1_score(t, c, average="micro"),
    "precision_micro": lambda t, c: sk.precision_score(t, c, average="micro"),
    "recall_micro": lambda t, c: sk.recall_score(t, c, average="micro"),
    "balanced_accuracy": lambda t, c: sk.balanced_accuracy_score(t, c),
    "f1_macro": lambda t, c: sk.f1_score(t, c, average="macro", zero_division=0),
    "f1_weighted": lambda t, c: sk.f1_score(t, c, average="weighted", zero_division=0),
    "precision_macro": lambda t, c: sk.precision_score(t, c, average="macro", zero_division=0),
    "precision_weighted": lambda t, c: sk.precision_score(t, c, average="weighted", zero_division=0),
    "recall_macro": lambda t, c: sk.recall_score(t, c, average="macro", zero_division=0),
    "recall_weighted": lambda t, c: sk.recall_score(t, c, average="weighted", zero_division=0),
    "mcc": lambda t, c: sk.matthews_corrcoef(t, c),
    "cohen_kappa": lambda t, c: sk.cohen_kappa_score(t, c),
}


def bench(truth: list[int], classes: int, folder: Path) -> Bench:
    made = Bench(
        stamp="test@1",
        model=Model(name="m", format="none"),
        slice=None,
        settings=Settings(),
        clock=lambda: 0.0,
        scratch=folder,
    )
    made.__dict__["truth"] = Truth(tuple(f"class {i}" for i in range(classes)), tuple(truth))
    return made


def measured(
    truth: list[int], called: list[int], classes: int, folder: Path, *asked: Question
) -> list[Measurement]:
    attempts = score(asked, bench(truth, classes, folder), SystemPredictions("m", called, (), 0.0))
    return [attempt for attempt in attempts if isinstance(attempt, Measurement)]


def rows(seed: int, classes: int, n: int = 300) -> tuple[list[int], list[int]]:
    draw = np.random.default_rng(seed)
    truth = draw.integers(0, classes, n)
    called = np.where(draw.random(n) < 0.8, truth, draw.integers(0, classes, n))
    return truth.tolist(), called.tolist()


@pytest.mark.parametrize("metric", sorted(EXPECTED))
@pytest.mark.parametrize("classes", [2, 5])
def test_every_score_is_that_of_scikit_learn_and_within_its_interval(
    metric: str, classes: int, tmp_path: Path
) -> None:
    truth, called = rows(7, classes)
    (found,) = measured(truth, called, classes, tmp_path, Question(subject="m", metric=metric))
    assert float(found.observed.value) == pytest.approx(EXPECTED[metric](truth, called), abs=1e-10)
    assert (
        found.low is not None
        and found.high is not None
        and found.lower95 is not None
        and found.upper95 is not None
    )
    assert found.low <= found.lower95 <= found.observed.value <= found.upper95 <= found.high
    assert found.standard_error is not None and found.standard_error > 0
    assert found.n == 300


@pytest.mark.parametrize("metric", ["f1", "precision", "recall"])
def test_with_two_classes_the_second_is_the_positive_one(metric: str, tmp_path: Path) -> None:
    truth, called = rows(1, 2)
    (found,) = measured(truth, called, 2, tmp_path, Question(subject="m", metric=metric))
    expected = getattr(sk, f"{metric}_score")(truth, called)
    assert float(found.observed.value) == pytest.approx(expected, abs=1e-10)
    other = next(a for a in found.alternatives if a.metric == f"{metric} of class 0")
    assert float(other.value) == pytest.approx(
        getattr(sk, f"{metric}_score")(truth, called, pos_label=0), abs=1e-10
    )


@pytest.mark.parametrize(
    ("metric", "written", "conditions", "expected"),
    [
        ("f1", "F1", None, "macro"),
        ("f1", "Macro F1", None, "macro"),
        ("f1", "weighted avg F1", None, "weighted"),
        ("precision", "Precision", "micro-averaged", "micro"),
    ],
)
def test_the_average_is_the_one_that_is_named(
    metric: str, written: str, conditions: str | None, expected: str
) -> None:
    asked = Question(subject="m", metric=metric, metric_as_written=written, conditions=conditions)
    assert resolved(asked, 5)[1] == expected


def test_accuracy_has_wilsons_interval_and_the_count(tmp_path: Path) -> None:
    truth, called = [0] * 50 + [1] * 50, [0] * 45 + [1] * 55
    (found,) = measured(truth, called, 2, tmp_path, Question(subject="m", metric="accuracy"))
    expected = wilson(95, 100)
    assert (found.successes, found.method) == (95, "wilson")
    assert (float(found.low or 0), float(found.high or 0)) == pytest.approx((expected.low, expected.high))


def test_the_error_rate_counts_what_is_wrong(tmp_path: Path) -> None:
    (found,) = measured([0, 0, 1, 1], [0, 1, 1, 1], 2, tmp_path, Question(subject="m", metric="error_rate"))
    assert (found.successes, float(found.observed.value)) == (1, 0.25)


def test_a_class_that_the_model_does_not_know_counts_as_wrong(tmp_path: Path) -> None:
    (found,) = measured([0, 1, 2, 2], [0, 1, 0, 1], 3, tmp_path, Question(subject="m", metric="accuracy"))
    assert float(found.observed.value) == 0.5


def test_an_answer_that_is_no_class_counts_as_wrong(tmp_path: Path) -> None:
    (found,) = measured([0, 1], [0, 2], 2, tmp_path, Question(subject="m", metric="accuracy"))
    assert float(found.observed.value) == 0.5


def test_what_is_undefined_is_skipped_and_said(tmp_path: Path) -> None:
    attempts = score(
        [Question(subject="m", metric="cohen_kappa")],
        bench([0, 0], 2, tmp_path),
        SystemPredictions("m", [0, 0], (), 0.0),
    )
    (attempt,) = attempts
    assert attempt.outcome == "skipped"
    assert attempt.reason == "ambiguous"


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    truth, called = rows(3, 4)
    asked = [Question(subject="m", metric=metric) for metric in sorted(CONFUSION_METRICS)]
    one, again = (measured(truth, called, 4, tmp_path, *asked) for _ in range(2))
    assert [m.to_bytes() for m in one] == [m.to_bytes() for m in again]


def test_every_metric_is_one_of_the_catalog() -> None:
    assert set(catalog.metrics()) >= METRICS
