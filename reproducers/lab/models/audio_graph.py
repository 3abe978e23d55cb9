"""A stateful ONNX graph that takes audio samples."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.errors import DataError, ModelUnavailable
from claims.records import Pair
from reproducers.lab.bench import Bench
from reproducers.lab.files.onnx_graph import Graph, Port
from reproducers.lab.models.audio_inputs import rate_of, wave_of
from reproducers.lab.models.image_inputs import file_of_row
from reproducers.lab.models.onnx_session import OnnxClassifier, open_session

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Feeds = dict[str, NDArray[np.generic]]

_RATE = 16_000  # Hz, where neither the graph nor the recording decides
_RATES = ("sr", "rate", "sample_rate", "sampling_rate")


def takes_audio(graph: Graph) -> bool:
    """Whether a graph's first input is samples, and its others are a sampling rate and what its outputs hand on."""
    if len(graph.inputs) < 2 or graph.inputs[0].kind != "float32" or len(graph.inputs[0].shape) != 2:
        return False
    outputs = [port for port in graph.outputs if port.kind == graph.inputs[0].kind]
    states = [port for port in graph.inputs[1:] if not _is_rate(port)]
    return bool(states) and all(_is_state(port) for port in states) and len(outputs) > len(states)


@dataclass(frozen=True)
class AudioGraph:
    """A session, the rows' recordings in memory, and zeros for the state before the first piece."""

    opened: OnnxClassifier
    feeds: "tuple[Feeds, ...]"
    settings: tuple[Pair, ...]

    def run(self, positions: Sequence[int]) -> list[dict[str, object]]:
        """Every output for these rows, one after another: a state belongs to one stream."""
        return [self.opened.run(self.feeds[i]) for i in positions]


def open_audio_graph(bench: Bench) -> AudioGraph:
    """The bench's graph and its rows; raises ModelUnavailable for an input that nothing says how to fill."""
    opened = open_session(bench.folder, bench.model, scratch=bench.scratch, settings=bench.settings)
    paths = [file_of_row(bench, name) for name in bench.rows.by_role["audio"]]
    rate = rate_of(paths[0]) if paths else _RATE
    feeds = tuple(_feeds(opened.graph, wave_of(path, rate), rate) for path in paths)
    samples = sorted({int(feed[opened.graph.inputs[0].name].shape[1]) for feed in feeds})
    lengths = str(samples[0]) if len(samples) == 1 else f"{samples[0]} to {samples[-1]}"
    settings = (Pair(name="sampling rate", value=f"{rate} Hz"), Pair(name="samples a row", value=lengths))
    return AudioGraph(opened, feeds, (*opened.settings, *settings))


def _feeds(graph: Graph, wave: "NDArray[np.float32]", rate: int) -> "Feeds":
    import numpy as np

    first = graph.inputs[0]
    feeds: Feeds = {}
    wanted = first.shape[1]
    if wanted > 0 and len(wave) != wanted:
        raise DataError(
            f"The model takes {wanted} samples at a time, a recording has {len(wave)}.",
            "Cut the recordings to that length.",
        )
    feeds[first.name] = wave.reshape(1, -1)
    for port in graph.inputs[1:]:
        if _is_rate(port):
            feeds[port.name] = np.full(tuple(abs(n) for n in port.shape), rate, dtype=port.kind)
        elif _is_state(port):
            feeds[port.name] = np.zeros(tuple(max(n, 1) for n in port.shape), dtype=port.kind)
        else:
            raise ModelUnavailable(
                f"Nothing says what the model's input {port.name!r} is to be.",
                "Export it with the signal and its state as the only inputs.",
            )
    return feeds


def _is_rate(port: Port) -> bool:
    return port.name.casefold() in _RATES and port.kind in ("int64", "int32") and len(port.shape) < 2


def _is_state(port: Port) -> bool:
    """Whether an input is a block of numbers whose sizes are set, but for the rows at a time."""
    return (
        port.kind.startswith("float")
        and len(port.shape) > 1
        and sum(1 for size in port.shape if size < 1) < 2
    )
