"""Memory of a graph's activations: every tensor lives from its operator to the last that takes it."""

import math
from typing import NamedTuple

from reproducers.lab.cost.onnx_shapes import FollowedNode

_WIDTHS = {1: 4, 2: 1, 3: 1, 4: 2, 5: 2, 6: 4, 7: 8, 9: 1, 10: 2, 11: 8, 12: 4, 13: 8, 16: 2}
"""Bytes of a number by ONNX's type."""


class ActivationMemory(NamedTuple):
    """What a pass holds at its widest, and what it moves."""

    peak_bytes: int
    moved_bytes: int
    """Inputs and outputs of every operator that multiplies, once each; the rest can be fused to them."""


def activation_memory(
    nodes: list[FollowedNode], by_node: dict[str, int], stored: set[str]
) -> ActivationMemory:
    """Follow the tensors of a graph through their lives, of branches the widest; weights are not among them."""
    last = {name: place for place, followed in enumerate(nodes) for name in followed.node.input}
    stored = set(stored)
    alive: dict[str, int] = {}
    peak = moved = 0
    for place, followed in enumerate(nodes):
        if followed.node.input and stored.issuperset(filter(None, followed.node.input)):
            stored.update(followed.node.output)  # weights that are only moved, which a runtime does once
        for name in (*followed.node.input, *followed.node.output):
            fresh = name and name not in stored and name not in alive
            if fresh and (place == 0 or name in followed.node.output):
                alive[name] = _size(name, followed)
        inner = [activation_memory(branch.nodes, by_node, stored) for branch in followed.branches]
        peak = max(peak, sum(alive.values()) + max((memory.peak_bytes for memory in inner), default=0))
        moved += (followed.times or 1) * sum(memory.moved_bytes for memory in inner)
        if followed.node.output and followed.node.output[0] in by_node:
            names = {*followed.node.input, *followed.node.output} - stored
            moved += sum(_size(name, followed) for name in names if name)
        alive = {name: size for name, size in alive.items() if last.get(name, -1) > place}
    return ActivationMemory(peak, moved)


def _size(name: str, followed: FollowedNode) -> int:
    """Bytes of a tensor; a size that is not known counts nothing."""
    scope = followed.scope
    shape = scope.shapes.get(name)
    return math.prod(shape) * _WIDTHS.get(scope.types.get(name, 1), 4) if shape is not None else 0
