"""Keras (.keras): a zip with the layers' settings as JSON and their weights; parameters follow from the settings."""

import json
import math
from collections.abc import Callable, Iterator

from pydantic import JsonValue

from claims.errors import ReadError
from claims.records.autopsy import TensorPort
from reproducers.lab.autopsy.contents import Contents, GraphNode, TensorEntry
from reproducers.lab.autopsy.fixed_graph import FixedCounter
from reproducers.lab.autopsy.formats import model_format
from reproducers.lab.autopsy.target import ModelTarget
from reproducers.lab.files.torch_archive import member_bytes

Table = dict[str, JsonValue]
Shape = tuple[int, ...]
_NOTHING = {
    "InputLayer", "Activation", "ReLU", "LeakyReLU", "Softmax", "Dropout", "SpatialDropout1D", "SpatialDropout2D",
    "Flatten", "Reshape", "Permute", "Add", "Multiply", "Subtract", "Average", "Maximum", "Concatenate",
    "MaxPooling1D", "MaxPooling2D", "AveragePooling1D", "AveragePooling2D", "GlobalAveragePooling1D",
    "GlobalAveragePooling2D", "GlobalMaxPooling1D", "GlobalMaxPooling2D", "ZeroPadding1D", "ZeroPadding2D",
    "UpSampling1D", "UpSampling2D", "Cropping2D", "Rescaling", "Resizing", "RandomFlip", "RandomRotation",
    "RandomZoom", "GaussianNoise", "ELU", "Masking", "RepeatVector", "CenterCrop",
}  # fmt: skip
"""Layers without weights."""


@model_format(
    "Keras", version=1, fits=lambda target: {"config.json", "metadata.json"} <= target.members, rank=2
)
def keras_archive(target: ModelTarget) -> Contents:
    """A .keras file by the settings of its layers."""
    with target.path.open("rb") as file:
        model, metadata = _json(member_bytes(file, "config.json")), _json(member_bytes(file, "metadata.json"))
    contents = Contents("Keras", in_order=True, fixed_size=True)
    contents.metadata = {
        "producer": f"keras {metadata.get('keras_version', '')}",
        "class": str(model.get("class_name", "")),
    }
    layers = list(_layers(_table(model, "config")))
    if not layers:
        raise ReadError(f"{target.name} lists no layers.", "Save it again with model.save.")
    contents.modules = {name: f"keras.layers.{kind}" for name, kind, _, _ in layers}
    shapes: dict[str, Shape] = {}
    for name, kind, settings, given in layers:
        _add(contents, shapes, name, kind, settings, given)
    contents.inputs = [_port(settings, name) for name, kind, settings, _ in layers if kind == "InputLayer"]
    if contents.inputs and layers[-1][3]:
        contents.outputs = [TensorPort(name=layers[-1][0], dtype="float32", shape=("?",))]
    contents.count = FixedCounter(contents.nodes, shapes, set())
    contents.leftovers += _training(model, layers)
    contents.needs.append("Keras 3 with any of its backends.")
    return contents


def _json(body: bytes) -> Table:
    try:
        parsed: JsonValue = json.loads(body)
    except (ValueError, RecursionError):
        raise ReadError("The settings in the archive are no JSON.", "Save the model again.") from None
    return parsed if isinstance(parsed, dict) else {}


def _table(table: Table, key: str) -> Table:
    value = table.get(key)
    return value if isinstance(value, dict) else {}


def _layers(config: Table, prefix: str = "", depth: int = 0) -> Iterator[tuple[str, str, Table, Shape]]:
    """Every layer with its class, settings and the shape that goes in; those of models inside it too."""
    listed = config.get("layers")
    for layer in listed if isinstance(listed, list) and depth < 20 else ():
        if not isinstance(layer, dict):
            continue
        inner, kind = _table(layer, "config"), str(layer.get("class_name", ""))
        name = f"{prefix}{inner.get('name') or layer.get('name') or kind}"
        if "layers" in inner:
            yield from _layers(inner, f"{name}.", depth + 1)
        else:
            yield name, kind, inner, _shape(_table(layer, "build_config").get("input_shape"))


def _shape(value: JsonValue) -> Shape:
    """A shape, its open sizes as one; of several inputs the first."""
    if isinstance(value, list) and value and isinstance(value[0], list):
        value = value[0]
    return tuple(size if isinstance(size, int) else 1 for size in value) if isinstance(value, list) else ()


def _add(
    contents: Contents, shapes: dict[str, Shape], name: str, kind: str, settings: Table, given: Shape
) -> None:
    """A layer's weights and operations."""
    rule = _RULES.get(kind)
    if rule is None:
        if kind not in _NOTHING:
            contents.unknown.append(
                f"The layer {name[:60]} of the class {kind[:60]}: its weights are not counted."
            )
            contents.nodes.append(GraphNode(kind, name, (), (name,), module=name, flops=None))
        return
    if not given:
        contents.unknown.append(f"The layer {name[:60]} ({kind[:40]}) does not say what goes in.")
        return
    weights, output, flops = rule(settings, given)
    for place, shape in enumerate(weights):
        learnt = kind != "BatchNormalization" or place < 2
        contents.tensors.append(
            TensorEntry(
                f"{name}.{_WEIGHT[min(place, 3)]}",
                "float32",
                shape,
                stored_bytes=4 * math.prod(shape),
                learnt=learnt,
            )
        )
    shapes[name] = output
    main = weights[0] if weights else ()
    detail = " x ".join(map(str, main[:-2])) if len(main) > 2 else ""
    sizes = f"{main[-2]} → {main[-1]}" if len(main) > 1 else " x ".join(map(str, main))
    names = tuple(f"{name}.{_WEIGHT[min(place, 3)]}" for place in range(len(weights)))
    contents.nodes.append(
        GraphNode(_KINDS.get(kind, kind), name, (), (name,), output, names, detail, name, sizes, flops)
    )


_WEIGHT = ("weight", "bias", "running_mean", "running_var")
_KINDS = {"Dense": "Gemm", "Conv1D": "Conv", "Conv2D": "Conv", "Conv3D": "Conv", "DepthwiseConv2D": "DEPTHWISE_CONV_2D",
          "SeparableConv2D": "Conv", "Conv2DTranspose": "ConvTranspose", "Embedding": "Gather",
          "BatchNormalization": "BatchNormalization", "LayerNormalization": "LayerNormalization"}  # fmt: skip
Rule = Callable[[Table, Shape], tuple[list[Shape], Shape, int]]


def _count(settings: Table, key: str, default: int = 1) -> int:
    value = settings.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def _sides(settings: Table, key: str, dimensions: int) -> Shape:
    value = settings.get(key)
    if isinstance(value, list):
        return tuple(size if isinstance(size, int) else 1 for size in value)
    return (value if isinstance(value, int) else 1,) * dimensions


def _bias(settings: Table, width: int) -> list[Shape]:
    return [(width,)] if settings.get("use_bias") is not False else []


def _dense(settings: Table, given: Shape) -> tuple[list[Shape], Shape, int]:
    units, output = _count(settings, "units"), (*given[:-1], _count(settings, "units"))
    return [(given[-1], units), *_bias(settings, units)], output, 2 * math.prod(output) * given[-1]


def _convolved(settings: Table, given: Shape, kernel: Shape) -> Shape:
    """The sides of the output, channels last."""
    strides = _sides(settings, "strides", len(kernel))
    same = settings.get("padding") == "same"
    return tuple(
        -(-side // stride) if same else max(1, (side - width) // stride + 1)
        for side, width, stride in zip(given[1:-1], kernel, strides, strict=False)
    )


def _conv(settings: Table, given: Shape) -> tuple[list[Shape], Shape, int]:
    kernel, filters = _sides(settings, "kernel_size", len(given) - 2), _count(settings, "filters")
    inner = given[-1] // max(1, _count(settings, "groups"))
    output = (given[0], *_convolved(settings, given, kernel), filters)
    flops = 2 * math.prod(output) * math.prod(kernel) * inner
    return [(*kernel, inner, filters), *_bias(settings, filters)], output, flops


def _depthwise(settings: Table, given: Shape) -> tuple[list[Shape], Shape, int]:
    kernel, times = _sides(settings, "kernel_size", 2), _count(settings, "depth_multiplier")
    output = (given[0], *_convolved(settings, given, kernel), given[-1] * times)
    return (
        [(*kernel, given[-1], times), *_bias(settings, output[-1])],
        output,
        2 * math.prod(output) * math.prod(kernel),
    )


def _transposed(settings: Table, given: Shape) -> tuple[list[Shape], Shape, int]:
    kernel, filters = _sides(settings, "kernel_size", 2), _count(settings, "filters")
    strides = _sides(settings, "strides", 2)
    output = (given[0], *(side * stride for side, stride in zip(given[1:-1], strides, strict=False)), filters)
    return (
        [(*kernel, filters, given[-1]), *_bias(settings, filters)],
        output,
        2 * math.prod(given) * math.prod(kernel) * filters,
    )


def _norm(settings: Table, given: Shape) -> tuple[list[Shape], Shape, int]:
    wide: Shape = (given[-1],)
    own: list[Shape] = [wide] * (bool(settings.get("scale", True)) + bool(settings.get("center", True)))
    return [*own, wide, wide] if "momentum" in settings else own, given, 0


def _table_rule(settings: Table, given: Shape) -> tuple[list[Shape], Shape, int]:
    wide = _count(settings, "output_dim")
    return [(_count(settings, "input_dim"), wide)], (*given, wide), 0


def _recurrent(gates: int) -> Rule:
    def rule(settings: Table, given: Shape) -> tuple[list[Shape], Shape, int]:
        units = _count(settings, "units")
        doubled = 2 if gates == 3 and settings.get("reset_after", True) is not False else 1
        biases: list[Shape] = [(doubled * gates * units,)] if settings.get("use_bias") is not False else []
        weights: list[Shape] = [(given[-1], gates * units), (units, gates * units)]
        steps = math.prod(given[:-1])
        return [*weights, *biases], (given[0], units), 2 * steps * gates * units * (given[-1] + units)

    return rule


_RULES: dict[str, Rule] = {
    "Dense": _dense, "Conv1D": _conv, "Conv2D": _conv, "Conv3D": _conv, "DepthwiseConv2D": _depthwise,
    "Conv2DTranspose": _transposed, "BatchNormalization": _norm, "LayerNormalization": _norm, "Embedding": _table_rule,
    "LSTM": _recurrent(4), "GRU": _recurrent(3), "SimpleRNN": _recurrent(1),
}  # fmt: skip


def _port(settings: Table, name: str) -> TensorPort:
    value = settings.get("batch_shape") or settings.get("batch_input_shape")
    shape = (
        tuple(str(size) if isinstance(size, int) else "batch" for size in value)
        if isinstance(value, list)
        else ()
    )
    return TensorPort(name=name, dtype=str(settings.get("dtype", "float32"))[:20], shape=shape)


def _training(model: Table, layers: list[tuple[str, str, Table, Shape]]) -> list[str]:
    """Dropout, and the settings of the optimizer that compile left."""
    dropouts = sum("Dropout" in kind for _, kind, _, _ in layers)
    leftovers = [f"{dropouts} Dropout layers, which do nothing at inference."] if dropouts else []
    optimizer = _table(_table(model, "compile_config"), "optimizer").get("class_name") or _table(
        model, "compile_config"
    ).get("optimizer")
    return (
        [
            *leftovers,
            f"It was compiled for training with {str(optimizer)[:40]}; its state may be in the file.",
        ]
        if optimizer
        else leftovers
    )
