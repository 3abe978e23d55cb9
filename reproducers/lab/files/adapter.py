"""A PEFT adapter: weights that only change those of another model, and the command that merges the two."""

import json
import re
import shlex
from pathlib import Path

from claims.errors import ReadError
from claims.records import ModelFile
from claims.safetensors_header import header_length, read_header
from reproducers.lab.files.json_file import read_start, read_table
from reproducers.lab.refusal import Refusal

_CLASSES = {
    "SEQ_CLS": "AutoPeftModelForSequenceClassification",
    "TOKEN_CLS": "AutoPeftModelForTokenClassification",
    "CAUSAL_LM": "AutoPeftModelForCausalLM",
    "SEQ_2_SEQ_LM": "AutoPeftModelForSeq2SeqLM",
    "QUESTION_ANS": "AutoPeftModelForQuestionAnswering",
    "FEATURE_EXTRACTION": "AutoPeftModelForFeatureExtraction",
}
_HEAD = re.compile(r"\.(classifier|score|out_proj)(\.out_proj)?(\.modules_to_save\.default)?\.weight$")
_MERGING = (
    "from peft import {kind} as M; from transformers import AutoTokenizer as T; "
    'M.from_pretrained("."{labels}).merge_and_unload().save_pretrained("merged"); '
    'T.from_pretrained({tokenizer}).save_pretrained("merged")'
)


def adapter_refusal(root: Path, adapter: ModelFile, *, beside: str = "") -> Refusal:
    """The refusal of an adapter, with the command that merges it into its base; `beside` are other weights there."""
    settings = read_table(root / "adapter_config.json")
    base = str(settings.get("base_model_name_or_path") or "its base model")[:200]
    says = f"{adapter.path} is an adapter of {base}: it only changes the weights of that model"
    if beside:
        says += f", and whether {beside} already holds the change is not said"
    command = f"python -c {shlex.quote(_command(root, adapter, str(settings.get('task_type')), base))}"
    remedy = (
        f"Merge the two in its folder where you trust the base: {command}; then verify the folder merged."
    )
    return Refusal("ambiguous_model" if beside else "no_model", f"{says}. {remedy}")


def _command(root: Path, adapter: ModelFile, task: str, base: str) -> str:
    kind = _CLASSES.get(task, "AutoPeftModel")
    count = _classes(root / adapter.path) if task in ("SEQ_CLS", "TOKEN_CLS") else 0
    own = any((root / name).is_file() for name in ("tokenizer.json", "tokenizer_config.json"))
    labels = f", num_labels={count}" if count else ""
    return _MERGING.format(kind=kind, labels=labels, tokenizer=json.dumps("." if own else base))


def _classes(path: Path) -> int:
    """The classes of the head that the adapter brings along; 0 where it brings none."""
    try:
        length = header_length(read_start(path, 8))
        tensors = read_header(read_start(path, 8 + length), path.stat().st_size).tensors
    except (ReadError, OSError):
        return 0
    heads = [tensor.shape for tensor in tensors if _HEAD.search(tensor.name) and len(tensor.shape) == 2]
    return heads[0][0] if heads else 0
