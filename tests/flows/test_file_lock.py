"""Leases in one folder: one holder at a time, whoever waits gets it, and no file stays behind."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from flows.store import file_lock as module
from flows.store.file_lock import file_lock, is_locked
from tests.flows.each_step import stops


def test_the_file_of_a_lease_goes_with_its_holder(tmp_path: Path) -> None:
    with file_lock(tmp_path, "work") as waited:
        assert not waited and is_locked(tmp_path, "work")
    assert not is_locked(tmp_path, "work")
    assert list(tmp_path.iterdir()) == []


def test_many_holders_one_after_the_other(tmp_path: Path) -> None:
    inside, most, told = 0, 0, []
    barrier = threading.Barrier(8)

    def hold(_: int) -> None:
        nonlocal inside, most
        barrier.wait()
        for _ in range(40):
            with file_lock(tmp_path, "work", lambda: told.append(1)):
                inside += 1
                most = max(most, inside)
                inside -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(hold, range(8)))
    assert (most, inside, list(tmp_path.iterdir())) == (1, 0, [])


def test_whoever_is_stopped_holds_nothing(tmp_path: Path) -> None:
    def work() -> None:
        with file_lock(tmp_path, "work"):
            pass

    step = 0
    for step in stops(work, module):
        assert not is_locked(tmp_path, "work"), step
    assert step > 15
