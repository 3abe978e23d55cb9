"""Core ML: a package or a .mlmodel file; a protobuf message whose program lists operators, shapes and weights."""

from pathlib import Path

from claims.errors import ReadError
from claims.records.autopsy import TensorPort
from reproducers.lab.autopsy.contents import Contents
from reproducers.lab.autopsy.formats import model_format
from reproducers.lab.autopsy.mil_program import add_program
from reproducers.lab.autopsy.target import ModelTarget
from reproducers.lab.files.mapped_file import mapped
from reproducers.lab.files.protobuf_wire import WireField, fields, text_of, varint

_KINDS = {
    200: "classifier made of several models", 201: "regressor made of several models",
    202: "pipeline of several models",
    300: "linear model", 301: "support vector machine", 302: "ensemble of decision trees", 303: "neural network",
    400: "linear model", 401: "support vector machine", 402: "ensemble of decision trees", 403: "neural network",
    404: "nearest neighbours", 500: "neural network", 501: "item recommender", 502: "program", 555: "custom model",
    556: "linked model", 600: "one-hot encoder", 601: "imputer", 602: "feature vectorizer",
    604: "scaler", 2000: "text classifier",
    2001: "word tagger", 2002: "vision feature print", 2003: "sound preprocessing",
}  # fmt: skip
"""Fields of the message Model that hold the model, with what they are (Core ML's Model.proto)."""
_PROGRAM, _DESCRIPTION, _VERSION = 502, 2, 1
_ARRAY_TYPES = {65568: "float32", 65600: "float64", 131104: "int32", 65552: "float16", 131080: "int8"}


def _fits(target: ModelTarget) -> bool:
    return target.suffix == ".mlmodel" or any(
        name.endswith(".mlmodel") for name in target.files if target.main is None
    )


@model_format("Core ML", version=1, fits=_fits, rank=2)
def coreml(target: ModelTarget) -> Contents:
    """A .mlmodel file, or the one in a package, with the weights beside it."""
    name = target.main or min(name for name in target.files if name.endswith(".mlmodel"))
    path = target.root / name
    try:
        with mapped(path) as data:
            return _contents(data, path.parent)
    except (ReadError, UnicodeDecodeError) as error:
        says = error.says if isinstance(error, ReadError) else "A name in it is no text."
        raise ReadError(f"{path.name} is damaged or no Core ML model. {says}", "Export it again.") from None


def _contents(data: memoryview, folder: Path) -> Contents:
    contents = Contents("Core ML", in_order=True, fixed_size=True)
    kinds: list[str] = []
    for part in fields(data, 0, len(data)):
        if part.number == _VERSION:
            contents.needs.append(f"Core ML, specification version {part.value}, on an Apple device.")
        elif part.number == _DESCRIPTION:
            _describe(data, part, contents)
        elif part.number == _PROGRAM:
            add_program(data, part, contents, folder)
            kinds.append("program")
        elif part.number in _KINDS:
            kinds.append(_KINDS[part.number])
    if not kinds:
        raise ReadError("It holds no model of a kind that is known.")
    if kinds != ["program"]:
        contents.config = {"_class_name": kinds[0]}
        contents.unknown.append(f"It is a {kinds[0]} of Core ML's older kind, whose weights are not counted.")
    return contents


def _describe(data: memoryview, description: WireField, contents: Contents) -> None:
    """Inputs, outputs, author and licence."""
    for part in fields(data, description.begin, description.end):
        if part.number in (1, 10):
            (contents.inputs if part.number == 1 else contents.outputs).append(_feature(data, part))
        elif part.number == 100:
            names = {1: "description", 2: "version", 3: "author", 4: "license"}
            for field in fields(data, part.begin, part.end):
                if field.number in names and field.end > field.begin:
                    contents.metadata[names[field.number]] = text_of(data, field)[:500]


def _feature(data: memoryview, feature: WireField) -> TensorPort:
    name, meaning, dtype = "", "", "other"
    shape: tuple[str, ...] = ()
    for part in fields(data, feature.begin, feature.end):
        if part.number == 1:
            name = text_of(data, part)
        elif part.number == 2:
            meaning = text_of(data, part)[:120]
        elif part.number == 3:
            dtype, shape = _type(data, part)
    return TensorPort(name=name, dtype=dtype, shape=shape, meaning=meaning)


def _type(data: memoryview, kind: WireField) -> tuple[str, tuple[str, ...]]:
    """The type of a feature: a number, a text, a picture or an array."""
    names = {1: "int64", 2: "float64", 3: "string", 6: "dictionary", 7: "sequence"}
    for part in fields(data, kind.begin, kind.end):
        if part.number == 4:
            sizes = {field.number: field.value for field in fields(data, part.begin, part.end)}
            return "picture", (str(sizes.get(2, "?")), str(sizes.get(1, "?")))
        if part.number == 5:
            return _array(data, part)
        if part.number in names:
            return names[part.number], ()
    return "other", ()


def _array(data: memoryview, array: WireField) -> tuple[str, tuple[str, ...]]:
    dtype, shape = "other", []
    for part in fields(data, array.begin, array.end):
        if part.number == 1 and part.is_message:
            shape += [str(size) for size in packed(data, part)]
        elif part.number == 1:
            shape.append(str(part.value))
        elif part.number == 2:
            dtype = _ARRAY_TYPES.get(part.value, "other")
    return dtype, tuple(shape)


def packed(data: memoryview, part: WireField) -> list[int]:
    """A list of numbers of variable length."""
    at, values = part.begin, []
    while at < part.end:
        value, at = varint(data, at, part.end)
        values.append(value)
    return values
