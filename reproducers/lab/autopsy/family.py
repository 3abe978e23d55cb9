"""Decides what kind of architecture a model has, and says what speaks for it."""

import re
from typing import NamedTuple

from claims.catalog.word_lists import meanings
from claims.records.autopsy import Reason
from reproducers.lab.autopsy.contents import Contents
from reproducers.lab.autopsy.graph_family import family_of_graph
from reproducers.lab.autopsy.recurrent_layers import in_words, recurrent_layers
from reproducers.lab.autopsy.tensor_words import named_part

_CLASSES = 4  # class names that are told


class Family(NamedTuple):
    """A family with what speaks for it."""

    name: str
    reasons: tuple[Reason, ...]


def family_of(contents: Contents) -> Family:
    """The family by configuration, by the names of tensors and by the graph; the first that tells decides."""
    if contents.family:
        says = f"Its first bytes or settings are those of a {contents.format}."
        return Family(contents.family, (Reason(kind="metadata", says=says),))
    families = [
        family
        for family in (
            _by_config(contents),
            _by_tensors(contents),
            _by_classes(contents),
            family_of_graph(contents),
        )
        if family
    ]
    if not families:
        return Family(*_by_parts(contents))
    reasons = tuple(reason for _, reasons in families for reason in reasons)
    return Family(families[0][0], reasons)


def _by_config(contents: Contents) -> tuple[str, tuple[Reason, ...]] | None:
    """What config.json, or the settings in the file, name."""
    kind = contents.config.get("model_type") or contents.config.get("_class_name")
    if not isinstance(kind, str) or not kind:
        return None
    known = meanings("architecture_words", "model_types").get(kind.lower())
    classes = contents.config.get("architectures")
    first = f", class {classes[0]}" if isinstance(classes, list) and classes else ""
    reason = Reason(
        kind="configuration", says=f"The settings name the architecture {kind[:60]}{str(first)[:80]}."
    )
    return known or f"{kind[:60]} (as its settings call it)", (reason,)


def _by_classes(contents: Contents) -> tuple[str, tuple[Reason, ...]] | None:
    """What the class of the whole model is called, where the file names classes."""
    top = contents.modules.get("") or contents.metadata.get("class")
    if not top or top.startswith(("torch.nn.modules.container", "collections")):
        return None
    short = top.rpartition(".")[2]
    reason = Reason(kind="class names", says=f"The file names the class {top[:100]}.")
    layers = _layer_classes(contents)
    return f"{short[:60]}{f' ({layers})' if layers else ''}", (reason,)


def _layer_classes(contents: Contents) -> str:
    """The layers of a model in words, by their classes, the commonest first."""
    counts: dict[str, int] = {}
    for path in contents.modules.values():
        if ".nn." in path or path.startswith("keras"):
            name = path.rpartition(".")[2]
            counts[name] = counts.get(name, 0) + 1
    dull = ("Sequential", "ModuleList", "Dropout", "Identity", "ReLU", "ModuleDict", "InputLayer")
    best = sorted(((n, name) for name, n in counts.items() if name not in dull), reverse=True)[:_CLASSES]
    return ", ".join(f"{n} {name}" for n, name in best)


def _by_tensors(contents: Contents) -> tuple[str, tuple[Reason, ...]] | None:
    """The first family whose names of tensors occur."""
    for shape, family in meanings("architecture_words", "tensor_signatures").items():
        pattern = re.compile(shape)
        names = [tensor.name for tensor in contents.tensors if pattern.search(tensor.name)]
        if names:
            also = f", and {len(names) - 1} like it" if len(names) > 1 else ""
            reason = Reason(kind="tensor names", says=f"A tensor is called {names[0][:100]}{also}: {family}.")
            return family, (reason,)
    return None


def _by_parts(contents: Contents) -> tuple[str, tuple[Reason, ...]]:
    """The plainest word that the tensors allow."""
    learnt = [tensor for tensor in contents.tensors if tensor.learnt]
    ranks = [len(tensor.shape) for tensor in learnt]
    reason = Reason(
        kind="tensor names", says="Only shapes tell: no name, setting or operator names a family."
    )
    layers = recurrent_layers(learnt)
    if layers:
        rows, columns = layers[0].hidden.shape
        says = f"{layers[0].hidden.name[:80]} has {rows // columns} times as many rows as columns: {layers[0].kind}."
        before = "convolutional and " if any(rank > 2 for rank in ranks) else ""
        return f"{before}recurrent network ({in_words(layers)})", (Reason(kind="tensor names", says=says),)
    if any(named_part(tensor.name) == "recurrent" for tensor in learnt):
        return "recurrent network", (reason,)
    if any(rank > 2 for rank in ranks):
        return "convolutional network", (reason,)
    matrices = [tensor for tensor in learnt if len(tensor.shape) == 2]
    if len(matrices) == 1 and len(learnt) <= 2:
        rows, columns = matrices[0].shape
        if rows > 8 * columns or rows > 1000:
            return f"table of {rows:,} vectors of {columns} numbers (static embeddings)", (reason,)
        return "single linear layer", (reason,)
    if matrices:
        return f"multilayer perceptron ({len(matrices)} linear layers)", (reason,)
    return "not known", ()
