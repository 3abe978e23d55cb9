"""Safetensors: names, types and shapes of all tensors stand in the header."""

from claims.errors import ReadError
from claims.safetensors_header import header_length
from reproducers.lab.autopsy.contents import Contents, TensorEntry
from reproducers.lab.autopsy.formats import model_format
from reproducers.lab.autopsy.target import ModelTarget
from reproducers.lab.autopsy.tensor_words import is_buffer
from reproducers.lab.files.json_file import read_start
from reproducers.lab.files.weights import header_of

_DTYPES = {
    "F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16", "I64": "int64", "I32": "int32",
    "I16": "int16", "I8": "int8", "U8": "uint8", "U16": "uint16", "U32": "uint32", "U64": "uint64", "BOOL": "bool",
    "F8_E4M3": "float8", "F8_E5M2": "float8", "F8_E8M0": "float8", "F8_E4M3FNUZ": "float8", "F8_E5M2FNUZ": "float8",
    "F4": "float4", "F6_E2M3": "float6", "F6_E3M2": "float6", "C64": "complex64",
}  # fmt: skip


def _fits(target: ModelTarget) -> bool:
    if not target.main:
        return False
    announced = int.from_bytes(target.start[:8], "little")
    return target.suffix == ".safetensors" or (target.start[8:9] == b"{" and 0 < announced < 100_000_000)


@model_format("safetensors", version=1, fits=_fits, rank=2)
def safetensors(target: ModelTarget) -> Contents:
    """One safetensors file by its header."""
    if target.start[8:9] != b"{" and target.start[:1] in (b"P", b"\x80"):
        says = f"{target.name} is not safetensors but a pickle or archive."
        raise ReadError(says, "Ask for the real file, or rename it to .pt.")
    path = target.path
    header = header_of(path)
    at = 8 + header_length(read_start(path, 8))
    contents = Contents("safetensors", metadata={pair.name: pair.value for pair in header.metadata})
    for tensor in header.tensors:
        entry = TensorEntry(
            tensor.name,
            _DTYPES[tensor.dtype],
            tensor.shape,
            path,
            at + tensor.begin,
            tensor.end - tensor.begin,
            learnt=not is_buffer(tensor.name),
        )
        contents.tensors.append(entry)
    return contents
