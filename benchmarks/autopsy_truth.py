"""Parameters of a model file as the libraries of its format count them, for benchmarks/autopsy.py."""

from collections.abc import Callable
from pathlib import Path
from typing import Any


def counted_by_others(path: Path) -> int | None:
    """The parameters by the format's own library; None where there is none here."""
    ways: dict[str, Callable[[Path], int]] = {
        ".onnx": by_onnx, ".safetensors": by_safetensors, ".jit": by_torchscript, ".tflite": by_tflite, ".pth": by_torch, ".pt": by_torch,
    }  # fmt: skip
    if path.is_dir():
        return sum(map(by_safetensors, path.glob("*.safetensors"))) or None
    try:
        return ways[path.suffix](path) if path.suffix in ways else None
    except ImportError:
        return None


def by_onnx(path: Path) -> int:
    """Floating-point initialisers and constants; running means, sizes and single numbers of formulas left out."""
    import onnx

    model, total = onnx.load(str(path)), 0

    def graphs(graph: Any) -> Any:
        yield graph
        for node in graph.node:
            for attribute in node.attribute:
                if attribute.HasField("g"):
                    yield from graphs(attribute.g)

    every = list(graphs(model.graph))
    nodes = [node for graph in every for node in graph.node]
    running = {name for node in nodes if node.op_type == "BatchNormalization" for name in node.input[3:5]}
    sizes = {
        name
        for node in nodes
        if node.op_type in ("Resize", "Upsample", "Clip", "Pad")
        for name in node.input[1:]
    }
    layers = {
        name
        for node in nodes
        if node.op_type in ("Conv", "ConvTranspose", "Gemm", "PRelu")
        for name in node.input
    }
    for graph in every:
        tensors = [(tensor.name, tensor) for tensor in graph.initializer]
        constants = [node for node in graph.node if node.op_type == "Constant"]
        tensors += [(n.output[0], a.t) for n in constants for a in n.attribute if a.HasField("t")]
        floats = [(name, t) for name, t in tensors if t.data_type in (1, 10, 11, 16)]
        kept = [
            t for name, t in floats if name not in running | sizes and (size_of(t.dims) > 1 or name in layers)
        ]
        total += sum(size_of(tensor.dims) for tensor in kept)
    return total


def size_of(sizes: Any) -> int:
    """The product of sizes."""
    product = 1
    for size in sizes:
        product *= int(size)
    return product


def by_safetensors(path: Path) -> int:
    """Floating-point tensors."""
    from safetensors import safe_open

    with safe_open(path, "pt") as file:
        tensors = [file.get_slice(name) for name in file.keys()]  # noqa: SIM118 - it is no dictionary
        return sum(size_of(t.get_shape()) for t in tensors if t.get_dtype().startswith(("F", "BF")))


def by_torchscript(path: Path) -> int:
    """Parameters of the loaded module; the file is one that its package's users load anyway."""
    import torch

    model = torch.jit.load(str(path), map_location="cpu")
    return sum(parameter.numel() for parameter in {p.data_ptr(): p for p in model.parameters()}.values())


def by_torch(path: Path) -> int:
    """Floating-point tensors of a state dict, running means left out."""
    import torch

    held = torch.load(path, map_location="cpu", weights_only=True)  # noqa: TID251 - the restricted reader
    held = held.get("model_state", held.get("state_dict", held))
    kept = {name: t for name, t in held.items() if "running_" not in name and "num_batches" not in name}
    return sum(t.numel() for t in kept.values() if hasattr(t, "numel") and t.is_floating_point())


def by_tflite(path: Path) -> int:
    """Floating-point tensors with a buffer of their own; single numbers only where a layer takes them."""
    import tflite

    model = tflite.Model.GetRootAsModel(path.read_bytes(), 0)
    graph = model.Subgraphs(0)
    sizes: dict[int, int] = {}
    layers = set()
    for place in range(graph.OperatorsLength()):
        operator = graph.Operators(place)
        code = model.OperatorCodes(operator.OpcodeIndex())
        if max(code.DeprecatedBuiltinCode(), code.BuiltinCode()) in (
            3,
            4,
            9,
        ):  # convolutions and linear layers
            layers |= {operator.Inputs(side) for side in range(operator.InputsLength())}
    for place in range(graph.TensorsLength()):
        tensor = graph.Tensors(place)
        held = model.Buffers(tensor.Buffer()).DataLength() > 0
        shape = [tensor.Shape(side) for side in range(tensor.ShapeLength())]
        if held and tensor.Type() in (0, 1) and (size_of(shape) > 1 or place in layers):
            sizes[tensor.Buffer()] = size_of(shape)
    return sum(sizes.values())
