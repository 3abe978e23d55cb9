"""Operations and memory of a graph whose shapes the file writes down, for the one size that it was made for."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from reproducers.lab.autopsy.contents import GraphCount, GraphNode, LoadSize
from reproducers.lab.cost.flops import OperationCount

Shape = tuple[int, ...]
_WIDTH = 4  # bytes of a number of an activation, where nothing else is said


class FixedCounter:
    """Adds up what each node says that it takes."""

    def __init__(
        self, nodes: Sequence[GraphNode], shapes: Mapping[str, Shape | None], stored: set[str]
    ) -> None:
        self.nodes, self.stored = nodes, stored
        self.shapes = {name: shape for name, shape in shapes.items() if shape is not None}

    def __call__(self, _: LoadSize) -> GraphCount:
        """The operations, and what activations take."""
        counted: Counter[str] = Counter()
        by_node: dict[str, int] = {}
        missed = {node.kind for node in self.nodes if node.flops is None}
        for node in self.nodes:
            if node.flops and node.outputs:
                counted[node.kind] += node.flops
                by_node[node.outputs[0]] = by_node.get(node.outputs[0], 0) + node.flops
        others = sum(node.flops == 0 for node in self.nodes)
        by = dict(counted.most_common())
        count = OperationCount(sum(by.values()), by, tuple(sorted(missed)), others)
        return GraphCount(count, by_node, self.shapes, self._peak(), self._moved(by_node))

    def _size(self, name: str) -> int:
        shape = self.shapes.get(name)
        return _WIDTH * math.prod(shape) if shape is not None and name not in self.stored else 0

    def _peak(self) -> int:
        """The most bytes of activations that are alive at once."""
        last = {name: place for place, node in enumerate(self.nodes) for name in node.inputs}
        alive: dict[str, int] = {}
        peak = 0
        for place, node in enumerate(self.nodes):
            alive |= {name: self._size(name) for name in (*node.inputs, *node.outputs)}
            peak = max(peak, sum(alive.values()))
            alive = {name: size for name, size in alive.items() if last.get(name, -1) > place}
        return peak

    def _moved(self, by_node: Mapping[str, int]) -> int:
        """Inputs and outputs of every operator that multiplies."""
        products = [node for node in self.nodes if node.outputs and node.outputs[0] in by_node]
        return sum(self._size(name) for node in products for name in (*node.inputs, *node.outputs))


def product(output: Shape, length: int) -> int:
    """Operations of an output each of whose numbers is a product of that length."""
    return 2 * math.prod(output) * length
