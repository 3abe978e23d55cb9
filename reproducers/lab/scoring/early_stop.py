"""Rows in an order drawn with the seed, batch after batch, until every claim of them is settled."""

import random
from collections.abc import Sequence
from dataclasses import replace

from claims.records import Pair, Stake
from claims.verdicts.sequential import is_settled
from reproducers.lab.bench import Bench, Call, Calls, check

STOPPED = "stopped early"
"""The setting that tells after how many rows the measuring was stopped, or that it could have been."""


def answered(bench: Bench, stakes: Sequence[Stake]) -> Bench:
    """The bench with the rows that were answered until the claims were settled, or with all of them.

    The order is drawn with the seed, since files are sorted as often as not. Rows that repeat others are no
    independent ones: then all are measured, as without stakes.
    """
    total = len(bench.rows)
    if not stakes or bench.worth < total:
        return bench
    opened, truth, started = bench.open_classifier(), bench.truth.indices, bench.clock()
    order = random.Random(bench.settings.seed).sample(range(total), total)  # noqa: S311 - an order, not a secret
    calls: dict[int, Call] = {}
    right = 0
    for start in range(0, total, bench.settings.batch):
        which = order[start : start + bench.settings.batch]
        calls.update(zip(which, opened.classify(bench.rows, which), strict=True))
        right += sum(calls[i].output == truth[i] for i in which)
        if is_settled(stakes, right, len(calls)):
            break
    check(calls.values())
    seen = tuple(sorted(calls))
    told = f"after {len(seen):,} of {total:,} rows, in an order drawn with the seed {bench.settings.seed}"
    settings = (*opened.settings, Pair(name=STOPPED, value=told))
    found = Calls(tuple(calls[i] for i in seen), settings, bench.clock() - started)
    return replace(bench, kept=seen, answered=found)
