"""Graphs that run one of two branches: both are counted, the dearer one is taken, and a choice is never passed over."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from claims.records import Measurement, Source
from claims.records.autopsy import Autopsy, ModelComponent
from reproducers.lab.autopsy.examine import examine
from reproducers.lab.autopsy.order import AutopsyOrder
from reproducers.lab.cost.onnx_flops import count_onnx
from reproducers.lab.orders import WorkResult

Measure = Callable[..., WorkResult]
Only = Callable[[WorkResult], Measurement]
WIDE, THIN = 64, 8


def weights(name: str, *shape: int) -> TensorProto:
    return numpy_helper.from_array(np.random.default_rng(0).normal(size=shape).astype("f4"), name)


def branch(name: str, width: int, *, last: int = 3) -> onnx.GraphProto:
    """Two products over a hidden layer of that width; weights are kept in the branch."""
    nodes = [
        helper.make_node(
            "MatMul", ["x", f"{name}.first.weight"], [f"{name} hidden"], name=f"/{name}/first/MatMul"
        ),
        helper.make_node(
            "MatMul", [f"{name} hidden", f"{name}.last.weight"], [f"{name} out"], name=f"/{name}/last/MatMul"
        ),
    ]
    result = helper.make_tensor_value_info(f"{name} out", TensorProto.FLOAT, None)
    stored = [weights(f"{name}.first.weight", 4, width), weights(f"{name}.last.weight", width, last)]
    return helper.make_graph(nodes, name, [], [result], stored)


def graph(path: Path, nodes: list[onnx.NodeProto], stored: list[TensorProto]) -> Path:
    inputs = [
        helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", 4]),
        helper.make_tensor_value_info("mode", TensorProto.INT64, []),
    ]
    result = helper.make_tensor_value_info(nodes[-1].output[0], TensorProto.FLOAT, None)
    made = helper.make_graph(nodes, "made", inputs, [result], stored)
    onnx.save(helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)]), path)
    return path


def either(path: Path, *, thin_result: int = 3, more: tuple[onnx.NodeProto, ...] = ()) -> Path:
    """A graph whose input decides between a thin branch, for mode 8, and a wide one."""
    graphs = {"then_branch": branch("thin", THIN, last=thin_result), "else_branch": branch("wide", WIDE)}
    choice = helper.make_node("If", ["is thin"], ["y"], name="choice", **graphs)
    nodes = [helper.make_node("Equal", ["mode", "eight"], ["is thin"]), choice, *more]
    return graph(path, nodes, [numpy_helper.from_array(np.array(8), "eight"), weights("after", 3, 5)])


def look(path: Path) -> Autopsy:
    """The autopsy of a file, without the command around it."""
    source = Source(kind="folder", name=path.name, revision="1", sha256="5a" * 32)
    return examine(
        AutopsyOrder(source=source, root=str(path.parent), files=(path.name,), sizes=(1,), main=path.name)
    )


def pass_over(width: int) -> int:
    return 2 * width * (4 + 3)


def test_the_dearer_branch_is_counted_and_the_cheaper_one_told(tmp_path: Path) -> None:
    found = count_onnx(either(tmp_path / "m.onnx"), {})
    assert (found.total, found.cheapest, found.uncounted, found.elsewhere) == (
        pass_over(WIDE), pass_over(THIN), (), ()
    )  # fmt: skip


def test_a_condition_that_is_known_leaves_no_choice(tmp_path: Path) -> None:
    graphs = {"then_branch": branch("thin", THIN), "else_branch": branch("wide", WIDE)}
    nodes = [helper.make_node("If", ["yes"], ["y"], **graphs)]
    path = graph(tmp_path / "m.onnx", nodes, [numpy_helper.from_array(np.array(True), "yes")])
    found = count_onnx(path, {})
    assert (found.total, found.cheapest) == (pass_over(THIN), None)


def test_what_has_no_formula_in_the_other_branch_is_named(tmp_path: Path) -> None:
    odd = branch("thin", THIN)
    odd.node[0].op_type, odd.node[0].domain = "TheirMatMul", "their.own"
    graphs = {"then_branch": odd, "else_branch": branch("wide", WIDE)}
    path = graph(tmp_path / "m.onnx", [helper.make_node("If", ["mode"], ["y"], **graphs)], [])
    found = count_onnx(path, {})
    assert (found.total, found.uncounted, found.elsewhere) == (pass_over(WIDE), (), ("MatMul", "TheirMatMul"))


def test_a_product_behind_branches_of_different_sizes_is_no_exact_count(tmp_path: Path) -> None:
    after = (
        helper.make_node("Transpose", ["y"], ["turned"]),
        helper.make_node("MatMul", ["turned", "x"], ["z"]),
    )
    same = count_onnx(either(tmp_path / "same.onnx", more=after), {})
    assert (same.total, same.uncounted) == (pass_over(WIDE) + 2 * 3 * 4, ())
    other = count_onnx(either(tmp_path / "other.onnx", thin_result=2, more=after), {})
    assert other.uncounted == ("MatMul on a result whose size depends on a condition",)


def test_a_condition_without_its_other_branch_is_counted_as_far_as_it_goes(tmp_path: Path) -> None:
    path = graph(
        tmp_path / "m.onnx", [helper.make_node("If", ["mode"], ["y"], then_branch=branch("thin", THIN))], []
    )
    assert count_onnx(path, {}).total == pass_over(THIN)


def test_an_autopsy_says_what_decides_and_what_each_branch_holds(tmp_path: Path) -> None:
    model = look(either(tmp_path / "m.onnx")).components[0]
    (choice,) = model.control_flow
    assert [(b.when, b.parameters, b.flops, b.whole) for b in choice.branches] == [
        ("where mode is not 8", WIDE * 7, pass_over(WIDE), True),
        ("where mode is 8", THIN * 7, pass_over(THIN), True),
    ]
    assert model.parameters == 7 * (WIDE + THIN) + 15
    assert {stage.name for stage in model.stages} == {"wide.first", "wide.last"}
    assert [load.cheapest for load in model.loads] == [pass_over(THIN), 32 * pass_over(THIN)]
    assert model.loads[0].moved_bytes == 4 * (WIDE * 7 + 15) + 4 * (4 + 2 * WIDE + 3)


def body_of(ends: list[onnx.NodeProto]) -> onnx.GraphProto:
    """What a loop repeats: a product, and what tells from `go` or `next` whether it goes on."""
    return helper.make_graph(
        [helper.make_node("MatMul", ["state", "square"], ["next"]), *ends],
        "body",
        [
            helper.make_tensor_value_info("i", TensorProto.INT64, []),
            helper.make_tensor_value_info("go", TensorProto.BOOL, []),
            helper.make_tensor_value_info("state", TensorProto.FLOAT, None),
        ],
        [
            helper.make_tensor_value_info("on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("next", TensorProto.FLOAT, None),
        ],
    )


def test_a_pass_of_a_loop_is_told_with_how_often_it_runs(tmp_path: Path) -> None:
    body = body_of([helper.make_node("Identity", ["go"], ["on"])])
    stored = [weights("square", 4, 4), numpy_helper.from_array(np.array(6), "times")]
    known = look(
        graph(
            tmp_path / "known.onnx", [helper.make_node("Loop", ["times", "", "x"], ["y"], body=body)], stored
        )
    )
    model = known.components[0]
    assert [(flow.operator, flow.times, flow.branches[0].flops) for flow in model.control_flow] == [
        ("Loop", 6, 32)
    ]
    assert model.loads[0].flops == 6 * 32
    path = graph(
        tmp_path / "open.onnx", [helper.make_node("Loop", ["mode", "", "x"], ["y"], body=body)], stored
    )
    model = look(path).components[0]
    assert [flow.times for flow in model.control_flow] == [None]
    assert model.loads[0].flops is None and model.loads[0].at_least == 32


def test_a_number_may_stand_on_either_side_of_what_decides(tmp_path: Path) -> None:
    branches = {"then_branch": branch("thin", THIN), "else_branch": branch("wide", WIDE)}
    nodes = [
        helper.make_node("Less", ["eight", "mode"], ["is thin"]),
        helper.make_node("If", ["is thin"], ["y"], **branches),
    ]
    path = graph(tmp_path / "turned.onnx", nodes, [numpy_helper.from_array(np.array(8), "eight")])
    (flow,) = look(path).components[0].control_flow
    assert [option.when for option in flow.branches] == ["where mode is at most 8", "where mode is above 8"]


def loop(path: Path, most: int | None, starts: bool | None, stop: str) -> ModelComponent:
    """A loop that multiplies at most so many times, where it starts, until its body stops it."""
    ends = {
        "passed on": [helper.make_node("Identity", ["go"], ["on"])],
        "computed": [
            helper.make_node("ReduceSum", ["next"], ["sum"], keepdims=0),
            helper.make_node("Less", ["sum", "bound"], ["on"]),
        ],
        "at once": [helper.make_node("Not", ["go"], ["on"])],
    }
    numbers = {"times": most, "starts": starts, "bound": np.float32(9)}
    given = {name: np.array(number) for name, number in numbers.items() if number is not None}
    stored = [numpy_helper.from_array(number, name) for name, number in given.items()]
    inputs = [name if name in given else "" for name in ("times", "starts")]
    node = helper.make_node("Loop", [*inputs, "x"], ["y"], body=body_of(ends[stop]))
    return look(graph(path, [node], [weights("square", 4, 4), *stored])).components[0]


@pytest.mark.parametrize(
    ("most", "starts", "stop", "times"),
    [
        (6, True, "passed on", 6),
        (2**63 - 1, True, "computed", None),  # as torch writes `while`
        (6, None, "computed", None),
        (1, None, "computed", 1),
        (6, True, "at once", 1),
        (6, False, "passed on", 0),
        (-3, True, "passed on", 0),
        (None, True, "passed on", None),
    ],
)
def test_a_loop_counts_as_often_as_it_surely_runs(
    most: int | None, starts: bool | None, stop: str, times: int | None, tmp_path: Path
) -> None:
    model = loop(tmp_path / "loop.onnx", most, starts, stop)
    assert [flow.times for flow in model.control_flow] == [times]
    if times is None:
        assert (model.loads[0].flops, model.loads[0].at_least) == (None, 32)
    elif times:
        assert model.loads[0].flops == 32 * times


def test_a_claim_is_not_refuted_where_it_may_mean_one_branch(
    measure: Measure, only: Only, tmp_path: Path
) -> None:
    root = tmp_path / "m"
    root.mkdir()
    either(root / "model.onnx")
    operations = only(measure("compute", ["flops"], root))
    assert operations.low == pass_over(THIN) and operations.observed.value == pass_over(WIDE)
    parameters = only(measure("parameters", ["params"], root))
    assert parameters.low is not None and parameters.low <= 7 * THIN + 15
    assert parameters.observed.value == 7 * (WIDE + THIN) + 15
