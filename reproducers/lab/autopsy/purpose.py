"""What a model is for, as its makers say: in the file, in its card, in the package that it lies in."""

import re
from collections.abc import Iterator
from pathlib import Path

from reproducers.lab.autopsy.contents import Contents
from reproducers.lab.autopsy.target import ModelTarget
from reproducers.lab.files.json_file import read_start

_KEYS = ("description", "general.description", "summary", "task")
"""Keys of a file's metadata that speak of its purpose, as exporters name them."""
_TASK = re.compile(r"^pipeline_tag:[ \t]*[\"']?([\w-]{3,60})", re.MULTILINE)
_SUMMARY = re.compile(r"^Summary: ([^\r\n]{3,300})", re.MULTILINE)
_NAME = re.compile(r"^Name: ([^\r\n]{1,80})", re.MULTILINE)
_OF_CONVERTERS = re.compile(r"(?i)(?:mlir|toco) converted\.?")
"""What TensorFlow's converters write for a description."""
_FEWEST = 4  # letters that a statement has at least
_MOST = 200
_START = 64 << 10


def purpose_of(target: ModelTarget, contents: Contents, packages: tuple[str, ...]) -> tuple[str, ...]:
    """Each statement with its place; none where nobody says anything."""
    return tuple(dict.fromkeys([*_in_card(target), *_in_package(packages), *_in_file(target, contents)]))


def _in_file(target: ModelTarget, contents: Contents) -> Iterator[str]:
    for key in _KEYS:
        stated = " ".join(contents.metadata.get(key, "").split())
        if len(stated) >= _FEWEST and not _OF_CONVERTERS.fullmatch(stated):
            yield f"The metadata of {target.name} say {key}: “{stated[:_MOST]}”."


def _in_card(target: ModelTarget) -> Iterator[str]:
    if "README.md" not in target.files:
        return
    text = read_start(target.root / "README.md", _START).decode("utf-8", "replace")
    match = _TASK.search(text.split("\n---", 1)[0]) if text.startswith("---") else None
    if match:
        yield f"Its card gives its task as {match[1]}."


def _in_package(packages: tuple[str, ...]) -> Iterator[str]:
    """The summary of the Python package that a file lies in."""
    for name in packages:
        if Path(name).name not in ("METADATA", "PKG-INFO"):
            continue
        head = read_start(Path(name), _START).decode("utf-8", "replace").split("\n\n", 1)[0]
        summary, package = _SUMMARY.search(head), _NAME.search(head)
        if summary and summary[1].strip().upper() != "UNKNOWN":
            yield f"The package {package[1] if package else ''} calls itself “{summary[1].strip()[:_MOST]}”."
