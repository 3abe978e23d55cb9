"""How recorded calls become a tree, tables and a memory curve: all parts add up to the whole."""

from typing import Any

import pytest

from claims.records.profile import FrameKind
from reproducers.lab.profiling.memory_curve import memory_over
from reproducers.lab.profiling.onnx_recording import module_path, read_events
from reproducers.lab.profiling.spans import MemoryEvent, Recording, Span, nested
from reproducers.lab.profiling.tables import by_kernel, by_module, by_operator, in_parts, mean_frame


def a_pass(start: float = 0.0, slower: float = 1.0) -> Span:
    """A pass of 10 s in which a model of 8 s calls a layer of 6 s, whose two operators take 5 s."""

    def span(name: str, kind: FrameKind, begins: float, ends: float) -> Span:
        detail = name.title() if kind == "module" else ""
        return Span(name, kind, start + slower * begins, start + slower * ends, detail)

    spans = [
        span("a pass", "pass", 0, 10),
        span("Net", "module", 1, 9),
        span("layer", "module", 2, 8),
        span("matmul", "operator", 2, 4),
        span("gelu", "operator", 5, 8),
    ]
    spans[3].allocated = 100
    return nested(spans)[0]


def test_calls_lie_in_the_shortest_that_holds_them() -> None:
    depths = [(span.name, depth) for depth, span in a_pass().walk()]
    assert depths == [("a pass", 0), ("Net", 1), ("layer", 2), ("matmul", 3), ("gelu", 3)]


def test_a_call_that_ends_after_what_it_began_in_is_cut_there() -> None:
    outer = nested([Span("outer", "module", 0, 10), Span("inner", "operator", 8, 10.2)])[0]
    assert outer.inner[0].end == 10 and outer.own == pytest.approx(8)


def test_the_parts_add_up_to_the_pass() -> None:
    passes = [a_pass(20.0 * number, slower) for number, slower in enumerate((1.0, 1.1, 1.2, 0.9, 1.0))]
    parts = {part.name: part for part in in_parts(passes, seed=0)}
    whole = sum(root.seconds for root in passes) / len(passes)
    assert sum(part.seconds for part in parts.values()) == pytest.approx(whole)
    assert sum(part.share for part in parts.values()) == pytest.approx(1)
    assert parts["operators"].share == pytest.approx(0.5)
    assert parts["between the operators of a module"].share == pytest.approx(0.3)
    assert parts["operators"].low < parts["operators"].seconds < parts["operators"].high


def test_a_module_is_told_without_the_modules_inside_it() -> None:
    modules = {part.name: part for part in by_module([a_pass()], seed=0)}
    assert modules["Net"].seconds == pytest.approx(2) and modules["Net"].with_inner == pytest.approx(8)
    assert modules["layer"].seconds == pytest.approx(6) and modules["layer"].allocated_bytes == 100
    assert modules["layer"].detail == "Layer"


def test_operators_beyond_the_table_are_told_together() -> None:
    spans = [Span("a pass", "pass", 0, 100)]
    spans += [Span(f"op{number}", "operator", number, number + 1) for number in range(80)]
    table = by_operator(nested(spans), seed=0)
    assert table[-1].name == "the other 20" and table[-1].seconds == pytest.approx(20)
    assert sum(part.seconds for part in table) == pytest.approx(80)


def test_frames_hold_what_lies_inside_them() -> None:
    root = mean_frame([a_pass(), a_pass(20, 2)])
    assert root.seconds == pytest.approx(15)
    assert root.seconds == pytest.approx(root.own_seconds + sum(inner.seconds for inner in root.inner))
    layer = root.inner[0].inner[0]
    assert [inner.name for inner in layer.inner] == ["matmul", "gelu"] and layer.calls == 1


def test_kernels_count_for_the_pass_in_which_they_start() -> None:
    kernels = [Span("sgemm", "operator", at, at + 0.5) for at in (1, 2, 15, 21)]
    table = by_kernel(kernels, [a_pass(), a_pass(20)], seed=0)
    assert table[0].calls == pytest.approx(1.5) and table[0].seconds == pytest.approx(0.75)


def test_memory_is_that_of_the_pass_of_middle_length() -> None:
    passes = [a_pass(), a_pass(20, 1.1), a_pass(40, 1.5)]
    memory = [MemoryEvent(20 + at, change) for at, change in ((2.5, 100), (6, 50), (8, -120))]
    points, peak = memory_over(Recording(passes, "", [MemoryEvent(3, 10**9), *memory]))
    assert peak == 150
    assert [point.held_bytes for point in points] == [100, 150, 30]
    assert points[0].during == "matmul"


def node(name: str, at: float, lasts: float, **arguments: object) -> dict[str, Any]:
    full = {"op_name": name.rpartition("/")[2], **arguments}
    return {"cat": "Node", "name": f"{name}_kernel_time", "ts": at, "dur": lasts, "args": full}


def test_operators_of_onnx_runtime_lie_under_the_modules_in_their_names() -> None:
    events = [
        {"cat": "Session", "name": "model_run", "ts": 1.0, "dur": 8.0},
        node("/encoder/layer.0/MatMul", 1.5, 1, mem_bytes_in_use="900", mem_in_use_delta="100"),
        node("BiasGelu_token_1", 3, 1, mem_bytes_in_use="950", mem_in_use_delta="50"),
        node("/encoder/layer.0/out/MatMul", 5, 1, mem_bytes_in_use="850", mem_in_use_delta="0"),
        node("/head/Gemm", 7, 1, mem_bytes_in_use="860", mem_in_use_delta="10"),
    ]
    recording = read_events(events, [(0.0, 10.0)])
    root = recording.passes[0]
    tree = [(span.name, depth) for depth, span in root.walk()]
    assert tree == [
        ("a pass", 0), ("ONNX Runtime", 1), ("encoder", 2), ("encoder/layer.0", 3), ("MatMul", 4),
        ("BiasGelu_token_1", 4), ("encoder/layer.0/out", 4), ("MatMul", 5), ("head", 2), ("Gemm", 3),
    ]  # fmt: skip
    assert [point.held_bytes for point in memory_over(recording)[0]] == [100, 150, 50, 60]


def test_the_body_of_a_loop_lies_inside_the_loop() -> None:
    events = [
        {"cat": "Session", "name": "model_run", "ts": 1.0, "dur": 8.0},
        node("Loop", 2, 5),
        node("Add", 3, 1),
    ]
    runtime = read_events(events, [(0.0, 10.0)]).passes[0].inner[0]
    assert [span.name for span in runtime.inner] == ["Loop"]
    assert runtime.inner[0].own == pytest.approx(4)


def test_modules_are_read_from_an_operators_name() -> None:
    assert module_path("fused /bert/pooler/dense/Gemm") == ("bert", "pooler", "dense")
    assert module_path("MatMul_7") == ()
