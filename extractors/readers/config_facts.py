"""The leaves of structured files that say what a model is: sizes, types, licence."""

import re
from collections.abc import Iterator

from claims.records import Document, Entry

MOST_FACTS = 2_000
"""Facts that are kept of one document."""
_CONFIG = re.compile(
    r"(?:text_config/)?(?:hidden_size|d_model|n_embd|dim|num_hidden_layers|n_layers?|num_layers|encoder_layers|decoder_layers"
    r"|num_decoder_layers|num_attention_heads|n_heads?|num_heads|encoder_attention_heads|num_key_value_heads|vocab_size"
    r"|max_position_embeddings|n_positions|max_sequence_length|max_seq_len|n_ctx|sliding_window|rope_scaling/factor"
    r"|torch_dtype|dtype|model_type|tie_word_embeddings|quantization_config/quant_method|license|_name_or_path)"
)
_FRONT = re.compile(r"licen[cs]e(?:_name|_link)?(?:/0)?|base_model(?:/0)?|badge/licence")


def facts_of(document: Document) -> Iterator[Entry]:
    """Those leaves of the front matter, of config.json and of the weights' headers, in the order of the document."""
    for entry in document.metadata:
        file = entry.place.file
        if file == "config.json":
            wanted = _CONFIG.fullmatch(entry.path)
        elif file.endswith(".safetensors"):
            wanted = re.fullmatch(r"parameters|tensors|dtypes/\d{1,3}", entry.path)
        else:
            wanted = None if file.startswith(".eval_results") else _FRONT.fullmatch(entry.path)
        if wanted and entry.value.strip():
            yield entry
