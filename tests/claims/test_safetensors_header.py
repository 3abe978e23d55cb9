"""The header of a safetensors file: what the library writes is read, and what lies is refused."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.errors import ReadError
from claims.safetensors_header import Header, header_length, read_header

Fields = dict[str, object]


def file_of(header: object, data: int = 0) -> bytes:
    body = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(body).to_bytes(8, "little") + body + bytes(data)


def parsed(header: object, data: int = 0) -> Header:
    body = file_of(header, data)
    return read_header(body[: 8 + header_length(body)], len(body))


def tensor(shape: list[object], begin: object, end: object, dtype: str = "F32") -> Fields:
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


def test_a_file_that_the_library_wrote_is_read() -> None:
    import numpy as np
    from safetensors.numpy import save

    body = save(
        {"b": np.zeros((2, 3), np.float16), "a": np.ones(4, np.int64), "s": np.zeros((), np.float32)},
        metadata={"format": "pt"},
    )
    header = read_header(body, len(body))
    assert {(one.name, one.dtype, one.shape) for one in header.tensors} == {
        ("b", "F16", (2, 3)), ("a", "I64", (4,)), ("s", "F32", ()),
    }  # fmt: skip
    assert header.parameters == 11 and header.dtypes == ("F16", "F32", "I64")
    assert [(pair.name, pair.value) for pair in header.metadata] == [("format", "pt")]


def test_no_tensor_at_all_is_a_file() -> None:
    assert parsed({}).tensors == ()


@pytest.mark.parametrize(
    ("header", "data"),
    [
        ({"a": tensor([2], 0, 8)}, 7),  # ends early
        ({"a": tensor([2], 0, 8)}, 9),  # something follows
        ({"a": tensor([2], 4, 12)}, 12),  # hole at the front
        ({"a": tensor([1], 0, 4), "b": tensor([1], 8, 12)}, 12),  # hole
        ({"a": tensor([2], 0, 8), "b": tensor([2], 4, 12)}, 12),  # overlap
        ({"a": tensor([3], 0, 8)}, 8),  # shape and span disagree
        ({"a": tensor([2], 8, 0)}, 8),  # ends before it begins
        ({"a": tensor([-1], 0, 4)}, 4),
        ({"a": tensor([True], 0, 4)}, 4),
        ({"a": tensor([1.0], 0, 4)}, 4),
        ({"a": tensor([2**40, 2**40], 0, 8)}, 8),  # overflows
        ({"a": tensor([1], 0, 4, "F31")}, 4),
        ({"a": {**tensor([1], 0, 4), "x": 1}}, 4),
        ({"a": {"dtype": "F32", "shape": [1]}}, 4),
        ({"a": 3}, 0),
        ({"__metadata__": {"a": 1}}, 0),
        ({"__metadata__": []}, 0),
        ([], 0),
        (b"{", 0),
        (b' {"__metadata__": {}}', 0),
        (b"\xff\xfe", 0),
        (b'{"a": NaN}', 0),
        (b"[" * 100_000, 0),
        (b'{"a": {"dtype":"F32","shape":[1],"data_offsets":[0,4]}, "a": {"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4),
        (b'{"a": {"dtype":"F32","dtype":"F16","shape":[1],"data_offsets":[0,4]}}', 4),
    ],
)  # fmt: skip
def test_a_header_that_lies_is_refused(header: object, data: int) -> None:
    with pytest.raises(ReadError, match="safetensors file is damaged"):
        parsed(header, data)


@pytest.mark.parametrize(
    "head",
    [b"", b"\x00" * 7, (1 << 40).to_bytes(8, "little"), b"\xff" * 8, (5).to_bytes(8, "little") + b"{}"],
)
def test_a_file_that_ends_within_its_header_is_refused(head: bytes) -> None:
    with pytest.raises(ReadError):
        read_header(head, len(head))


@given(
    st.lists(
        st.tuples(st.sampled_from(["F32", "F16", "U8"]), st.lists(st.integers(0, 5), max_size=3)), max_size=6
    )
)
def test_tensors_laid_end_to_end_are_read_back(shapes: list[tuple[str, list[int]]]) -> None:
    size = {"F32": 4, "F16": 2, "U8": 1}
    header: dict[str, Fields] = {}
    at = 0
    for index, (dtype, shape) in enumerate(shapes):
        count = size[dtype]
        for dimension in shape:
            count *= dimension
        header[f"t{index}"] = tensor([*shape], at, at + count, dtype)
        at += count
    found = parsed(header, at)
    assert {one.name: one.shape for one in found.tensors} == {
        f"t{n}": tuple(shape) for n, (_, shape) in enumerate(shapes)
    }


@settings(max_examples=200)
@given(st.integers(0, 400), st.integers(0, 255))
def test_a_changed_byte_is_read_or_refused_and_nothing_else(at: int, byte: int) -> None:
    body = bytearray(
        file_of({"__metadata__": {"f": "pt"}, "a": tensor([2], 0, 8), "b": tensor([1, 2], 8, 16)}, 16)
    )
    body[at % len(body)] = byte
    try:
        header = read_header(bytes(body), len(body))
    except ReadError:
        return
    assert header.tensors[-1].end <= len(body) if header.tensors else True
