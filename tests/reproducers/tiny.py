"""Random models of a few thousand weights, saved as the Hub's folders are; large weights, so that outputs differ."""

import random
from pathlib import Path
from typing import Any

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "</s>", *(f"w{i}" for i in range(30))]
SIZES: dict[str, Any] = {
    "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16,
}  # fmt: skip
BERT: dict[str, Any] = {**SIZES, "vocab_size": len(WORDS), "max_position_embeddings": 40}


def save(model: Any, root: Path, *, special: bool | None = True, times: float = 8) -> Any:
    """Enlarge the weights, save them, and a tokenizer of whole words beside (None: no tokenizer)."""
    import torch

    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(times if parameter.dim() == 2 else 1)
    model.eval().save_pretrained(root)
    if special is not None:
        tokenizer(special).save_pretrained(root)
    return model


def tokenizer(special: bool) -> Any:
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    words = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]"))
    words.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    if special:
        words.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return PreTrainedTokenizerFast(
        tokenizer_object=words, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]",
        eos_token="</s>", bos_token="[CLS]",
    )  # fmt: skip


def words(draw: random.Random, count: int) -> str:
    return " ".join(draw.choices(WORDS[5:], k=count))


def labels(*names: str) -> dict[str, Any]:
    return {"id2label": dict(enumerate(names)), "label2id": {name: i for i, name in enumerate(names)}}
