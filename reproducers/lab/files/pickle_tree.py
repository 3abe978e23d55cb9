"""Reads what a pickle describes as a tree of plain values, without importing or calling anything that it names.

Where pickle would call a function, the tree holds a Call with the function's name and its arguments; where it would
make an object, an Object with the class's name and its state.
"""

import pickletools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from claims.errors import ReadError

_MOST_STEPS = 5_000_000
_MARK = object()


@dataclass(frozen=True)
class Name:
    """A function or class, by its full name."""

    path: str


@dataclass
class Call:
    """A function that pickle would call, with its arguments and what would be set on the result."""

    path: str
    arguments: tuple[Any, ...]
    state: Any = None
    items: dict[Any, Any] = field(default_factory=dict)
    """What would be put into the result by key."""


@dataclass(frozen=True)
class Stored:
    """Something that lies outside the pickle, by its key: a storage of torch."""

    key: Any


def read_pickle(file: BinaryIO) -> Any:
    """The tree of the pickle that begins here; raises ReadError where it is damaged or too large."""
    machine = _Machine()
    try:
        for count, (step, argument, _) in enumerate(pickletools.genops(file)):
            if count > _MOST_STEPS:
                raise ReadError("Its pickle has too many steps.")
            machine.step(step.name, argument)
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, EOFError, RecursionError) as error:
        raise ReadError(f"Its pickle is damaged ({str(error)[:80] or type(error).__name__}).") from None
    return machine.stack[-1] if machine.stack else None


class _Machine:
    """Pickle's stack and memory; values are plain ones and the classes above."""

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}

    def step(self, name: str, argument: Any) -> None:
        if name in _CONSTANTS:
            self.stack.append(_CONSTANTS[name]())
        elif name in _LITERALS:
            self.stack.append(argument)
        elif name not in ("PROTO", "FRAME", "STOP"):
            _STEPS[name](self, argument)

    def to_mark(self) -> list[Any]:
        """What lies above the last mark, which is taken off with it."""
        at = len(self.stack) - 1
        while self.stack[at] is not _MARK:
            at -= 1
            if at < 0:
                raise ValueError("a mark is missing")
        above = self.stack[at + 1 :]
        del self.stack[at:]
        return above

    def remember(self, place: Any) -> None:
        self.memo[len(self.memo) if place is None else int(place)] = self.stack[-1]

    def recall(self, place: Any) -> None:
        self.stack.append(self.memo[int(place)])

    def pack(self, count: int | None) -> None:
        above = self.to_mark() if count is None else [self.stack.pop() for _ in range(count)][::-1]
        self.stack.append(tuple(above))

    def extend(self, values: list[Any]) -> None:
        target = self.stack[-1]
        if isinstance(target, list):
            target.extend(values)
        elif isinstance(target, Call):
            target.items.update({len(target.items) + i: value for i, value in enumerate(values)})

    def put(self, flat: list[Any]) -> None:
        target = self.stack[-1]
        pairs = {_key(flat[i]): flat[i + 1] for i in range(0, len(flat) - 1, 2)}
        (target.items if isinstance(target, Call) else target).update(pairs)

    def two(self) -> list[Any]:
        second, first = self.stack.pop(), self.stack.pop()
        return [first, second]

    def name(self, argument: Any) -> None:
        module, _, name = str(argument).partition(" ")
        self.stack.append(Name(f"{module}.{name}"))

    def name_from_stack(self, _: Any) -> None:
        module, name = self.two()
        self.stack.append(Name(f"{module}.{name}"))

    def call(self, _: Any) -> None:
        callee, arguments = self.two()
        self.stack.append(_called(callee, arguments))

    def call_with_keywords(self, _: Any) -> None:
        keywords = self.stack.pop()
        self.call(None)
        if isinstance(self.stack[-1], Call) and isinstance(keywords, dict):
            self.stack[-1].items.update(keywords)

    def make(self, _: Any) -> None:
        callee, *arguments = self.to_mark()
        self.stack.append(_called(callee, tuple(arguments)))

    def make_named(self, argument: Any) -> None:
        module, _, name = str(argument).partition(" ")
        self.stack.append(_called(Name(f"{module}.{name}"), tuple(self.to_mark())))

    def build(self, _: Any) -> None:
        state = self.stack.pop()
        if isinstance(self.stack[-1], Call):
            self.stack[-1].state = state

    def stored(self, key: Any) -> None:
        self.stack.append(Stored(self.stack.pop() if key is None else key))

    def make_dict(self, _: Any) -> None:
        above = self.to_mark()
        self.stack.append({_key(above[i]): above[i + 1] for i in range(0, len(above) - 1, 2)})


def _called(callee: Any, arguments: Any) -> Any:
    """The call, except for the containers that torch and numpy write as calls."""
    path = callee.path if isinstance(callee, Name) else getattr(callee, "path", "unknown")
    given = arguments if isinstance(arguments, tuple) else (arguments,)
    if path == "collections.OrderedDict":
        pairs = given[0] if given else ()
        return {_key(pair[0]): pair[1] for pair in pairs if len(pair) == 2}
    return Call(path, given)


def _key(value: Any) -> Any:
    """A value as the key of a dictionary."""
    return (
        value if isinstance(value, str | int | float | bytes | bool | None) else f"<{type(value).__name__}>"
    )


_CONSTANTS: dict[str, Callable[[], Any]] = {
    "NONE": lambda: None, "NEWTRUE": lambda: True, "NEWFALSE": lambda: False, "MARK": lambda: _MARK,
    "EMPTY_DICT": dict, "EMPTY_LIST": list, "EMPTY_TUPLE": tuple, "EMPTY_SET": list,
}  # fmt: skip
_LITERALS = {
    "INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT", "STRING", "BINSTRING",
    "SHORT_BINSTRING", "BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8", "UNICODE", "SHORT_BINUNICODE",
    "BINUNICODE", "BINUNICODE8",
}  # fmt: skip
_STEPS: dict[str, Callable[[_Machine, Any], Any]] = {
    "PUT": _Machine.remember, "BINPUT": _Machine.remember, "LONG_BINPUT": _Machine.remember,
    "MEMOIZE": _Machine.remember, "GET": _Machine.recall, "BINGET": _Machine.recall, "LONG_BINGET": _Machine.recall,
    "TUPLE": lambda m, _: m.pack(None), "TUPLE1": lambda m, _: m.pack(1), "TUPLE2": lambda m, _: m.pack(2),
    "TUPLE3": lambda m, _: m.pack(3), "LIST": lambda m, _: m.stack.append(m.to_mark()),
    "DICT": _Machine.make_dict, "FROZENSET": lambda m, _: m.stack.append(m.to_mark()),
    "APPEND": lambda m, _: m.extend([m.stack.pop()]), "APPENDS": lambda m, _: m.extend(m.to_mark()),
    "ADDITEMS": lambda m, _: m.extend(m.to_mark()), "SETITEM": lambda m, _: m.put(m.two()),
    "SETITEMS": lambda m, _: m.put(m.to_mark()), "GLOBAL": _Machine.name, "STACK_GLOBAL": _Machine.name_from_stack,
    "REDUCE": _Machine.call, "NEWOBJ": _Machine.call, "NEWOBJ_EX": _Machine.call_with_keywords,
    "OBJ": _Machine.make, "INST": _Machine.make_named, "BUILD": _Machine.build,
    "PERSID": _Machine.stored, "BINPERSID": lambda m, _: m.stored(None),
    "POP": lambda m, _: m.stack.pop(), "POP_MARK": lambda m, _: m.to_mark(),
    "DUP": lambda m, _: m.stack.append(m.stack[-1]),
}  # fmt: skip
