"""Reads config.json by an allow list of keys; every other key is left unread."""

from pathlib import Path

from pydantic import JsonValue

from claims.errors import ReadError
from claims.records import Record
from reproducers.lab.files.json_file import read_table

_HEADS = {
    "ForSequenceClassification": "text-classification",
    "ForTokenClassification": "token-classification",
    "ForQuestionAnswering": "question-answering",
    "ForMaskedLM": "fill-mask",
    "ForCausalLM": "text-generation",
    "LMHeadModel": "text-generation",
    "ForMultipleChoice": "multiple-choice",
    "ForImageClassification": "image-classification",
    "ForObjectDetection": "object-detection",
    "WhisperForConditionalGeneration": "automatic-speech-recognition",
    "Speech2TextForConditionalGeneration": "automatic-speech-recognition",
    "ForConditionalGeneration": "text2text-generation",
    "Seq2SeqLM": "text2text-generation",
    "MarianModel": "translation",
    "ForAudioClassification": "audio-classification",
    "ForSpeechSeq2Seq": "automatic-speech-recognition",
    "ForCTC": "automatic-speech-recognition",
}
"""The end of a class's name to the task in the Hub's words."""
_OWN_CONFIG = "Add the model's own config.json."
_HEARING = {
    "wav2vec2", "wav2vec2-bert", "wav2vec2-conformer", "hubert", "wavlm", "unispeech", "unispeech-sat", "sew", "sew-d",
    "data2vec-audio",
}  # fmt: skip
"""Families whose sequences are sounds."""

_CACHE: dict[str, tuple[JsonValue, ...]] = {
    "kv_lora_rank": (None, 0), "sliding_window": (None, 0), "layer_types": (None,), "layers_block_type": (None,),
    "state_size": (None, 0), "mamba_d_state": (None, 0), "attention_window": (None, 0),
    "cross_attention_layers": (None,),
    "num_kv_shared_layers": (None, 0), "cla_share_factor": (None, 1), "compress_ratios": (None,),
}  # fmt: skip
"""Keys of caches that are no plain ones, with the values that mean none of it."""


class Config(Record):
    """The keys of config.json that are used here; zero or empty where it says nothing."""

    architecture: str = ""
    """The first class it names."""
    model_type: str = ""
    """The family, as transformers calls it."""
    labels: tuple[str, ...] = ()
    """The names of the outputs, in their order."""
    problem: str = ""
    """single_label_classification, multi_label_classification or regression."""
    hidden: int = 0
    """Width of the hidden states."""
    layers: int = 0
    """Hidden layers."""
    vocabulary: int = 0
    """Tokens in the vocabulary."""
    positions: int = 0
    """Positions that are known, the padding's own included."""
    pad: int | None = None
    """The padding token."""
    tied: bool = False
    """Whether the output layer is said to be the input embedding."""
    quantised: str = ""
    """The library that the weights were quantised with."""
    heads: int = 0
    """Heads of attention."""
    kv_heads: int = 0
    """Heads of keys and values: fewer than heads where queries share them."""
    head: int = 0
    """Width of a head, where it is said; else hidden over heads."""
    inner: int = 0
    """Width inside the feed-forward part; four times the hidden one where nothing is said."""
    dtype: str = ""
    """The type that the weights are said to be computed in."""
    odd_cache: str = ""
    """The key that says that its cache is no plain one: compressed, windowed, or of other layers than attention."""

    @property
    def task(self) -> str | None:
        """The task in the Hub's words, where the class tells it."""
        task = next((task for end, task in _HEADS.items() if self.architecture.endswith(end)), None)
        if task == "text-classification" and self.model_type in _HEARING:
            return "audio-classification"
        if task == "text-classification" and self.problem == "multi_label_classification":
            return "multi-label-classification"
        if task == "text-classification" and (self.problem == "regression" or len(self.labels) == 1):
            return "text-regression"
        return task


def read_config(root: Path) -> Config:
    """What config.json of this folder says; raises ReadError where a value is not what it must be."""
    return config_from(read_table(root / "config.json"))


def config_from(config: dict[str, JsonValue]) -> Config:
    """What these settings say; raises ReadError where a value is not what it must be."""
    classes = config.get("architectures") or []
    if not isinstance(classes, list) or not all(isinstance(name, str) for name in classes):
        raise ReadError("config.json: architectures is not a list of names.", _OWN_CONFIG)
    quantised = config.get("quantization_config")
    return Config(
        architecture=str(classes[0]) if classes else "",
        model_type=_text(config, "model_type"),
        labels=_labels(config),
        problem=_text(config, "problem_type"),
        hidden=_count(config, "hidden_size", "n_embd", "d_model", "dim"),
        layers=_count(config, "num_hidden_layers", "n_layer", "num_layers", "n_layers"),
        vocabulary=_count(config, "vocab_size"),
        positions=_count(config, "max_position_embeddings", "n_positions", "n_ctx"),
        pad=_count(config, "pad_token_id") if config.get("pad_token_id") is not None else None,
        tied=config.get("tie_word_embeddings", True) is not False,
        quantised=str(quantised.get("quant_method", "unknown")) if isinstance(quantised, dict) else "",
        heads=_count(config, "num_attention_heads", "n_head", "num_heads", "n_heads"),
        kv_heads=_kv_heads(config),
        head=_count(config, "head_dim"),
        inner=_count(config, "intermediate_size", "n_inner", "ffn_dim", "d_ff", "hidden_dim"),
        dtype=str(config.get("dtype") or config.get("torch_dtype") or ""),
        odd_cache=_odd_cache(config),
    )


def _odd_cache(config: dict[str, JsonValue]) -> str:
    kinds = config.get("layer_types")
    plain = isinstance(kinds, list) and all(kind == "full_attention" for kind in kinds)
    unused = config.get("use_sliding_window") is False
    but = {"layer_types"} if plain else set()
    but |= {"sliding_window"} if plain or unused else set()
    return next((key for key, none in _CACHE.items() if key not in but and config.get(key) not in none), "")


def _kv_heads(config: dict[str, JsonValue]) -> int:
    """Heads of keys and values; one where all queries share them, as many as heads where nothing is said."""
    if config.get("multi_query") is True and config.get("new_decoder_architecture") is not True:
        return 1
    own = _count(config, "num_key_value_heads", "num_kv_heads", "n_kv_heads")
    return own or _count(config, "num_attention_heads", "n_head", "num_heads", "n_heads")


def _labels(config: dict[str, JsonValue]) -> tuple[str, ...]:
    """id2label in the order of the ids; LABEL_0 and so on where num_labels counts otherwise, as transformers has it."""
    names, count = config.get("id2label"), config.get("num_labels")
    counted = count if type(count) is int and 0 < count < 10**6 else 0
    if names is None and not counted and _is_classifier(config):
        counted = 2  # what transformers takes where nothing is said, and does not write down
    if names is None or (counted and isinstance(names, dict) and len(names) != counted):
        return tuple(f"LABEL_{i}" for i in range(counted))
    if not isinstance(names, dict):
        raise ReadError("config.json: id2label is not a table of ids and names.", _OWN_CONFIG)
    try:
        ranked = sorted((int(key), name) for key, name in names.items() if isinstance(name, str | int))
    except (ValueError, TypeError):
        raise ReadError("config.json: id2label has an id that is not a number.", _OWN_CONFIG) from None
    if [key for key, _ in ranked] != list(range(len(names))):
        raise ReadError(
            "config.json: the ids of id2label do not run from 0 without a gap, or lack names.", _OWN_CONFIG
        )
    return tuple(str(name) for _, name in ranked)


def _is_classifier(config: dict[str, JsonValue]) -> bool:
    """Whether the class is one of those that give each row or word a label."""
    classes = config.get("architectures")
    first = str(classes[0]) if isinstance(classes, list) and classes else ""
    ends = (
        "ForSequenceClassification",
        "ForTokenClassification",
        "ForImageClassification",
        "ForAudioClassification",
    )
    return first.endswith(ends)


def _count(config: dict[str, JsonValue], *keys: str) -> int:
    """The first of these keys that is there; raises ReadError if it counts nothing that can be."""
    for key in keys:
        value = config.get(key)
        if value is None or isinstance(value, bool):
            continue
        if not isinstance(value, int) or not 0 <= value <= 10**13:
            raise ReadError(f"config.json: {key} is {str(value)[:40]}, which is no count.", _OWN_CONFIG)
        return value
    return 0


def _text(config: dict[str, JsonValue], key: str) -> str:
    value = config.get(key)
    if value is not None and not isinstance(value, str):
        raise ReadError(f"config.json: {key} is not a name.", _OWN_CONFIG)
    return value or ""
