"""How often the law is wrong: 10,000 simulated dossiers a cell, judged by the law itself.

    python benchmarks/law.py [--draws 10000]

A true claim must be refuted at most once in a hundred (from 100 rows on); a claim that is inflated by two
margins must be confirmed at most once in a hundred. Exits 1 where it is missed. Verdicts depend on the count
of right answers alone, so each count is judged once and the draws are looked up.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from tests.claims.court import a_claim, a_slice, counted, ruled

ROWS = (50, 100, 300, 1_000, 3_000)
CLAIMED = (0.5, 0.7, 0.9, 0.95, 0.99)
MARGIN = 0.02


def rates(claimed: float, truth: float, n: int, draws: int, seed: int) -> Counter[str]:
    """Outcomes of `draws` simulated runs on n rows of a model whose true score is `truth`."""
    claim, used = a_claim(f"{100 * claimed:.1f}%"), a_slice()
    rng = np.random.default_rng(seed)
    counts = Counter(rng.binomial(n, truth, size=draws).tolist())
    found: Counter[str] = Counter()
    for right, times in counts.items():
        found[ruled(claim, counted(claim, right, n), used)[0].outcome] += times
    return found


def main() -> int:
    """Print the table; 1 if a target is missed."""
    ask = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ask.add_argument("--draws", type=int, default=10_000)
    draws = ask.parse_args().draws
    missed = 0
    print("claimed      n | true: refuted confirmed | inflated by two margins: refuted confirmed")
    for claimed in CLAIMED:
        for n in ROWS:
            true = rates(claimed, claimed, n, draws, seed=n)
            slack = MARGIN + 0.0005
            inflated = rates(claimed, claimed - 2 * slack, n, draws, seed=n + 1)
            shares = [100 * c[o] / draws for c in (true, inflated) for o in ("refuted", "confirmed")]
            bad = (n >= 100 and shares[0] > 1) or shares[3] > 1
            missed += bad
            mark = "  MISSED" if bad else ""
            print(
                f"  {claimed:.2f} {n:7} | {shares[0]:12.2f} {shares[1]:9.2f} | "
                f"{shares[2]:31.2f} {shares[3]:9.2f}{mark}"
            )
    print(f"{missed} of {len(CLAIMED) * len(ROWS)} cells miss the target (1 %); {draws:,} draws a cell")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
