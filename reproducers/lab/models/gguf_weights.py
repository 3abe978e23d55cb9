"""A GGUF model, dequantised and written again as safetensors in the scratch folder."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from claims.errors import ModelUnavailable, ModelUnsafe, ReadError
from claims.records import Model, ModelFile, Pair
from reproducers.lab.files.gguf_header import check_header
from reproducers.lab.models.pretrained import first_line

if TYPE_CHECKING:
    from transformers import PreTrainedModel


def dequantised(root: Path, model: Model, scratch: Path) -> tuple[Path, Model, Pair]:
    """A folder with the model in float32, its record, and the setting that says what it was made from.

    Raises ModelUnsafe where the head of the file does not fit it, and ModelUnavailable where transformers knows no
    way from its architecture or tokenizer.
    """
    source = root / model.weights[0]
    try:
        check_header(source)
    except ReadError as error:
        raise ModelUnsafe(
            f"{source.name} is damaged or no GGUF file. {error.says}", "Download it again."
        ) from None
    alone, folder = scratch / "gguf", scratch / "dequantised"
    for made in (alone, folder):
        made.mkdir(exist_ok=True)
    (alone / "model.gguf").unlink(missing_ok=True)
    (alone / "model.gguf").symlink_to(source.resolve())  # nothing else of the folder is read with it
    try:
        kinds = _kinds(source)
        _write(alone, folder)
    except Exception as error:  # its readers have no common class of errors
        raise ModelUnavailable(
            f"transformers cannot open {source.name}: {first_line(error)}", "Ask for safetensors."
        ) from None
    files = tuple(
        ModelFile(path=file.name, size=file.stat().st_size, sha256="") for file in sorted(folder.iterdir())
    )
    changed = {"format": "safetensors", "files": files, "weights": ("model.safetensors",)}
    return folder, model.model_copy(update=changed), Pair(name="weights", value=f"dequantised from {kinds}")


def _kinds(source: Path) -> str:
    """The types of the file's matrices, the commonest first."""
    from collections import Counter

    from gguf import GGUFReader

    kinds = Counter(t.tensor_type.name for t in GGUFReader(source).tensors if len(t.shape) > 1)
    return ", ".join(name for name, _ in kinds.most_common())


def _write(alone: Path, folder: Path) -> None:
    """Write weights, configuration and tokenizer, each made from the GGUF file alone."""
    import torch
    from safetensors.torch import save_file
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()

    opened: PreTrainedModel = AutoModelForCausalLM.from_pretrained(
        alone,
        gguf_file="model.gguf",
        local_files_only=True,
        trust_remote_code=False,
        dtype=torch.float32,
    )
    kept: dict[int, tuple[str, torch.Tensor]] = {}
    for name, tensor in opened.state_dict().items():
        kept.setdefault(tensor.data_ptr(), (name, tensor.contiguous()))  # a shared tensor once
    save_file(dict(kept.values()), folder / "model.safetensors", metadata={"format": "pt"})
    config = {
        **json.loads(opened.config.to_json_string(use_diff=False)),
        "architectures": [type(opened).__name__],
    }
    config.pop("quantization_config", None)
    (folder / "config.json").write_text(json.dumps(config, sort_keys=True), encoding="utf-8")
    if opened.generation_config is not None:  # it is looked for when the model is opened again
        opened.generation_config.save_pretrained(folder)
    tokenizer = AutoTokenizer.from_pretrained(
        alone, gguf_file="model.gguf", local_files_only=True, trust_remote_code=False
    )
    tokenizer.save_pretrained(folder)
