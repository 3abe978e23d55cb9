"""Every plugin that affects the result, with its version; remembered until one of their files changes."""

import ast
import functools
import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path

from claims.records import Pair
from flows.plain_file import read_plain
from flows.settings import settings

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("extractors", "reproducers", "claims/rules")
"""Packages whose modules are one plugin each."""


def plugin_versions() -> tuple[Pair, ...]:
    """Every extractor, reproducer and rule with its version: another version may say something else.

    Importing all of them takes longer than anything else of a run that is only looked up, so that the answer is
    kept in a file for as long as none of their files changes.
    """
    kept, key = settings().home / "plugins.json", _state_of_files()
    return _remembered(kept, key) or _remember(kept, key, _imported_plugins())


def _imported_plugins() -> tuple[Pair, ...]:
    import extractors
    import reproducers
    from claims import rules

    kinds = (extractors.registry, reproducers.registry, rules.registry)
    return tuple(Pair(name=plugin.name, value=str(plugin.version)) for kind in kinds for plugin in kind)


def _state_of_files() -> str:
    """A digest of the name, size and time of change of every file that may declare a plugin."""
    entries = [
        (room, entry.name, entry.stat().st_size, entry.stat().st_mtime_ns)
        for room in ROOMS
        for entry in os.scandir(ROOT / room)
        if entry.name.endswith(".py")
    ]
    return hashlib.sha256(repr((str(ROOT), sorted(entries))).encode()).hexdigest()


def _remembered(kept: Path, key: str) -> tuple[Pair, ...] | None:
    try:
        record = json.loads(read_plain(kept))
        return tuple(Pair(name=n, value=v) for n, v in record["plugins"]) if record["key"] == key else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _remember(kept: Path, key: str, plugins: tuple[Pair, ...]) -> tuple[Pair, ...]:
    """Keep the list; a home that cannot be written is somebody else's to complain about."""
    from extractors.sources.write_whole import write_whole

    record = {"key": key, "plugins": [(plugin.name, plugin.value) for plugin in plugins]}
    with suppress(OSError):
        write_whole(kept, json.dumps(record).encode())
    return plugins


@functools.cache
def extractor_versions() -> tuple[Pair, ...]:
    """Every extractor and its version, as their files declare them: importing them all would take a while."""
    folder = ROOT / "extractors"
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
