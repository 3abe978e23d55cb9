#!/usr/bin/env bash
# Under a limit of processor seconds, Python's time.process_time stands still for milliseconds at a time.
#
# Expected: a limit of 1,000 seconds (RLIMIT_CPU) ends a process after 1,000 seconds and changes nothing before. Sandboxes
# and job queues set such limits around what they measure.
# What happens: from the moment that the limit is set the clock moves by ticks of the kernel, 4 ms or 10 ms. Work of half
# a millisecond takes 0 or 4 ms. time.thread_time stays exact.
# Versions: Python 3.11.7 on Linux 6.18
# Seen on 2026-11-30:
#   time.process_time  without a limit 0.44 to 0.57 ms; with one 0.00 to 3.99 ms, 34 of 40 exactly 0
#   time.thread_time   without a limit 0.45 to 0.54 ms; with one 0.45 to 0.59 ms, 0 of 40 exactly 0
#
# Exit status: 0 while the clocks still behave like this, 1 once they no longer do.
set -euo pipefail
python3 - <<'PYTHON'
import resource
import sys
import time


def takes(clock):
    """How long forty equal pieces of work take by a clock, in ms."""
    found = []
    for _ in range(40):
        began = clock()
        sum(n * n for n in range(10_000))
        found.append((clock() - began) * 1000)
    return found


def shown(name, before, after):
    zeros = sum(ms == 0 for ms in after)
    print(f"{name:18} without a limit {min(before):.2f} to {max(before):.2f} ms; with one {min(after):.2f} to "
          f"{max(after):.2f} ms, {zeros} of {len(after)} exactly 0")
    return zeros


before = takes(time.process_time), takes(time.thread_time)
hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
resource.setrlimit(resource.RLIMIT_CPU, (1000 if hard < 0 else min(1000, hard), hard))
time.sleep(0.05)
after = takes(time.process_time), takes(time.thread_time)
blunt = shown("time.process_time", before[0], after[0])
exact = shown("time.thread_time", before[1], after[1])
if exact or 0 in before[0]:
    sys.exit("Changed: the clock of a thread, or of a process without a limit, stands still too.")
if blunt < 5:
    sys.exit("Changed: the clock of a process with a limit is exact.")
PYTHON
