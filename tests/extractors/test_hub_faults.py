"""The Hub in trouble: each fault is one sentence, within its deadline, with no token told."""

import socket
import threading
import time
from email.utils import formatdate
from pathlib import Path

import pytest

from claims.errors import ModelUnavailable, SourceUnavailable, SourceUnsafe, VerifyError
from extractors.sources import hub as door
from tests.loopback.faults import Fault
from tests.loopback.hub import Hub
from tests.loopback.models import SECRET, make_model
from tests.loopback.visit import (
    API,
    CARD,
    QUICK,
    assert_mended,
    assert_told,
    client_cache,
    everything,
    hub,
    later,
    location,
)

__all__ = ["client_cache", "hub"]
pytestmark = pytest.mark.usefixtures("client_cache")

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
]  # fmt: skip

MENDED: list[tuple[str, Fault]] = [
    ("api 503 twice", Fault(API, "status", last=2)),
    ("api 429 then well", Fault(API, "status", status=429, last=2, headers=later("0"))),
    ("api 429 a date", Fault(API, "status", status=429, last=1, headers=later(formatdate(usegmt=True)))),
    ("api 429 a date past", Fault(API, "status", status=429, last=1, headers=later("Thu, 01 Jan 1970 00:00:00 GMT"))),
    ("api close once", Fault(API, "close", last=1)),
    ("api redirected within", Fault(API + r"\?", "redirect", last=1, headers=location("/api/models/org/model?blobs=true"))),
    ("server warns", Fault(API, "headers", headers=(("X-HF-Warning", f"topic; {SECRET}"),))),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "kind", "words"), [one[1:] for one in FATAL], ids=[one[0] for one in FATAL]
)
def test_a_fault_is_one_sentence_and_leaves_nothing_unchecked(
    fault: Fault, kind: type[VerifyError], words: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert_told(fault, kind, words, tmp_path, capfd)


@pytest.mark.parametrize("fault", [one[1] for one in MENDED], ids=[one[0] for one in MENDED])
def test_what_gets_better_is_tried_again(
    fault: Fault, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert_mended(fault, tmp_path, capfd)


def test_a_retry_after_is_honoured(tmp_path: Path) -> None:
    make_model(tmp_path / "hub")
    fault = Fault(API, "status", status=429, last=1, headers=later("1"))
    patience = door.HubDeadlines(first_wait=0.01, longest_wait=2)
    with Hub(tmp_path / "hub", (fault,), token=SECRET) as hub:
        everything(hub, tmp_path / "cache", patience)
    assert hub.log[1].at - hub.log[0].at >= 1.0


def test_the_token_goes_to_the_hub_alone(tmp_path: Path) -> None:
    make_model(tmp_path / "hub")
    with Hub(tmp_path / "other") as other:
        moved = Fault("/resolve/", "redirect", headers=location(f"{other.endpoint}/x"))
        with Hub(tmp_path / "hub", (moved,), token=SECRET) as hub, pytest.raises(SourceUnsafe):
            everything(hub, tmp_path / "cache")
    assert other.log == [] and all(request.authorized for request in hub.log)


def test_a_trusted_host_is_asked_without_the_token() -> None:
    import httpx2

    from extractors.sources.hub import request_guard

    way = door.Access("https://huggingface.co", SECRET, QUICK)
    request = httpx2.Request("GET", "https://cdn-lfs.hf.co/x", headers=way.headers)
    assert "authorization" in request.headers
    with request_guard.RequestGuard(way, "org/model", 1, 1, "file"):
        request_guard._outgoing(request)
    assert "authorization" not in request.headers


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
