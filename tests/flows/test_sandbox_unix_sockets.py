"""A child that may open Unix sockets, as a browser does, still reaches no network."""

import dataclasses
import json
import socket
from pathlib import Path

import pytest

from claims.errors import VerifyError
from flows.sandbox import Level, Limits, probe, run

CODE = Path(__file__).with_name("sandboxed")
SMALL = Limits(seconds=20, memory_mb=256, scratch_mb=64, answer_mb=2)
BROWSER_LIKE = dataclasses.replace(SMALL, unix_sockets=True)
pytestmark = pytest.mark.skipif(
    probe().level < Level.FULL, reason=f"this machine can only isolate {probe().level}"
)


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK])
def test_only_unix_sockets_are_opened(family: socket.AddressFamily, kind: socket.SocketKind) -> None:
    request = json.dumps([int(family), int(kind)]).encode()
    done = run("browser_like:refusal_of_socket", request, code=[CODE], limits=BROWSER_LIKE)
    assert done.body == b"PermissionError"


def test_unix_sockets_are_opened_where_they_are_allowed_and_nowhere_else() -> None:
    allowed = run("browser_like:own_unix_socket", b"x", code=[CODE], limits=BROWSER_LIKE)
    assert allowed.body == b"x"
    with pytest.raises(VerifyError):
        run("browser_like:own_unix_socket", b"x", code=[CODE], limits=SMALL)


def test_a_child_with_an_accelerator_reaches_no_other_device() -> None:
    with_device = dataclasses.replace(SMALL, accelerator=True)
    for path in ("/dev/kmsg", "/dev/tty", str(Path(__file__))):
        done = run("browser_like:refusal_of_file", path.encode(), code=[CODE], limits=with_device)
        assert done.body in (b"PermissionError", b"FileNotFoundError"), path
