"""Inputs and outputs of a model without a graph: by its settings, or by the widths of its first and last layer."""

import re

from claims.records.autopsy import TensorPort
from reproducers.lab.autopsy.contents import Contents, TensorEntry
from reproducers.lab.autopsy.tensor_words import part_of
from reproducers.lab.files.config import Config

_FIRST = re.compile(r"(?:^|\.)weight_ih_l0$")
_BY_WIDTH = "by the width of the first layer"


def ports_by_widths(contents: Contents, config: Config) -> tuple[list[TensorPort], list[TensorPort]]:
    """What the first recurrent layer takes and the last layer gives, of weights that no settings describe."""
    learnt = [tensor for tensor in contents.tensors if tensor.learnt]
    first = next((tensor for tensor in learnt if _FIRST.search(tensor.name)), None)
    if config.model_type or first is None or any(part_of(t) == "convolution" for t in learnt):
        return [], []
    last = next((tensor for tensor in reversed(learnt) if len(tensor.shape) == 2), first)
    given = str(_width(last))
    step = f"a sequence of steps of {first.shape[1]} numbers each, {_BY_WIDTH}"
    made = f"{given} numbers, by the width of the last layer"
    return [
        TensorPort(
            name="input", dtype=first.dtype, shape=("batch", "steps", str(first.shape[1])), meaning=step
        )
    ], [TensorPort(name="output", dtype=last.dtype, shape=("batch", given), meaning=made)]


def _width(last: TensorEntry) -> int:
    """What the last layer gives: of a recurrent one its hidden width, which is that of its own input."""
    return last.shape[1] if ".weight_hh" in f".{last.name}" or "_ih_" in last.name else last.shape[0]


def stated_ports(contents: Contents, config: Config) -> tuple[list[TensorPort], list[TensorPort]]:
    """Inputs and outputs of a transformers model, which no graph tells: by its class and settings."""
    task = config.task or contents.task
    hidden = str(config.hidden or "hidden")
    if not config.model_type or not config.hidden:
        return [], []
    side = contents.config.get("image_size")
    if isinstance(side, int) and not config.vocabulary:
        picture = TensorPort(name="pixel_values", dtype="float32", shape=("batch", "3", str(side), str(side)))
        return [picture], [_answers(config, task, hidden, "tokens")]
    if config.vocabulary:
        names = ("input_ids", "attention_mask")
        return [TensorPort(name=n, dtype="int64", shape=("batch", "tokens")) for n in names], [
            _answers(config, task, hidden, "tokens")
        ]
    return [], [_answers(config, task, hidden, "steps")]


def _answers(config: Config, task: str, hidden: str, sequence: str) -> TensorPort:
    if task in ("text-generation", "fill-mask", "text2text-generation", "translation"):
        shape = ("batch", sequence, str(config.vocabulary))
        return TensorPort(
            name="logits", dtype="float32", shape=shape, meaning="a score of each word for each place"
        )
    if task == "token-classification":
        return TensorPort(name="logits", dtype="float32", shape=("batch", sequence, str(len(config.labels))))
    if task and config.labels:
        return TensorPort(name="logits", dtype="float32", shape=("batch", str(len(config.labels))))
    return TensorPort(name="last_hidden_state", dtype="float32", shape=("batch", sequence, hidden))
