"""Finds the tensors in the tree of a pickle of torch, each with its name, type, shape and storage."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from reproducers.lab.files.pickle_tree import Call, Name, Stored

_TYPES = {
    "Float": "float32", "Double": "float64", "Half": "float16", "BFloat16": "bfloat16", "Long": "int64",
    "Int": "int32", "Short": "int16", "Char": "int8", "Byte": "uint8", "Bool": "bool", "QInt8": "int8",
    "QUInt8": "uint8", "QInt32": "int32", "ComplexFloat": "complex64",
}  # fmt: skip
_DTYPES = {"float": "float32", "double": "float64", "half": "float16", "long": "int64", "int": "int32"}
_DEEPEST = 60


class FoundTensor(NamedTuple):
    """One tensor of the tree."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    storage: str
    """The key of its storage."""
    offset: int
    """Where it begins in its storage, in numbers."""


class FoundModule(NamedTuple):
    """One object that is no tensor, by its class: a module of a whole model, an optimizer."""

    name: str
    path: str


def tensors_in(tree: Any) -> Iterator[FoundTensor | FoundModule]:
    """Every tensor below, depth first, named by the keys that lead to it; and every object with its class."""
    yield from _below(tree, "", 0, set())


def _below(tree: Any, name: str, depth: int, seen: set[int]) -> Iterator[FoundTensor | FoundModule]:
    tensor = _tensor(tree, name) if isinstance(tree, Call) else None
    if tensor is not None:
        yield tensor
        return
    if depth > _DEEPEST or id(tree) in seen or not isinstance(tree, Call | dict | list | tuple):
        return
    seen.add(id(tree))  # what is shared is looked into once
    if isinstance(tree, Call):
        yield from _object(tree, name, depth, seen)
    elif isinstance(tree, dict):
        for key, value in tree.items():
            yield from _below(value, _joined(name, key), depth + 1, seen)
    else:
        for place, value in enumerate(tree):
            yield from _below(value, _joined(name, place), depth + 1, seen)


def _object(call: Call, name: str, depth: int, seen: set[int]) -> Iterator[FoundTensor | FoundModule]:
    yield FoundModule(name, call.path)
    state = call.state[0] if isinstance(call.state, tuple) and call.state else call.state
    if isinstance(state, dict):
        for key, value in state.items():
            inner = name if key in ("_modules", "_parameters", "_buffers") else _joined(name, key)
            yield from _below(value, inner, depth + 1, seen)
    for key, value in call.items.items():
        yield from _below(value, _joined(name, key), depth + 1, seen)
    yield from _below(call.arguments, name, depth + 1, seen)


def _joined(name: str, key: object) -> str:
    return f"{name}.{key}" if name else str(key)


def _tensor(call: Call, name: str) -> FoundTensor | None:
    """The tensor that a call would rebuild."""
    last = call.path.rpartition(".")[2]
    if last in ("_rebuild_parameter", "_rebuild_parameter_with_state") and call.arguments:
        inner = call.arguments[0]
        return _tensor(inner, name) if isinstance(inner, Call) else None
    if last in ("_rebuild_tensor_v2", "_rebuild_tensor", "_rebuild_qtensor", "_rebuild_tensor_v3"):
        return _rebuilt(call, name)
    if last == "_rebuild_from_type_v2" and len(call.arguments) > 2:
        inner = Call(getattr(call.arguments[0], "path", ""), tuple(call.arguments[2]))
        return _tensor(inner, name)
    return None


def _rebuilt(call: Call, name: str) -> FoundTensor | None:
    stored, offset, shape = (*call.arguments, None, None, None)[:3]
    if not isinstance(stored, Stored) or not isinstance(stored.key, tuple) or not isinstance(shape, tuple):
        return None
    kind, key = (*stored.key, None, None, None)[1:3]
    if not all(type(size) is int and size >= 0 for size in shape):
        return None
    dtype = _dtype(kind)
    if dtype == "untyped" and len(call.arguments) > 6 and isinstance(call.arguments[6], Name):
        type_name = call.arguments[6].path.rpartition(".")[2]
        dtype = _DTYPES.get(type_name, type_name)
    return FoundTensor(name, dtype, shape, str(key), offset if isinstance(offset, int) else 0)


def _dtype(kind: Any) -> str:
    """The type of a storage by its class: torch.FloatStorage."""
    path = kind.path if isinstance(kind, Name) else str(kind)
    short = path.rpartition(".")[2].removesuffix("Storage")
    return "untyped" if short == "Untyped" else _TYPES.get(short, short.lower() or "unknown")
