"""What variants take with all threads: rows a second in batches, and energy by the machine's counters where it has them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from claims.errors import ModelUnavailable
from claims.records.optimization import BATCH
from reproducers.lab.compression.energy import counters, energy_clock
from reproducers.lab.compression.serving import serving, stacked
from reproducers.lab.compression.timing import Runnable


class Runner:
    """Notes how many rows each run is given; one that takes a row only fails on more."""

    def __init__(self, most: int = BATCH) -> None:
        self.most, self.seen = most, set[int]()

    def run(self, feeds: Any) -> dict[str, object]:
        rows = len(feeds["x"])
        if rows > self.most:
            raise ModelUnavailable("It fails on the rows: one at a time.")
        self.seen.add(rows)
        return {}


def feeds(row: int) -> dict[str, Any]:
    return {"x": np.full((1, 2 + row % 3), row, dtype=np.int64)}


def runnable(runner: Runner) -> Runnable:
    return Runnable(runner, feeds, lambda outputs, row: np.zeros(1))


def joule_a_call() -> Any:
    used = iter(range(10_000))
    return lambda: float(next(used))


def test_batches_and_single_rows_are_timed_and_a_graph_for_one_row_has_no_rows_a_second() -> None:
    several, alone = Runner(), Runner(most=1)
    taken = serving({"several": runnable(several), "alone": runnable(alone)}, range(40), joule_a_call())
    assert several.seen == {1, BATCH}
    assert taken["several"].rows_per_second is not None and taken["several"].rows_per_second > 0
    assert taken["several"].joules == pytest.approx(1 / BATCH)
    assert taken["alone"].milliseconds > 0
    assert (taken["alone"].rows_per_second, taken["alone"].joules) == (None, None)


def test_fewer_rows_than_a_batch_have_no_rows_a_second() -> None:
    taken = serving({"several": runnable(Runner())}, range(BATCH - 1), joule_a_call())
    assert taken["several"].rows_per_second is None


def test_a_counter_that_stands_still_says_nothing() -> None:
    assert serving({"several": runnable(Runner())}, range(40), lambda: 5.0)["several"].joules is None


def test_shorter_rows_of_a_batch_are_filled_with_zeros() -> None:
    assert stacked([feeds(3), feeds(5)])["x"].tolist() == [[3, 3, 0, 0], [5, 5, 5, 5]]


def write_counter(folder: Path, name: str, used: int, most: int = 1_000_000) -> Path:
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    (place / "energy_uj").write_text(f"{used}\n")
    (place / "max_energy_range_uj").write_text(f"{most}\n")
    return place


def test_joules_of_all_processors_are_added_up_and_a_counter_may_turn_over(tmp_path: Path) -> None:
    write_counter(tmp_path, "intel-rapl:0", 900_000)
    write_counter(tmp_path, "intel-rapl:1", 100_000)
    write_counter(tmp_path, "intel-rapl:0:0", 500_000)
    assert [place.name for place in counters(tmp_path)] == ["intel-rapl:0", "intel-rapl:1"]
    clock = energy_clock(tmp_path)
    assert clock is not None and clock() == 0
    write_counter(tmp_path, "intel-rapl:0", 200_000)
    write_counter(tmp_path, "intel-rapl:1", 400_000)
    assert clock() == pytest.approx(0.3 + 0.3)


@pytest.mark.parametrize("written", [None, "no number"])
def test_a_machine_without_readable_counters_tells_nothing(tmp_path: Path, written: str | None) -> None:
    if written:
        place = write_counter(tmp_path, "intel-rapl:0", 1)
        (place / "energy_uj").write_text(written)
    assert energy_clock(tmp_path / ("" if written else "nowhere")) is None
