"""A model of transformers, opened from safetensors without any code or setting of its repository but known ones."""

import inspect
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import JsonValue

from claims.errors import ModelUnavailable, ModelUnsafe
from claims.records import Model, Pair
from reproducers.lab.files.clean_folder import clean_folder
from reproducers.lab.files.config import read_config
from reproducers.lab.files.json_file import read_table
from reproducers.lab.orders import Settings

if TYPE_CHECKING:
    from transformers import PretrainedConfig, PreTrainedModel, PreTrainedTokenizerBase

    from reproducers.lab.bench import Bench

_LOGGED = re.compile(r"^\[\d\d:\d\d:\d\d\] \S+:\d+: ")
"""What XGBoost writes before an error: another time in each run, and a path of whoever built it."""
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
LONGEST = 512  # tokens, where neither the tokenizer nor the configuration gives a limit
WRONG_INPUTS = "Look whether the rows are inputs of this model: --columns says which column is what."
"""What to do where a model fails on rows."""
_FAILS = (OSError, ValueError, RuntimeError, KeyError, AttributeError, TypeError, ImportError)


@dataclass(frozen=True)
class Opened:
    """An opened model with the cleaned folder that it came from."""

    model: "PreTrainedModel"
    config: "PretrainedConfig"
    folder: Path
    device: str
    settings: tuple[Pair, ...]


def open_model(bench: "Bench", *autos: str, optional: Sequence[str] = ()) -> Opened:
    """The bench's model by the first of these Auto classes that knows its configuration, in evaluation mode.

    Raises ModelUnsafe where the survey refused it, ModelUnavailable if it cannot be opened, with the reason.
    `optional` are the beginnings of tensors' names that may be missing, since the task does not use them.
    """
    if bench.model.refused is not None:
        raise ModelUnsafe(bench.model.detail)
    return open_pretrained(
        bench.folder, bench.model, autos, scratch=bench.scratch, settings=bench.settings, optional=optional
    )


def open_pretrained(
    root: Path,
    model: Model,
    autos: Sequence[str],
    *,
    scratch: Path,
    settings: Settings,
    optional: Sequence[str] = (),
) -> Opened:
    """The model of a folder by the first of these Auto classes that knows it; see `open_model`."""
    import torch
    import transformers
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    torch.manual_seed(settings.seed)
    torch.set_num_threads(settings.threads)
    config, folder = config_of(root, model), clean_folder(root, model, scratch)
    auto = next((a for n in autos if type(config) in (a := getattr(transformers, n))._model_mapping), None)
    if auto is None:
        raise ModelUnavailable(
            f"transformers has no {autos[0]} for {config.model_type}.", "Export it to ONNX."
        )
    try:
        opened, info = auto.from_pretrained(
            folder,
            config=config,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            dtype=torch.float32,
            output_loading_info=True,
        )
        opened.eval().to(settings.device)
    except _FAILS as error:
        raise ModelUnavailable(
            f"transformers cannot open the model: {first_line(error)}", "Export it to ONNX where it opens."
        ) from None
    _complete(info, optional)
    ran = (
        Pair(name="runtime", value=f"torch {torch.__version__}"),
        Pair(name="precision", value="float32"),
        Pair(name="device", value=settings.device),
        Pair(name="threads", value=str(settings.threads)),
        Pair(name="batch", value=str(settings.batch)),
    )
    return Opened(opened, config, folder, settings.device, ran)


def tokenizer_of(opened: Opened) -> "PreTrainedTokenizerBase":
    """The tokenizer beside an opened model; raises ModelUnavailable if it cannot be opened."""
    from transformers import AutoTokenizer

    try:
        tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(
            opened.folder, config=opened.config, local_files_only=True, trust_remote_code=False
        )
    except _FAILS as error:
        raise ModelUnavailable(
            f"The tokenizer cannot be opened: {first_line(error)}", "Add the model's tokenizer.json."
        ) from None
    return tokenizer


def config_of(root: Path, model: Model) -> "PretrainedConfig":
    """A configuration made of the keys that the library's own class knows, security's left out."""
    from transformers import CONFIG_MAPPING

    values = read_table(root / "config.json")
    kind = str(values.get("model_type", ""))
    if kind not in CONFIG_MAPPING:
        raise ModelUnavailable(
            f"transformers knows no model of the type {kind[:60]!r}.", "Export it to ONNX."
        )
    wanted = CONFIG_MAPPING[kind]
    known = set(inspect.signature(wanted.__init__).parameters) | set(wanted().to_dict())
    kept: dict[str, JsonValue] = {
        key: value
        for key, value in values.items()
        if key in known and key not in _NOT_OURS and not _NEVER.fullmatch(key)
    }
    if model.labels:
        kept["id2label"] = {str(i): label for i, label in enumerate(model.labels)}
        kept["label2id"] = {label: i for i, label in enumerate(model.labels)}
    try:
        config: PretrainedConfig = wanted(**kept)
    except (TypeError, ValueError) as error:
        raise ModelUnavailable(
            f"config.json does not fit {kind}: {first_line(error)}", "Add the model's own config.json."
        ) from None
    return config


def length_of(root: Path, tokenizer: int, settings: Settings) -> int:
    """The tokens that the model can take: the least of what tokenizer, configuration and settings say."""
    config = read_config(root)
    limits = [
        settings.max_length or 0,
        int(tokenizer) if tokenizer < 10**9 else 0,
        positions(config.model_type, config.positions, config.pad),
    ]
    return min((limit for limit in limits if limit > 0), default=LONGEST)


def positions(kind: str, stated: int, pad: int | None) -> int:
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
    return stated - (pad if pad is not None else 1) - 1 if after_padding and stated else stated


@contextmanager
def inference(inputs: str = "rows") -> Iterator[None]:
    """Run an opened model without gradients; raises ModelUnavailable where it fails on these inputs."""
    import torch

    try:
        with torch.inference_mode():
            yield
    except (RuntimeError, IndexError, ValueError) as error:
        raise ModelUnavailable(
            f"The model fails on the {inputs}: {first_line(error)}", WRONG_INPUTS
        ) from None


def first_line(error: Exception) -> str:
    """The first line of what an error says, without time and place in a source file, or its class's name."""
    line = _LOGGED.sub("", str(error).strip().partition("\n")[0])
    return (line or type(error).__name__)[:300]


def _complete(info: dict[str, object], optional: Sequence[str]) -> None:
    """Raise ModelUnavailable if the weights lack a tensor: it would be random, and so would every score."""
    for fault in ("missing_keys", "mismatched_keys"):
        lacking = info.get(fault)
        names = sorted(str(name) for name in lacking) if isinstance(lacking, set | list | tuple) else []
        names = [n for n in names if not _BUFFERS.search(n) and not n.startswith(tuple(optional))]
        if names:
            says = f"The weights lack {len(names)} tensors, such as {names[0][:100]}: they would be random."
            raise ModelUnavailable(says, "Ask for the fine-tuned weights, head included.")
