"""GGUF: llama.cpp's format; settings, licence and tensors stand in the head of the file."""

from pydantic import JsonValue

from claims.errors import ReadError
from reproducers.lab.autopsy.contents import Contents, TensorEntry
from reproducers.lab.autopsy.formats import model_format
from reproducers.lab.autopsy.target import ModelTarget
from reproducers.lab.autopsy.tensor_words import is_buffer
from reproducers.lab.files.gguf_header import GgufHeader, GgufTensor, read_gguf_header

_TYPES: dict[int, tuple[str, int, int]] = {
    0: ("float32", 1, 4), 1: ("float16", 1, 2), 2: ("Q4_0", 32, 18), 3: ("Q4_1", 32, 20), 6: ("Q5_0", 32, 22),
    7: ("Q5_1", 32, 24), 8: ("Q8_0", 32, 34), 9: ("Q8_1", 32, 36), 10: ("Q2_K", 256, 84), 11: ("Q3_K", 256, 110),
    12: ("Q4_K", 256, 144), 13: ("Q5_K", 256, 176), 14: ("Q6_K", 256, 210), 15: ("Q8_K", 256, 292),
    16: ("IQ2_XXS", 256, 66), 17: ("IQ2_XS", 256, 74), 18: ("IQ3_XXS", 256, 98), 19: ("IQ1_S", 256, 50),
    20: ("IQ4_NL", 32, 18), 21: ("IQ3_S", 256, 110), 22: ("IQ2_S", 256, 82), 23: ("IQ4_XS", 256, 136),
    24: ("int8", 1, 1), 25: ("int16", 1, 2), 26: ("int32", 1, 4), 27: ("int64", 1, 8), 28: ("float64", 1, 8),
    29: ("IQ1_M", 256, 56), 30: ("bfloat16", 1, 2), 34: ("TQ1_0", 256, 54), 35: ("TQ2_0", 256, 66),
    39: ("MXFP4", 32, 17),
}  # fmt: skip
"""ggml's types by number: name, numbers in a block, bytes of a block (ggml's own table)."""
_LAST = {"output.weight", "output_norm.weight"}
"""The last layer and the norm before it of what writes text; encoders have neither."""
_SETTINGS = {
    "block_count": "num_hidden_layers", "embedding_length": "hidden_size", "context_length": "max_position_embeddings",
    "feed_forward_length": "intermediate_size", "attention.head_count": "num_attention_heads",
    "attention.head_count_kv": "num_key_value_heads", "attention.key_length": "head_dim", "vocab_size": "vocab_size",
    "expert_count": "num_local_experts", "expert_used_count": "num_experts_per_tok",
    "attention.sliding_window": "sliding_window",
}  # fmt: skip
"""Keys of GGUF to the keys of config.json that mean the same."""


@model_format("gguf", version=1, fits=lambda target: target.start[:4] == b"GGUF")
def gguf(target: ModelTarget) -> Contents:
    """One GGUF file by its head."""
    try:
        header = read_gguf_header(target.path)
    except ReadError as error:
        says = f"{target.name} is damaged or no GGUF file. {error.says}"
        raise ReadError(says, "Download it again.") from None
    contents = Contents("GGUF", config=_config(header), metadata=_metadata(header))
    start = -(-header.end // (alignment := header.numbers.get("general.alignment", 32) or 32)) * alignment
    unknown = sorted({tensor.kind for tensor in header.tensors if tensor.kind not in _TYPES})
    contents.unknown += [f"Tensors of ggml's type {kind}, whose size is not known here." for kind in unknown]
    contents.tensors = [_entry(tensor, target, start) for tensor in header.tensors]
    if _LAST & {tensor.name for tensor in header.tensors}:
        contents.task = "text-generation"
    contents.needs.append("llama.cpp or a library that reads GGUF.")
    return contents


def _entry(tensor: GgufTensor, target: ModelTarget, start: int) -> TensorEntry:
    kind, block, size = _TYPES.get(tensor.kind, (f"ggml type {tensor.kind}", 1, 0))
    shape = tuple(reversed(tensor.sizes))
    count = 1
    for width in shape:
        count *= width
    stored = -(-count // block) * size
    at = start + tensor.offset
    return TensorEntry(tensor.name, kind, shape, target.path, at, stored, learnt=not is_buffer(tensor.name))


def _config(header: GgufHeader) -> dict[str, JsonValue]:
    """The settings under the names that config.json has for them."""
    family = header.texts.get("general.architecture", "")
    config: dict[str, JsonValue] = {"model_type": family}
    for key, name in _SETTINGS.items():
        value = header.numbers.get(f"{family}.{key}")
        if value is not None:
            config[name] = value
    tokens = header.lengths.get("tokenizer.ggml.tokens")
    if tokens:
        config["vocab_size"] = tokens
    table = next((tensor.sizes for tensor in header.tensors if tensor.name == "token_embd.weight"), ())
    if table:
        config.setdefault("vocab_size", table[-1])
    return config


def _metadata(header: GgufHeader) -> dict[str, str]:
    """What the file says of itself; chat templates and lists are left out."""
    kept = {key: text for key, text in header.texts.items() if key.startswith("general.")}
    if "tokenizer.chat_template" in header.texts:
        kept["chat template"] = "yes"
    return kept
