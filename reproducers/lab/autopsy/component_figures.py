"""Numbers of a model beside its parameters: memory of its weights, cache a token, sparsity."""

from collections.abc import Iterator
from decimal import Decimal

from claims.records.autopsy import Figure
from reproducers.lab.autopsy import number_sample
from reproducers.lab.autopsy.contents import BITS, Contents, TensorEntry
from reproducers.lab.cost.memory_model import sizes_of
from reproducers.lab.files.config import Config


def figures_of(
    contents: Contents, learnt: list[TensorEntry], config: Config, *, glimpse: bool
) -> Iterator[Figure]:
    """Each number with how it is known; of a glimpse nothing is told of the stored numbers."""
    yield from _memory(contents, learnt)
    yield from _beside(contents, learnt)
    yield from _cache(contents, config)
    if not glimpse:
        yield from number_sample.figures(number_sample.sample(contents.tensors))


def _memory(contents: Contents, learnt: list[TensorEntry]) -> Iterator[Figure]:
    stored = Decimal(sum(tensor.stored_bytes for tensor in contents.tensors))
    if stored:
        yield Figure(
            name="weights in memory", value=stored, unit="bytes", known="counted", note="as they are stored"
        )
    if any(BITS.get(tensor.dtype) == 32 for tensor in learnt):
        half = Decimal(2 * sum(tensor.count for tensor in learnt))
        yield Figure(name="weights in 16 bits", value=half, unit="bytes", known="estimated")


def _beside(contents: Contents, learnt: list[TensorEntry]) -> Iterator[Figure]:
    """Numbers that are no parameters: copies, and what was not learnt."""
    saved = sum(t.count for t in contents.tensors if t.learnt) - sum(t.count for t in learnt)
    if saved:
        note = "tied tensors; counted once"
        yield Figure(name="numbers stored or named twice", value=Decimal(saved), known="counted", note=note)
    others = sum(tensor.count for tensor in contents.tensors if not tensor.learnt)
    if others:
        note = "running means, indices, sizes, optimizer states"
        yield Figure(name="numbers that were not learnt", value=Decimal(others), known="counted", note=note)


def _cache(contents: Contents, config: Config) -> Iterator[Figure]:
    """What a decoder keeps of every token: keys and values of each layer."""
    sizes = sizes_of(config)
    writes = {config.task, contents.task} & {"text-generation", "text2text-generation"}
    if sizes is None or not writes:
        return
    width = BITS.get(config.dtype, 16) // 8
    note = f"{sizes.layers} layers x {sizes.kv_heads} heads x {sizes.head}, {width} bytes a number"
    if config.odd_cache:
        note += f"; its {config.odd_cache} makes it smaller"
    value = Decimal(sizes.cache(1, width=width))
    yield Figure(name="cache a token", value=value, unit="bytes", known="estimated", note=note)
