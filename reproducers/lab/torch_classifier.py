"""A sequence classifier of transformers, opened from safetensors without any code of its repository."""

import inspect
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import JsonValue

from claims.errors import ModelUnavailable
from claims.records import Model, Pair
from reproducers.lab.ask import Settings
from reproducers.lab.bench import Call, Classifier
from reproducers.lab.clean_folder import clean_folder
from reproducers.lab.config import read_config
from reproducers.lab.json_file import read_table
from reproducers.lab.rows import Rows

if TYPE_CHECKING:
    from transformers import PretrainedConfig, PreTrainedModel, PreTrainedTokenizerBase

_NEVER = re.compile(
    r"_.*|auto_map|.*attn_implementation.*|.*experts_implementation.*|trust_remote_code|custom_.*"
)
_NOT_OURS = {
    "architectures",
    "dtype",
    "torch_dtype",
    "quantization_config",
    "transformers_version",
    "num_labels",
}
_BUFFERS = re.compile(r"(^|\.)(position_ids|token_type_ids|num_batches_tracked)$")
_LONGEST = 512  # tokens, where neither the tokenizer nor the configuration gives a limit


@dataclass(frozen=True)
class TorchClassifier:
    """An opened model with its tokenizer."""

    model: "PreTrainedModel"
    tokenizer: "PreTrainedTokenizerBase"
    length: int
    settings: tuple[Pair, ...]

    def classify(self, rows: Rows, which: Sequence[int]) -> list[Call]:
        """The likeliest class of each row and its softmax probability."""
        import torch

        texts = [rows.texts[i] for i in which]
        seconds = [rows.pairs[i] for i in which] if rows.pairs else None
        tokens = self.tokenizer(
            texts, seconds, truncation=True, max_length=self.length, padding=True, return_tensors="pt"
        )
        try:
            with torch.inference_mode():
                logits: torch.Tensor = self.model(**tokens).logits
        except (RuntimeError, IndexError, ValueError) as error:
            raise ModelUnavailable(f"The model fails on the rows: {_first_line(error)}") from None
        best = torch.softmax(logits.float(), dim=-1).max(dim=-1)
        return [Call(int(i), float(p)) for i, p in zip(best.indices, best.values, strict=True)]


def open_torch(root: Path, model: Model, *, scratch: Path, settings: Settings) -> Classifier:
    """Open the model from a cleaned copy of its folder; raises ModelUnavailable if it cannot be, with the reason."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    torch.manual_seed(settings.seed)
    torch.set_num_threads(settings.threads)
    config, folder = _config(root, model), clean_folder(root, model, scratch)
    try:
        opened, info = AutoModelForSequenceClassification.from_pretrained(
            folder,
            config=config,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            dtype=torch.float32,
            output_loading_info=True,
        )
        tokenizer = AutoTokenizer.from_pretrained(
            folder, config=config, local_files_only=True, trust_remote_code=False
        )
    except (OSError, ValueError, RuntimeError, KeyError, AttributeError, TypeError, ImportError) as error:
        raise ModelUnavailable(f"transformers cannot open the model: {_first_line(error)}") from None
    _complete(info)
    length = _length(root, tokenizer.model_max_length, settings)
    opened.eval()
    ran = (
        Pair(name="runtime", value=f"torch {torch.__version__}"),
        Pair(name="precision", value="float32"),
        Pair(name="max_length", value=str(length)),
        Pair(name="threads", value=str(settings.threads)),
        Pair(name="batch", value=str(settings.batch)),
    )
    return TorchClassifier(opened, tokenizer, length, ran)


def _config(root: Path, model: Model) -> "PretrainedConfig":
    """A configuration made of the keys that the library's own class knows, security's left out."""
    from transformers import CONFIG_MAPPING

    said = read_table(root / "config.json")
    kind = str(said.get("model_type", ""))
    if kind not in CONFIG_MAPPING:
        raise ModelUnavailable(
            f"transformers knows no model of the type {kind[:60]!r}.", "Export it to ONNX."
        )
    wanted = CONFIG_MAPPING[kind]
    known = set(inspect.signature(wanted.__init__).parameters) | set(wanted().to_dict())
    kept: dict[str, JsonValue] = {
        key: value
        for key, value in said.items()
        if key in known and key not in _NOT_OURS and not _NEVER.fullmatch(key)
    }
    kept["id2label"] = {str(i): label for i, label in enumerate(model.labels)}
    kept["label2id"] = {label: i for i, label in enumerate(model.labels)}
    try:
        config: PretrainedConfig = wanted(**kept)
    except (TypeError, ValueError) as error:
        raise ModelUnavailable(f"config.json does not fit {kind}: {_first_line(error)}") from None
    return config


def _complete(info: dict[str, object]) -> None:
    """Raise ModelUnavailable if the weights lack a tensor: it would be random, and so would every score."""
    for fault in ("missing_keys", "mismatched_keys"):
        found = info.get(fault)
        names = sorted(str(one) for one in found) if isinstance(found, set | list | tuple) else []
        names = [name for name in names if not _BUFFERS.search(name)]
        if names:
            says = f"The weights lack {len(names)} tensors, such as {names[0][:100]}: they would be random."
            raise ModelUnavailable(says, "Ask for the fine-tuned weights, head included.")


def _length(root: Path, tokenizer: int, settings: Settings) -> int:
    """The tokens that the model can take: the least of what tokenizer, configuration and settings say."""
    config = read_config(root)
    limits = [
        settings.max_length or 0,
        int(tokenizer) if tokenizer < 10**9 else 0,
        positions(config.model_type, config.positions, config.pad),
    ]
    return min((limit for limit in limits if limit > 0), default=_LONGEST)


def positions(kind: str, said: int, pad: int | None) -> int:
    """Tokens that fit: RoBERTa and its kin count positions from the padding token on (514 means 512)."""
    after_padding = kind in {
        "roberta",
        "xlm-roberta",
        "camembert",
        "xlm-roberta-xl",
        "mpnet",
        "longformer",
        "data2vec-text",
    }
    return said - (pad if pad is not None else 1) - 1 if after_padding and said else said


def _first_line(error: Exception) -> str:
    return (str(error).strip().partition("\n")[0] or type(error).__name__)[:300]
