"""The tensors that a model's files store: names, kinds and shapes, from headers alone."""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from claims.records import ModelFile
from claims.safetensors_header import header_length
from reproducers.lab.bench import Bench
from reproducers.lab.files.json_file import read_start
from reproducers.lab.files.onnx_graph import read_graph
from reproducers.lab.files.same_bytes import same_bytes
from reproducers.lab.files.weights import find_weights, header_of

_BUFFER = re.compile(
    r"(^|[._])(position_ids|token_type_ids|num_batches_tracked|running_mean|running_var|inv_freq|(?<!_)attn\.bias|masked_bias|relative_position_index)$"
)
"""Tensors that a module keeps but does not learn."""
_EMBEDDING = re.compile(
    r"(^|[._])(\w*embeddings?|embed_tokens|embed_positions|wte|wpe|shared|tok_embeddings|token_embd)\.weight$|^embeddings$|^embedding\.weight$"
)
_NUMBER = re.compile(r"(F|BF|float|bfloat)\d+", re.IGNORECASE)


@dataclass(frozen=True)
class StoredTensor:
    """One tensor of the weights."""

    name: str
    kind: str
    shape: tuple[int, ...]
    file: Path
    begin: int = 0
    """Where its bytes begin in the file; 0 where that is not known."""
    end: int = 0

    @property
    def count(self) -> int:
        """How many numbers it holds."""
        return math.prod(self.shape)

    @property
    def is_buffer(self) -> bool:
        """Whether it is kept but not learnt."""
        return bool(_BUFFER.search(self.name))

    @property
    def is_embedding(self) -> bool:
        """Whether its rows are looked up: vocabulary, positions, segments."""
        return len(self.shape) == 2 and bool(_EMBEDDING.search(self.name)) and "norm" not in self.name.lower()


def stored_tensors(bench: Bench) -> tuple[StoredTensor, ...]:
    """Every stored tensor of the model; raises ModelUnavailable where there is no folder."""
    if bench.model.format == "library":
        held = tuple(file for file in bench.model.files if file.path in bench.model.weights)
        return tuple(_in_safetensors(bench.folder, held))
    weights = find_weights(bench.folder, bench.model.files)
    if weights.format == "onnx":
        path = bench.folder / weights.files[0].path
        return tuple(
            StoredTensor(weight.name, weight.kind, (weight.count,), path)
            for weight in read_graph(path, bench.folder).weights
            if _NUMBER.fullmatch(weight.kind) or weight.kind in ("int8", "uint8")
        )
    return tuple(_in_safetensors(bench.folder, weights.files))


def _in_safetensors(root: Path, files: Iterable[ModelFile]) -> Iterator[StoredTensor]:
    """The tensors of safetensors files, by their headers."""
    for file in files:
        path = root / file.path
        start = 8 + header_length(read_start(path, 8))
        for header in header_of(path).tensors:
            begin, end = start + header.begin, start + header.end
            yield StoredTensor(header.name, header.dtype, header.shape, path, begin, end)


def tied(tensors: tuple[StoredTensor, ...]) -> frozenset[str]:
    """Names of output layers that are stored though they are the input embedding, number for number."""
    embeddings = [tensor for tensor in tensors if tensor.is_embedding and tensor.end]
    copies = set()
    for tensor in tensors:
        if not tensor.end or tensor.is_embedding or len(tensor.shape) != 2:
            continue
        if any(tensor.shape == e.shape and tensor.kind == e.kind and _same(tensor, e) for e in embeddings):
            copies.add(tensor.name)
    return frozenset(copies)


def _same(tensor: StoredTensor, other: StoredTensor) -> bool:
    """Whether two tensors hold the same bytes."""
    size = tensor.end - tensor.begin
    return same_bytes((tensor.file, tensor.begin), (other.file, other.begin), size)
