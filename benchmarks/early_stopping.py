"""What stopping early saves, and how often it is wrong: simulated runs, settled and judged by the law itself.

    python benchmarks/early_stopping.py [--draws 500]

Rows come in batches of 32, and after each the bench may stop. A case is clear where the law without stopping, on all
rows, settles it at least 99 times in a hundred. Over the clear cases at least half of the rows must be saved at the
median; in every cell a true claim is refuted, and one inflated by two margins confirmed, at most once in a hundred.
Exits 1 where one of the three is missed.
"""

import argparse
import sys
from collections import Counter
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from decimal import Decimal

import numpy as np

from claims.statistics.confidence_sequence import confidence_sequence, sequence_bounds
from claims.verdicts.sequential import is_settled, stake_of
from tests.claims.small_case import a_claim, a_slice, counted, ruled

ROWS = (1_000, 2_400, 5_000)
CLAIMED = (0.7, 0.9, 0.95)
BATCH = 32
SLACK = 0.0205
SHIFTS = {
    "true": 0.0,
    "understated by 4": 0.04,
    "inflated by two margins": -2 * SLACK,
    "by 6": -0.06,
    "by 10": -0.1,
}


def outcome(claimed: float, right: int, n: int, *, early: bool) -> str:
    """The verdict on so many right answers."""
    claim = a_claim(f"{100 * claimed:.1f}%")
    more = {}
    if early:
        both, interval = confidence_sequence(right, n), sequence_bounds(right, n)
        ends = {"low": both.low, "high": both.high, "lower95": interval.low, "upper95": interval.high}
        more = {"method": interval.method, **{name: Decimal(repr(end)) for name, end in ends.items()}}
    return ruled(claim, counted(claim, right, n, **more), a_slice())[0].outcome


def stopped(claimed: float, truth: float, rows: int, draws: int, seed: int) -> tuple[Counter[str], list[int]]:
    """Outcomes of `draws` runs that stop when they may, and the rows that each took."""
    stake = stake_of(a_claim(f"{100 * claimed:.1f}%"), a_slice(), Decimal(2), 1)
    assert stake is not None
    settled = cache(lambda right, n: is_settled([stake], right, n))
    judged = cache(lambda right, n: outcome(claimed, right, n, early=True))
    rng, found, taken = np.random.default_rng(seed), Counter(), []
    looks = [*range(BATCH, rows, BATCH), rows]
    for _ in range(draws):
        right = np.cumsum(rng.random(rows) < truth)
        n = next((n for n in looks if settled(int(right[n - 1]), n)), rows)
        found[judged(int(right[n - 1]), n)] += 1
        taken.append(n)
    return found, taken


def is_clear(claimed: float, truth: float, rows: int) -> bool:
    """Whether all rows, without stopping, settle it at least 99 times in a hundred."""
    rights = Counter(np.random.default_rng(1).binomial(rows, truth, size=2_000).tolist())
    settled = sum(
        times
        for right, times in rights.items()
        if outcome(claimed, right, rows, early=False) != "inconclusive"
    )
    return settled >= 0.99 * 2_000


def main() -> int:
    """Print the table; 1 if a target is missed."""
    ask = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ask.add_argument("--draws", type=int, default=500)
    draws = ask.parse_args().draws
    saved: list[float] = []
    missed = 0
    print("claimed   rows  truth                     clear  rows taken (median)  saved  refuted  confirmed")
    for seed, (claimed, rows, name) in enumerate((c, n, s) for c in CLAIMED for n in ROWS for s in SHIFTS):
        truth = min(claimed + SHIFTS[name], 0.995)
        found, taken = stopped(claimed, truth, rows, draws, seed)
        clear = is_clear(claimed, truth, rows)
        shares = [100 * (1 - n / rows) for n in taken]
        saved += shares if clear else []
        refuted, confirmed = (100 * found[o] / draws for o in ("refuted", "confirmed"))
        wrong = (name == "true" and refuted > 1) or (name == "inflated by two margins" and confirmed > 1)
        missed += wrong
        print(
            f"  {claimed:.2f} {rows:7}  {name:25} {'yes' if clear else 'no':5} {np.median(taken):20,.0f}"
            f" {np.median(shares):5.0f} % {refuted:7.2f} {confirmed:10.2f}{'  MISSED' if wrong else ''}"
        )
    middle = float(np.median(saved))
    missed += middle < 50
    print(
        f"clear cases: {middle:.0f} % of the rows saved at the median of {len(saved):,} runs; {missed} targets missed"
    )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
