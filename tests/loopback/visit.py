"""How tests visit the loopback hub: with little patience, and without what the client may have in its own cache."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from claims.errors import VerifyError
from extractors.sources import hub as door
from tests.loopback.faults import Fault
from tests.loopback.hub import Hub
from tests.loopback.models import SECRET, make_model

QUICK = door.HubDeadlines(
    connect=0.6,
    stall=0.4,
    answer=0.8,
    slowest=1_000_000,
    whole=5,
    attempts=3,
    first_wait=0.02,
    longest_wait=0.3,
)
STEADY = replace(QUICK, connect=5, stall=5, answer=10, whole=60)
"""As quick to try again, but not put off by a busy machine."""
API, CARD, WEIGHTS = r"/api/models/org/model", r"README\.md", r"model\.safetensors"
"""Paths that faults befall: the description, a light file, the weights."""


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """A hub with one model."""
    make_model(tmp_path / "hub")
    with Hub(tmp_path / "hub", token=SECRET) as running:
        yield running


@pytest.fixture
def client_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder as the client's own cache."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hf"))
    return tmp_path / "hf"


def access(hub: Hub, token: str | bool = False, **limits: int) -> door.Access:
    """As whom the hub is asked, and how much is taken."""
    return door.Access(hub.endpoint, token, STEADY, door.HubLimits(**limits))


def everything(hub: Hub, cache: Path, patience: door.HubDeadlines = QUICK) -> Path:
    """The folder of the whole model, fetched with the token."""
    pinned = door.pin("org/model", cache=cache, access=door.Access(hub.endpoint, SECRET, patience))
    return door.complete(pinned)


def location(to: str) -> tuple[tuple[str, str], ...]:
    """Where a redirect leads."""
    return (("Location", to),)


def later(value: str) -> tuple[tuple[str, str], ...]:
    """When to ask again."""
    return (("Retry-After", value),)


def assert_told(
    fault: Fault, kind: type[VerifyError], words: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Under the fault the whole model is refused in one sentence of that kind, soon, and nothing wrong is left."""
    make_model(tmp_path / "hub")
    began = time.monotonic()
    with Hub(tmp_path / "hub", (fault,), token=SECRET) as hub, pytest.raises(VerifyError) as error:
        everything(hub, tmp_path / "cache")
    assert time.monotonic() - began < 6
    assert type(error.value) is kind and words in str(error.value)
    assert error.value.hint and "\n" not in str(error.value) and "<" not in str(error.value)
    assert_clean(tmp_path, str(error.value), capfd)
    assert len(hub.log) < 60


def assert_mended(fault: Fault, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """In spite of the fault the model comes whole."""
    folder = make_model(tmp_path / "hub")
    with Hub(tmp_path / "hub", (fault,), token=SECRET) as hub:
        root = everything(hub, tmp_path / "cache", STEADY)
    assert (root / "model.safetensors").read_bytes() == (folder / "model.safetensors").read_bytes()
    assert_clean(tmp_path, "", capfd)


def assert_clean(tmp_path: Path, said: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Every file under its own name is as the repository has it, nothing is printed, and the token is nowhere."""
    assert capfd.readouterr() == ("", "")
    assert SECRET not in said and SECRET.lower() not in said
    assert_no_secret(tmp_path / "cache")
    for path in (tmp_path / "cache").rglob("*"):
        if path.is_file() and "files" in path.parts:
            name = path.as_posix().partition("/files/")[2]
            assert path.read_bytes() == (tmp_path / "hub/org/model" / name).read_bytes()


def assert_no_secret(folder: Path) -> None:
    """The token is in no file."""
    for path in folder.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path
