"""The Hub over TLS: an unknown certificate is refused at once, and deadlines hold inside the encryption too."""

import ipaddress
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from claims.errors import SourceUnavailable
from extractors.sources import hub as door
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


def self_signed(path: Path) -> Path:
    """A key and a certificate for 127.0.0.1, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(secret + made.public_bytes(pem))
    return path


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
