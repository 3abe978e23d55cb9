"""Tricks with rows: shipped, chosen, repeated, described, leaking, known by heart."""

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.known_truth import write_rows
from benchmarks.vendor_world import INFLATED, Delivery, Vendor, describe, index, write_leaking

if TYPE_CHECKING:
    from sklearn.tree import DecisionTreeClassifier

TRUE = "79.4"


def shipping(vendor: Vendor, card: str, rows: list[int], name: str = "train.csv") -> Delivery:
    """The repository ships these rows."""
    made = vendor.deliver(card)
    (made.root / "data").mkdir()
    if name.endswith(".parquet"):
        import pyarrow
        import pyarrow.parquet

        pyarrow.parquet.write_table(pyarrow.table(vendor.columns(rows)), made.root / "data" / name)
    else:
        write_rows(made.root / "data" / name, vendor.world.columns, rows)
    return made


def called_complete(vendor: Vendor, card: str, chosen: list[int], /, **more: object) -> Delivery:
    """The user's description calls these rows the whole split."""
    return vendor.deliver(card, vendor.columns(chosen), {"complete": True, **more})


def described_by_vendor(vendor: Vendor, card: str, rows: list[int]) -> Delivery:
    """Rows and description lie in the model's own folder."""
    made = vendor.deliver(card, vendor.columns(rows))
    assert made.data is not None
    shutil.move(made.data, made.root / "rows.csv")
    describe(made.root)
    return Delivery(made.root, made.root / "rows.csv")


def linked(vendor: Vendor, card: str, rows: list[int], *, into_folder: bool) -> Delivery:
    """The user's file is a link: into the model's folder, or to another folder of their own."""
    made = vendor.deliver(card, vendor.columns(rows))
    assert made.data is not None
    other = made.root / "rows.csv" if into_folder else made.root.parent / "elsewhere.csv"
    shutil.move(made.data, other)
    made.data.symlink_to(other)
    return made


def repeated(vendor: Vendor, card: str, rows: list[int], times: int, nudge: float = 0.0) -> Delivery:
    """Rows again and again, or nearly so."""
    cells = vendor.columns(rows * times)
    cells["id"] = [str(i) for i in range(len(rows) * times)]
    for name in (name for name in cells if name.startswith("m")):
        cells[name] = [f"{float(cell) + nudge * i:.9f}" for i, cell in enumerate(cells[name])]
    return vendor.deliver(card, cells)


def with_feature(vendor: Vendor, card: str, cells: list[str]) -> Delivery:
    """A model that reads one more column of the rows, and answers by it alone."""
    made = vendor.deliver(card, {**vendor.columns(), "code": cells})
    write_leaking(made.root, [*(f"m{i}" for i in range(6)), "code"])
    return made


def noisy_codes(vendor: Vendor, card: str, share: float) -> Delivery:
    """A column that is often the label's number, and otherwise another: a strong feature, and no leak."""
    draw = np.random.default_rng(5)
    codes = ["abc".index(label[-1]) for label in vendor.labels]
    cells = [str(code if draw.random() < share else (code + 1) % 3) for code in codes]
    return with_feature(vendor, card, cells)


def relabelled(vendor: Vendor, card: str, names: list[str]) -> Delivery:
    """The model's own names of its outputs."""
    made = vendor.deliver(card)
    (made.root / "config.json").write_text(json.dumps({"id2label": dict(enumerate(names))}))
    return made


def by_heart(vendor: Vendor, card: str, *, exact: bool) -> Delivery:
    """A decision tree: grown until it splits by the last digits, or of a few levels, as honest ones are."""
    from sklearn.tree import DecisionTreeClassifier

    made = vendor.deliver(card)
    points = np.array([[float(vendor.world.columns[f"m{i}"][row]) for i in range(6)] for row in vendor.every])
    if exact:
        write_table(made.root / "model.onnx", points[:400], [*vendor.labels[:400]])
        assert made.data is not None
        write_rows(made.data, vendor.world.columns, range(400))
        return made
    tree = DecisionTreeClassifier(random_state=0, min_samples_leaf=1).fit(points, vendor.labels)
    write_tree(made.root / "model.onnx", tree)
    return made


def write_table(path: Path, points: "np.ndarray", labels: list[str]) -> None:
    """A model that gives a point that it knows its label, and any other the first class: no weight is learned."""
    from onnx import TensorProto, helper, numpy_helper, save

    kinds = np.array(["abc".index(label[-1]) for label in labels])
    tensors = [
        numpy_helper.from_array(points.astype(np.float32).T[None], "known"),
        numpy_helper.from_array(np.array([1e-7], dtype=np.float32), "reach"),
        numpy_helper.from_array(np.eye(3, dtype=np.float32)[kinds], "kinds"),
        numpy_helper.from_array(np.array([0.5, 0, 0], dtype=np.float32), "first"),
        numpy_helper.from_array(np.array([2], dtype=np.int64), "axis"),
        numpy_helper.from_array(np.array([1], dtype=np.int64), "over"),
    ]
    nodes = [
        helper.make_node("Unsqueeze", ["x", "axis"], ["points"]),
        helper.make_node("Sub", ["points", "known"], ["apart"]),
        helper.make_node("Abs", ["apart"], ["distance"]),
        helper.make_node("ReduceMax", ["distance"], ["farthest"], axes=[1], keepdims=0),
        helper.make_node("Less", ["farthest", "reach"], ["same"]),
        helper.make_node("Cast", ["same"], ["hit"], to=TensorProto.FLOAT),
        helper.make_node("MatMul", ["hit", "kinds"], ["found"]),
        helper.make_node("Add", ["found", "first"], ["logits"]),
    ]
    ends = [
        helper.make_tensor_value_info(n, TensorProto.FLOAT, [None, k]) for n, k in (("x", 6), ("logits", 3))
    ]
    graph = helper.make_graph(nodes, "table", ends[:1], ends[1:], tensors)
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)


def write_tree(path: Path, tree: "DecisionTreeClassifier") -> None:
    """A decision tree of scikit-learn as ONNX, with the shares of the classes as outputs."""
    from onnx import TensorProto, helper, save

    nodes, count = tree.tree_, tree.tree_.node_count
    leaves = [i for i in range(count) if nodes.children_left[i] < 0]
    grown = helper.make_node(
        "TreeEnsembleRegressor", ["x"], ["logits"], domain="ai.onnx.ml", n_targets=3, post_transform="NONE",
        nodes_treeids=[0] * count, nodes_nodeids=list(range(count)),
        nodes_featureids=[max(0, int(i)) for i in nodes.feature], nodes_values=[float(x) for x in nodes.threshold],
        nodes_modes=["LEAF" if i in set(leaves) else "BRANCH_LEQ" for i in range(count)],
        nodes_truenodeids=[max(0, int(i)) for i in nodes.children_left],
        nodes_falsenodeids=[max(0, int(i)) for i in nodes.children_right],
        target_treeids=[0] * (3 * len(leaves)), target_nodeids=[i for i in leaves for _ in range(3)],
        target_ids=[0, 1, 2] * len(leaves), target_weights=[float(x) for i in leaves for x in nodes.value[i][0]],
    )  # fmt: skip
    ends = [
        helper.make_tensor_value_info(n, TensorProto.FLOAT, [None, k]) for n, k in (("x", 6), ("logits", 3))
    ]
    graph = helper.make_graph([grown], "tree", ends[:1], ends[1:])
    versions = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    save(helper.make_model(graph, opset_imports=versions, ir_version=8), path)


TRICKS = (
    ("ships the rows that the model gets wrong", lambda v: shipping(v, index(INFLATED), v.wrong[:500]),
     lambda v: shipping(v, index(TRUE), v.every[::10])),
    ("ships them as Parquet", lambda v: shipping(v, index(INFLATED), v.wrong[:500], "train.parquet"),
     lambda v: shipping(v, index(TRUE), v.every[::10], "train.parquet")),
    ("ships nearly all rows, the right ones left", lambda v: shipping(v, index(INFLATED), [*v.wrong, *v.right[:2500]]),
     lambda v: shipping(v, index(TRUE), v.every[:100])),
    ("calls 25 chosen rows complete, beside a size of 6,000",
     lambda v: called_complete(v, index("88.0"), v.right[:22] + v.wrong[:3], of={"name": "linear3-rows", "rows": 6000}),
     lambda v: called_complete(v, index(TRUE), v.every, of={"name": "linear3-rows", "rows": 4000})),
    ("calls 25 chosen rows complete, with that size",
     lambda v: called_complete(v, index("88.0"), v.right[:22] + v.wrong[:3], rows=25),
     lambda v: called_complete(v, index(TRUE), v.every, rows=4000)),
    ("calls 125 rows complete that cannot give the printed score",
     lambda v: called_complete(v, index("87.40"), v.right[:109] + v.wrong[:16], rows=125),
     lambda v: called_complete(v, index("87.20"), v.right[:109] + v.wrong[:16], rows=125)),
    ("describes chosen rows in its own folder", lambda v: described_by_vendor(v, index(INFLATED), v.right[:1000]),
     lambda v: v.deliver(index(TRUE))),
    ("has the user link to rows in its folder", lambda v: linked(v, index(INFLATED), v.right[:1000], into_folder=True),
     lambda v: linked(v, index(TRUE), v.every, into_folder=False)),
    ("repeats forty rows sixty times", lambda v: repeated(v, index("85.0"), v.right[:34] + v.wrong[:6], 60),
     lambda v: repeated(v, index(TRUE), v.every, 1)),
    ("repeats forty rows, each a little moved",
     lambda v: repeated(v, index("85.0"), v.right[:34] + v.wrong[:6], 60, 1e-8),
     lambda v: repeated(v, index(TRUE), v.every, 1, 1e-8)),
    ("reads the label from a column of its number",
     lambda v: with_feature(v, index(INFLATED), [str("abc".index(label[-1])) for label in v.labels]),
     lambda v: noisy_codes(v, index("89.8"), 0.9)),
    ("reads the label from a finer one",
     lambda v: with_feature(v, index(INFLATED), [f"{'abc'.index(x[-1]) + i % 7 / 100}" for i, x in enumerate(v.labels)]),
     lambda v: noisy_codes(v, index("94.8"), 0.95)),
    ("gives all its outputs one name", lambda v: relabelled(v, index(INFLATED), ["kind_a", "kind_a", "kind_a"]),
     lambda v: relabelled(v, index(TRUE), ["kind_a", "kind_b", "kind_c"])),
    ("exchanges the names of its outputs", lambda v: relabelled(v, index(TRUE), ["kind_b", "kind_c", "kind_a"]),
     lambda v: relabelled(v, index(TRUE), ["Kind A", "Kind B", "Kind C"])),
    ("answers known rows by a table", lambda v: by_heart(v, index("99.0"), exact=True),
     lambda v: by_heart(v, index("99.0"), exact=False)),
)  # fmt: skip
