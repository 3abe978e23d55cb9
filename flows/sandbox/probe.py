"""Finds out by attack what the sandbox holds back on this machine, and refuses when that is too little.

Versions and settings of the kernel are not asked: what counts is whether an attack gets through.
"""

import hashlib
import json
import os
import sys
from functools import cache
from pathlib import Path

from claims.errors import IsolationError, VerifyError
from flows.sandbox.probe_targets import laid
from flows.sandbox.runner import run
from flows.sandbox.types import Isolation, Level, Limits

PROBE_LIMITS = Limits(seconds=20, memory_mb=256, address_mb=1024)
FILES = ("read a token file", "write outside")


def probe(store: Path | None = None) -> Isolation:
    """What this machine can hold back; found once a process, and with a file to `store` it in, once a boot.

    A stored result counts only for the same boot, user, Python, name space and code of the sandbox.
    """
    if store is None:
        return _probed()
    key = _key()
    if known := _stored(store, key):
        return known
    found = _probed()
    store.parent.mkdir(parents=True, exist_ok=True)
    partial = store.with_name(f".{store.name}.{os.getpid()}")
    record = {"key": key, "level": found.level.value, "layers": found.layers, "probes": found.probes}
    partial.write_text(json.dumps(record), encoding="utf-8")
    partial.replace(store)
    return found


def require(level: Level, store: Path | None = None) -> Isolation:
    """The isolation of this machine; raises IsolationError if it is below the level."""
    found = probe(store)
    if found.level < level:
        missed = f" ({', '.join(found.escapes)} not held)" if found.escapes else ""
        raise IsolationError(
            f"Isolation {level} was asked for and only {found.level} can be had here{missed}.",
            "See `verify doctor`; user name spaces and Landlock must be allowed, or ask for less.",
        )
    return found


@cache
def _probed() -> Isolation:
    """Attack a sandbox with all canaries in one child."""
    try:
        with laid(PROBE_LIMITS.address_space_mb) as baits:
            answer = run("flows.sandbox.escape_probes:attack", baits.request, limits=PROBE_LIMITS)
            probes = baits.after(json.loads(answer.body))
    except VerifyError as error:
        return Isolation(Level.NONE, (), (("start", False, error.says),))
    held = {name for name, contained, _ in probes if contained}
    return Isolation(_level(held, len(probes), answer.layers), answer.layers, probes)


def _level(held: set[str], attacks: int, layers: tuple[str, ...]) -> Level:
    """The highest level whose attacks were held and whose walls stand."""
    landlock = any(layer.startswith("landlock") for layer in layers)
    if len(held) == attacks and landlock and "namespaces" in layers:
        return Level.FULL
    if "memory" not in held:
        return Level.NONE
    return Level.FS_ONLY if landlock and held.issuperset(FILES) else Level.LIMITS_ONLY


def _stored(store: Path, key: str) -> Isolation | None:
    """The stored result, if it is one and belongs to this key."""
    try:
        record = json.loads(store.read_text(encoding="utf-8"))
        if record["key"] != key:
            return None
        probes = tuple((str(name), bool(held), str(met)) for name, held, met in record["probes"])
        return Isolation(Level(record["level"]), tuple(map(str, record["layers"])), probes)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _key() -> str:
    """What a stored result depends on, as a digest."""
    boot, users = Path("/proc/sys/kernel/random/boot_id"), Path("/proc/self/ns/user")
    parts = [sys.version.encode(), str(os.getuid()).encode()]
    parts += [boot.read_bytes()] if boot.exists() else []
    parts += [os.fsencode(users.readlink())] if users.exists() else []
    parts += [file.read_bytes() for file in sorted(Path(__file__).parent.glob("*.py"))]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()
