"""Sets up the targets of the escape probes (token file, sockets, a victim process) and checks them afterwards."""

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flows.sandbox.escape_probes import ProbeTargets

ProbeOutcomes = tuple[tuple[str, bool, str], ...]


@dataclass(frozen=True)
class PreparedTargets:
    """The targets, with what is needed to look at them afterwards."""

    targets: ProbeTargets
    sibling: subprocess.Popen[bytes]
    udp: socket.socket

    @property
    def request(self) -> bytes:
        """The targets as the probes read them."""
        return json.dumps(self.targets).encode()

    def after(self, reported: dict[str, list[object]]) -> ProbeOutcomes:
        """The outcomes as reported from inside, corrected by what is seen from outside."""
        seen = {
            "write outside": Path(self.targets["outside"]).exists(),
            "UDP datagram": self._arrived(),
            "change modes outside": bool(Path(self.targets["token_file"]).stat().st_mode & 0o007),
            "kill a process": self.sibling.poll() is not None,
            "daemon": self.targets["daemon"] in _process_names(),
        }
        return tuple(
            (
                name,
                bool(held) and not seen.get(name, False),
                "seen from outside" if seen.get(name) else str(met),
            )
            for name, (held, met) in reported.items()
        )

    def _arrived(self) -> bool:
        """Whether a datagram has come; one sent on this machine is there before the sender goes on."""
        try:
            return bool(self.udp.recv(100))
        except OSError:
            return False


@contextlib.contextmanager
def prepared_targets(address_mb: int) -> Iterator[PreparedTargets]:
    """A token in a file and in a process's environment, three listeners, a sleeping process."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="assay-probe-")))
        token = f"canary_{secrets.token_hex(8)}"
        (folder / "token").write_text(token, encoding="utf-8")
        (folder / "token").chmod(0o600)
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        udp.setblocking(False)
        unix = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
        unix.bind(f"{folder}/socket")
        unix.listen()
        sibling = stack.enter_context(_sleeping_process(token))
        targets = ProbeTargets(
            token_file=f"{folder}/token",
            token=token,
            tcp=tcp.getsockname()[1],
            udp=udp.getsockname()[1],
            unix=f"{folder}/socket",
            outside=f"{folder}/outside",
            sibling=sibling.pid,
            daemon=f"canary{secrets.token_hex(4)}",
            address_mb=address_mb,
        )
        yield PreparedTargets(targets, sibling, udp)


@contextlib.contextmanager
def _sleeping_process(token: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the same user that does nothing and has the token in its environment."""
    command = [sys.executable, "-S", "-c", "import time; time.sleep(60)"]
    sleeper = subprocess.Popen(command, env={"CANARY": token}, stdin=subprocess.DEVNULL)
    try:
        yield sleeper
    finally:
        sleeper.kill()
        sleeper.wait()


def _process_names() -> set[str]:
    """The names of all processes that can be seen."""
    names = set()
    with contextlib.suppress(OSError):
        for process in filter(str.isdigit, os.listdir("/proc")):  # noqa: PTH208
            with contextlib.suppress(OSError):
                names.add(Path(f"/proc/{process}/comm").read_text(encoding="utf-8").strip())
    return names
