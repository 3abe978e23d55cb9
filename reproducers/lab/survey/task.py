"""What a model is for: from its class, its graph, and the tag of its card where those leave it open."""

import re
from collections.abc import Sequence
from pathlib import Path

from claims.errors import ReadError
from claims.records import ModelFile
from reproducers.lab.data.task_roles import ROLES_OF_TASK
from reproducers.lab.files.config import Config
from reproducers.lab.files.json_file import read_start
from reproducers.lab.files.onnx_graph import Graph
from reproducers.lab.models.audio_graph import takes_audio

_TAG = re.compile(r"^(?:pipeline_tag|task):[ \t]*[\"']?([a-z0-9-]{3,40})[\"']?[ \t]*\r?$", re.MULTILINE)
_FRONT = 64 << 10  # bytes of the card that are looked at
_VECTORS = ("sentence-similarity", "feature-extraction")
_WRITERS = ("summarization", "translation", "text2text-generation", "automatic-speech-recognition")


def task_of(root: Path, files: Sequence[ModelFile], config: Config, graph: Graph | None) -> str | None:
    """The task in the Hub's words; None where neither the files nor the card say it."""
    tag = tag_of(root)
    if any(file.path == "modules.json" for file in files):
        return "sentence-similarity"
    if graph is not None and not config.architecture:
        return _of_graph(graph, tag, config)
    own = config.task
    if own == "text2text-generation":
        return tag if tag in _WRITERS else own
    if own is None and config.architecture.endswith("Model") and tag in _VECTORS:
        return tag
    return own if own is not None else tag if tag in ROLES_OF_TASK else None


def _of_graph(graph: Graph, tag: str | None, config: Config) -> str:
    """The task of an ONNX file without a configuration of a known class: by what goes in, then by the tag."""
    first = graph.inputs[0] if graph.inputs else None
    if first is not None and (first.kind == "string" or first.name == "input_ids"):
        return str(tag) if tag in _OF_TEXTS else "text-classification"
    if first is not None and len(first.shape) == 4:
        return str(tag) if tag == "object-detection" else "image-classification"
    if first is not None and len(first.shape) == 1 + 1 and first.kind.startswith("float") and tag in _HEARD:
        return str(tag)
    if takes_audio(graph):
        return tag if tag in _HEARD else "voice-activity-detection"
    if tag == "tabular-regression" and not graph.classes and not config.labels:
        return "tabular-regression"
    return "tabular-classification"


_OF_TEXTS = ("text-regression", "token-classification", *_VECTORS)
_HEARD = (
    "audio-classification",
    "automatic-speech-recognition",
    "voice-activity-detection",
    "audio-to-audio",
)


def tag_of(root: Path) -> str | None:
    """The pipeline tag of the card's front matter."""
    card = root / "README.md"
    if not card.is_file():
        return None
    try:
        text = read_start(card, _FRONT).decode("utf-8", "replace")
    except ReadError:
        return None
    front = text.split("\n---", 1)[0] if text.startswith("---") else ""
    match = _TAG.search(front)
    return match[1] if match else None
