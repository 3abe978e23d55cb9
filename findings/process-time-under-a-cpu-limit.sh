#!/usr/bin/env bash
# A limit on processor time, however far away, makes time.process_time() too coarse to time a model with.
#
# Expected: a limit of an hour (RLIMIT_CPU, as sandboxes, batch systems and `ulimit -t` set it) changes nothing for work of
# a millisecond: process_time() goes on in steps below a microsecond.
# What happens: with the limit set, the kernel keeps the time of the whole process by its own timer ticks, and
# process_time() stands still for milliseconds: most pieces of work of 0.2 ms take 0. thread_time() and
# resource.getrusage() are as fine as before.
# Versions: Python 3.11 (standard library), Linux 6.18
# Seen on 2026-11-30 (work of about 0.2 ms, 300 times; shares of them that took no time at all):
#   without a limit: process_time 0.00, thread_time 0.00, getrusage 0.00
#   with a limit of an hour: process_time 0.93, thread_time 0.00, getrusage 0.00
#
# Exit status: 0 while the system still behaves like this, 1 once it no longer does.
set -euo pipefail
python3 - <<'PYTHON'
import resource
import sys
import time


def used() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


CLOCKS = {"process_time": time.process_time, "thread_time": time.thread_time, "getrusage": used}


def shares() -> dict[str, float]:
    """The share of small pieces of work that took no time at all, by clock."""
    none = dict.fromkeys(CLOCKS, 0)
    for _ in range(300):
        before = {name: clock() for name, clock in CLOCKS.items()}
        sum(i * i for i in range(4000))
        for name, clock in CLOCKS.items():
            none[name] += clock() - before[name] < 1e-5
    return {name: count / 300 for name, count in none.items()}


def shown(label: str, values: dict[str, float]) -> None:
    print(f"{label}: {', '.join(f'{name} {share:.2f}' for name, share in values.items())}")


free = shares()
shown("without a limit", free)
resource.setrlimit(resource.RLIMIT_CPU, (3600, 3600))
limited = shares()
shown("with a limit of an hour", limited)
if not (free["process_time"] < 0.1 and limited["process_time"] > 0.5 and limited["thread_time"] < 0.1):
    sys.exit("Changed: a limit no longer makes process_time() coarse.")
PYTHON
