"""The Hub in trouble: each fault is one sentence, within its deadline, with nothing unchecked left and no token told."""

import socket
import threading
import time
from email.utils import formatdate
from pathlib import Path

import pytest

from claims.errors import (
    ModelUnavailable,
    SourceNotFound,
    SourceUnavailable,
    SourceUnsafe,
    VerifyError,
)
from claims.tensors import header_length
from extractors.sources import hub as door
from tests.loopback.faults import Fault
from tests.loopback.hub import Hub
from tests.loopback.models import SECRET, make_model
from tests.loopback.visit import (
    API,
    CARD,
    QUICK,
    WEIGHTS,
    access,
    assert_clean,
    client_cache,
    everything,
    hub,
)

__all__ = ["client_cache", "hub"]
pytestmark = pytest.mark.usefixtures("client_cache")


def location(to: str) -> tuple[tuple[str, str], ...]:
    return (("Location", to),)


def later(value: str) -> tuple[tuple[str, str], ...]:
    return (("Retry-After", value),)


FATAL: list[tuple[str, Fault, type[VerifyError], str]] = [
    # the description of the model
    ("api 429", Fault(API, "status", status=429), SourceUnavailable, "asked too often"),
    ("api 429 1e9", Fault(API, "status", status=429, headers=later("1000000000")), SourceUnavailable, "too often"),
    ("api 429 -5", Fault(API, "status", status=429, headers=later("-5")), SourceUnavailable, "too often"),
    ("api 429 abc", Fault(API, "status", status=429, headers=later("abc")), SourceUnavailable, "too often"),
    ("api 429 1e400", Fault(API, "status", status=429, headers=later("9" * 400)), SourceUnavailable, "too often"),
    ("api 429 year 9999", Fault(API, "status", status=429, headers=later("Fri, 31 Dec 9999 23:59:59 GMT")), SourceUnavailable, "too often"),
    ("api 500 html", Fault(API, "status", status=500, body=b"<html><b>boom"), SourceUnavailable, "status 500"),
    ("api 503", Fault(API, "status"), SourceUnavailable, "status 503"),
    ("api 400", Fault(API, "status", status=400), SourceUnavailable, "can be read"),
    ("api 403", Fault(API, "status", status=403), ModelUnavailable, "read access"),
    ("api 401", Fault(API, "status", status=401), ModelUnavailable, "does not accept the token"),
    ("api stall", Fault(API, "stall"), SourceUnavailable, "no answer in time"),
    ("api drip", Fault(API, "drip"), SourceUnavailable, "too slowly"),
    ("api drip head", Fault(API, "drip_head"), SourceUnavailable, "no answer in time"),
    ("api close", Fault(API, "close"), SourceUnavailable, "broke"),
    ("api truncate", Fault(API, "truncate"), SourceUnavailable, "broke"),
    ("api reset", Fault(API, "reset"), SourceUnavailable, "broke"),
    ("api endless", Fault(API, "endless"), SourceUnsafe, "more than the"),
    ("api gzip", Fault(API, "gzip"), SourceUnavailable, "plain bytes"),
    ("api html", Fault(API, "html"), SourceUnavailable, "web page"),
    ("api huge head", Fault(API, "headers", headers=(("X-Huge", "a" * 200_000),)), SourceUnavailable, "broke"),
    ("api two lengths", Fault(API, "headers", headers=(("content-length", "3"),)), SourceUnavailable, "broke"),
    ("api echo", Fault(API, "echo", at=2), SourceUnsafe, "sent the token back"),
    ("api redirect meta", Fault(API, "redirect", headers=location("http://169.254.169.254/latest")), SourceUnsafe, "169.254.169.254"),
    ("api redirect file", Fault(API, "redirect", headers=location("file:///etc/passwd")), SourceUnsafe, "redirects"),
    ("api redirect http hf", Fault(API, "redirect", headers=location("http://cdn-lfs.huggingface.co/x")), SourceUnsafe, "cdn-lfs"),
    ("api redirect like hf", Fault(API, "redirect", headers=location("https://evilhuggingface.co/x")), SourceUnsafe, "evil"),
    ("api redirect user", Fault(API, "redirect", headers=location("https://hf.co@evil.example/x")), SourceUnsafe, "evil"),
    ("api redirect loop", Fault(API, "redirect", headers=location("/api/models/org/model")), SourceUnsafe, "in circles"),
    ("api redirect port", Fault(API, "redirect", headers=location("http://127.0.0.1:99999999/x")), SourceUnsafe, "no web address"),
    ("api redirect none", Fault(API, "redirect", headers=location("javascript:alert(1)")), SourceUnsafe, "redirects"),
    ("card redirect port", Fault(CARD, "redirect", headers=location("http://127.0.0.1:99999999/x")), SourceUnsafe, "no web address"),
    ("card redirect odd", Fault(CARD, "redirect", headers=location("http://[::1")), SourceUnsafe, "no web address"),
    ("card redirect short", Fault(CARD, "redirect", headers=location("//evil.example/x")), SourceUnsafe, "evil.example"),
    ("card redirect empty", Fault(CARD, "redirect", headers=location("")), SourceUnsafe, "in circles"),
    ("api redirect odd", Fault(API, "redirect", headers=location("http://[::1")), SourceUnsafe, "no web address"),
    # a light file
    ("card 404", Fault("/resolve/", "status", status=404), SourceNotFound, "serves none"),
    ("card 503", Fault(CARD, "status"), SourceUnavailable, "status 503"),
    ("card 429", Fault(CARD, "status", status=429), SourceUnavailable, "too often"),
    ("card stall", Fault(CARD, "stall"), SourceUnavailable, "no answer in time"),
    ("card drip", Fault(CARD, "drip"), SourceUnavailable, "too slowly"),
    ("card drip head", Fault(CARD, "drip_head"), SourceUnavailable, "no answer in time"),
    ("card truncate", Fault(CARD, "truncate", at=20), SourceUnavailable, "broke"),
    ("card reset", Fault(CARD, "reset", at=0), SourceUnavailable, "broke"),
    ("card corrupt", Fault(CARD, "corrupt", at=20), SourceUnsafe, "hash differs"),
    ("card longer", Fault(CARD, "longer"), SourceUnsafe, "announced"),
    ("card endless", Fault(CARD, "endless"), SourceUnsafe, "longer than"),
    ("card html", Fault(CARD, "html"), SourceUnavailable, "web page"),
    ("card gzip", Fault(CARD, "gzip"), SourceUnavailable, "plain bytes"),
    ("card echo", Fault(CARD, "echo", at=0), SourceUnsafe, "sent the token back"),
    ("card commit", Fault(CARD, "commit"), SourceUnavailable, "another commit"),
    ("card redirect", Fault(CARD, "redirect", headers=location("http://169.254.169.254/latest")), SourceUnsafe, "169.254.169.254"),
    ("card redirect loop", Fault(CARD, "redirect", headers=location("/org/model/resolve/main/README.md")), SourceUnsafe, "in circles"),
    ("card redirect token", Fault(CARD, "redirect", headers=location(f"http://{SECRET}.example/")), SourceUnsafe, "***"),
    ("card other length", Fault(CARD, "headers", headers=(("Content-Length", "10"),)), SourceUnsafe, "announced"),
    # weights
    ("weights corrupt", Fault(WEIGHTS, "corrupt", at=30_000), SourceUnsafe, "hash differs"),
    ("weights truncate", Fault(WEIGHTS, "truncate", at=0), SourceUnavailable, "broke"),
    ("weights drip", Fault(WEIGHTS, "drip"), SourceUnavailable, "too slowly"),
    ("weights stall", Fault(WEIGHTS, "stall"), SourceUnavailable, "no answer"),
    ("weights gone", Fault(WEIGHTS, "status", status=404, headers=(("X-Error-Code", "EntryNotFound"),)), ModelUnavailable, "not on the Hub"),
    ("weights gated", Fault(WEIGHTS, "status", status=403, headers=(("X-Error-Code", "GatedRepo"),)), ModelUnavailable, "Ask for access"),
    ("weights echo", Fault(WEIGHTS, "echo", at=40_000), SourceUnsafe, "sent the token back"),
    ("weights pointer", Fault(WEIGHTS, "body", body=b"version https://git-lfs.github.com/spec/v1\n"), SourceUnsafe, "announced"),
]  # fmt: skip

MENDED: list[tuple[str, Fault]] = [
    ("api 503 twice", Fault(API, "status", last=2)),
    ("api 429 then well", Fault(API, "status", status=429, last=2, headers=later("0"))),
    ("api 429 a date", Fault(API, "status", status=429, last=1, headers=later(formatdate(usegmt=True)))),
    ("api 429 a date past", Fault(API, "status", status=429, last=1, headers=later("Thu, 01 Jan 1970 00:00:00 GMT"))),
    ("api close once", Fault(API, "close", last=1)),
    ("card 503 twice", Fault(CARD, "status", last=2)),
    ("card truncate once", Fault(CARD, "truncate", at=20, last=1)),
    ("weights truncate twice", Fault(WEIGHTS, "truncate", at=20_000, last=2)),
    ("weights reset once", Fault(WEIGHTS, "reset", at=20_000, last=1)),
    ("weights redirected within", Fault(WEIGHTS + "$", "redirect", headers=location("model.safetensors?again"))),
    ("api redirected within", Fault(API + r"\?", "redirect", last=1, headers=location("/api/models/org/model?blobs=true"))),
    ("server warns", Fault(API, "headers", headers=(("X-HF-Warning", f"topic; {SECRET}"),))),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "kind", "words"), [one[1:] for one in FATAL], ids=[one[0] for one in FATAL]
)
def test_a_fault_is_one_sentence_and_leaves_nothing_unchecked(
    fault: Fault, kind: type[VerifyError], words: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    make_model(tmp_path / "hub")
    began = time.monotonic()
    with Hub(tmp_path / "hub", (fault,), token=SECRET) as hub, pytest.raises(VerifyError) as error:
        everything(hub, tmp_path / "cache")
    assert time.monotonic() - began < 6
    assert type(error.value) is kind and words in str(error.value)
    assert error.value.hint and "\n" not in str(error.value) and "<" not in str(error.value)
    assert_clean(tmp_path, str(error.value), capfd)
    assert len(hub.log) < 60


@pytest.mark.parametrize("fault", [one[1] for one in MENDED], ids=[one[0] for one in MENDED])
def test_what_gets_better_is_tried_again(
    fault: Fault, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = make_model(tmp_path / "hub")
    with Hub(tmp_path / "hub", (fault,), token=SECRET) as hub:
        root = everything(hub, tmp_path / "cache")
    assert (root / "model.safetensors").read_bytes() == (folder / "model.safetensors").read_bytes()
    assert_clean(tmp_path, "", capfd)


def test_a_break_is_gone_on_from_and_a_whole_answer_starts_anew(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "hub")
    broken = Fault(WEIGHTS, "truncate", at=20_000, last=1)
    with Hub(tmp_path / "hub", (broken,), token=SECRET) as hub:
        everything(hub, tmp_path / "cache")
        assert [one.range for one in hub.log if "safetensors" in one.path] == [None, "bytes=20000-"]
    whole = Fault(WEIGHTS, "whole", first=2)
    with Hub(tmp_path / "hub", (broken, whole), token=SECRET) as hub:
        root = everything(hub, tmp_path / "cache2")
    assert (root / "model.safetensors").read_bytes() == (folder / "model.safetensors").read_bytes()


def test_another_part_than_the_asked_one_is_refused(tmp_path: Path) -> None:
    make_model(tmp_path / "hub")
    faults = (Fault(WEIGHTS, "truncate", at=20_000, last=1), Fault(WEIGHTS, "range", first=2))
    with Hub(tmp_path / "hub", faults, token=SECRET) as hub, pytest.raises(SourceUnsafe, match="other bytes"):
        everything(hub, tmp_path / "cache")


def test_a_retry_after_is_honoured(tmp_path: Path) -> None:
    make_model(tmp_path / "hub")
    fault = Fault(API, "status", status=429, last=1, headers=later("1"))
    patience = door.Patience(first_wait=0.01, longest_wait=2)
    with Hub(tmp_path / "hub", (fault,), token=SECRET) as hub:
        everything(hub, tmp_path / "cache", patience)
    assert hub.log[1].at - hub.log[0].at >= 1.0


def test_the_token_goes_to_the_hub_alone(tmp_path: Path) -> None:
    make_model(tmp_path / "hub")
    with Hub(tmp_path / "other") as other:
        moved = Fault("/resolve/", "redirect", headers=location(f"{other.endpoint}/x"))
        with Hub(tmp_path / "hub", (moved,), token=SECRET) as hub, pytest.raises(SourceUnsafe):
            everything(hub, tmp_path / "cache")
    assert other.log == [] and all(one.authorized for one in hub.log)


def test_a_trusted_host_is_asked_without_the_token() -> None:
    import httpx2

    from extractors.sources.hub import guard

    way = door.Access("https://huggingface.co", SECRET, QUICK)
    request = httpx2.Request("GET", "https://cdn-lfs.hf.co/x", headers=way.headers)
    assert "authorization" in request.headers
    with guard.Watch(way, "org/model", 1, 1, "file"):
        guard._outgoing(request)
    assert "authorization" not in request.headers


def test_a_light_file_that_is_gone_is_said(tmp_path: Path) -> None:
    make_model(tmp_path / "hub")
    gone = Fault("vocab", "status", status=404, headers=(("X-Error-Code", "EntryNotFound"),))
    with Hub(tmp_path / "hub", (gone,)) as hub:
        pinned = door.pin(
            "org/model", cache=tmp_path / "cache", access=door.Access(hub.endpoint, False, QUICK)
        )
    assert pinned.gone == ("vocab.txt",) and "vocab.txt" not in {one.path for one in pinned.files}


def test_a_gated_file_beside_an_open_card_is_said(tmp_path: Path) -> None:
    make_model(tmp_path / "hub")
    gated = Fault("config", "status", status=403, headers=(("X-Error-Code", "GatedRepo"),))
    with Hub(tmp_path / "hub", (gated,)) as hub:
        pinned = door.pin(
            "org/model", cache=tmp_path / "cache", access=door.Access(hub.endpoint, False, QUICK)
        )
    assert "gated" in pinned.left_out[0] and (pinned.root / "README.md").exists()


def test_a_host_that_does_not_resolve_is_named(tmp_path: Path) -> None:
    way = door.Access("http://hub.invalid", False, QUICK)
    with pytest.raises(SourceUnavailable, match=r"hub\.invalid cannot be re"):
        door.pin("org/model", cache=tmp_path, access=way)


def test_a_server_that_speaks_no_tls_is_told_in_time(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()

        def drip() -> None:
            while not stop.is_set():
                line, _ = server.accept()
                with line:
                    while not stop.wait(0.05):
                        try:
                            line.sendall(b"\x16")
                        except OSError:
                            break

        threading.Thread(target=drip, daemon=True).start()
        way = door.Access(f"https://127.0.0.1:{server.getsockname()[1]}", False, QUICK)
        began = time.monotonic()
        with pytest.raises(SourceUnavailable):
            door.pin("org/model", cache=tmp_path, access=way)
        stop.set()
    assert time.monotonic() - began < 4


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (Fault(WEIGHTS, "status"), SourceUnavailable, "status 503"),
        (Fault(WEIGHTS, "status", status=404), ModelUnavailable, "not on the Hub"),
        (
            Fault(WEIGHTS, "status", status=403, headers=(("X-Error-Code", "GatedRepo"),)),
            ModelUnavailable,
            "Ask for",
        ),
        (Fault(WEIGHTS, "range"), SourceUnsafe, "other bytes"),
        (Fault(WEIGHTS, "stall"), SourceUnavailable, "no answer"),
        (Fault(WEIGHTS, "drip"), SourceUnavailable, "too slowly"),
        (Fault(WEIGHTS, "html"), SourceUnavailable, "web page"),
        (Fault(WEIGHTS, "echo", at=10), SourceUnsafe, "sent the token back"),
    ],
)
def test_a_glance_in_trouble_is_told(
    fault: Fault,
    kind: type[VerifyError],
    words: str,
    hub: Hub,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    pinned = door.pin("org/model", cache=tmp_path / "cache", access=access(hub, SECRET))
    hub.script.faults = (fault,)
    with pytest.raises(kind, match=words) as error:
        door.glance(pinned)
    assert_clean(tmp_path, str(error.value), capfd)
    assert not pinned.shelf.glance.exists()


def test_a_glance_takes_its_part_of_a_whole_answer(hub: Hub, tmp_path: Path) -> None:
    pinned = door.pin("org/model", cache=tmp_path / "cache", access=access(hub))
    hub.script.faults = (Fault(WEIGHTS, "whole"),)
    stub, real = door.glance(pinned) / "model.safetensors", hub.root / "org/model/model.safetensors"
    length = 8 + header_length(real.read_bytes())
    assert stub.read_bytes()[:length] == real.read_bytes()[:length]
