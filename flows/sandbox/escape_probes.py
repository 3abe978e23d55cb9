"""Escape probes: harmless attacks, run inside the sandbox to learn what it contains on this machine.

Each returns what stopped it and raises `Escaped` when it got through. The parent sets up the targets and checks
them afterwards, so that a probe that had no effect is told from one that was contained.
"""

import ctypes
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import TypedDict


class ProbeTargets(TypedDict):
    """The targets that the parent has set up for the probes."""

    token_file: str
    token: str
    tcp: int
    udp: int
    unix: str
    outside: str
    sibling: int
    daemon: str
    address_mb: int


class Escaped(Exception):
    """The probe got through the sandbox."""


def run_probes(request: bytes) -> bytes:
    """Run all probes on the targets of the request (JSON); attack -> [held, what it met] as JSON."""
    targets: ProbeTargets = json.loads(request)
    return json.dumps({name: _outcome(probe, targets) for name, probe in PROBES.items()}).encode()


def run_nothing(request: bytes) -> bytes:
    """Answer what was asked, so that the parent learns which layers stand around a child."""
    return request


def _outcome(probe: Callable[[ProbeTargets], str], targets: ProbeTargets) -> tuple[bool, str]:
    """One attack: held or not, and what it met."""
    try:
        return True, probe(targets)
    except Escaped as error:
        return False, str(error)
    except (OSError, MemoryError) as error:
        return True, type(error).__name__


def _token_file(targets: ProbeTargets) -> str:
    """Read a file that belongs to the same user and was not given to us."""
    with open(targets["token_file"], encoding="utf-8") as file:  # noqa: PTH123
        raise Escaped(f"read {len(file.read())} characters")


def _environment(targets: ProbeTargets) -> str:
    """Look for a token in the environment of every process that can be seen, and in our own."""
    for process in ["self", str(targets["sibling"]), *filter(str.isdigit, os.listdir("/proc"))]:  # noqa: PTH208
        try:
            with open(f"/proc/{process}/environ", "rb") as file:  # noqa: PTH123
                if targets["token"].encode() in file.read():
                    raise Escaped(f"found in process {process}")
        except OSError:
            continue
    return "not found"


def _write_outside(targets: ProbeTargets) -> str:
    """Write a file beside our folder."""
    with open(targets["outside"], "w", encoding="utf-8"):  # noqa: PTH123
        raise Escaped("wrote")


def _modes(targets: ProbeTargets) -> str:
    """Open a file of the same user to everybody, which Landlock does not stop."""
    os.chmod(targets["token_file"], 0o606)  # noqa: PTH101
    raise Escaped("changed")


def _tcp(targets: ProbeTargets) -> str:
    """Connect to a listener on this machine."""
    with socket.create_connection(("127.0.0.1", targets["tcp"]), timeout=1.0):
        raise Escaped("connected")


def _udp(targets: ProbeTargets) -> str:
    """Send a datagram, as a name server would get one; the parent looks whether it arrived."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as speaker:
        speaker.sendto(targets["token"].encode(), ("127.0.0.1", targets["udp"]))
    raise Escaped("sent")


def _unix(targets: ProbeTargets) -> str:
    """Connect to a socket in the file system, as that of a container engine."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as speaker:
        speaker.connect(targets["unix"])
        raise Escaped("connected")


def _kill(targets: ProbeTargets) -> str:
    """End another process of the same user."""
    os.kill(targets["sibling"], signal.SIGTERM)
    raise Escaped("killed")


def _memory(targets: ProbeTargets) -> str:
    """Ask for more address space than allowed; the pages are never touched."""
    bytearray((targets["address_mb"] + 64) << 20)
    raise Escaped("allocated")


def _daemon(targets: ProbeTargets) -> str:
    """Leave a process behind, in a session of its own, under a name by which the parent can look for it."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            ctypes.CDLL(None).prctl(15, targets["daemon"].encode(), 0, 0, 0)  # PR_SET_NAME of linux/prctl.h
            time.sleep(20)
        os._exit(0)
    os.wait()
    return "left" if sys.platform == "linux" else "left, not looked for"


PROBES: dict[str, Callable[[ProbeTargets], str]] = {
    "read a token file": _token_file,
    "token in an environment": _environment,
    "write outside": _write_outside,
    "change modes outside": _modes,
    "TCP connection": _tcp,
    "UDP datagram": _udp,
    "Unix socket": _unix,
    "kill a process": _kill,
    "memory": _memory,
    "daemon": _daemon,
}
