"""How often the intervals hold the truth: by exact enumeration where that can be had, else by simulation.

Run `python benchmarks/coverage.py`. Ends with 1 where a target is missed:

- Wilson, two-sided 95 %, averaged over shares from 0.02 to 0.98: 94 to 96 %
- Clopper-Pearson: at least 95 % at every share
- an exactly true claim is refuted at most 5 % of the time at the usual margin of 2 points, whatever its
  value: by the exact bound at every size, by the score bound from 50 rows on (20 rows are shown, no target)
- bootstrap of macro F1: 92 to 98 % (simulated)
"""

import sys
import time
from pathlib import Path

import numpy as np
from scipy.stats import beta, binom

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from claims.statistics.bootstrap import resample_confusion
from claims.statistics.confusion import metric_of
from claims.statistics.proportion_interval import Interval, wilson, wilson_bounds

SIZES = (20, 50, 100, 300, 1000)
SHARES = np.round(np.arange(0.02, 0.9801, 0.0005), 4)


def held(ranges: list[Interval], shares: np.ndarray) -> np.ndarray:
    """Coverage at each share, shape (shares,), from the interval of each count 0..n."""
    n = len(ranges) - 1
    lows, highs = np.array([r.low for r in ranges]), np.array([r.high for r in ranges])
    inside = (lows[:, None] <= shares) & (shares <= highs[:, None])
    found: np.ndarray = (binom.pmf(np.arange(n + 1)[:, None], n, shares) * inside).sum(axis=0)
    return found


def clopper_pearson(successes: int, n: int, level: float = 0.95) -> Interval:
    """The exact interval (Clopper and Pearson, Biometrika 26, 1934), which the score interval is compared with."""
    tail = (1 - level) / 2
    low = 0.0 if successes == 0 else float(beta.ppf(tail, successes, n - successes + 1))
    high = 1.0 if successes == n else float(beta.isf(tail, successes + 1, n - successes))
    return Interval(low, high, level, "clopper-pearson")


def exact_bounds(successes: int, n: int) -> Interval:
    """Two exact one-sided 95 % bounds."""
    return clopper_pearson(successes, n, 0.9)


def row(name: str, n: str, coverage: np.ndarray, kept: bool | None) -> bool:
    """Print one line of the table; gives back whether the target is kept, true where there is none (None)."""
    word = {True: "ok", False: "MISSED", None: "-"}[kept]
    print(f"{name:34} {n:>12} {coverage.mean():8.2%} {coverage.min():8.2%} {word:>7}")
    return kept is not False


def shares_of_endless() -> bool:
    """Wilson and Clopper-Pearson by enumerating the binomial."""
    kept = True
    for n in SIZES:
        found = held([wilson(x, n) for x in range(n + 1)], SHARES)
        kept &= row("wilson 95 %", str(n), found, bool(0.94 <= found.mean() <= 0.96))
    for n in SIZES:
        one_sided = [Interval(0.0, wilson_bounds(x, n).high, 0.95, "upper") for x in range(n + 1)]
        found = held(one_sided, SHARES)
        kept &= row("wilson one-sided 95 % upper", str(n), found, bool(0.94 <= found.mean() <= 0.96))
    for n in SIZES:
        found = held([clopper_pearson(x, n) for x in range(n + 1)], SHARES)
        kept &= row("clopper-pearson 95 %", str(n), found, bool(found.min() >= 0.95))
    return kept


def false_refutations(margin: float = 0.02) -> bool:
    """How often the law refutes a claim that is exactly true, at its usual margin; the worst claim counts."""
    kept = True
    claims = np.arange(0.5, 0.9951, 0.005)
    for n in SIZES:
        for name, bounds in (("score", wilson_bounds), ("exact", exact_bounds)):
            highs = np.array([bounds(x, n).high for x in range(n + 1)])
            alarm = highs[:, None] < claims - margin
            found = 1 - (binom.pmf(np.arange(n + 1)[:, None], n, claims) * alarm).sum(axis=0)
            few = name == "score" and n < 50
            kept &= row(
                f"true claim not refuted, {name}", str(n), found, None if few else bool(found.min() >= 0.95)
            )
    return kept


def bootstraps(rounds: int = 400) -> bool:
    """Macro F1 by simulation: classes of unequal size, errors spread evenly over the other classes."""
    kept, rng = True, np.random.default_rng(7)
    for n, right, sizes in ((100, 0.9, (5, 3, 2)), (300, 0.8, (8, 4, 2, 1)), (1000, 0.97, (1, 1, 1, 1, 1))):
        k, prior = len(sizes), np.array(sizes) / sum(sizes)
        wrong = (1 - right) / (k - 1)
        joint = prior[:, None] * (np.eye(k) * (right - wrong) + wrong)
        truth = metric_of("f1_macro", joint)
        samples = rng.multinomial(n, joint.ravel(), rounds).reshape(rounds, k, k)
        ranges = (
            resample_confusion("f1_macro", m, resamples=1000, seed=i).interval()
            for i, m in enumerate(samples)
        )
        found = np.array([float(truth in interval) for interval in ranges])
        print(f"{'bootstrap macro F1 95 % (simulated)':34} {n:>12} {found.mean():8.2%} {'':>8}", end=" ")
        print(f"{'ok' if 0.92 <= found.mean() <= 0.98 else 'MISSED':>7}")
        kept &= bool(0.92 <= found.mean() <= 0.98)
    return kept


def main() -> int:
    """Print the table; 0 where every target is kept."""
    started = time.perf_counter()
    print(f"{'interval':34} {'n':>12} {'mean':>8} {'least':>8} {'target':>7}")
    kept = [shares_of_endless(), false_refutations(), bootstraps()]
    print(f"{time.perf_counter() - started:.1f} s")
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
