"""Finds out with escape probes what the sandbox contains on this machine, and refuses too low a level.

Versions and settings of the kernel are not asked: what counts is whether an attack gets through.
"""

import hashlib
import json
import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

from claims.errors import IsolationError, VerifyError
from flows.plain_file import read_plain
from flows.sandbox.probe_targets import prepared_targets
from flows.sandbox.runner import run
from flows.sandbox.types import Isolation, Level, Limits

PROBE_LIMITS = Limits(seconds=20, memory_mb=256, address_mb=1024)
FILES = ("read a token file", "write outside")


def probe(store: Path | None = None) -> Isolation:
    """The isolation level of this machine; probed once a process, or once a boot with a file to `store` it in.

    A stored result counts only for the same boot, user, Python, name space and code of the sandbox, and only if a child
    says now that its layers stand: the same machine may isolate less in another container.
    """
    if store is None:
        return _probed()
    key = _key()
    known = _stored(store, key)
    if known is not None and _stands(known.level, known.layers):
        return known
    isolation = _probed()
    with suppress(OSError):  # a store that is only read, or a full disk: it is probed again the next time
        _keep(store, key, isolation)
    return isolation


def _keep(store: Path, key: str, isolation: Isolation) -> None:
    """Store a result whole; raises OSError."""
    from extractors.sources.write_whole import write_whole

    record = {
        "key": key,
        "level": isolation.level.value,
        "layers": isolation.layers,
        "probes": isolation.probes,
    }
    write_whole(store, json.dumps(record).encode())


def require(level: Level, store: Path | None = None) -> Isolation:
    """The isolation of this machine; raises IsolationError if it is below the level."""
    isolation = probe(store)
    if isolation.level < level:
        missed = f" ({', '.join(isolation.escapes)} not held)" if isolation.escapes else ""
        raise IsolationError(
            f"Isolation {level} was asked for and only {isolation.level} can be had here{missed}.",
            "See `verify doctor`; user name spaces and Landlock must be allowed, or ask for less.",
        )
    return isolation


@cache
def _stands(level: Level, layers: tuple[str, ...]) -> bool:
    """Whether a child that is started now has these layers and no others; asked once, as later ones check their own."""
    try:
        answer = run("flows.sandbox.escape_probes:run_nothing", b"", limits=PROBE_LIMITS, isolation=level)
    except VerifyError:
        return False
    return set(layers) == set(answer.layers)


@cache
def _probed() -> Isolation:
    """Run all escape probes in one sandboxed child."""
    try:
        with prepared_targets(PROBE_LIMITS.address_space_mb) as targets:
            result = run("flows.sandbox.escape_probes:run_probes", targets.request, limits=PROBE_LIMITS)
            probes = targets.after(json.loads(result.body))
    except VerifyError as error:
        return Isolation(Level.NONE, (), (("start", False, error.says),))
    held = {name for name, contained, _ in probes if contained}
    return Isolation(_level(held, len(probes), result.layers), result.layers, probes)


def _level(held: set[str], attacks: int, layers: tuple[str, ...]) -> Level:
    """The highest level whose probes were contained and whose layers are in force."""
    landlock = any(layer.startswith("landlock") for layer in layers)
    if len(held) == attacks and landlock and "namespaces" in layers:
        return Level.FULL
    if "memory" not in held:
        return Level.NONE
    return Level.FS_ONLY if landlock and held.issuperset(FILES) else Level.LIMITS_ONLY


def _stored(store: Path, key: str) -> Isolation | None:
    """The stored result, if it is one and belongs to this key."""
    try:
        record = json.loads(read_plain(store))
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
