"""A model as a stopwatch sees it: rows go in, and when the call comes back everything is computed."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from claims.records import Alternative, Pair
from claims.statistics.quantile import rows_for_quantile
from reproducers.lab.bench import Bench
from reproducers.lab.scoring.score import exact

CLASSIFIERS = (
    "text-classification",
    "tabular-classification",
    "image-classification",
    "audio-classification",
)
SOUND = "voice-activity-detection"
TIMED = (*CLASSIFIERS, SOUND, "sentence-similarity", "feature-extraction")
"""Tasks whose models answer a row in one pass."""


class Timed(NamedTuple):
    """What is timed, and how it is run."""

    run: Callable[[Sequence[int]], object]
    """Answer these rows, as one batch."""
    settings: tuple[Pair, ...]


def beside(seconds: Sequence[float], q: float) -> tuple[Alternative, ...]:
    """The other quantiles of the same runs that these are enough for, and their mean, in seconds."""
    import numpy as np

    told = {
        f"p{p}": float(np.quantile(seconds, p / 100))
        for p in (50, 90, 95, 99)
        if p != round(100 * q) and len(seconds) >= rows_for_quantile(p / 100)
    } | {"mean": float(np.mean(seconds))}
    return tuple(Alternative(metric=k, value=exact(round(v, 9))) for k, v in told.items())


def open_timed(bench: Bench) -> Timed:
    """The bench's model; raises ModelUnsafe or ModelUnavailable as opening does."""
    if bench.model.task in CLASSIFIERS:
        opened = bench.open_classifier()
        return Timed(lambda which: opened.classify(bench.rows, which), opened.settings)
    if bench.model.task == SOUND:
        from reproducers.lab.models.audio_graph import open_sound

        sound = open_sound(bench)
        return Timed(sound.run, sound.settings)
    from reproducers.lab.models.encoder import Encoder

    encoder = Encoder(bench)
    return Timed(lambda which: encoder.encode([bench.rows.texts[i] for i in which]), encoder.settings)
