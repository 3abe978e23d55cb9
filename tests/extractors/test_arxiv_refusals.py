"""A server that refuses, leads elsewhere or is not there."""

import itertools
import socket
import threading
import time
from email.utils import formatdate
from pathlib import Path

import pytest

from claims.errors import SourceNotFound, SourceUnavailable, SourceUnsafe
from extractors.sources.arxiv.errors import retry_after
from extractors.sources.arxiv.pin import pin
from tests.loopback.arxiv import serve
from tests.loopback.arxiv_asked import PAPER, PARTS, bring_quickly, quick
from tests.loopback.arxiv_papers import ARCHIVE, shelve
from tests.loopback.faults_arxiv import Fault


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    shelve(tmp_path / "shelf", PAPER.ref, source=ARCHIVE)
    return tmp_path / "shelf"


@pytest.mark.parametrize(
    ("status", "after", "requests", "says"),
    [
        (
            429,
            "",
            3,
            r"asks for fewer requests \(status 429\) and did not send the PDF of 2402.17764v1 \(3 attempts\)",
        ),
        (429, "0", 3, "fewer requests"),
        (429, "-5", 3, "fewer requests"),
        (429, "abc", 3, "fewer requests"),
        (429, "1000000000", 1, "left alone for many days"),
        (429, "9" * 90, 1, "left alone for many days"),
        (429, "3600", 1, "left alone for 60 minutes. Run again after that"),
        (503, "", 3, r"out of order \(status 503\)"),
        (500, "", 3, r"out of order \(status 500\)"),
        (403, "", 1, r"refuses to answer \(status 403\)"),
        (418, "", 1, "does not understand"),
    ],
)
def test_a_server_that_always_refuses(status: int, after: str, requests: int, says: str, shelf: Path) -> None:
    page = b"<html><script>alert(1)</script>"
    fault = Fault(
        "/pdf/", "status", status=status, headers=(("Retry-After", after),) if after else (), body=page
    )
    began = time.monotonic()
    with serve(shelf, faults=(fault,)) as arxiv, pytest.raises(SourceUnavailable, match=says) as refused:
        bring_quickly(arxiv, shelf)
    assert len([one for one in arxiv.paths() if "/pdf/" in one]) == requests
    assert time.monotonic() - began < 6
    assert "script" not in str(refused.value)


def test_a_wait_that_is_asked_for_is_kept(shelf: Path) -> None:
    fault = Fault("/pdf/", "status", on=(1, 2), status=429, headers=(("Retry-After", "1"),))
    with serve(shelf, faults=(fault,)) as arxiv:
        assert bring_quickly(arxiv, shelf, longest_pause=2, deadline=10).files
        times = [one.at for one in arxiv.seen if "/pdf/" in one.path]
    assert [later - sooner >= 1 for sooner, later in itertools.pairwise(times)] == [True, True]


def test_a_wait_until_a_date_is_kept(shelf: Path) -> None:
    date = formatdate(time.time() + 2, usegmt=True)
    fault = Fault("/api/", "status", on=(1,), status=503, headers=(("Retry-After", date),))
    with serve(shelf, faults=(fault,)) as arxiv:
        assert bring_quickly(arxiv, shelf, longest_pause=5, deadline=10).files
        assert arxiv.seen[1].at - arxiv.seen[0].at >= 0.9


@pytest.mark.parametrize(
    "text", ["", "-5", "abc", "inf", "nan", "1e9", "Thu, 01 Jan 1970 00:00:00 GMT", "²", "\0" * 500]
)
def test_a_wait_that_makes_no_sense_is_none(text: str) -> None:
    assert retry_after(text) is None


@pytest.mark.parametrize(
    "to",
    [
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "https://arxiv.org.evil.example/x",
        "http://arxiv.org/pdf/x",
        "//evil/x",
        "",
        "http://127.0.0.1:1/x",
        "https://arxiv.org@evil/x",
        "https://arxiv.org:99999999/x",
    ],
)
@pytest.mark.parametrize("part", ["pdf", "feed"])
def test_a_redirect_elsewhere_is_not_followed(to: str, part: str, shelf: Path) -> None:
    with (
        serve(shelf, faults=(Fault(PARTS[part], "redirect", to=to),)) as arxiv,
        pytest.raises(SourceUnsafe) as refused,
    ):
        bring_quickly(arxiv, shelf)
    assert "not followed" in refused.value.says or "without end" in refused.value.says
    assert len(arxiv.seen) <= 6


def test_a_redirect_within_is_followed_and_spaced_and_a_loop_is_not(shelf: Path) -> None:
    moved = Fault("/pdf/2402.17764v1$", "redirect", to="/pdf/2402.17764v1.pdf")
    with serve(shelf, faults=(moved,)) as arxiv:
        assert bring_quickly(arxiv, shelf, interval=0.05).files
        assert len(arxiv.seen) == 4
        assert min(arxiv.gaps()) >= 0.045
    loop = Fault("/pdf/", "redirect", to="/pdf/2402.17764v1")
    with serve(shelf, faults=(loop,)) as arxiv, pytest.raises(SourceUnsafe, match="redirects without end"):
        pin(PAPER, cache=shelf.parent / "other", polite=quick(arxiv.base))


def test_no_redirect_reaches_a_listener_of_another_port(shelf: Path) -> None:
    calls: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as trap:
        thread = threading.Thread(target=lambda: calls.append(trap.accept()), daemon=True)
        thread.start()
        to = f"http://127.0.0.1:{trap.getsockname()[1]}/secret"
        with serve(shelf, faults=(Fault("/src/", "redirect", to=to),)) as arxiv, pytest.raises(SourceUnsafe):
            bring_quickly(arxiv, shelf)
    assert calls == []


def test_nobody_there(shelf: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(SourceUnavailable, match=r"127\.0\.0\.1 cannot be reached.*Check the network"):
        pin(PAPER, cache=tmp_path, polite=quick(f"http://127.0.0.1:{port}"))
    with pytest.raises(SourceUnavailable, match=r"host no-such-host\.invalid is not known here"):
        pin(PAPER, cache=tmp_path, polite=quick("http://no-such-host.invalid"))
    with serve(shelf) as arxiv, pytest.raises(SourceNotFound, match="There is no API of arXiv at"):
        pin(PAPER, cache=tmp_path, polite=quick(f"{arxiv.base}/elsewhere"))


def test_a_server_that_speaks_no_tls_ends_it(tmp_path: Path) -> None:
    with serve(tmp_path) as arxiv, pytest.raises(SourceUnavailable) as caught:
        pin(PAPER, cache=tmp_path, polite=quick(arxiv.base.replace("http:", "https:")))
    assert caught.value.hint
