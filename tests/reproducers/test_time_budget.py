"""The time of a search: a step that cannot end in it is not begun."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reproducers.lab.compression.order import OptimizeOrder
from reproducers.lab.compression.time_budget import TimeBudget
from tests.reproducers import compression_models as models
from tests.reproducers.compression_models import COLUMNS, searched


class HandClock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_step_begins_only_where_one_as_slow_as_the_slowest_of_its_kind_ends_in_time() -> None:
    clock = HandClock()
    budget = TimeBudget(60, clock=clock)
    assert budget.allows(0.5, "variant")
    for seconds in (8, 12, 2):
        with budget.step("variant"):
            clock.now += seconds
    assert clock.now == 122 and budget.until(0.5) == 130
    assert not budget.allows(0.5, "variant") and budget.allows(0.6, "variant")
    assert budget.allows(0.5, "another kind")


def test_a_step_that_fails_counts_as_long_as_it_took() -> None:
    clock = HandClock()
    budget = TimeBudget(60, clock=clock)
    with pytest.raises(ValueError, match="no"), budget.step("variant"):
        clock.now += 40
        raise ValueError("no")
    assert not budget.allows(1.0, "variant")


def test_files_are_as_many_as_answer_the_rows_in_what_is_left() -> None:
    clock = HandClock()
    budget = TimeBudget(100, clock=clock)
    clock.now += 20
    budget.answered(clock.now - 5, 50)
    assert budget.row == pytest.approx(0.1)
    assert budget.files(0.8, 100) == 4  # 60 s are left, and 100 rows take 13
    with budget.step("comparison"):
        clock.now += 2
    assert budget.files(0.8, 100, "comparison") == 3  # 58 s are left, and each takes 15
    assert budget.run_until(0.8, 0.5, 4, "comparison") == clock.now + 29 - 8
    clock.now += 80
    assert budget.files(0.8, 100) == 0 and budget.run_until(0.8, 1.0, 1, "comparison") == clock.now
    assert budget.rows(0.5, 10, 400) == 38 and budget.rows(0.5, 1, 20) == 20


@pytest.mark.parametrize(
    ("used", "notes"),
    [
        (200, []),
        (80, ["Of the 200 rows of the judging half 80 were run. More than 80 are never run."]),
        (24, ["Of the 200 rows of the judging half 24 were run. The time of 9 s was too short for more."]),
        (0, ["No row of the judging half was run: no variant could be."]),
    ],
)
def test_rows_that_were_not_run_are_told_with_the_reason(used: int, notes: list[str]) -> None:
    assert list(TimeBudget(9).rows_note("judging", used, 200, 80)) == notes


def test_a_search_without_time_tries_one_variant_and_names_the_others(
    order_for: Callable[..., OptimizeOrder],
    wide: tuple[Path, Path, list[int]],
    tmp_path: Path,
) -> None:
    root, data, labels = wide
    right = models.remembered(tmp_path / "right.onnx", labels, range(len(labels)))
    order = order_for(root, data, right, columns=COLUMNS).model_copy(update={"seconds": 0.0})
    optimization = searched(order, tmp_path)
    assert [v.name for v in optimization.variants if v.choosing] == ["right"]
    assert optimization.recommended == "right" and optimization.judging_rows == 100
    assert optimization.choosing_rows == 24 and optimization.unused_rows == 240 - 124
    notes = " ".join(optimization.notes)
    assert (
        "Of the 120 rows of the choosing half 24 were run. The time of 0 s was too short for more." in notes
    )
    assert "Of the 120 rows of the judging half 100 were run." in notes
    left = [v.name for v in optimization.variants if v.failed.startswith("It was not tried")]
    assert left and all(name in notes for name in left)
    assert not optimization.sensitivity and optimization.original.all_threads_milliseconds is None


def test_a_search_that_runs_all_rows_says_nothing_of_them(
    order_for: Callable[..., OptimizeOrder],
    wide: tuple[Path, Path, list[int]],
    tmp_path: Path,
) -> None:
    root, data, _ = wide
    wrong = models.constant(tmp_path / "wrong.onnx")
    optimization = searched(order_for(root, data, wrong, columns=COLUMNS, only=True), tmp_path)
    assert optimization.unused_rows == 0 and optimization.notes == ()
