"""What an ONNX graph takes for inputs of a size: operations and memory of activations."""

from functools import lru_cache
from typing import TYPE_CHECKING

from reproducers.lab.autopsy.activations import activation_memory
from reproducers.lab.autopsy.contents import GraphCount, LoadSize
from reproducers.lab.autopsy.loads import MEMORY_PORT
from reproducers.lab.cost.onnx_flops import CountedGraph, count_model
from reproducers.lab.files.onnx_graph import graphs_of

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto


class OnnxCounter:
    """Counts a graph for inputs of a size; the last size is kept."""

    def __init__(self, model: "ModelProto", nodes: "list[NodeProto]") -> None:
        graphs = (graph for node in nodes for graph in graphs_of(node).values())
        tensors = (tensor.name for graph in (model.graph, *graphs) for tensor in graph.initializer)
        constants = (name for node in nodes if node.op_type == "Constant" for name in node.output)
        self.model, self.stored = model, {*tensors, *constants}
        self.counted = lru_cache(maxsize=1)(self._counted)

    def _counted(self, size: LoadSize) -> CountedGraph:
        sizes = {
            f"{port.name}[1]": size.batch  # what a recurrent network remembers: layers first, then the batch
            for port in self.model.graph.input
            if MEMORY_PORT.fullmatch(port.name)
            and port.type.tensor_type.shape.dim[:1]
            and port.type.tensor_type.shape.dim[0].dim_value
        }
        return count_model(self.model, sizes, rows=size.batch, tokens=size.length)

    def __call__(self, size: LoadSize) -> GraphCount:
        """The operations, and what activations take."""
        counted = self.counted(size)
        made = ((name, of.scope.shapes.get(name)) for of in counted.taken for name in of.node.output)
        shapes = {name: shape for name, shape in made if shape is not None}
        memory = activation_memory(counted.nodes, counted.by_node, self.stored)
        return GraphCount(counted.operations, counted.by_node, shapes, memory.peak_bytes, memory.moved_bytes)
