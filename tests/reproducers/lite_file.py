"""Writes a TensorFlow Lite file of one fully connected layer, with the library of the format."""

import struct
from pathlib import Path

from tests.flows.autopsy_models import TfliteWriter

_FULLY_CONNECTED = 9


def write_linear(path: Path, weights: list[list[float]], bias: list[float]) -> None:
    """A layer from as many numbers as a row of the weights has to as many outputs as there are rows."""
    writer = TfliteWriter()
    builder = writer.builder
    outputs, inputs = len(weights), len(weights[0])
    flat = [value for row in weights for value in row]
    stored = [builder.CreateByteVector(struct.pack(f"<{len(part)}f", *part)) for part in (flat, bias)]
    buffers = writer.tables(writer.table({}), *(writer.table({0: place}) for place in stored))
    shapes = {
        "x": ((1, inputs), 0),
        "w": ((outputs, inputs), 1),
        "b": ((outputs,), 2),
        "y": ((1, outputs), 0),
    }
    tensors = [
        writer.table({0: writer.ints(*shape), 3: builder.CreateString(name)}, {2: buffer})
        for name, (shape, buffer) in shapes.items()
    ]
    operator = writer.table({1: writer.ints(0, 1, 2), 2: writer.ints(3)})
    lists = {0: writer.tables(*tensors), 1: writer.ints(0), 2: writer.ints(3), 3: writer.tables(operator)}
    graph = writer.tables(writer.table(lists))
    codes = writer.tables(writer.table({}, {0: _FULLY_CONNECTED, 3: _FULLY_CONNECTED}))
    model = writer.table({1: codes, 2: graph, 3: builder.CreateString("made"), 4: buffers}, {0: 3})
    builder.Finish(model, file_identifier=b"TFL3")
    path.write_bytes(bytes(builder.Output()))
