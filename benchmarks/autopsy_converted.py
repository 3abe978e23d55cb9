"""One real model in the formats that its makers do not ship, each written by the format's own library."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple


class ConvertedFile(NamedTuple):
    """A file, and what must be told of it."""

    path: Path
    family: str
    """A pattern that the family or the headline must fit."""
    parameters: int


def converted(source: Path, folder: Path) -> list[ConvertedFile]:
    """The sentence encoder in `source`, as transformers opens it, in every format that can be written here."""
    import torch
    from transformers import AutoModel
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    model = AutoModel.from_pretrained(source, attn_implementation="eager").eval()
    parameters = sum(weight.numel() for weight in model.parameters())
    tokens = torch.ones(1, 16, dtype=torch.long)
    model.config.return_dict = False
    family = "BERT|transformer"
    writers: dict[str, Callable[[Path], object]] = {
        "exported.pt2": lambda path: torch.export.save(torch.export.export(model, (tokens,)), path),
        "traced.pt": lambda path: torch.jit.save(torch.jit.trace(model, (tokens,), strict=False), path),
        "module.pt": lambda path: torch.save(model, path),
        "pytorch_model.bin": lambda path: torch.save(model.state_dict(), path),
        "sharded": lambda path: model.save_pretrained(path, max_shard_size="20MB"),
        "encoder.gguf": lambda path: _gguf(model, path),
    }
    files = []
    for name, write in writers.items():
        path = folder / name
        try:
            if not path.exists():
                write(path)
        except ImportError as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
            continue
        files.append(ConvertedFile(path, family, parameters))
    return files


def _gguf(model: Any, path: Path) -> None:
    """The encoder as GGUF, by the names that llama.cpp gives BERT's tensors where they are known to its own library."""
    from gguf import MODEL_ARCH, GGUFWriter, get_tensor_name_map

    config = model.config
    names = get_tensor_name_map(MODEL_ARCH.BERT, config.num_hidden_layers)
    writer = GGUFWriter(path, "bert")
    writer.add_block_count(config.num_hidden_layers)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_context_length(config.max_position_embeddings)
    for name, tensor in model.named_parameters():
        own = names.get_name(name, try_suffixes=(".weight", ".bias")) or name
        writer.add_tensor(own, tensor.detach().numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
