"""What torch.save wrote: a state dict, a checkpoint of training, or a whole module; its pickle is read, never run."""

import math
from typing import Any

from claims.errors import ReadError
from reproducers.lab.autopsy.contents import BITS, Contents, TensorEntry
from reproducers.lab.autopsy.formats import model_format
from reproducers.lab.autopsy.target import ModelTarget
from reproducers.lab.autopsy.tensor_words import is_buffer, is_optimizer_state
from reproducers.lab.files.torch_archive import ArchiveMember, members_of, pickle_in, read_legacy
from reproducers.lab.files.torch_tensors import FoundModule, FoundTensor, tensors_in

_WRAPPERS = ("state_dict", "model_state_dict", "model_state", "module", "net", "weights", "params", "model")
_OWN = ("torch.", "collections.", "numpy.", "builtins.", "__builtin__.", "_codecs.", "copyreg.")


def _fits(target: ModelTarget) -> bool:
    return (target.start[:1] == b"\x80" and target.start[1:2] in b"\x02\x03\x04\x05") or (
        "data.pkl" in target.members
        or (target.start[:4] == b"PK\x03\x04" and target.suffix in (".pt", ".pth", ".bin"))
    )


@model_format("PyTorch state dict", version=1, fits=_fits)
def torch_state(target: ModelTarget) -> Contents:
    """A file of torch.save by the tree of its pickle."""
    members: dict[str, ArchiveMember] = {}
    try:
        if target.start[:4] == b"PK\x03\x04":
            with target.path.open("rb") as file:
                members = members_of(file)
                tree = pickle_in(file, "data.pkl")
        else:
            tree = read_legacy(target.path)
    except ReadError as error:
        raise ReadError(f"{target.name} cannot be read: {error.says}", error.hint) from None
    contents = contents_of(tree, target, members)
    if not contents.tensors:
        raise ReadError(f"{target.name} holds no tensors.", "Give the file that holds the weights.")
    return contents


def contents_of(tree: Any, target: ModelTarget, members: dict[str, ArchiveMember]) -> Contents:
    """The tensors and modules of a tree; what only training needs is told apart."""
    contents = Contents("PyTorch state dict", in_order=True)
    for item in tensors_in(tree):
        if isinstance(item, FoundModule):
            contents.modules[item.name] = item.path
        else:
            contents.tensors.append(entry_of(item, target, members))
    contents.tensors = _unwrapped(contents.tensors)
    _whole_module(contents)
    _training(tree, contents)
    return contents


def entry_of(tensor: FoundTensor, target: ModelTarget, members: dict[str, ArchiveMember]) -> TensorEntry:
    """A tensor of the tree with the place of its bytes."""
    member = members.get(f"data/{tensor.storage}")
    size = math.prod(tensor.shape) * BITS.get(tensor.dtype, 32) // 8
    begin = (
        member.begin + tensor.offset * BITS.get(tensor.dtype, 32) // 8 if member and member.begin >= 0 else 0
    )
    learnt = not is_buffer(tensor.name) and not is_optimizer_state(tensor.name)
    return TensorEntry(
        tensor.name,
        tensor.dtype,
        tensor.shape,
        target.path if begin else None,
        begin,
        size,
        storage=f"{tensor.storage}@{tensor.offset}:{math.prod(tensor.shape)}",
        learnt=learnt,
    )


def _unwrapped(tensors: list[TensorEntry]) -> list[TensorEntry]:
    """The tensors without the key that a checkpoint keeps all of a model's under."""
    from dataclasses import replace

    model = [tensor for tensor in tensors if not is_optimizer_state(tensor.name)]
    for wrapper in _WRAPPERS:
        start = f"{wrapper}."
        if model and all(tensor.name.startswith(start) for tensor in model):
            return [replace(tensor, name=tensor.name.removeprefix(start)) for tensor in tensors]
    return tensors


def _whole_module(contents: Contents) -> None:
    """Say so where the file is a pickled module, which torch can only open by running its code."""
    foreign = sorted({path for path in contents.modules.values() if not path.startswith(_OWN)})
    if any(path.startswith("torch.nn.modules.") for path in contents.modules.values()) or foreign:
        contents.format = "PyTorch whole module"
        listed = ", ".join(foreign[:4]) or "torch.nn"
        contents.needs.append(
            f"The Python code of its classes ({listed}); opening it with torch.load runs code, so ask for a state dict."
        )


def _training(tree: Any, contents: Contents) -> None:
    """Name what a checkpoint keeps of training."""
    states = [tensor for tensor in contents.tensors if is_optimizer_state(tensor.name)]
    if states:
        size = sum(tensor.stored_bytes for tensor in states)
        contents.leftovers.append(
            f"{len(states):,} tensors of an optimizer or of averaged weights take {size:,} bytes; inference needs none."
        )
    keys = [str(key) for key in tree] if isinstance(tree, dict) else []
    kept = [
        key
        for key in keys
        if key in ("epoch", "global_step", "best_acc", "loss", "args", "hyper_parameters", "cfg")
    ]
    if kept:
        contents.leftovers.append(f"It is a checkpoint of training: it also keeps {', '.join(kept)}.")
