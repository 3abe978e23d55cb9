"""Weights that a graph cuts, joins or turns before an operator takes them: they belong to that operator, once."""

from collections.abc import Container, Mapping, Sequence

from reproducers.lab.autopsy.contents import GraphNode

_JOINING = frozenset(("Concat",))
_MOVING = _JOINING | {"Cast", "Identity", "Reshape", "Slice", "Split", "Squeeze", "Transpose", "Unsqueeze"}
"""Operators that move numbers and learn none."""


def with_moved_weights(
    nodes: Sequence[GraphNode], names: Mapping[str, str], stored: Container[str]
) -> list[GraphNode]:
    """The nodes, those that only move stored tensors without weights and those that take the result with them."""
    moved: dict[str, tuple[str, ...]] = {}
    placed: list[GraphNode] = []
    for node in nodes:
        taken = [_stored_tensors(name, moved, names, stored) for name in node.inputs]
        weights = tuple(dict.fromkeys(name for tensors in taken for name in tensors))
        data = taken if node.kind in _JOINING else taken[:1]
        if node.kind in _MOVING and data and all(data):
            carried = tuple(dict.fromkeys(name for tensors in data for name in tensors))
            moved.update(dict.fromkeys(node.outputs, carried))
            weights = ()
        placed.append(node._replace(weights=weights))
    return placed


def _stored_tensors(
    name: str, moved: Mapping[str, tuple[str, ...]], names: Mapping[str, str], stored: Container[str]
) -> tuple[str, ...]:
    """The stored tensors that an input is made of; empty where it is computed."""
    if name in moved:
        return moved[name]
    named = names.get(name, name)
    return (named,) if named in stored else ()
