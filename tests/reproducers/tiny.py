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


def save_linear(root: Path) -> Path:
    """Save an ONNX model that says class 1 where x - y > 0, as logits of shape (rows, 2)."""
    from onnx import TensorProto, helper, save

    root.mkdir(parents=True)
    weights = helper.make_tensor("w", TensorProto.FLOAT, [2, 2], [-1.0, 1.0, 1.0, -1.0])
    bias = helper.make_tensor("b", TensorProto.FLOAT, [2], [0.0, 0.0])
    nodes = [helper.make_node("MatMul", ["x", "w"], ["h"]), helper.make_node("Add", ["h", "b"], ["logits"])]
    graph = helper.make_graph(
        nodes,
        "linear",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 2])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [None, 2])],
        [weights, bias],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    save(made, root / "model.onnx")
    return root


def write_points(path: Path) -> Path:
    """Write ten points, eight of them labelled as the linear model would."""
    rows = [(i, 9 - i, int(2 * i > 9)) for i in range(10)]
    rows[0], rows[9] = (0, 9, 1), (9, 0, 0)
    path.write_text("a,b,label\n" + "".join(f"{a},{b},{label}\n" for a, b, label in rows))
    return path
