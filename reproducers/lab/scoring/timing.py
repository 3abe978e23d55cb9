"""Runs one batch synchronously, for measurements of time: when the call returns, everything is computed."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from claims.records import Pair
from reproducers.lab.bench import Bench
from reproducers.lab.models.audio_graph import open_audio_graph
from reproducers.lab.models.encoder import Encoder
from reproducers.lab.models.open_classifier import open_classifier

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
        return TimedModel(lambda which: opened.classify(bench.rows, which), opened.settings)
    if bench.model.task == VOICE_ACTIVITY:
        sound = open_audio_graph(bench)
        return TimedModel(sound.run, sound.settings)
    encoder = Encoder(bench)
    return TimedModel(lambda which: encoder.encode([bench.rows.texts[i] for i in which]), encoder.settings)
