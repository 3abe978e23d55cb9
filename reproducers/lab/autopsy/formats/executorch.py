"""ExecuTorch (.pte): a flatbuffer with operators and values; what is handed to a backend is opaque and named."""

from collections.abc import Iterator
from dataclasses import replace

from claims.errors import ReadError
from claims.records.autopsy import TensorPort
from reproducers.lab.autopsy.contents import BITS, Contents, GraphNode, TensorEntry
from reproducers.lab.autopsy.fixed_graph import FixedCounter
from reproducers.lab.autopsy.formats import model_format
from reproducers.lab.autopsy.target import ModelTarget
from reproducers.lab.autopsy.torch_operators import detail_of, operations
from reproducers.lab.files.flatbuffer import Flatbuffer, FlatTable, opened

_DTYPES = ("uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64", "complex32", "complex64",
           "complex128", "bool", "qint8", "quint8", "qint32", "bfloat16")  # fmt: skip
_TENSOR, _KERNEL, _DELEGATE = 5, 1, 2
"""Places in the unions KernelTypes and InstructionArguments, from 1."""
_NORMS, _RESULTS = ("native_batch_norm", "_native_batch_norm_legit_no_training", "native_layer_norm"), 3
"""Normalisations give three tensors: the result, and two that only training needs."""
Shape = tuple[int, ...]


@model_format(
    "ExecuTorch program",
    version=1,
    fits=lambda target: target.start[4:6] == b"ET" and target.start[6:8].isdigit(),
    rank=2,
)
def executorch(target: ModelTarget) -> Contents:
    """A .pte file by its first method."""
    try:
        with opened(target.path) as buffer:
            return _contents(buffer)
    except ReadError as error:
        says = f"{target.name} is damaged or no ExecuTorch program. {error.says}"
        raise ReadError(says, "Export it again.") from None


def _contents(buffer: Flatbuffer) -> Contents:
    plan = next(buffer.root().tables(1), None)
    if plan is None:
        raise ReadError("It holds no method.")
    contents = Contents("ExecuTorch program", in_order=True, fixed_size=True)
    tensors = {n: value for n, value in enumerate(_values(plan)) if value is not None}
    names = {n: _name(n, tensor) for n, tensor in tensors.items()}
    shapes = {names[n]: tensor.numbers(2) for n, tensor in tensors.items()}
    contents.tensors = [entry for n, tensor in tensors.items() if (entry := _entry(names[n], tensor))]
    stored = {entry.name for entry in contents.tensors}
    contents.nodes = list(_nodes(plan, names, shapes, stored))
    kept = {n for node in contents.nodes if "batch_norm" in node.kind for n in node.inputs[3:5]}
    contents.tensors = [replace(e, learnt=e.learnt and e.name not in kept) for e in contents.tensors]
    contents.inputs = [_port(f"input {i}", tensors[n]) for i, n in enumerate(plan.numbers(3)) if n in tensors]
    contents.outputs = [
        _port(f"output {i}", tensors[n]) for i, n in enumerate(plan.numbers(4)) if n in tensors
    ]
    contents.count = FixedCounter(contents.nodes, shapes, stored)
    backends = sorted({delegate.text(0) for delegate in plan.tables(7)})
    contents.needs.append(f"The ExecuTorch runtime{f' with {chr(44).join(backends)}' if backends else ''}.")
    if backends:
        contents.unknown.append(
            f"Parts of it are compiled for {', '.join(backends)}: their weights and operations cannot be seen."
        )
    return contents


def _values(plan: FlatTable) -> Iterator[FlatTable | None]:
    """The tensors among the values; None for numbers, lists and strings."""
    for value in plan.tables(2):
        yield value.table(1) if value.number(0, "<B") == _TENSOR else None


def _name(number: int, tensor: FlatTable) -> str:
    """A tensor's own name where the file keeps it, else its number."""
    extra = tensor.table(9)
    return (extra.text(1) if extra else "") or f"value {number}"


def _entry(name: str, tensor: FlatTable) -> TensorEntry | None:
    """A constant; None for a tensor that is computed."""
    if not tensor.number(5, "<I") or tensor.place(6):
        return None
    kind, shape, count = tensor.number(0, "<b"), tensor.numbers(2), 1
    for size in shape:
        count *= size
    dtype = _DTYPES[kind] if 0 <= kind < len(_DTYPES) else "other"
    size = count * BITS.get(dtype, 32) // 8
    learnt = dtype.startswith(("float", "bfloat", "int8", "uint8")) and count > 1
    return TensorEntry(name, dtype, shape, stored_bytes=size, learnt=learnt)


def _nodes(
    plan: FlatTable, names: dict[int, str], shapes: dict[str, Shape], stored: set[str]
) -> Iterator[GraphNode]:
    """Kernels and calls of backends, in their order; the last tensor of each is its output."""
    operators = [operator.text(0).removeprefix("aten::") for operator in plan.tables(6)]
    delegates = [delegate.text(0) for delegate in plan.tables(7)]
    for chain in plan.tables(5):
        for number, instruction in enumerate(chain.tables(2)):
            call, kind = instruction.table(1), instruction.number(0, "<B")
            if call is None or kind not in (_KERNEL, _DELEGATE):
                continue
            place = call.number(0)
            listed = operators if kind == _KERNEL else [f"call_delegate {name}" for name in delegates]
            name = listed[place] if 0 <= place < len(listed) else "unknown operator"
            used = tuple(names[n] for n in call.numbers(1) if n in names)
            results = _RESULTS if name.endswith(_NORMS) else 1
            inputs, outputs = used[:-results], used[-results:]
            given = [shapes[value] for value in inputs]
            output = shapes[outputs[0]] if outputs else ()
            weights = tuple(value for value in inputs if value in stored)
            flops = operations(name, given, output) if kind == _KERNEL else None
            yield GraphNode(
                kind=name, name=f"{name} {number}", inputs=inputs, outputs=outputs, output_shape=output,
                weights=weights, flops=flops, **detail_of(name, given),
            )  # fmt: skip


def _port(name: str, tensor: FlatTable) -> TensorPort:
    kind = tensor.number(0, "<b")
    dtype = _DTYPES[kind] if 0 <= kind < len(_DTYPES) else "other"
    open_sizes = tensor.number(8, "<b") > 0
    shape = tuple(f"up to {size}" if open_sizes else str(size) for size in tensor.numbers(2))
    return TensorPort(name=name, dtype=dtype, shape=shape)
