"""A stateful model of sound chunks, and what can be said of an exported graph's parameters."""

import wave
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from claims.records import Measurement, Question
from reproducers.lab.orders import Settings, Survey, WorkResult
from reproducers.lab.planning.claim_conditions import threads_asked

Measure = Callable[..., WorkResult]


def keep(
    root: Path, nodes: list[object], inputs: list[object], outputs: list[object], weights: list[object]
) -> Path:
    from onnx import helper, save

    graph = helper.make_graph(nodes, "g", inputs, outputs, weights)
    root.mkdir()
    save(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8),
        root / "model.onnx",
    )
    return root


@pytest.fixture
def detector(tmp_path: Path) -> Path:
    """Speech where the mean of the chunk plus its state is high; the state is handed on."""
    from onnx import TensorProto, helper

    port = helper.make_tensor_value_info
    nodes = [
        helper.make_node("ReduceMean", ["input"], ["mean"], axes=[1], keepdims=1),
        helper.make_node("MatMul", ["mean", "w"], ["h"]),
        helper.make_node("ReduceSum", ["state"], ["s"], keepdims=0),
        helper.make_node("Add", ["h", "s"], ["output"]),
        helper.make_node("Identity", ["state"], ["stateN"]),
    ]
    inputs = [
        port("input", TensorProto.FLOAT, [None, None]),
        port("state", TensorProto.FLOAT, [2, None, 4]),
        port("sr", TensorProto.INT64, []),
    ]
    outputs = [port("output", TensorProto.FLOAT, [None, 1]), port("stateN", TensorProto.FLOAT, [2, None, 4])]
    return keep(
        tmp_path / "detector",
        nodes,
        inputs,
        outputs,
        [helper.make_tensor("w", TensorProto.FLOAT, [1, 1], [2.0])],
    )


@pytest.fixture
def chunks(tmp_path: Path) -> Path:
    folder = tmp_path / "chunks"
    folder.mkdir()
    for i in range(20):
        with wave.open(str(folder / f"{i:02d}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(16_000)
            file.writeframes((np.ones(512) * i * 100).astype("<i2").tobytes())
    return folder


def test_a_model_of_chunks_is_timed_with_its_rate_and_an_empty_state(
    look: Callable[..., Survey], measure: Measure, detector: Path, chunks: Path
) -> None:
    seen = look(detector, chunks)
    assert seen.model is not None and seen.model.task == "voice-activity-detection"
    (attempt,) = measure("latency", ["latency"], detector, chunks, settings=Settings(repeats=30)).attempts
    assert isinstance(attempt, Measurement) and 0 < attempt.observed.value < 1
    told = {pair.name: pair.value for pair in attempt.settings}
    assert told["sampling rate"] == "16000 Hz" and told["samples a row"] == "512"
    assert "of 30 runs above" in told["outliers"]


@pytest.mark.parametrize(
    ("conditions", "threads"),
    [
        ("single CPU thread", 1),
        ("one core", 1),
        ("2 threads", 2),
        ("64 cores", 4),
        (None, 4),
        ("batch size 1", 4),
    ],
)
def test_a_claim_says_how_many_threads(conditions: str | None, threads: int) -> None:
    assert threads_asked(Question(subject="m", metric="latency", conditions=conditions), 4) == threads


def test_a_claim_of_one_thread_is_timed_on_one_and_another_on_all(
    measure: Measure, detector: Path, chunks: Path
) -> None:
    asked = [
        Question(subject="m", metric="latency", conditions="single cpu thread"),
        Question(subject="m", metric="latency", metric_as_written="p90 latency"),
    ]
    done = measure("latency", asked, detector, chunks, settings=Settings(repeats=40, threads=2))
    told = [
        {p.name: p.value for p in a.settings}["threads"] for a in done.attempts if isinstance(a, Measurement)
    ]
    assert told == ["1", "2"]


def test_a_mirrored_filter_and_a_window_leave_the_parameters_between_bounds(
    measure: Measure, tmp_path: Path
) -> None:
    from onnx import TensorProto, helper

    port = helper.make_tensor_value_info
    filters = np.arange(24, dtype=np.float32).reshape(2, 4, 3)
    filters = filters + filters[:, :, ::-1]  # 2 x 4 x 2 of the 24 numbers are free
    nodes = [
        helper.make_node("Mul", ["x", "window"], ["y"]),
        helper.make_node("Conv", ["y", "w", "b"], ["z"]),
    ]
    weights = [
        helper.make_tensor("w", TensorProto.FLOAT, [2, 4, 3], filters.ravel()),
        helper.make_tensor("b", TensorProto.FLOAT, [2], [0.5, 0.5]),
        helper.make_tensor("window", TensorProto.FLOAT, [10], [1.0] * 10),
    ]
    root = keep(
        tmp_path / "conv",
        nodes,
        [port("x", TensorProto.FLOAT, [1, 4, 10])],
        [port("z", TensorProto.FLOAT, [1, 2, 8])],
        weights,
    )
    (attempt,) = measure("parameters", ["params"], root).attempts
    assert isinstance(attempt, Measurement)
    assert [attempt.low, attempt.observed.value, attempt.high] == [Decimal(n) for n in (18, 36, 44)]


def test_plain_layers_leave_no_room_for_a_size_twice_as_large(measure: Measure, linear: Path) -> None:
    (attempt,) = measure("parameters", ["params"], linear).attempts
    assert isinstance(attempt, Measurement) and attempt.high is not None
    assert attempt.observed.value == 6 and attempt.high <= 8


@pytest.mark.realmodels
def test_real_packages_are_counted_and_timed(
    measure: Measure, look: Callable[..., Survey], tmp_path: Path
) -> None:
    import importlib.metadata as installed
    import shutil

    try:
        packages = [installed.distribution(name) for name in ("swift-f0", "silero-vad")]
    except installed.PackageNotFoundError:
        pytest.skip("the extra realmodels is not installed")
    folders = []
    for package, path in zip(
        packages, ("swift_f0/model.onnx", "silero_vad/data/silero_vad.onnx"), strict=True
    ):
        (tmp_path / package.name).mkdir()
        folders.append(tmp_path / package.name)
        shutil.copy(str(package.locate_file(path)), folders[-1] / "model.onnx")
    (counted,) = measure("parameters", ["params"], folders[0]).attempts
    assert isinstance(counted, Measurement) and counted.low is not None and counted.high is not None
    assert (
        counted.low <= 14_386 <= counted.high
    )  # the published count, of filters that the export writes out in full
    seen = look(folders[1]).model
    assert seen is not None and seen.task == "voice-activity-detection"
