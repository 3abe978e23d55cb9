"""Signs that a model knows its rows by heart: its right answers change with the last digits of its inputs."""

import random
from collections.abc import Mapping
from dataclasses import replace

from claims.records import Pair
from claims.verdicts.reservations import KNOWN_ROWS
from reproducers.lab.bench import Bench, Classifier, Prediction
from reproducers.lab.data.table_file import Cells

_NUDGE = 1e-5  # of a column's standard deviation: less than any instrument tells apart
_MOST, _FEWEST = 200, 30  # right answers that are looked at
_CHANGED = 0.2  # of the right answers; a model that has learned anything changes next to none


def known_rows(
    bench: Bench, classifier: Classifier, predictions: Mapping[int, Prediction]
) -> tuple[Pair, ...]:
    """The doubt about a model whose right answers hang on the last digits of its numbers; empty where there is none.

    `predictions` are those of the rows of the bench, by their places.
    """
    features = bench.rows.features
    moved = {name: _nudged(cells, bench.settings.seed) for name, cells in features.items()}
    right = (
        [i for i, row in sorted(predictions.items()) if row.output == bench.truth.indices[i]]
        if features
        else []
    )
    if len(right) < _FEWEST or all(moved[name] == cells for name, cells in features.items()):
        return ()
    draw = random.Random(bench.settings.seed)  # noqa: S311 - a sample, not a secret
    looked_at = sorted(draw.sample(right, min(_MOST, len(right))))
    again = classifier.classify(replace(bench.rows, features=moved), looked_at)
    changed = sum(now.output != predictions[i].output for i, now in zip(looked_at, again, strict=True))
    if changed <= _CHANGED * len(looked_at):
        return ()
    says = (
        f"{changed:,} of {len(looked_at):,} right answers change where the inputs are moved by a hundred-thousandth of "
        "their spread, as those of a model do that knows these rows by heart."
    )
    return (Pair(name=KNOWN_ROWS, value=says),)


def _nudged(cells: Cells, seed: int) -> Cells:
    """A column of measured numbers, each moved a little up or down; whole numbers and words stay as they are."""
    import numpy as np

    try:
        values = np.array([float(cell) if cell is not None else np.nan for cell in cells])
    except ValueError:
        return cells
    if not np.isfinite(values).all() or (values == np.round(values)).all():
        return cells
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], size=len(values))
    moved = values + _NUDGE * float(values.std()) * signs
    return tuple(f"{value:.12g}" for value in moved)
