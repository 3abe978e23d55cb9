"""A busy machine is seen around a timing, and a quiet one is not taken for one."""

import multiprocessing
import os
import time
from pathlib import Path

from claims.verdicts.reservations import BUSY
from claims.verdicts.under_load import SLOWDOWN, SLOWEST
from reproducers.lab.scoring import frequency
from reproducers.lab.scoring.calibration import CalibrationKernel
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
    assert [pair.name for pair in load_settings(QUIET, LATER, cores=2)] == ["load", "processor frequency"]
    even = [0.001, 0.00101, 0.001, 0.00102, 0.001]
    assert BUSY not in {pair.name for pair in load_settings(QUIET, LATER, 2, even)}


def test_what_others_computed_meanwhile_is_a_reason() -> None:
    assert "others used 65%" in busy_reason(QUIET, LATER._replace(busy=122.0), cores=2)


def test_another_speed_afterwards_is_a_reason() -> None:
    assert "changed its speed" in busy_reason(QUIET, LATER._replace(burst=0.0015), cores=2)


def test_a_system_that_tells_nothing_is_judged_by_the_fixed_work_alone() -> None:
    blind = QUIET._replace(busy=None, load=None)
    assert busy_reason(blind, LATER._replace(busy=None), cores=2) == ""
    assert "waited" in busy_reason(blind._replace(waited=0.6), LATER, cores=2)


def test_work_between_the_runs_that_takes_longer_is_a_reason() -> None:
    settings = {
        pair.name: pair.value for pair in load_settings(QUIET, LATER, 2, [0.001, *[0.002] * 40, 0.009])
    }
    assert "100% longer" in settings[BUSY]
    assert float(settings[SLOWDOWN]) < float(settings[SLOWEST]) == 9
    assert "n = 42" in settings["calibration work between the runs"]


def test_frequency_and_heat_are_told_where_the_system_tells_them() -> None:
    hot = LATER._replace(megahertz=2100.0, throttled=7, pressure=9.0)
    settings = load_settings(QUIET._replace(megahertz=3400.0, throttled=4, pressure=4.0), hot, cores=2)
    told = {pair.name: pair.value for pair in settings}
    assert told["processor frequency"] == "3,400 MHz before, 2,100 MHz after; slowed down by heat 3 times"
    assert "50% of the time" in told["load"]
    assert "heat 3 times" in told[BUSY]


def test_the_kernels_files_are_read_as_it_writes_them(tmp_path: Path) -> None:
    for number, kilohertz in enumerate(("3400000", "2600000")):
        core = tmp_path / f"cpu{number}"
        (core / "cpufreq").mkdir(parents=True)
        (core / "thermal_throttle").mkdir()
        (core / "cpufreq/scaling_cur_freq").write_text(kilohertz + "\n")
        (core / "thermal_throttle/core_throttle_count").write_text("3\n")
    (tmp_path / "pressure").write_text(
        "some avg10=1.00 avg60=0.50 avg300=0.10 total=2500000\nfull avg10=0 total=0\n"
    )
    assert frequency.megahertz(tmp_path) == 3000
    assert frequency.throttled(tmp_path) == 6
    assert frequency.pressure(tmp_path / "pressure") == 2.5
    (tmp_path / "info").write_text("processor\t: 0\ncpu MHz\t\t: 2300.000\n")
    empty = tmp_path / "empty"
    assert frequency.megahertz(empty, tmp_path / "info") == 2300
    assert (
        frequency.megahertz(empty, empty) is frequency.throttled(empty) is frequency.pressure(empty) is None
    )


def test_the_calibration_work_is_done_again_after_so_much_timed_work() -> None:
    due = []
    with CalibrationKernel(threads=2) as kernel:
        for _ in range(9):
            due.append(kernel.is_due(0.01))
            if due[-1]:
                kernel.run()
    assert due == [True, False, False, True, False, False, True, False, False]
    assert len(kernel.seconds) == 3 and min(kernel.seconds) > 0


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
