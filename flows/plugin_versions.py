"""The plugins that affect a result, with their versions."""

import ast
import functools
from pathlib import Path

from claims.records import Pair


def plugins() -> tuple[Pair, ...]:
    """Every plugin that affects the result, with its version."""
    import extractors
    import reproducers
    from claims import rules

    kinds = (extractors.registry, reproducers.registry, rules.registry)
    return tuple(Pair(name=plugin.name, value=str(plugin.version)) for kind in kinds for plugin in kind)


@functools.cache
def extractor_versions() -> tuple[Pair, ...]:
    """Every extractor and its version, as their files declare them: importing them all would take a while."""
    folder = Path(__file__).parents[1] / "extractors"
    declared = {
        name: version
        for file in folder.glob("*.py")
        for node in ast.parse(file.read_bytes()).body
        if isinstance(node, ast.FunctionDef)
        for call in node.decorator_list
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "extractor"
        for name, version in [_name_and_version(call)]
    }
    return tuple(Pair(name=name, value=version) for name, version in sorted(declared.items()))


def _name_and_version(call: ast.Call) -> tuple[str, str]:
    """What `@extractor("card-tables", version=4, ...)` declares."""
    (version,) = (word.value for word in call.keywords if word.arg == "version")
    return str(ast.literal_eval(call.args[0])), str(ast.literal_eval(version))
