"""Labels that were not brought together with the outputs: a low score is then no evidence."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from claims.records import Measurement, Question, Skipped
from reproducers.lab.orders import WorkResult

Measure = Callable[..., WorkResult]
CLAIMED = Question(claim_id="c", subject="tiny", metric="accuracy")


def points(folder: Path, label: Callable[[float, float], object], n: int = 200) -> Path:
    draw = random.Random(3)
    rows = [(draw.uniform(0, 9), draw.uniform(0, 9)) for _ in range(n)]
    path = folder / "rows.csv"
    path.write_text("a,b,label\n" + "".join(f"{a:.4f},{b:.4f},{label(a, b)}\n" for a, b in rows))
    return path


def test_labels_that_changed_places_refute_nothing(
    measure: Measure, linear: Path, tmp_path: Path, skipped: Callable[[WorkResult], Skipped]
) -> None:
    data = points(tmp_path, lambda a, b: int(a < b))
    found = skipped(measure("tabular-classification", [CLAIMED], linear, data))
    assert found.reason == "ambiguous"
    assert "changed places" in found.detail and "100.0 %" in found.detail


def test_labels_of_other_rows_refute_nothing(
    measure: Measure, linear: Path, tmp_path: Path, skipped: Callable[[WorkResult], Skipped]
) -> None:
    draw = random.Random(4)
    data = points(tmp_path, lambda a, b: draw.randint(0, 1))
    found = skipped(measure("tabular-classification", [CLAIMED], linear, data))
    assert "other rows" in found.detail


def test_columns_in_another_order_refute_nothing(
    measure: Measure, linear: Path, tmp_path: Path, skipped: Callable[[WorkResult], Skipped]
) -> None:
    # the model looks at a - b; here only the sum of both tells the label
    data = points(tmp_path, lambda a, b: int(a + b > 9))
    found = skipped(measure("tabular-classification", [CLAIMED], linear, data))
    assert "order" in found.detail


def test_a_weak_model_is_measured(
    measure: Measure, linear: Path, tmp_path: Path, only: Callable[[WorkResult], Measurement]
) -> None:
    draw = random.Random(5)
    data = points(tmp_path, lambda a, b: int(a > b) if draw.random() < 0.7 else int(a <= b))
    assert 0.6 < float(only(measure("tabular-classification", [CLAIMED], linear, data)).observed.value) < 0.8


@pytest.mark.parametrize("metric", ["accuracy", "f1_macro"])
def test_copies_of_a_few_rows_count_as_a_few(
    measure: Measure, linear: Path, tmp_path: Path, only: Callable[[WorkResult], Measurement], metric: str
) -> None:
    few = points(tmp_path, lambda a, b: int(a > b - 3), 40)
    one = only(measure("tabular-classification", [metric], linear, few))
    lines = few.read_text().splitlines()
    few.write_text("\n".join([lines[0], *lines[1:] * 50]) + "\n")
    many = only(measure("tabular-classification", [metric], linear, few))
    assert many.n == 50 * one.n and many.successes is None
    assert many.observed.value == pytest.approx(one.observed.value)
    width, wanted = (float(m.high) - float(m.low) for m in (many, one) if m.high and m.low)
    assert width == pytest.approx(wanted, rel=0.1)


def test_a_part_on_which_the_model_fails_is_named(
    measure: Measure, linear: Path, tmp_path: Path, only: Callable[[WorkResult], Measurement]
) -> None:
    draw = random.Random(6)

    def label(a: float, b: float) -> int:  # of those that are 1, four in ten are called 0
        return int(a > b) if a > b or draw.random() < 0.6 else 1

    found = only(measure("tabular-classification", ["accuracy"], linear, points(tmp_path, label, 400)))
    weak = [pair.value for pair in found.settings if pair.name == "weak spot"]
    assert len(weak) == 1 and weak[0].startswith("label LABEL_1:")


def test_a_model_that_errs_evenly_has_no_weak_spot(
    measure: Measure, linear: Path, tmp_path: Path, only: Callable[[WorkResult], Measurement]
) -> None:
    draw = random.Random(7)
    data = points(tmp_path, lambda a, b: int(a > b) if draw.random() < 0.8 else int(a <= b), 400)
    found = only(measure("tabular-classification", ["accuracy"], linear, data))
    assert not [pair for pair in found.settings if pair.name == "weak spot"]
