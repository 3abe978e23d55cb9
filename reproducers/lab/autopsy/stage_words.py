"""What a box of the diagram is called, and in which place it comes."""

import re
from collections import Counter

from reproducers.lab.autopsy.items import LayerItem

_CROSS = re.compile(r"(?i)encoder_attn|EncDecAttention|cross_?attn|crossattention|attn2|multihead_attn")
_DECODER = re.compile(r"(?i)(?:^|[._])decoder(?:[._]|$)")
_RANK = {"embedding": 0, "norm": 3, "head": 4}


def part_of_stage(items: list[LayerItem]) -> str:
    """The part that holds most of the parameters, or most of the operations where there are none."""
    parts: Counter[str] = Counter()
    for item in items:
        parts[item.part] += item.parameters or (item.flops or 0) // 1000
    return parts.most_common(1)[0][0] if parts else "other"


def rank_of(name: str, items: list[LayerItem]) -> int:
    """Where a box comes if the file keeps no order: embeddings, the encoder, the decoder, the last norm, the head."""
    parts = {item.part for item in items}
    if "pooler" in name:
        return 3
    if len(parts) == 1 and parts <= _RANK.keys():
        return _RANK[parts.pop()]
    if parts <= {"embedding", "norm"}:
        return 0
    if "head" in parts and not parts & {"attention", "convolution", "feed-forward"}:
        return 4
    return 2 if _DECODER.search(name) else 1


def title_of(name: str, items: list[LayerItem]) -> str:
    """What a box is, in words."""
    parts = {item.part for item in items}
    if "adapter" in parts:
        return "low-rank adapters"
    if {"attention", "feed-forward"} <= parts:
        return _transformer(name, items)
    if "state space" in parts:
        return "state-space block"
    for part, word in (("trees", "decision trees"), ("recurrent", _recurrent(items))):
        if part in parts:
            return word
    if "convolution" in parts:
        return _convolutional(items)
    if "pooler" in name:
        return "pooling to one vector"
    return _plain_title(items)


def _plain_title(items: list[LayerItem]) -> str:
    """What a box without blocks, filters or recurrence is."""
    if len(items) == 1:
        return "scores" if items[0].part == "head" else items[0].kind
    if any(item.kind == "attention product" for item in items):
        return "attention and linear layers"
    linear = [item for item in items if item.kind.startswith("linear")]
    if linear and part_of_stage(items) in ("other", "head"):
        return f"{len(linear)} linear layers" if len(linear) > 1 else "linear layer"
    word = part_of_stage(items)
    return {"head": "head", "embedding": "embeddings", "other": "layers"}.get(word, word)


def _transformer(name: str, items: list[LayerItem]) -> str:
    if any(_CROSS.search(item.path) for item in items):
        return "transformer block with attention to the encoder"
    return "transformer block of the decoder" if _DECODER.search(name) else "transformer block"


def _recurrent(items: list[LayerItem]) -> str:
    kinds = [item.kind for item in items if item.part == "recurrent"]
    if kinds and kinds[0].endswith(("layer", "layers")):
        return kinds[0]
    return f"{kinds[0]} layers" if len(kinds) > 1 else f"{kinds[0]} layer" if kinds else "recurrent layer"


def _convolutional(items: list[LayerItem]) -> str:
    own = [item for item in items if item.part == "convolution"]
    depthwise = sum("depthwise" in item.kind or "groups" in item.kind for item in own)
    if len(own) == 1:
        return own[0].kind
    if depthwise:
        return f"{len(own)} depthwise-separable convolutions"
    if all("transposed" in item.kind for item in own):
        return f"{len(own)} transposed convolutions"
    return f"{len(own)} convolutions"


def detail_of(items: list[LayerItem]) -> str:
    """The sizes of a box: what goes in and comes out, and the sides of pictures where a graph tells them."""
    parts = {item.part for item in items}
    if {"attention", "feed-forward"} <= parts:
        return _widths(items)
    named = [item for item in items if "→" in item.sizes or "channels" in item.sizes]
    sized = named or [item for item in items if item.sizes and item.part != "norm"] or items
    first, last = sized[0], sized[-1]
    outputs = [item.output for item in items if item.output]
    words = [first.sizes] if first is last or first.sizes == last.sizes else [f"{first.sizes} … {last.sizes}"]
    if outputs and 2 <= len(outputs[-1]) <= 5:
        words.append(f"output {' x '.join(map(str, outputs[-1]))}")
    return ", ".join(word for word in words if word)


def _widths(items: list[LayerItem]) -> str:
    """Width and inner width of a transformer block."""

    def sides(part: str) -> list[int]:
        sized = (re.findall(r"\d+", item.sizes) for item in items if item.part == part and "→" in item.sizes)
        return [int(number) for pair in sized for number in pair]

    attention, inner = sides("attention"), sides("feed-forward")
    if not attention or not inner:
        return ""
    width = max(set(inner) & set(attention), default=min(attention))
    return f"width {width:,}, feed-forward {max(inner):,}"
