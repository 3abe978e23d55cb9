"""What inputs and outputs mean, and what goes in where only settings tell it."""

import re

from claims.catalog.word_lists import meanings
from claims.records.autopsy import TensorPort
from reproducers.lab.autopsy.contents import Contents
from reproducers.lab.files.config import Config

_CHANNELS = (1, 3, 4)
_WORDS = 1000  # numbers for each place from which on they are scores of a vocabulary


def meaning_of(port: TensorPort, *, output: bool, labels: tuple[str, ...]) -> TensorPort:
    """The port with what it stands for, by its name, else by its shape."""
    words = meanings("architecture_words", "outputs") if output else meanings("architecture_words", "inputs")
    named = next(
        (
            says
            for shape, says in words.items()
            if re.fullmatch(rf"(?i)(?:serving_default_)?(?:{shape})(?::\d+)?", port.name)
        ),
        "",
    )
    shaped = _of_output(port, labels) if output else _of_input(port)
    pictures = shaped.startswith("pictures,")
    meaning = port.meaning or (shaped if pictures else named or shaped)
    return port.model_copy(update={"meaning": _with_labels(meaning, labels if output else ())})


def _with_labels(meaning: str, labels: tuple[str, ...]) -> str:
    if not labels or not meaning or "class" not in meaning:
        return meaning
    shown = ", ".join(labels[:6]) + (f" and {len(labels) - 6} more" if len(labels) > 6 else "")
    return f"{meaning}: {shown}"


def _of_input(port: TensorPort) -> str:
    sizes = [int(size) if size.isdigit() else 0 for size in port.shape]
    if len(sizes) == 4:
        if sizes[1] in _CHANNELS and sizes[3] not in _CHANNELS:
            return f"pictures, {sizes[1]} channel{'s' if sizes[1] > 1 else ''} first{_side(sizes[2:])}"
        if sizes[3] in _CHANNELS:
            return f"pictures, {sizes[3]} channel{'s' if sizes[3] > 1 else ''} last{_side(sizes[1:3])}"
        return "pictures or maps of features"
    if port.dtype in ("int64", "int32") and len(sizes) == 2:
        return "numbers of tokens or categories"
    if port.dtype == "string":
        return "texts, or names of categories"
    if len(sizes) == 2 and port.dtype.startswith("float"):
        return f"a row of {sizes[1]} numbers" if sizes[1] else "a row of numbers, or sound as samples"
    return "a sequence of vectors" if len(sizes) == 3 else "one number" if not sizes else ""


def _side(sides: list[int]) -> str:
    return f", {sides[0]} x {sides[1]} pixels" if all(sides) else ", of any size"


def _of_output(port: TensorPort, labels: tuple[str, ...]) -> str:
    sizes = [int(size) if size.isdigit() else 0 for size in port.shape]
    if len(sizes) == 2 and sizes[1] > 1:
        return f"{sizes[1]} numbers: scores of classes, or one vector" if not labels else "scores of classes"
    if len(sizes) == 2 and sizes[1] == 1:
        return "one number: a probability or a value"
    if len(sizes) == 4:
        return "a map over the picture"
    if len(sizes) == 3 and sizes[2] >= _WORDS:
        return f"scores of {sizes[2]:,} words or characters for each place of a sequence"
    return "a vector for each place of a sequence" if len(sizes) == 3 else ""


def stated_ports(contents: Contents, config: Config) -> tuple[list[TensorPort], list[TensorPort]]:
    """Inputs and outputs of a transformers model, which no graph tells: by its class and settings."""
    task = config.task or ""
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
