"""Embedding dimension, context length, layers and vocabulary: the weights' shapes first, then what the files say."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

from pydantic import JsonValue

from claims.records import Alternative, Attempt, Model, Pair, Question, Slice
from reproducers import reproducer
from reproducers.lab.bench import Bench
from reproducers.lab.files.config import Config, read_config
from reproducers.lab.files.json_file import read_table
from reproducers.lab.models.pretrained import positions
from reproducers.lab.models.stored_tensors import StoredTensor, stored_tensors
from reproducers.lab.planning import requirements
from reproducers.lab.refusal import Refusal
from reproducers.lab.scoring.to_measurement import counted, skipped

Sizes = dict[str, int]
"""A source to the value that it gives, the most trustworthy first."""

_WORDS = re.compile(
    r"(word_embeddings|embed_tokens|wte|shared|tok_embeddings)\.weight$|^embeddings$|^embedding\.weight$"
)
_POSITIONS = re.compile(r"(position_embeddings|embed_positions|wpe)\.weight$")
_LAYER = re.compile(r"(?:^|\.)(?:layers?|h|blocks?)\.(\d+)\.")


def fits(model: Model, _rows: Slice | None) -> Refusal | None:
    """The refusal for anything but weights in safetensors, whose headers give shapes."""
    if model.format == "onnx":
        return Refusal("no_reproducer", "An ONNX file keeps no names of layers; ask for safetensors.")
    return requirements.stores_tensors(model)


@reproducer(
    "dimensions",
    version=1,
    metrics={"embedding_dimension", "context_length", "layers", "vocabulary_size"},
    fits=fits,
)
def dimensions(questions: tuple[Question, ...], bench: Bench) -> Iterator[Attempt]:
    """Read each dimension where it cannot be misstated: in the shapes of the weights."""
    root = bench.folder
    tensors, config = stored_tensors(bench), read_config(root)
    for question in questions:
        sources = _SOURCES[question.metric](root, tensors, config)
        sizes = [(source, value) for source, value in sources.items() if value]
        if not sizes:
            detail = "Neither the weights' shapes nor config.json say it."
            yield skipped(question, bench, "no_reproducer", detail)
            continue
        source, value = sizes[0]
        yield counted(
            question,
            bench,
            Decimal(value),
            str(value),
            alternatives=(Alternative(metric=s, value=Decimal(v)) for s, v in sizes if v != value),
            settings=(Pair(name="read from", value=source),),
        )


def _embedding(root: Path, tensors: tuple[StoredTensor, ...], config: Config) -> Sizes:
    """What comes out of the pooling, else the width of the word embeddings."""
    pooling = read_table(root / "1_Pooling" / "config.json")
    pooled = pooling.get("word_embedding_dimension", pooling.get("embedding_dimension"))
    return {
        "1_Pooling/config.json": pooled
        if isinstance(pooled, int) and len(list(root.glob("*_Dense"))) == 0
        else 0,
        "config.json": config.hidden,
        "shape of the word embeddings": _shape(tensors, _WORDS)[1],
    }


def _context(root: Path, tensors: tuple[StoredTensor, ...], config: Config) -> Sizes:
    """The position embeddings that there are; what the tokenizer cuts at stands beside it."""
    cut = read_table(root / "sentence_bert_config.json").get("max_seq_length")
    rows = _shape(tensors, _POSITIONS)[0]
    return {
        "shape of the position embeddings": positions(config.model_type, rows, config.pad),
        "config.json": positions(config.model_type, config.positions, config.pad),
        "sentence_bert_config.json": cut if isinstance(cut, int) else 0,
        "tokenizer_config.json": _sane(read_table(root / "tokenizer_config.json").get("model_max_length")),
    }


def _layers(_root: Path, tensors: tuple[StoredTensor, ...], config: Config) -> Sizes:
    numbers = {int(match[1]) for tensor in tensors if (match := _LAYER.search(tensor.name))}
    return {"names of the tensors": len(numbers), "config.json": config.layers}


def _vocabulary(_root: Path, tensors: tuple[StoredTensor, ...], config: Config) -> Sizes:
    return {"shape of the word embeddings": _shape(tensors, _WORDS)[0], "config.json": config.vocabulary}


_SOURCES: dict[str, Callable[[Path, tuple[StoredTensor, ...], Config], Sizes]] = {
    "embedding_dimension": _embedding,
    "context_length": _context,
    "layers": _layers,
    "vocabulary_size": _vocabulary,
}


def _shape(tensors: tuple[StoredTensor, ...], name: re.Pattern[str]) -> tuple[int, int]:
    shape = next((t.shape for t in tensors if len(t.shape) == 2 and name.search(t.name)), (0, 0))
    return shape[0], shape[1]


def _sane(value: JsonValue) -> int:
    """A length, where it is one: tokenizers write 10^30 for "no limit"."""
    return value if isinstance(value, int) and 0 < value < 10**9 else 0
