"""What inputs and outputs mean, by their names and shapes and by what the rest of the file tells."""

import re
from typing import NamedTuple

from claims.catalog.word_lists import meanings
from claims.records.autopsy import TensorPort
from reproducers.lab.autopsy.contents import Contents
from reproducers.lab.autopsy.stated_ports import ports_by_widths, stated_ports
from reproducers.lab.files.config import Config

_CHANNELS = (1, 3, 4)
_RATES = ((16_000, "16 kHz"), (48_000, "48 kHz"))
_SOUND = 4_000  # numbers of a row from which on a network that filters it likely hears sound
_BOX = (4, 5)
"""Numbers of a box beside the scores of its classes: four sides, and how sure it is that there is anything."""
_FRAMES = re.compile(r"(?i)(?:^|_)(?:n_)?(?:frames?|time|timesteps?|mels?|seconds)(?:_|$)")
"""Names of open sizes that count time or pitches."""
_ROW, _TABLE = "a row of numbers", 2
_WORDS = 1000  # numbers for each place from which on they are scores of a vocabulary


class PortClues(NamedTuple):
    """What the rest of the file tells about its inputs and outputs."""

    labels: tuple[str, ...] = ()
    """Names of its classes."""
    detector: bool = False
    """Whether it finds objects in pictures."""
    side: int = 0
    """The side of pictures that it is said to be made for."""
    filters: bool = False
    """Whether it has convolutions or takes spectra, so that a long row of numbers is likely sound."""


def sound_clues(contents: Contents) -> dict[str, bool]:
    """Whether operators filter a row of numbers or take its spectrum."""
    kinds = {node.kind.upper() for node in contents.nodes}
    return {"filters": any("CONV" in kind or "FFT" in kind or kind in ("STFT", "DFT") for kind in kinds)}


def ports_of(contents: Contents, config: Config) -> tuple[list[TensorPort], list[TensorPort]]:
    """Inputs and outputs as the graph has them, else by the settings, else by the widths of layers."""
    if contents.inputs:
        return contents.inputs, contents.outputs
    inputs, outputs = stated_ports(contents, config)
    if not inputs and not outputs:
        inputs, outputs = ports_by_widths(contents, config)
    return inputs, contents.outputs or outputs


def meaning_of(port: TensorPort, clues: PortClues, *, output: bool) -> TensorPort:
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
    if named.startswith(_ROW) and len(port.shape) != _TABLE:
        named = ""
    shaped = _of_output(port, clues) if output else _of_input(port, clues)
    certain = shaped.startswith(("pictures,", "for each place", "likely sound"))
    meaning = port.meaning or (shaped if certain else named or shaped)
    if named.startswith("sound") and meaning.startswith("likely sound"):
        meaning = meaning.removeprefix("likely ")
    if clues.side and meaning.endswith("of any size"):
        meaning += f"; made for {clues.side} x {clues.side} pixels"
    return port.model_copy(update={"meaning": _with_labels(meaning, clues.labels if output else ())})


def _with_labels(meaning: str, labels: tuple[str, ...]) -> str:
    if not labels or not meaning or "class" not in meaning:
        return meaning
    shown = ", ".join(labels[:6]) + (f" and {len(labels) - 6} more" if len(labels) > 6 else "")
    return f"{meaning}: {shown}"


def _of_input(port: TensorPort, clues: PortClues) -> str:
    sizes = [int(size) if size.isdigit() else 0 for size in port.shape]
    if len(sizes) == 4 and is_spectrogram(port):
        return "sound as a spectrogram, or as several over each other"
    if len(sizes) == 4:
        if sizes[1] in _CHANNELS and sizes[3] not in _CHANNELS:
            return f"pictures, {sizes[1]} channel{'s' if sizes[1] > 1 else ''} first{_side(sizes[2:])}"
        if sizes[3] in _CHANNELS:
            return f"pictures, {sizes[3]} channel{'s' if sizes[3] > 1 else ''} last{_side(sizes[1:3])}"
        return "pictures or maps of features"
    samples = sizes[1] if len(sizes) == 2 or (len(sizes) == 3 and sizes[2] == 1) else 0
    if clues.filters and samples >= _SOUND and port.dtype.startswith("float"):
        lasting = ", ".join(f"{samples / rate:.3g} s at {name}" for rate, name in _RATES)
        return f"likely sound: {samples:,} samples ({lasting})"
    if port.dtype in ("int64", "int32") and len(sizes) == 2:
        return "numbers of tokens or categories"
    if port.dtype == "string":
        return "texts, or names of categories"
    if len(sizes) == 2 and port.dtype.startswith("float"):
        return f"a row of {sizes[1]} numbers" if sizes[1] else "a row of numbers, or sound as samples"
    return "a sequence of vectors" if len(sizes) == 3 else "one number" if not sizes else ""


def is_spectrogram(port: TensorPort) -> bool:
    """Whether an open size counts frames of time, as pictures have none."""
    return any(_FRAMES.search(size) for size in port.shape[1:])


def _side(sides: list[int]) -> str:
    tall, wide = sides
    if tall and wide:
        return f", {tall} x {wide} pixels"
    return (
        f", {tall} pixels high, of any width"
        if tall
        else f", {wide} pixels wide, of any height"
        if wide
        else ", of any size"
    )


def _of_output(port: TensorPort, clues: PortClues) -> str:
    sizes = [int(size) if size.isdigit() else 0 for size in port.shape]
    labels = clues.labels
    if clues.detector and len(sizes) == 3 and (meaning := _of_boxes(sizes, len(labels))):
        return meaning
    if len(sizes) == 2 and sizes[1] > 1:
        return f"{sizes[1]} numbers: scores of classes, or one vector" if not labels else "scores of classes"
    if len(sizes) == 2 and sizes[1] == 1:
        return "one number: a probability or a value"
    if len(sizes) == 4:
        return "a map over the picture"
    if len(sizes) == 3 and sizes[2] >= _WORDS:
        return f"scores of {sizes[2]:,} words or characters for each place of a sequence"
    if clues.detector and len(sizes) == 3:
        return "numbers of boxes, for each place of the picture"
    return "a vector for each place of a sequence" if len(sizes) == 3 else ""


def _of_boxes(sizes: list[int], classes: int) -> str:
    """What a detector says of each place of a picture, by the side of its output that counts classes."""
    sides = [size for size in sizes[1:] if size]
    if classes and classes in sides:
        return f"for each place of the picture {classes} scores of classes"
    fitting = next((size for size in sides if classes and size - classes in _BOX), 0)
    if not fitting:
        return ""
    sure = ", how sure it is" if fitting - classes == _BOX[1] else ""
    return f"for each place of the picture 4 numbers of a box{sure}, and {classes} scores of classes"
