"""timm's folders: config.json names an architecture of the library and how pictures are prepared."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from claims.errors import ModelUnavailable, ReadError
from claims.records import ModelFile, Pair
from reproducers.lab.bench import Bench, Prediction
from reproducers.lab.data.rows import Rows
from reproducers.lab.files.json_file import read_table
from reproducers.lab.models.image_inputs import images_of
from reproducers.lab.models.libraries import LibraryModel, ModelFacts, model_library
from reproducers.lab.models.library_tables import settings_of
from reproducers.lab.models.pretrained import first_line, inference
from reproducers.lab.models.torch_classifier import likeliest
from reproducers.lab.refusal import Refusal

_WAY = (
    'torch.onnx.export(timm.create_model("hf-hub:org/model", pretrained=True).eval(), example, "model.onnx")'
)
_PICKLE = "pytorch_model.bin"
_TO_SAFETENSORS = (
    "python -c 'import torch; from safetensors.torch import save_file; "
    'save_file(torch.load("pytorch_model.bin", weights_only=True), "model.safetensors")\''
)
_PREPARING = {
    "input_size",
    "interpolation",
    "crop_pct",
    "crop_mode",
    "mean",
    "std",
    "test_input_size",
    "test_crop_pct",
}
"""Keys of pretrained_cfg that say how pictures are made into numbers."""
_BUILDING = {"img_size", "global_pool", "in_chans", "patch_size", "embed_dim", "depth", "num_heads", "class_token",
             "reg_tokens", "init_values", "mlp_ratio", "dynamic_img_size"}  # fmt: skip
"""Keys of model_args that are heeded; they are numbers and words, and name no code."""


def fits(root: Path, files: Sequence[ModelFile]) -> tuple[ModelFile, ...]:
    """The weights of a folder whose config.json names an architecture as timm does."""
    own = {file.path: file for file in files if file.path in ("model.safetensors", _PICKLE)}
    held = own.get("model.safetensors") or own.get(_PICKLE)
    return (held,) if held is not None and _config(root) else ()


def _config(root: Path) -> dict[str, JsonValue]:
    """config.json where it is one of timm's, else nothing."""
    try:
        config = read_table(root / "config.json")
    except ReadError:
        return {}
    own = (
        isinstance(config.get("architecture"), str)
        and "pretrained_cfg" in config
        and "model_type" not in config
    )
    return config if own else {}


def read(root: Path, files: tuple[ModelFile, ...]) -> ModelFacts:
    """Architecture and classes, as config.json states them."""
    config = _config(root)
    names, count = config.get("label_names"), config.get("num_classes")
    labels = tuple(map(str, names)) if isinstance(names, list) and len(names) == count else ()
    facts = ModelFacts(
        "image-classification",
        labels=labels,
        classes=count if isinstance(count, int) and count > 0 else 0,
        architecture=f"timm, {config['architecture']}"[:120],
    )
    if files[0].path == _PICKLE:
        says = f"{_PICKLE} is a pickle. Where you trust it, run {_TO_SAFETENSORS} in its folder"
        return facts._replace(refusal=Refusal("unsafe_weights", f"{says}; or ask for safetensors."))
    if not facts.classes:
        says = "It gives features of pictures and no classes, which is not measured here."
        return facts._replace(refusal=Refusal("no_reproducer", says))
    return facts


@dataclass(frozen=True)
class TimmClassifier:
    """An opened model with the transform of its settings."""

    bench: Bench
    model: Any
    transform: Any
    settings: tuple[Pair, ...]

    def classify(self, rows: Rows, positions: Sequence[int]) -> list[Prediction]:  # noqa: ARG002 - as every classifier
        """The likeliest class of each picture and its softmax probability."""
        import torch

        block = torch.stack([self.transform(picture) for picture in images_of(self.bench, positions)])
        with inference("pictures"):
            logits: torch.Tensor = self.model(block.to(self.bench.settings.device)).float().cpu()
        return likeliest(torch.softmax(logits.double(), dim=-1))


@model_library(
    "timm", version=1, fits=fits, read=read, packages=("timm", "torchvision"), extra="timm", convert=_WAY,
    by_settings=True,
)  # fmt: skip
def open_timm(bench: Bench) -> LibraryModel:
    """Build an architecture of the installed library, and fill it with the folder's weights to the last tensor."""
    import torch
    from safetensors.torch import load_file

    try:
        import timm
        from timm.data import create_transform, resolve_data_config
    except (
        ImportError,
        RuntimeError,
    ) as error:  # torchvision of another build than torch raises RuntimeError
        says = f"timm cannot be imported here: {first_line(error)}"
        raise ModelUnavailable(says, "Install the torchvision that belongs to your torch.") from None
    root = bench.folder
    config = _config(root)
    name, count = str(config.get("architecture")), config.get("num_classes")
    if name.partition(".")[0] not in timm.list_models():
        raise ModelUnavailable(
            f"timm {timm.__version__} knows no architecture {name[:60]!r}.", "Export it to ONNX."
        )
    torch.set_num_threads(bench.settings.threads)
    try:
        model = timm.create_model(
            name.partition(".")[0], pretrained=False, num_classes=count, **_arguments(config)
        )
        model.load_state_dict(load_file(root / "model.safetensors"), strict=True)
    except (RuntimeError, TypeError, ValueError, AssertionError) as error:
        raise ModelUnavailable(f"The weights do not fit {name[:60]}: {first_line(error)}", "") from None
    given = config["pretrained_cfg"]
    prepared = {k: v for k, v in given.items() if k in _PREPARING} if isinstance(given, dict) else {}
    transform = create_transform(
        **resolve_data_config({}, pretrained_cfg=prepared, model=model), is_training=False
    )
    settings = settings_of(bench, "timm", timm.__version__, ("precision", "float32"))
    return TimmClassifier(bench, model.eval().to(bench.settings.device), transform, settings)


def _arguments(config: dict[str, JsonValue]) -> dict[str, Any]:
    """The arguments of the architecture that config.json states and that are heeded."""
    stated = config.get("model_args")
    given = {k: v for k, v in stated.items() if k in _BUILDING} if isinstance(stated, dict) else {}
    pool = config.get("global_pool")
    return {"global_pool": pool, **given} if isinstance(pool, str) else given
