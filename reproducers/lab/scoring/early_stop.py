"""Rows in an order drawn with the seed, batch after batch, until every claim of them is settled."""

import random
from collections.abc import Sequence
from dataclasses import replace

from claims.records import Pair, Stake
from claims.verdicts.sequential import is_settled
from reproducers.lab.bench import Bench, Prediction, Predictions
from reproducers.lab.models.known_rows import known_rows
from reproducers.lab.models.open_classifier import check_scores, open_for_answers

STOPPED = "stopped early"
"""The setting that tells after how many rows the measuring was stopped, or that it could have been."""


def predict_until_settled(bench: Bench, stakes: Sequence[Stake]) -> Bench:
    """The bench with the rows that were predicted until the claims were settled, or with all of them.

    The order is drawn with the seed, since files are sorted as often as not. Rows that repeat others are no
    independent ones: then all are measured, as without stakes.
    """
    total = len(bench.rows)
    if not stakes or bench.effective_rows < total:
        return bench
    classifier, truth, started = open_for_answers(bench), bench.truth.indices, bench.clock()
    order = random.Random(bench.settings.seed).sample(range(total), total)  # noqa: S311 - an order, not a secret
    by_row: dict[int, Prediction] = {}
    right = 0
    for start in range(0, total, bench.settings.batch):
        batch = order[start : start + bench.settings.batch]
        by_row.update(zip(batch, classifier.classify(bench.rows, batch), strict=True))
        right += sum(by_row[i].output == truth[i] for i in batch)
        if is_settled(stakes, right, len(by_row)):
            break
    check_scores(by_row.values())
    seen = tuple(sorted(by_row))
    stop = f"after {len(seen):,} of {total:,} rows, in an order drawn with the seed {bench.settings.seed}"
    settings = (*classifier.settings, *known_rows(bench, classifier, by_row), Pair(name=STOPPED, value=stop))
    predicted = Predictions(tuple(by_row[i] for i in seen), settings, bench.clock() - started)
    return replace(bench, kept=seen, predicted=predicted)
