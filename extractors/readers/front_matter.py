"""YAML as data only: each leaf a string with its line; aliases, anchors and tags are refused before loading.

An alias lets a kilobyte unfold into gigabytes and a tag may name a constructor; no model card needs either. So
the events are looked at first, and what passes is composed into nodes, which are never turned into objects.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from claims.records import Entry, Place

LARGEST = 256 * 1024
"""Characters of YAML that are read."""
DEEPEST = 50
"""Levels of nesting that are read."""
MOST_NODES = 40_000
"""Leaves and branches that are read."""
_BREAKS = str.maketrans("\x85\u2028\u2029", "   ")
"""What YAML takes for the end of a line and an editor does not: with them the lines would be miscounted."""


@dataclass(frozen=True)
class Leaves:
    """The leaves of a structured text, and what could not be read of it."""

    entries: tuple[Entry, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class FrontMatterSplit:
    """A card in two: the YAML between the dashes, and where the body begins."""

    yaml: str
    first_line: int
    body_line: int


def split(lines: list[str]) -> FrontMatterSplit | None:
    """The front matter of a card, or None if it has none; `body_line` counts from 0."""
    start = next((i for i, line in enumerate(lines[:20]) if line.strip("\ufeff \t")), None)
    if start is None or lines[start].strip("\ufeff \t") != "---":
        return None
    end = next((i for i in range(start + 1, len(lines)) if lines[i].rstrip() == "---"), None)
    if end is None:
        return None
    return FrontMatterSplit("\n".join(lines[start + 1 : end]), start + 2, end + 1)


def leaves(text: str, *, file: str, first_line: int = 1) -> Leaves:
    """Every leaf of a YAML text, with its path, its text as written and its line; never raises."""
    lines = text.split("\n")
    text = text.translate(_BREAKS)
    refused = _refused(text)
    if refused:
        return Leaves(warnings=(f"The YAML of {file} is not read: {refused}.",))
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return Leaves(warnings=(f"The YAML of {file} is not read: {_sentence(error, first_line)}.",))
    warnings: list[str] = []
    if not isinstance(root, yaml.MappingNode | yaml.SequenceNode):
        return Leaves(warnings=(f"The YAML of {file} holds no fields.",) if root else ())
    entries = tuple(
        _entry(path, node, lines, file=file, first_line=first_line)
        for path, node in _scalars(root, "", warnings)
    )
    return Leaves(entries, tuple(f"{file}: {warning}" for warning in warnings))


def _refused(text: str) -> str | None:
    """Why a YAML text may not be loaded, from its events alone; None if it may."""
    if len(text) > LARGEST:
        return f"it is longer than {LARGEST >> 10} KiB"
    depth = nodes = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            nodes += isinstance(event, yaml.NodeEvent)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if why := _forbidden(event):
                return why
            if depth > DEEPEST or nodes > MOST_NODES:
                return f"it has more than {DEEPEST} levels or {MOST_NODES} nodes"
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return _sentence(error, 1)
    return None


def _forbidden(event: yaml.Event) -> str | None:
    if isinstance(event, yaml.AliasEvent) or (isinstance(event, yaml.NodeEvent) and event.anchor):
        return "it uses aliases or anchors, which can unfold without end"
    if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag not in (None, "!"):
        return "it uses tags, which name types to construct"
    return None


def _scalars(node: yaml.Node, path: str, warnings: list[str]) -> Iterator[tuple[str, yaml.ScalarNode]]:
    """Leaves in the order of the text; recursion is bounded by DEEPEST."""
    if isinstance(node, yaml.ScalarNode):
        yield path, node
    elif isinstance(node, yaml.SequenceNode):
        for index, part in enumerate(node.value):
            yield from _scalars(part, f"{path}/{index}".lstrip("/"), warnings)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)[:200] if isinstance(key, yaml.ScalarNode) else "?"
            if name in seen:
                warnings.append(f"{f'{path}/{name}'.lstrip('/')} stands twice; both are kept")
            seen.add(name)
            yield from _scalars(value, f"{path}/{name}".lstrip("/"), warnings)


def _entry(path: str, node: yaml.ScalarNode, lines: list[str], *, file: str, first_line: int) -> Entry:
    """The leaf as a record; its quote is what stands on its line, without the quotation marks."""
    row, column = node.start_mark.line, node.start_mark.column
    if node.style in ("|", ">"):  # a block begins below its mark
        row, column = min(row + 1, len(lines) - 1), 0
    rest = lines[row][column:] if row < len(lines) else ""
    quote = node.value if node.value and node.value in rest else rest.strip()
    if node.style is None and node.end_mark.line == row:
        quote = lines[row][column : node.end_mark.column]
    return Entry(
        path=path, value=node.value, place=Place(file=file, line=first_line + row, quote=quote[:2000])
    )


def _sentence(error: Exception, first_line: int) -> str:
    """What went wrong in a few words, with the line where it is known."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return f"{error.problem or 'it is malformed'} (line {error.problem_mark.line + first_line})"
    return "it is malformed"
