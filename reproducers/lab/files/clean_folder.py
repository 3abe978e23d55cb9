"""Builds a clean copy of a model's folder: weights, tokenizer files, and settings rewritten from an allow list.

Links to somebody else's files, beside a configuration of known keys: what the repository says beyond that is
never read by the library that opens it.
"""

import json
from pathlib import Path

from pydantic import JsonValue

from claims.records import Model
from reproducers.lab.files.json_file import read_table

_TOKENIZER = {
    "tokenizer.json", "vocab.txt", "vocab.json", "merges.txt", "spiece.model", "tokenizer.model",
    "sentencepiece.bpe.model", "special_tokens_map.json", "added_tokens.json", "bpe.codes", "spm.model",
}  # fmt: skip
_SETTINGS = {
    "add_prefix_space", "bos_token", "cls_token", "clean_up_tokenization_spaces", "do_basic_tokenize",
    "do_lower_case", "eos_token", "mask_token", "max_length", "model_max_length", "never_split", "pad_token",
    "padding_side", "sep_token", "strip_accents", "tokenize_chinese_chars", "tokenizer_class", "truncation_side",
    "unk_token", "added_tokens_decoder", "additional_special_tokens", "extra_special_tokens", "trim_offsets",
    "model_input_names", "add_bos_token", "add_eos_token", "legacy", "remove_space", "keep_accents", "do_lower",
    "vocab_type", "split_by_punct", "sp_model_kwargs", "backend",
}  # fmt: skip
"""Keys of tokenizer_config.json that say how text is cut; chat templates and code are left out."""


_PREPARING = {
    "image_processor_type", "feature_extractor_type", "do_resize", "do_rescale", "do_normalize", "do_center_crop",
    "do_convert_rgb", "do_pad", "do_flip_channel_order", "size", "size_divisor", "crop_size", "crop_pct", "image_mean",
    "image_std", "resample", "rescale_factor", "pad_size", "format", "sampling_rate", "feature_size", "hop_length",
    "n_fft", "chunk_length", "n_samples", "nb_max_frames", "padding_value", "padding_side", "return_attention_mask",
    "num_mel_bins", "max_length", "mean", "std", "dither", "frequency_min", "frequency_max", "truncation",
}  # fmt: skip
"""Keys of preprocessor_config.json that say how pictures and sounds are made into numbers."""
_GENERATING = {
    "num_beams", "max_length", "max_new_tokens", "min_length", "length_penalty", "no_repeat_ngram_size",
    "early_stopping", "forced_bos_token_id", "forced_eos_token_id", "decoder_start_token_id", "bos_token_id",
    "eos_token_id", "pad_token_id", "suppress_tokens", "begin_suppress_tokens", "num_beam_groups",
}  # fmt: skip
"""Keys of generation_config.json that say how the likeliest text is searched; nothing is drawn at random."""


def clean_folder(root: Path, model: Model, scratch: Path) -> Path:
    """The folder, made in the scratch folder: links to weights and vocabularies, and rewritten settings."""
    folder = scratch / "model"
    folder.mkdir(exist_ok=True)
    for file in model.files:
        if "/" not in file.path and (file.path in _TOKENIZER or _weights(file.path)):
            link = folder / file.path
            if link.is_symlink():
                link.unlink()
            link.symlink_to((root / file.path).resolve())
    settings = read_table(root / "tokenizer_config.json")
    _write(
        folder / "tokenizer_config.json", {key: settings[key] for key in sorted(_SETTINGS & set(settings))}
    )
    for name, known in (("preprocessor_config.json", _PREPARING), ("generation_config.json", _GENERATING)):
        if (root / name).is_file():
            settings = read_table(root / name)
            _write(folder / name, {key: settings[key] for key in sorted(known & set(settings))})
    return folder


def _weights(name: str) -> bool:
    return name.endswith(".safetensors") or name == "model.safetensors.index.json"


def _write(path: Path, values: dict[str, JsonValue]) -> None:
    path.write_text(json.dumps(values, sort_keys=True), encoding="utf-8")
