"""What passes over inputs of some sizes take: one and 32 at once, short and long."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from claims.records.autopsy import Load
from reproducers.lab.autopsy.contents import BITS, Contents, GraphCount, LoadSize, TensorEntry
from reproducers.lab.autopsy.ports import is_spectrogram
from reproducers.lab.autopsy.tensor_words import part_of
from reproducers.lab.autopsy.transformer_cost import TransformerModel

_BATCHES = (1, 32)
_LINEAR = 16  # linear layers of a perceptron; more are likely blocks of something else
_LENGTHS = {"tokens": (128, 512), "pixels": (224, 448), "samples": (16_000, 160_000), "steps": (128, 512)}
_PIECE = 512
"""Samples of a piece of sound, for a model that remembers what came before."""
MEMORY_PORT = re.compile(r"(?i)(?:states?|state_\w+|hn?|cn?|h0|c0|hidden\w*)")
"""Names of inputs that hold what came before."""
_WORDS = {"tokens": "text of {} tokens", "pixels": "picture of {}", "samples": "sound of {} samples",
          "steps": "sequence of {} steps"}  # fmt: skip


def graph_loads(contents: Contents, first: GraphCount | None, parts: dict[str, str]) -> tuple[Load, ...]:
    """Loads of a file that holds its graph: as many as its open sizes allow; `parts` by the outputs of operators."""
    if contents.count is None:
        return ()
    sizes = () if contents.fixed_size else tuple(port.shape for port in contents.inputs if port.shape)
    batch_open = any(not shape[0].isdigit() for shape in sizes)
    length_open = any(not size.isdigit() for shape in sizes for size in shape[1:])
    unit = _unit(contents)
    loads, lengths = [], _lengths(contents)
    for length in lengths if length_open else (lengths[0],):
        for batch in _BATCHES if batch_open else (1,):
            name = (
                _load_name(batch, length, unit, contents) if length_open else _of_fixed_size(batch, contents)
            )
            counted = (
                first
                if first and (batch, length) == (1, lengths[0])
                else contents.count(LoadSize(batch, length))
            )
            loads.append(_graph_load(name, batch, counted, contents, parts))
    return tuple(loads)


def first_size(contents: Contents) -> LoadSize:
    """The size of the first load."""
    return LoadSize(1, _lengths(contents)[0])


def _lengths(contents: Contents) -> tuple[int, ...]:
    """The lengths that open sizes are set to: those the file is made for, else usual ones."""
    unit = _unit(contents)
    if unit == "pixels" and contents.side:
        return (contents.side,)
    if unit == "samples" and any(MEMORY_PORT.fullmatch(port.name) for port in contents.inputs):
        return (_PIECE,)
    return _LENGTHS[unit]


def _unit(contents: Contents) -> str:
    """What the open sizes of the inputs count."""
    first = next((port for port in contents.inputs if port.shape), None)
    if first is None:
        return "steps"
    if len(first.shape) == 4 and not is_spectrogram(first):
        return "pixels"
    if first.dtype in ("int64", "int32"):
        return "tokens"
    return "samples" if len(first.shape) == 2 else "steps"


def _load_name(batch: int, length: int, unit: str, contents: Contents) -> str:
    """A load with its open sizes set; of a picture both sides, of which one may be fixed."""
    first = next((port.shape for port in contents.inputs if port.shape), ())
    if unit != "pixels" or len(first) != 4:
        return _named(batch, _WORDS[unit].format(f"{length:,}"))
    sides = first[1:3] if first[3] in ("1", "3", "4") else first[2:]
    shown = " x ".join(side if side.isdigit() else str(length) for side in sides)
    return _named(batch, f"picture of {shown}")


def _named(batch: int, input_name: str) -> str:
    return f"1 {input_name}" if batch == 1 else f"{batch} {input_name.replace(' of ', 's of ', 1)}"


def _of_fixed_size(batch: int, contents: Contents) -> str:
    shapes = ", ".join(" x ".join(port.shape[1:]) or "1" for port in contents.inputs[:3] if port.shape)
    return _named(batch, f"input of {shapes or 'its one size'}")


def _graph_load(
    name: str, batch: int, counted: GraphCount, contents: Contents, parts: dict[str, str]
) -> Load:
    count = counted.operations
    whole = not count.uncounted
    by_part: Counter[str] = Counter()
    for output, flops in counted.by_node.items():
        by_part[parts.get(output, "other")] += flops
    weights = sum(tensor.stored_bytes for tensor in contents.tensors if tensor.learnt) - contents.idle_bytes
    return Load(
        name=name,
        batch=batch,
        flops=count.total if whole and count.total else None,
        at_least=None if whole else count.total if count.cheapest is None else count.cheapest,
        cheapest=count.cheapest if whole else None,
        elsewhere=count.elsewhere,
        uncounted=count.uncounted
        if count.uncounted or count.total
        else ("nothing in it is known to multiply",),
        activation_bytes=counted.peak_bytes if whole else None,
        moved_bytes=weights + counted.moved_bytes if whole and counted.moved_bytes is not None else None,
        dominant=_shares(by_part, sum(by_part.values())) if whole else "",
    )


def transformer_loads(model: TransformerModel, weights: int) -> tuple[Load, ...]:
    """Loads of a transformer that is known by its settings."""
    longest = max(model.config.positions - 2, 1) if model.config.positions else 512
    if model.patches:
        return tuple(_transformer_load(model, batch, model.patches + 1, weights) for batch in _BATCHES)
    lengths = sorted({min(128, longest), min(512, longest)})
    loads = [_transformer_load(model, batch, length, weights) for length in lengths for batch in _BATCHES]
    if "text-generation" in (model.config.task, model.contents.task):
        loads.append(_next_token(model, min(1024, longest), weights))
    return tuple(loads)


def _transformer_load(model: TransformerModel, batch: int, tokens: int, weights: int) -> Load:
    cost, width = model.cost(tokens), _width(model)
    input_name = (
        f"picture of {model.contents.config.get('image_size')} pixels a side"
        if model.patches
        else f"text of {tokens:,} tokens"
    )
    sizes = model.sizes
    alive = batch * sizes.activations(tokens, width=width, eager=True, logits=bool(model.config.vocabulary))
    linear = 4 * sizes.hidden + 2 * sizes.inner + 2 * (sizes.heads + sizes.kv_heads) * sizes.head
    moved = weights + batch * tokens * width * sizes.layers * linear
    return Load(
        name=_named(batch, input_name),
        batch=batch,
        flops=None if cost.uncounted else batch * cost.total,
        at_least=batch * cost.total if cost.uncounted else None,
        uncounted=cost.uncounted,
        activation_bytes=alive,
        moved_bytes=moved,
        dominant=_shares(cost.by_part, cost.total),
    )


def _next_token(model: TransformerModel, before: int, weights: int) -> Load:
    """One more token of a decoder: every weight is read for a single one, and so is the cache."""
    cost, width = model.cost(1, keys=before), _width(model)
    cache = model.sizes.cache(before, width=width)
    return Load(
        name=f"1 more token after {before:,}",
        batch=1,
        flops=None if cost.uncounted else cost.total,
        at_least=cost.total if cost.uncounted else None,
        uncounted=cost.uncounted,
        activation_bytes=cache + model.sizes.activations(1, width=width, eager=True, logits=True),
        moved_bytes=weights + cache,
        dominant=_shares(cost.by_part, cost.total),
    )


def _width(model: TransformerModel) -> int:
    """Bytes of a number of the activations: as the settings say, else four."""
    return BITS.get(model.config.dtype, 32) // 8


def _shares(by_part: Mapping[str, int], total: int) -> str:
    """What takes most, each with its share; what takes less than one per cent is left out."""
    if set(by_part) == {"other"}:
        return ""
    ordered = sorted(by_part.items(), key=lambda item: -item[1])[:4]
    return ", ".join(f"{part} {100 * n / total:.0f} %" for part, n in ordered if 100 * n >= total)


def plain_loads(learnt: list[TensorEntry]) -> tuple[Load, ...]:
    """Loads of weights without a graph: exact for linear layers alone, else a lower bound that says why."""
    return tuple(_plain(learnt))


def _plain(learnt: list[TensorEntry]) -> Iterator[Load]:
    if not learnt:
        return
    parts = {part_of(tensor) for tensor in learnt if len(tensor.shape) > 1}
    matrices = [tensor for tensor in learnt if len(tensor.shape) == 2]
    weights = sum(tensor.stored_bytes for tensor in learnt)
    used = sum(
        tensor.count
        for tensor in learnt
        if len(tensor.shape) > 1 and part_of(tensor) not in ("embedding", "norm")
    )
    recurrent = "recurrent" in parts and not parts & {"convolution", "attention"}
    if not used:
        why = "nothing in it multiplies: vectors are looked up and added"
        yield Load(name="1 text of any length", batch=1, flops=None, uncounted=(why,), moved_bytes=None)
    elif recurrent:
        yield _each_once("1 step of a sequence", 1, used, weights)
    elif matrices and parts <= {"other", "head", "feed-forward"} and len(matrices) <= _LINEAR:
        for batch in _BATCHES:
            yield _each_once(_named(batch, "row of numbers"), batch, used, weights)
    else:
        why = "how often each weight is used: the file holds no graph, and its settings name no known architecture"
        least = 2 * used
        yield Load(
            name="1 input of unknown size",
            batch=1,
            flops=None,
            at_least=least,
            uncounted=(why,),
            known="estimated",
        )


def _each_once(name: str, batch: int, used: int, weights: int) -> Load:
    """A load for which every weight is multiplied once."""
    dominant = "every weight once an input"
    return Load(
        name=name,
        batch=batch,
        flops=2 * batch * used,
        known="estimated",
        moved_bytes=weights,
        dominant=dominant,
    )
