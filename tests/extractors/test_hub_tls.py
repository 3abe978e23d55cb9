"""The Hub over TLS: an unknown certificate is refused at once, and deadlines hold inside the encryption too."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from claims.errors import SourceUnavailable
from extractors.sources import hub as door
from tests.loopback.certificate import self_signed
from tests.loopback.faults import Fault
from tests.loopback.hub import Hub
from tests.loopback.models import make_model
from tests.loopback.visit import CARD, STEADY, access, client_cache

__all__ = ["client_cache"]
pytestmark = pytest.mark.usefixtures("client_cache")

VISIT = """
import sys, time, pathlib
from extractors.sources import hub as door
began = time.monotonic()
way = door.Access(sys.argv[1], False, door.HubDeadlines(stall=0.4, answer=0.8, slowest=10**6, first_wait=0.02))
try:
    print("pinned", door.pin("org/model", cache=pathlib.Path(sys.argv[2]), access=way).source.name)
except Exception as error:
    print(type(error).__name__, error)
print("in time" if time.monotonic() - began < 5 else "late")
"""


def test_an_unknown_certificate_is_refused_at_once(tmp_path: Path) -> None:
    make_model(tmp_path / "hub")
    with Hub(tmp_path / "hub", certificate=self_signed(tmp_path / "own.pem")) as hub:
        with pytest.raises(SourceUnavailable, match="certificate") as error:
            door.pin("org/model", cache=tmp_path / "cache", access=access(hub))
        assert hub.log == [] and "SSL_CERT_FILE" in error.value.hint
    assert STEADY.attempts > 1


@pytest.mark.parametrize(
    ("faults", "words"),
    [
        ((), "pinned org/model"),
        ((Fault(CARD, "drip"),), "too slowly"),
        ((Fault(CARD, "drip_head"),), "no answer"),
    ],
)
def test_a_trusted_certificate_is_visited_within_the_deadlines(
    faults: tuple[Fault, ...], words: str, tmp_path: Path
) -> None:
    make_model(tmp_path / "hub")
    own = self_signed(tmp_path / "own.pem")
    with Hub(tmp_path / "hub", faults, certificate=own) as hub:
        ran = subprocess.run(
            [sys.executable, "-c", VISIT, hub.endpoint, str(tmp_path / "cache")],
            env={**os.environ, "SSL_CERT_FILE": str(own), "HF_HUB_CACHE": str(tmp_path / "hf")},
            capture_output=True,
            text=True,
            timeout=30,
        )
    assert words in ran.stdout and "in time" in ran.stdout and ran.stderr == ""
