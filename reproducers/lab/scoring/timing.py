"""Runs one batch synchronously, for measurements of time: when the call returns, everything is computed."""

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

from claims.records import Pair
from reproducers.lab.bench import Bench
from reproducers.lab.models.audio_graph import open_audio_graph
from reproducers.lab.models.encoder import Encoder
from reproducers.lab.models.open_classifier import open_classifier
from reproducers.lab.scoring.calibration import CalibrationKernel

CLASSIFIERS = (
    "text-classification",
    "tabular-classification",
    "image-classification",
    "audio-classification",
)
VOICE_ACTIVITY = "voice-activity-detection"
TIMED = (*CLASSIFIERS, VOICE_ACTIVITY, "sentence-similarity", "feature-extraction")
"""Tasks whose models answer a row in one pass."""


class TimedModel(NamedTuple):
    """What is timed, and how it is run."""

    run: Callable[[Sequence[int]], object]
    """Answer these rows, as one batch."""
    settings: tuple[Pair, ...]


def open_timed(bench: Bench) -> TimedModel:
    """The bench's model; raises ModelUnsafe or ModelUnavailable as opening does."""
    if bench.model.task in CLASSIFIERS:
        opened = open_classifier(bench)
        return TimedModel(lambda positions: opened.classify(bench.rows, positions), opened.settings)
    if bench.model.task == VOICE_ACTIVITY:
        sound = open_audio_graph(bench)
        return TimedModel(sound.run, sound.settings)
    encoder = Encoder(bench)
    return TimedModel(
        lambda positions: encoder.encode([bench.rows.texts[i] for i in positions]), encoder.settings
    )


def time_batches(
    bench: Bench,
    opened: TimedModel,
    batch: int,
    *,
    most: int,
    enough: float,
    fewest: int,
    calibration: CalibrationKernel | None = None,
) -> list[float]:
    """Seconds of each batch of rows drawn with the seed: at most `most`, or `fewest` and `enough` seconds of them.

    With a calibration kernel, that is run between them, and then the model once without the clock: for the first
    run after other work finds the caches full of that.
    """
    rows, draw = bench.rows, random.Random(bench.settings.seed)  # noqa: S311 - an order, not a secret
    order = draw.sample(range(len(rows)), len(rows))
    seconds: list[float] = []
    for run in range(bench.settings.warm_up + most):
        batch_rows = [order[(run * batch + i) % len(order)] for i in range(batch)]
        if (
            calibration
            and run >= bench.settings.warm_up
            and calibration.is_due(seconds[-1] if seconds else 0)
        ):
            calibration.run()
            opened.run(batch_rows)
        started = bench.clock()
        opened.run(batch_rows)  # what it gives is on the CPU: an accelerator is waited for
        taken = bench.clock() - started
        if run >= bench.settings.warm_up:
            seconds.append(taken)
        if len(seconds) >= fewest and sum(seconds) > enough:
            break
    return seconds
