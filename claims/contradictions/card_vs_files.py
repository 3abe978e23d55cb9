"""The card against the files beside it: parameters, layers, heads, width, context, types and licence.

A file may be right in several ways: with tied embeddings or without, with the vocabulary padded, with key-value
heads shared among queries, with an encoder and a decoder. Only what no reading explains is a contradiction.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from claims.contradictions.licence_and_settings import family
from claims.contradictions.same_figure import at, fact, finding, with_place
from claims.quantities import quantity, units
from claims.records import Claim, Entry, Finding, Place, Quantity

_LAYERS = (
    "num_hidden_layers",
    "n_layer",
    "n_layers",
    "num_layers",
    "encoder_layers",
    "decoder_layers",
    "num_decoder_layers",
)
_HEADS = (
    "num_attention_heads",
    "n_head",
    "n_heads",
    "num_heads",
    "encoder_attention_heads",
    "num_key_value_heads",
)
_WIDTH = ("hidden_size", "d_model", "n_embd", "dim")
_CONTEXT = ("max_position_embeddings", "n_positions", "max_sequence_length", "max_seq_len", "n_ctx")
_PACKED = frozenset({"U8", "I8", "I16", "I32", "U32", "F4", "F8_E4M3", "F8_E5M2"})
FAR = Decimal("0.25")
"""A count of parameters that is off by more than this is another model's."""


class Files:
    """What config.json and the weights' headers say."""

    def __init__(self, facts: Sequence[Entry]) -> None:
        """Take the facts of a case."""
        self.config = {e.path.removeprefix("text_config/"): e for e in facts if e.place.file == "config.json"}
        self.weights = [e for e in facts if e.place.file.endswith(".safetensors") and e.path == "parameters"]
        self.dtypes = {e.value for e in facts if e.path.startswith("dtypes/")}

    def numbers(self, names: Sequence[str]) -> dict[str, int]:
        """The whole numbers that config.json gives under these names."""
        return {
            name: int(self.config[name].value)
            for name in names
            if name in self.config and self.config[name].value.isdigit()
        }


def against_files(claims: Sequence[Claim], facts: Sequence[Entry]) -> Iterator[Finding]:
    """Finds what the card says of the model's build and its own files do not bear out."""
    files = Files(facts)
    yield from _parameters(claims, files)
    yield from _counts(facts, files)
    for claim in claims:
        if claim.own and claim.metric == "embedding_dimension":
            yield from _width(claim, files)
        if claim.own and claim.metric == "context_length":
            yield from _context(claim, files)
    yield from _types(files)
    yield from _licence(facts, files)


def _parameters(claims: Sequence[Claim], files: Files) -> Iterator[Finding]:
    """A count that none of the ways to count explains; packed weights have no count of their own."""
    total = sum(int(entry.value) for entry in files.weights if entry.value.isdigit())
    stated = [
        claim
        for claim in claims
        if claim.own and claim.metric == "params" and claim.stated.relation in ("=", "~")
    ]
    if not total or files.dtypes & _PACKED or not stated or _several(stated):
        return
    vocabulary = files.numbers(("vocab_size",)).get("vocab_size", 0)
    width = next(iter(files.numbers(_WIDTH).values()), 0)
    table = Decimal(vocabulary * width)
    ways = [Decimal(total), total - table, total + table, total - 2 * table]
    for claim in stated:
        readings = units.readings(claim.stated, "count")
        if not readings or any(
            _fits(reading.value, reading.half_step, way) for reading in readings for way in ways
        ):
            continue
        off = min(abs(reading.value / way - 1) for reading in readings for way in ways if way > 0)
        yield finding(
            f"The card gives {with_place(claim)} parameters; the weights hold {total:,}.",
            "Ask which checkpoint the figure is of.",
            (claim,),
            places=tuple(entry.place for entry in files.weights[:3]),
            severity="serious" if off > FAR else "warning",
        )


def _several(stated: Sequence[Claim]) -> bool:
    """Whether a card tells of models of several sizes as its own, so that none can be held against one file."""
    values = {claim.stated.value for claim in stated}
    return len(values) > 2


def _fits(value: Decimal, half_step: Decimal, way: Decimal) -> bool:
    return way > 0 and (abs(value - way) <= half_step or abs(value / way - 1) <= Decimal("0.06"))


def _counts(facts: Sequence[Entry], files: Files) -> Iterator[Finding]:
    """Layers, heads and vocabulary."""
    layers = files.numbers(_LAYERS)
    sums = {sum(layers.values()), *layers.values(), *(2 * n for n in layers.values())}
    known = {
        "card/layers": (sums if layers else set(), "layers"),
        "card/attention_heads": (set(files.numbers(_HEADS).values()), "attention heads"),
    }
    for entry in facts:
        count = quantity.read(entry.value)
        if entry.path in known and isinstance(count, Quantity) and known[entry.path][0]:
            allowed, name = known[entry.path]
            if count.value not in allowed:
                yield _differs(
                    f"The card says {fact(entry)} {name}", sorted(allowed), (entry.place, _config(files))
                )
        if entry.path == "card/vocabulary_size" and isinstance(count, Quantity):
            real = files.numbers(("vocab_size",)).get("vocab_size")
            if real and not any(
                abs(reading.value / real - 1) <= Decimal("0.05")
                for reading in units.readings(count, "tokens")
            ):
                yield _differs(
                    f"The card says a vocabulary of {fact(entry)}", [real], (entry.place, _config(files))
                )


def _width(claim: Claim, files: Files) -> Iterator[Finding]:
    real = files.numbers(_WIDTH)
    if real and claim.stated.value not in {*real.values(), *(2 * value for value in real.values())}:
        yield _differs(
            f"The card says a width of {with_place(claim)}",
            sorted(real.values()),
            (claim.place, _config(files)),
            claim,
        )


def _context(claim: Claim, files: Files) -> Iterator[Finding]:
    """A context that the positions do not reach; scaled positions and two or four spare ones are allowed for."""
    real = max(files.numbers(_CONTEXT).values(), default=0)
    factor = files.config.get("rope_scaling/factor")
    scaled = quantity.read(factor.value) if factor else None
    longest = real * (scaled.value if isinstance(scaled, Quantity) and scaled.value > 1 else 1)
    readings = units.readings(claim.stated, "tokens")
    if (
        real
        and readings
        and not any(reading.value - reading.half_step <= longest * Decimal("1.03") for reading in readings)
    ):
        yield _differs(
            f"The card promises a context of {with_place(claim)}",
            [real],
            (claim.place, _config(files)),
            claim,
        )


def _types(files: Files) -> Iterator[Finding]:
    """The type that config.json declares and the weights do not have; said for information, since loaders convert."""
    declared = files.config.get("torch_dtype") or files.config.get("dtype")
    names = {"float32": "F32", "float16": "F16", "bfloat16": "BF16", "float64": "F64"}
    floats = {dtype for dtype in files.dtypes if dtype.startswith(("F", "BF"))}
    wanted = names.get(declared.value) if declared else None
    if declared and wanted and floats and wanted not in floats and not files.dtypes & _PACKED:
        says = (
            f"config.json declares {declared.value}; the weights are stored as {', '.join(sorted(floats))}."
        )
        yield finding(
            says, "Load the weights in the type that was tested.", places=(declared.place,), severity="info"
        )


def _licence(facts: Sequence[Entry], files: Files) -> Iterator[Finding]:
    inner = files.config.get("license")
    front = next(
        (e for e in facts if e.path in ("license", "license/0") and e.place.file != "config.json"), None
    )
    if (
        inner
        and front
        and family(inner.value)
        and family(front.value)
        and family(inner.value) != family(front.value)
    ):
        says = f"The card is under {fact(front)}, config.json under {fact(inner)}."
        yield finding(says, "Ask the author which licence holds.", places=(front.place, inner.place))


def _config(files: Files) -> Place:
    first = next(iter(files.config.values()))
    return first.place


def _differs(says: str, real: Sequence[int], places: tuple[Place, ...], *claims: Claim) -> Finding:
    values = " or ".join(f"{dtype:,}" for dtype in real[:4])
    return Finding(
        rule="card-mismatch",
        severity="serious",
        says=f"{says}; {at(places[-1]).partition(',')[0]} says {values}.",
        claim_ids=tuple(claim.id for claim in claims),
        places=places,
        remedy="Ask whether the card was written for another checkpoint.",
    )
