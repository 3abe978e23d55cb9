"""A/A: pairs of systems that are equally good, and how often the paired interval says so.

    python benchmarks/aa.py [--pairs 2000]

Simulated pairs of classifiers of the same true score, right together as often as systems are; and answers of real
models, trained here on different draws, whose two calls of each row change places at random, so that neither can be
better. The 95 % interval of the difference must contain zero in 93 to 97 % of the pairs of each kind, and McNemar's
test may not reject more than once in twenty. Exits 1 where it is missed.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from claims.statistics.paired import mcnemar, table_of
from claims.statistics.paired_bootstrap import paired_interval

Pair = tuple[np.ndarray, np.ndarray, np.ndarray]
CELLS = ((300, 0.9, 0.06), (1_000, 0.9, 0.06), (1_000, 0.7, 0.15), (3_000, 0.95, 0.03))
"""Rows, the score of both, and the share of rows that only one of them has right, each way."""


def simulated(rows: int, score: float, apart: float, pairs: int, seed: int) -> Iterator[Pair]:
    """Two classes; the two are right alone equally often."""
    rng = np.random.default_rng(seed)
    shares = [score - apart, apart, apart, 1 - score - apart]
    for _ in range(pairs):
        which = rng.choice(4, size=rows, p=shares)
        true = rng.integers(0, 2, rows)
        first, second = (np.where(np.isin(which, cells), true, 1 - true) for cells in ((0, 1), (0, 2)))
        yield true, first, second


def real(kind: str, pairs: int, seed: int) -> Iterator[Pair]:
    """Two real classifiers of scikit-learn's own digits or cancer data, on rows that they have not seen."""
    from sklearn.datasets import load_breast_cancer, load_digits
    from sklearn.linear_model import LogisticRegression
    from sklearn.naive_bayes import GaussianNB
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.tree import DecisionTreeClassifier

    data, target = (load_digits if kind == "digits" else load_breast_cancer)(return_X_y=True)
    models = {"digits": (GaussianNB(), DecisionTreeClassifier(random_state=0))}.get(
        kind, (GaussianNB(), make_pipeline(StandardScaler(), LogisticRegression()))
    )
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(data))
    taught, asked = order[: len(data) // 3], order[len(data) // 3 :]
    calls = [model.fit(data[taught], target[taught]).predict(data[asked]) for model in models]
    for _ in range(pairs):
        drawn = rng.integers(0, len(asked), len(asked))
        turned = rng.random(len(asked)) < 0.5
        a, b = calls[0][drawn], calls[1][drawn]
        yield target[asked][drawn], np.where(turned, b, a), np.where(turned, a, b)


def held(pairs: Iterator[Pair], metric: str) -> tuple[int, int, int]:
    """How many pairs there are, in how many the interval contains zero, and how many McNemar's test rejects."""
    n = inside = rejected = 0
    for true, first, second in pairs:
        n += 1
        inside += 0.0 in paired_interval(metric, true, first, second, seed=n)
        table = table_of(true == first, true == second)
        rejected += mcnemar(table.first, table.second) < 0.05
    return n, inside, rejected


def main() -> int:
    """Print the table; 1 if a target is missed."""
    ask = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ask.add_argument("--pairs", type=int, default=2_000)
    pairs = ask.parse_args().pairs
    cells = [
        (
            f"simulated: {rows:,} rows, {score:.0%} right, {apart:.0%} alone",
            simulated(rows, score, apart, pairs, i),
            "accuracy",
        )
        for i, (rows, score, apart) in enumerate(CELLS)
    ]
    cells.append(("simulated: 1,000 rows, macro F1", simulated(*CELLS[1], pairs, 9), "f1_macro"))
    cells += [
        (f"real: {kind}, {metric}", real(kind, pairs // 4, 5), metric)
        for kind in ("digits", "cancer")
        for metric in ("accuracy", "f1_macro")
    ]
    missed, sums = 0, np.zeros(3, dtype=int)
    for name, made, metric in cells:
        n, inside, rejected = held(made, metric)
        sums += np.array([n, inside, rejected])
        spread = 2.6 * (0.95 * 0.05 / n) ** 0.5  # what so few pairs cannot tell from the target's edge
        bad = not 0.93 - spread <= inside / n <= 0.97 + spread or rejected / n > 0.05 + spread
        missed += bad
        print(
            f"{name:48} n {n:6,}  contains zero {100 * inside / n:5.1f} %  McNemar rejects {100 * rejected / n:4.1f} %{'  MISSED' if bad else ''}",
            flush=True,
        )
    share = sums[1] / sums[0]
    missed += not 0.93 <= share <= 0.97
    print(f"all {sums[0]:,} pairs: contains zero {100 * share:.1f} % (target 93 to 97 %); {missed} missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
