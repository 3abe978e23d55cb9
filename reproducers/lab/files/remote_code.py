"""Detects settings of a model's folder that ask to run code of a repository."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import JsonValue

from claims.errors import ReadError
from claims.records import ModelFile
from reproducers.lab.files.json_file import LARGEST, read_json
from reproducers.lab.refusal import Refusal

ASKING = {
    "auto_map", "custom_pipelines", "custom_generate", "auto_mapping", "custom_st_module", "dispatch_module",
}  # fmt: skip
"""Keys whose value names code of the repository (or, worse, of another) that a library would import."""
_LONGEST = 100_000  # characters of a setting that are looked at
_INTERPRETED = ("chat_template", "quantization_config")  # keys whose words a library renders, or looks up
_KERNELS = re.compile(r"_?attn_implementation\w*|experts_implementation\w*")
_INNARDS = re.compile(
    r"__(?:class|globals|init|subclasses|import|builtins|mro|bases?|dict|getattribute)__|\|\s{0,5}attr\(|"
    r"\{%-?\s{0,9}(?:include|import|from|extends)\b"
)
"""What no setting and no template of a conversation says, and what an escape from a template begins with."""
_VOCABULARY = re.compile(r"(?:tokenizer|vocab|merges|added_tokens|.*\.index)\.json")
"""Files of words and of where tensors lie, which are large and name no code."""
_SETTINGS = re.compile(r"(?i)config|modules|model_index|args|settings|template")
"""What files are called whose words a library may follow."""
_HINT = "Ask for a version that runs on the library's own classes, or export it to ONNX."


def remote_code(root: Path, files: tuple[ModelFile, ...]) -> Refusal | None:
    """The refusal for the first file that asks for foreign code, if any does.

    Python files that nothing asks for are not refused: nothing here ever imports from the model's folder.
    """
    for file in files:
        name = Path(file.path).name
        if not name.endswith(".json") or _VOCABULARY.fullmatch(name):
            continue
        if file.size > LARGEST:
            if _SETTINGS.search(name):
                says = f"{file.path} is too large to be looked through for what it asks to be run. {_HINT}"
                return Refusal("remote_code", says)
            continue  # rows, or other data that no library takes for settings
        try:
            asking = next(_asks(read_json(root / file.path), name), None)
        except ReadError:
            continue  # who needs the file will say so
        if asking:
            return Refusal("remote_code", f"{file.path} asks to run foreign code ({asking}). {_HINT}")
    return None


def _asks(value: JsonValue, file: str) -> Iterator[str]:
    """Each place below that names code: a key, with its value where that tells more."""
    if isinstance(value, dict):
        for key, part in value.items():
            if _names_code(key, part, file):
                yield f"{key}: {part[:80]}" if isinstance(part, str) else key
            yield from _asks(part, file)
    elif isinstance(value, list):
        for part in value:
            yield from _asks(part, file)


def _names_code(key: str, value: JsonValue, file: str) -> bool:
    if key in ASKING:
        return bool(value)
    if key in _INTERPRETED:
        return bool(_INNARDS.search(json.dumps(value)[:_LONGEST]))
    if key == "trust_remote_code":
        return value is True
    if _KERNELS.fullmatch(key):  # "flash_attention_2" is the library's own, "someone/kernel" is not
        return isinstance(value, str) and "/" in value
    if key == "tokenizer_class":
        return isinstance(value, str) and not value.isidentifier()
    return file == "modules.json" and key == "type" and not _module(value)


def _module(kind: JsonValue) -> bool:
    """Whether a module of sentence-transformers is one of its own."""
    return isinstance(kind, str) and kind.startswith("sentence_transformers.")
