"""A program of torch.export (.pt2): a zip of JSON with operators and shapes, and weights beside it."""

import json
import math
from collections.abc import Iterator

from pydantic import JsonValue

from claims.errors import ReadError
from claims.records.autopsy import TensorPort
from reproducers.lab.autopsy.contents import BITS, Contents, GraphNode, TensorEntry
from reproducers.lab.autopsy.fixed_graph import FixedCounter
from reproducers.lab.autopsy.formats import model_format
from reproducers.lab.autopsy.target import ModelTarget
from reproducers.lab.autopsy.tensor_words import is_buffer
from reproducers.lab.autopsy.torch_operators import detail_of, operations
from reproducers.lab.files.torch_archive import ArchiveMember, member_bytes, members_of

_DTYPES = {1: "uint8", 2: "int8", 3: "int16", 4: "int32", 5: "int64", 6: "float16", 7: "float32", 8: "float64",
           12: "bool", 13: "bfloat16"}  # fmt: skip
"""ScalarType of torch's serialisation schema by number."""
_MODEL, _WEIGHTS = "models/model.json", "data/weights/model_weights_config.json"
_LARGEST = 128 << 20
Table = dict[str, JsonValue]


@model_format("PyTorch exported program", version=1, fits=lambda target: _MODEL in target.members, rank=4)
def exported_program(target: ModelTarget) -> Contents:
    """A .pt2 file by its graph and its table of weights."""
    with target.path.open("rb") as file:
        members = members_of(file)
        model, weights = _json(member_bytes(file, _MODEL, _LARGEST)), {}
        if _WEIGHTS in members:
            weights = _table(_json(member_bytes(file, _WEIGHTS, _LARGEST)), "config")
    module = _table(model, "graph_module")
    graph, signature = _table(module, "graph"), _table(module, "signature")
    names = _parameter_names(signature)
    shapes = {
        name: _sizes(_table({"v": value}, "v")) for name, value in _table(graph, "tensor_values").items()
    }
    contents = Contents("PyTorch exported program", in_order=True, fixed_size=True)
    contents.metadata["producer"] = f"torch {model.get('torch_version', '')}".strip()
    contents.tensors = [_entry(name, _table(weights, name), members, target) for name in weights]
    contents.nodes = list(_nodes(graph, names, shapes))
    contents.inputs, contents.outputs = (
        list(_ports(graph, signature, shapes, "input")),
        list(_ports(graph, signature, shapes, "output")),
    )
    contents.count = FixedCounter(contents.nodes, shapes, {*names, *names.values()})
    contents.needs.append("PyTorch (torch.export.load), of the version that wrote it or newer.")
    return contents


def _json(body: bytes) -> Table:
    try:
        parsed: JsonValue = json.loads(body)
    except (ValueError, RecursionError):
        raise ReadError("The program's graph is no JSON.", "Export it again.") from None
    return parsed if isinstance(parsed, dict) else {}


def _table(table: Table, key: str) -> Table:
    value = table.get(key)
    return value if isinstance(value, dict) else {}


def _list(table: Table, key: str) -> list[Table]:
    value = table.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _sizes(meta: Table) -> tuple[int, ...]:
    """The shape of a tensor; of an open size, the one that it was traced with."""
    return tuple(_size(size) for size in _list(meta, "sizes"))


def _size(size: Table) -> int:
    known = size.get("as_int")
    hint = _table(_table(size, "as_expr"), "hint").get("as_int")
    return known if isinstance(known, int) else hint if isinstance(hint, int) else 1


def _parameter_names(signature: Table) -> dict[str, str]:
    """The name in the graph of each parameter and buffer, with its own."""
    names: dict[str, str] = {}
    for spec in _list(signature, "input_specs"):
        for kind, key in (
            ("parameter", "parameter_name"),
            ("buffer", "buffer_name"),
            ("tensor_constant", "tensor_constant_name"),
        ):
            inner = _table(spec, kind)
            argument = _table(inner, "arg").get("name")
            if isinstance(argument, str):
                names[argument] = str(inner.get(key, argument))
    return names


def _entry(name: str, row: Table, members: dict[str, ArchiveMember], target: ModelTarget) -> TensorEntry:
    meta = _table(row, "tensor_meta")
    kind = meta.get("dtype")
    dtype = _DTYPES.get(kind, "other") if isinstance(kind, int) else "other"
    shape = _sizes(meta)
    member = members.get(f"data/weights/{row.get('path_name')}", ArchiveMember(-1, 0))
    size = math.prod(shape) * BITS.get(dtype, 32) // 8
    learnt = row.get("is_param") is True and not is_buffer(name)
    plain = member.begin >= 0 and member.size == size
    return TensorEntry(
        name, dtype, shape, target.path if plain else None, max(0, member.begin), size,
        storage=str(row.get("path_name", name)), learnt=learnt,
    )  # fmt: skip


def _nodes(graph: Table, names: dict[str, str], shapes: dict[str, tuple[int, ...]]) -> Iterator[GraphNode]:
    for node in _list(graph, "nodes"):
        target = str(node.get("target", "")).removeprefix("torch.ops.").removesuffix(".default")
        inputs = tuple(
            name for argument in _list(node, "inputs") for name in _tensors(_table(argument, "arg"))
        )
        outputs = tuple(name for value in _list(node, "outputs") for name in _tensors(value))
        stack = str(_table(node, "metadata").get("nn_module_stack", ""))
        kind = target.removeprefix("aten.").partition(".")[0]
        weights = tuple(names[name] for name in inputs if name in names)
        given = [shapes.get(name, ()) for name in inputs]
        output = shapes.get(outputs[0], ()) if outputs else ()
        yield GraphNode(
            kind=kind, name=str(node.get("name", target)), inputs=inputs, outputs=outputs, output_shape=output,
            weights=weights, module=_module(stack), flops=operations(kind, given, output),
            **detail_of(kind, given),
        )  # fmt: skip


def _tensors(argument: Table) -> Iterator[str]:
    """The names of the tensors in an argument."""
    name = _table(argument, "as_tensor").get("name")
    if isinstance(name, str):
        yield name
    yield from (
        str(item["name"]) for item in _list(argument, "as_tensors") if isinstance(item.get("name"), str)
    )
    for item in _list(argument, "as_optional_tensors"):
        yield from _tensors(item)


def _module(stack: str) -> str:
    """The innermost module of a stack: "key,path,class;key,path,class"."""
    last = stack.rpartition(";")[2].split(",")
    return last[1] if len(last) > 1 else ""


def _ports(
    graph: Table, signature: Table, shapes: dict[str, tuple[int, ...]], side: str
) -> Iterator[TensorPort]:
    key, kind = f"{side}_specs", f"user_{side}"
    values = _table(graph, "tensor_values")
    for spec in _list(signature, key):
        for name in _tensors(_table(_table(spec, kind), "arg")):
            meta = _table(values, name)
            number = meta.get("dtype")
            dtype = _DTYPES.get(number, "other") if isinstance(number, int) else "other"
            sizes = tuple("?" if "as_expr" in size else str(_size(size)) for size in _list(meta, "sizes"))
            yield TensorPort(name=name, dtype=dtype, shape=sizes or tuple(map(str, shapes.get(name, ()))))
