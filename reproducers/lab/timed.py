"""A model as a stopwatch sees it: rows go in, and when the call comes back everything is computed."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from claims.records import Pair
from reproducers.lab.bench import Bench

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


def open_timed(bench: Bench) -> Timed:
    """The bench's model; raises ModelUnsafe or ModelUnavailable as opening does."""
    if bench.model.task in CLASSIFIERS:
        opened = bench.open_classifier()
        return Timed(lambda which: opened.classify(bench.rows, which), opened.settings)
    if bench.model.task == SOUND:
        from reproducers.lab.audio_graph import open_sound

        sound = open_sound(bench)
        return Timed(sound.run, sound.settings)
    from reproducers.lab.encoder import Encoder

    encoder = Encoder(bench)
    return Timed(lambda which: encoder.encode([bench.rows.texts[i] for i in which]), encoder.settings)
