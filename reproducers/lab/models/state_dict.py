"""A state dict that passed the gate, written again as safetensors in the scratch folder."""

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from claims.errors import ModelUnavailable, ModelUnsafe
from claims.records import Model, ModelFile
from reproducers.lab.files.pickle_gate import examine
from reproducers.lab.models.pretrained import first_line
from reproducers.lab.refusal import Refusal

if TYPE_CHECKING:
    import torch


def as_safetensors(root: Path, model: Model, scratch: Path) -> tuple[Path, Model]:
    """A folder like the model's with its weights in safetensors, and the model's record for it.

    To be called in a fully isolated child only. Raises ModelUnsafe where the gate refuses the file now, and
    ModelUnavailable where torch's restricted reader does, or where it holds more than tensors by name.
    """
    from safetensors.torch import save_file

    folder = scratch / "converted"
    folder.mkdir(exist_ok=True)
    for file in model.files:
        if file.path not in model.weights and not (folder / file.path).exists():
            (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
            (folder / file.path).symlink_to((root / file.path).resolve())
    tensors: dict[str, torch.Tensor] = {}
    for weights in model.weights:
        tensors |= _tensors(root / weights, scratch)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    written = ModelFile(
        path="model.safetensors", size=(folder / "model.safetensors").stat().st_size, sha256=""
    )
    kept = tuple(file for file in model.files if file.path not in model.weights)
    changed = {"format": "safetensors", "files": (*kept, written), "weights": (written.path,)}
    return folder, model.model_copy(update=changed)


def _tensors(path: Path, scratch: Path) -> "dict[str, torch.Tensor]":
    """The tensors of one file by name, each with memory of its own."""
    import torch

    passed = examine(path)
    if isinstance(passed, Refusal):
        raise ModelUnsafe(passed.detail)
    again = scratch / "again.pt"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_STORED) as new:
        for name in passed.members:  # what is loaded is what was examined, whoever reads archives otherwise
            new.writestr(name, old.read(name))
    try:
        held = torch.load(again, map_location="cpu", weights_only=True)  # noqa: TID251 - past the gate, isolated
    except Exception as error:  # its restricted reader has no common class of errors
        raise ModelUnavailable(
            f"{path.name} passes the gate, and torch cannot read it: {first_line(error)}",
            "Ask for safetensors.",
        ) from None
    finally:
        again.unlink()
    inner = held.get("state_dict", held) if isinstance(held, dict) else held
    if not isinstance(inner, dict) or not all(isinstance(value, torch.Tensor) for value in inner.values()):
        raise ModelUnavailable(
            f"{path.name} holds more than tensors by name.", "Save model.state_dict() alone."
        )
    return {str(name): tensor.detach().clone().contiguous() for name, tensor in inner.items()}
