"""YAML as a tree of nodes with lines, within limits: nothing is constructed and no alias is copied."""

from collections.abc import Iterator

import yaml

LARGEST_YAML, MOST_YAML_NODES, DEEPEST = 120_000, 20_000, 60
Keys = tuple[str, ...]


def parse_yaml(text: str) -> yaml.Node | None:
    """The first document of a file; None where it is no YAML, too large or nested too deep."""
    if len(text) > LARGEST_YAML:
        return None
    try:
        return next(iter(yaml.compose_all(text, Loader=yaml.SafeLoader)), None)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None


def yaml_fields(node: yaml.Node | None) -> dict[str, yaml.Node]:
    """The fields of a mapping by name; none where the node is no mapping."""
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}


def yaml_values(node: yaml.Node | None) -> Iterator[tuple[Keys, yaml.ScalarNode]]:
    """Every scalar with the keys that lead to it; a node that an alias names again is met once."""
    waiting: list[tuple[Keys, yaml.Node]] = [((), node)] if node is not None else []
    seen: set[int] = set()
    while waiting and len(seen) < MOST_YAML_NODES:
        keys, current = waiting.pop()
        if id(current) in seen or len(keys) > DEEPEST:
            continue
        seen.add(id(current))
        if isinstance(current, yaml.ScalarNode):
            yield keys, current
        elif isinstance(current, yaml.SequenceNode):
            waiting += [(keys, item) for item in reversed(current.value)]
        elif isinstance(current, yaml.MappingNode):
            waiting += [
                ((*keys, key.value if isinstance(key, yaml.ScalarNode) else ""), value)
                for key, value in reversed(current.value)
            ]


def line_of(node: yaml.Node) -> int:
    """The line on which a node begins, from 1."""
    return int(node.start_mark.line) + 1
