"""How often the law refutes any true claim of many, and what true claims beside a false one cost it: simulated runs.

    python benchmarks/many_claims.py [--draws 2000]

Each draw is a dossier that the law itself judges. "Wrong" counts draws in which any true claim is refuted or falls
short: at most 5 in a hundred, with three standard errors for the draws. Every true claim here lies on the edge of its
margin or inside it, where errors are likeliest. "Found" counts draws in which the false claim is refuted: true
thresholds of the same measurement must not lower it. Exits 1 where either is missed.
"""

import argparse
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from claims.records import Claim, Measurement, Slice
from tests.claims.small_case import a_claim, a_slice, counted, ruled

ROWS = 1_000
MARGIN, HALF_STEP = 0.02, 0.0005
EDGE = MARGIN + HALF_STEP
"""By how much a true score may lie below a print of one decimal."""
WORSE = ("refuted", "falls_short")
MOST_WRONG = 0.05


class Draw(NamedTuple):
    """One simulated dossier: its claims, what was measured for each, and which of them are true."""

    claims: tuple[Claim, ...]
    attempts: tuple[Measurement, ...]
    true: tuple[bool, ...]
    used: Slice


class Rates(NamedTuple):
    """Shares of the draws in which a true claim was refuted, and in which the false one was."""

    wrong: float
    found: float


def thresholds(draw: np.random.Generator, truth: float, below: int, *, false: bool) -> Draw:
    """Claims that one measurement answers: one on the edge of its margin, or false, and `below` it true ones."""
    top = truth + (2 * EDGE if false else EDGE)
    printed = [top, *(truth - 0.005 * i for i in range(below))]
    claims = tuple(a_claim(f"{100 * share:.1f}%", line=i) for i, share in enumerate(printed))
    right = int(draw.binomial(ROWS, truth))
    attempts = tuple(counted(claim, right, ROWS) for claim in claims)
    return Draw(claims, attempts, (not false, *(True for _ in range(below))), a_slice())


def several(draw: np.random.Generator, truth: float, measurements: int, *, alike: bool) -> Draw:
    """Several measurements, on rows of their own or on the same rows, each with two thresholds, the upper on the edge."""
    rights = [int(draw.binomial(ROWS, truth)) for _ in range(measurements)]
    claims: list[Claim] = []
    attempts: list[Measurement] = []
    for i, own in enumerate(rights):
        for share in (truth + EDGE, truth):
            claims.append(a_claim(f"{100 * share:.1f}%", line=len(claims)))
            right = rights[0] if alike else own
            attempts.append(counted(claims[-1], right, ROWS, reproducer=f"measurement-{i}@1"))
    return Draw(tuple(claims), tuple(attempts), tuple(True for _ in claims), a_slice())


def sampled_claims(draw: np.random.Generator, truth: float, claims: int) -> Draw:
    """Claims that come from samples of their own (872 rows each), all answered by one measurement on other rows."""
    sample = 872
    printed = [draw.binomial(sample, truth + EDGE) / sample for _ in range(claims)]
    stated = tuple(a_claim(f"{100 * share:.1f}%", line=i) for i, share in enumerate(printed))
    right = int(draw.binomial(ROWS, truth))
    attempts = tuple(counted(claim, right, ROWS) for claim in stated)
    return Draw(stated, attempts, tuple(True for _ in stated), a_slice(of_dataset=None, split=None))


def rates(draws: Iterator[Draw]) -> Rates:
    """What the law makes of the draws."""
    wrong, found, count = 0, 0, 0
    for draw in draws:
        worse = [verdict.outcome in WORSE for verdict in ruled(draw.claims, draw.attempts, draw.used)]
        wrong += any(bad and true for bad, true in zip(worse, draw.true, strict=True))
        found += any(bad and not true for bad, true in zip(worse, draw.true, strict=True))
        count += 1
    return Rates(wrong / count, found / count)


def main() -> int:
    """Print the table; 1 if a target is missed."""
    ask = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ask.add_argument("--draws", type=int, default=2_000)
    count = ask.parse_args().draws
    seeds = np.random.default_rng(20)
    bound = MOST_WRONG + 3 * math.sqrt(MOST_WRONG * (1 - MOST_WRONG) / count)
    truth, missed, lone = 0.85, 0, 0.0
    cases = {
        "one claim on the edge": lambda: thresholds(seeds, truth, 0, false=False),
        "13 thresholds of one measurement": lambda: thresholds(seeds, truth, 12, false=False),
        "10 measurements, rows of their own": lambda: several(seeds, truth, 10, alike=False),
        "10 measurements, the same rows": lambda: several(seeds, truth, 10, alike=True),
        "10 claims from samples of their own": lambda: sampled_claims(seeds, truth, 10),
        "a false claim alone": lambda: thresholds(seeds, truth, 0, false=True),
        "a false claim beside 12 true ones": lambda: thresholds(seeds, truth, 12, false=True),
        "a false claim beside 40 true ones": lambda: thresholds(seeds, truth, 40, false=True),
    }
    print(f"{'':38} wrong  found   ({count:,} draws; wrong may be {bound:.3f} at most)")
    for name, make in cases.items():
        seen = rates(make() for _ in range(count))
        lone = seen.found if name.endswith("alone") else lone
        lost = "beside" in name and seen.found < lone - 3 * math.sqrt(0.5 / count)
        bad = seen.wrong > bound or lost
        missed += bad
        print(f"{name:38} {seen.wrong:.3f}  {seen.found:.3f}{'  MISSED' if bad else ''}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
