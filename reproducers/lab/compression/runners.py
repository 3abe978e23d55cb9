"""Runs a model's file on what goes in for one row, with a given number of threads."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from claims.errors import ModelUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy as np
    from numpy.typing import NDArray

    Feeds = Mapping[str, NDArray[np.generic]]
    Outputs = dict[str, object]


class Runner(Protocol):
    """An opened file of a model."""

    def run(self, feeds: "Feeds") -> "Outputs":
        """Every output by its name."""
        ...


class OrtRunner:
    """A session of ONNX Runtime on the CPU."""

    def __init__(self, path: Path, threads: int = 1) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        try:
            self._session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # its errors have no common class of their own
            raise ModelUnavailable(f"ONNX Runtime cannot open it: {first_words(error)}") from None
        self._names = [output.name for output in self._session.get_outputs()]
        self._takes = {given.name for given in self._session.get_inputs()}

    def run(self, feeds: "Feeds") -> "Outputs":
        """Every output by its name; raises ModelUnavailable where the model fails on the row."""
        given = {name: value for name, value in feeds.items() if name in self._takes}
        try:
            outputs: list[object] = self._session.run(self._names, given)
        except Exception as error:
            raise ModelUnavailable(f"It fails on the rows: {first_words(error)}") from None
        return dict(zip(self._names, outputs, strict=True))


class OpenVinoRunner:
    """A model compiled by OpenVINO for the CPU, with latency as its aim."""

    def __init__(self, path: Path, precision: str, threads: int = 1) -> None:
        import openvino

        core = openvino.Core()
        settings = {
            "INFERENCE_NUM_THREADS": threads,
            "NUM_STREAMS": 1,
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": precision,
        }
        try:
            self._request = core.compile_model(
                core.read_model(str(path)), "CPU", settings
            ).create_infer_request()
        except Exception as error:
            raise ModelUnavailable(f"OpenVINO cannot open it: {first_words(error)}") from None
        model = self._request.get_compiled_model()
        self._names = [output.get_any_name() for output in model.outputs]
        self._takes = {given.get_any_name() for given in model.inputs}

    def run(self, feeds: "Feeds") -> "Outputs":
        """Every output by its name; raises ModelUnavailable where the model fails on the row."""
        given = {name: value for name, value in feeds.items() if name in self._takes}
        try:
            results = self._request.infer(given)
            return {name: results[name].copy() for name in self._names}
        except Exception as error:
            raise ModelUnavailable(f"It fails on the rows: {first_words(error)}") from None


def first_words(error: Exception) -> str:
    """The first line of a library's error, cut."""
    return (str(error).strip().partition("\n")[0] or type(error).__name__)[:200]


def outputs_apart(first: Path, second: Path, rows: "Iterable[Feeds]") -> float:
    """The largest difference between the outputs of two files in floating point, over some rows."""
    import numpy as np

    worst = 0.0
    before, after = OrtRunner(first), OrtRunner(second)
    for given in rows:
        expected, actual = before.run(given), after.run(given)
        for name, value in expected.items():
            if isinstance(value, np.ndarray) and value.dtype.kind == "f":
                worst = max(worst, float(np.abs(value - np.asarray(actual[name])).max()))
    return worst
