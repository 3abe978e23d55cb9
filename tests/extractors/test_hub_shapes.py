"""What the Hub says of a model: odd names and wrong shapes are refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from claims.errors import (
    SourceUnavailable,
    SourceUnsafe,
    UsageError,
    VerifyError,
)
from extractors.sources import hub as door
from tests.loopback.faults import Fault
from tests.loopback.hub import Hub
from tests.loopback.models import make_model
from tests.loopback.snapshot import blob
from tests.loopback.visit import API, QUICK, client_cache, hub

__all__ = ["client_cache", "hub"]
pytestmark = pytest.mark.usefixtures("client_cache")


@pytest.mark.parametrize(
    "name",
    [
        "../../ADV_MARKER.hub", "/tmp/ADV_MARKER", "a/../../x", "x\0y.json", "..%2f..%2fx", "\\..\\x", "C:/x.json",
        "a//b.json", "./x.json", "x\n.json", "a/" * 30 + "x.json", "n" * 300 + ".json", "..", "~/x.json", "\u202egpj.json",
    ],
)  # fmt: skip
def test_a_name_that_climbs_out_refuses_the_model(name: str, tmp_path: Path) -> None:
    error = described(tmp_path, [sibling("config.json"), sibling(name)])
    assert type(error) is SourceUnsafe and "nothing of it was fetched" in str(error)
    assert str(error).isprintable() and not list((tmp_path / "cache").rglob("*ADV*"))


@pytest.mark.parametrize(
    ("change", "kind", "words"),
    [
        ({"sha": "main"}, SourceUnavailable, "40 hexadecimal"),
        ({"sha": None}, SourceUnavailable, "40 hexadecimal"),
        ({"sha": ["a" * 40]}, SourceUnavailable, "40 hexadecimal"),
        ({"id": 7}, SourceUnavailable, "description of a model"),
        ({"siblings": None}, SourceUnavailable, "description"),
        ({"siblings": "x"}, SourceUnavailable, "something else"),
        ({"siblings": [{}]}, SourceUnavailable, "something else"),
        ({"siblings": [{"rfilename": None}]}, SourceUnavailable, "something else"),
        ({"siblings": [{"rfilename": "a.json"}]}, SourceUnavailable, "size and hash"),
        (
            {"siblings": [{"rfilename": "a.json", "size": -1, "blobId": "a" * 40}]},
            SourceUnavailable,
            "size and hash",
        ),
        (
            {"siblings": [{"rfilename": "a.json", "size": True, "blobId": "a" * 40}]},
            SourceUnavailable,
            "size and",
        ),
        ({"siblings": [{"rfilename": "a.json", "size": 1, "blobId": "../x"}]}, SourceUnavailable, "a hash"),
        (
            {"siblings": [{"rfilename": "a.json", "size": 10**15, "blobId": "a" * 40}]},
            SourceUnsafe,
            "too large",
        ),
        ({"siblings": [{"rfilename": "a.bin", "lfs": {"size": 1}}]}, SourceUnavailable, "something else"),
        ({"lastModified": "yesterday"}, SourceUnavailable, "something else"),
    ],
)
def test_an_answer_of_the_wrong_shape_is_told(
    change: dict[str, Any], kind: type[VerifyError], words: str, tmp_path: Path
) -> None:
    error = described(tmp_path, [sibling("config.json")], change)
    assert type(error) is kind and words in str(error)


@pytest.mark.parametrize(
    "body", [b"[]", b"7", b"null", b"{", b"[" * 100_000, b"\xff\xfe", b'{"id": "org/model"}']
)
def test_json_that_is_no_model_is_told(body: bytes, tmp_path: Path) -> None:
    error = refused(tmp_path, Fault(API, "body", body=body))
    assert type(error) is SourceUnavailable and "something else" in str(error)


@pytest.mark.parametrize("names", [("a.json", "A.json"), ("a.json", "a.json/b.json"), ("a.json", "a.json")])
def test_names_that_collide_are_refused(names: tuple[str, str], tmp_path: Path) -> None:
    error = described(tmp_path, [sibling(name) for name in names])
    assert type(error) is SourceUnsafe and "collide" in str(error)


@pytest.mark.parametrize("endpoint", ["", "ftp://x", "huggingface.co", "http://", "http://a:99999999"])
def test_an_address_that_is_none_is_told(endpoint: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="HF_ENDPOINT"):
        door.pin("org/model", cache=tmp_path, access=door.Access(endpoint, False, QUICK))


def sibling(name: str) -> dict[str, Any]:
    return {"rfilename": name, "size": 2, "blobId": blob(b"{}")}


def described(tmp_path: Path, siblings: list[dict[str, Any]], change: Any = None) -> VerifyError:
    """What is said of a model that the Hub describes like this."""
    said = {"id": "org/model", "sha": "a" * 40, "siblings": siblings, **(change or {})}
    return refused(tmp_path, Fault(API, "body", body=json.dumps(said).encode()))


def refused(tmp_path: Path, fault: Fault) -> VerifyError:
    make_model(tmp_path / "hub")
    with Hub(tmp_path / "hub", (fault,)) as hub, pytest.raises(VerifyError) as error:
        door.pin("org/model", cache=tmp_path / "cache", access=door.Access(hub.endpoint, False, QUICK))
    return error.value
