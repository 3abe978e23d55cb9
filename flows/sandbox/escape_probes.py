"""Harmless attacks, run inside the sandbox to learn what it holds back on this machine.

Each returns what it met when it was held and raises `Escaped` when it got through. The parent lays the baits
and looks at them afterwards, so an attack that is silently ineffective is told from one that is held.
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


class Baits(TypedDict):
    """What the parent has laid out for the attacks."""

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
    """The attack got through."""


def attack(request: bytes) -> bytes:
    """Try all attacks on the baits of the request (JSON); attack -> [held, what it met] as JSON."""
    baits: Baits = json.loads(request)
    return json.dumps({name: _tried(canary, baits) for name, canary in CANARIES.items()}).encode()


def _tried(canary: Callable[[Baits], str], baits: Baits) -> tuple[bool, str]:
    """One attack: held or not, and what it met."""
    try:
        return True, canary(baits)
    except Escaped as error:
        return False, str(error)
    except (OSError, MemoryError) as error:
        return True, type(error).__name__


def _token_file(baits: Baits) -> str:
    """Read a file that belongs to the same user and was not given to us."""
    with open(baits["token_file"], encoding="utf-8") as file:  # noqa: PTH123
        raise Escaped(f"read {len(file.read())} characters")


def _environment(baits: Baits) -> str:
    """Look for a token in the environment of every process that can be seen, and in our own."""
    for process in ["self", str(baits["sibling"]), *filter(str.isdigit, os.listdir("/proc"))]:  # noqa: PTH208
        try:
            with open(f"/proc/{process}/environ", "rb") as file:  # noqa: PTH123
                if baits["token"].encode() in file.read():
                    raise Escaped(f"found in process {process}")
        except OSError:
            continue
    return "not found"


def _write_outside(baits: Baits) -> str:
    """Write a file beside our folder."""
    with open(baits["outside"], "w", encoding="utf-8"):  # noqa: PTH123
        raise Escaped("wrote")


def _modes(baits: Baits) -> str:
    """Open a file of the same user to everybody, which Landlock does not stop."""
    os.chmod(baits["token_file"], 0o606)  # noqa: PTH101
    raise Escaped("changed")


def _tcp(baits: Baits) -> str:
    """Connect to a listener on this machine."""
    with socket.create_connection(("127.0.0.1", baits["tcp"]), timeout=1.0):
        raise Escaped("connected")


def _udp(baits: Baits) -> str:
    """Send a datagram, as a name server would get one; the parent looks whether it arrived."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as speaker:
        speaker.sendto(baits["token"].encode(), ("127.0.0.1", baits["udp"]))
    raise Escaped("sent")


def _unix(baits: Baits) -> str:
    """Connect to a socket in the file system, as that of a container engine."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as speaker:
        speaker.connect(baits["unix"])
        raise Escaped("connected")


def _kill(baits: Baits) -> str:
    """End another process of the same user."""
    os.kill(baits["sibling"], signal.SIGTERM)
    raise Escaped("killed")


def _memory(baits: Baits) -> str:
    """Ask for more address space than allowed; the pages are never touched."""
    bytearray((baits["address_mb"] + 64) << 20)
    raise Escaped("allocated")


def _daemon(baits: Baits) -> str:
    """Leave a process behind, in a session of its own, under a name by which the parent can look for it."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            ctypes.CDLL(None).prctl(15, baits["daemon"].encode(), 0, 0, 0)  # PR_SET_NAME of linux/prctl.h
            time.sleep(20)
        os._exit(0)
    os.wait()
    return "left" if sys.platform == "linux" else "left, not looked for"


CANARIES: dict[str, Callable[[Baits], str]] = {
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
