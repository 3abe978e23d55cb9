"""A busy machine is seen around a timing, and a quiet one is not taken for one."""

import multiprocessing
import os
import time

from claims.verdicts.reservations import BUSY
from reproducers.lab.scoring.machine_load import LoadSample, busy_reason, load_sample, load_settings

QUIET = LoadSample(burst=0.001, waited=0.01, at=10.0, own=4.0, busy=100.0, load=0.2)
LATER = LoadSample(burst=0.00102, waited=0.02, at=20.0, own=13.0, busy=109.5, load=0.9)


def burn(seconds: float) -> None:
    """Compute for so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sum(i * i for i in range(10_000))


def test_a_quiet_machine_gives_no_reason() -> None:
    assert busy_reason(QUIET, LATER, cores=2) == ""
    assert [pair.name for pair in load_settings(QUIET, LATER, cores=2)] == ["load"]


def test_what_others_computed_meanwhile_is_a_reason() -> None:
    assert "others used 65%" in busy_reason(QUIET, LATER._replace(busy=122.0), cores=2)


def test_another_speed_afterwards_is_a_reason() -> None:
    assert "changed its speed" in busy_reason(QUIET, LATER._replace(burst=0.0015), cores=2)


def test_a_system_that_tells_nothing_is_judged_by_the_fixed_work_alone() -> None:
    blind = QUIET._replace(busy=None, load=None)
    assert busy_reason(blind, LATER._replace(busy=None), cores=2) == ""
    assert "waited" in busy_reason(blind._replace(waited=0.6), LATER, cores=2)


def test_processes_beside_it_make_a_real_machine_busy() -> None:
    context = multiprocessing.get_context("spawn")
    others = [context.Process(target=burn, args=(8,)) for _ in range(3 * (os.cpu_count() or 1))]
    for other in others:
        other.start()
    try:
        time.sleep(2)
        before = load_sample()
        burn(1)
        settings = load_settings(before, load_sample(), os.cpu_count() or 1)
    finally:
        for other in others:
            other.kill()
            other.join()
    assert BUSY in {pair.name for pair in settings}
