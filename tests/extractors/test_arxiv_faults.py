"""What goes wrong on the way from arXiv: each kind ends in time, in its own sentence, and no part of it is used."""

import gzip
import hashlib
import itertools
import os
import socket
import threading
import time
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path

import pytest

from claims.errors import SourceError, SourceNotFound, SourceUnavailable, SourceUnsafe
from extractors.sources import intact
from extractors.sources.arxiv import Pinned, pin
from extractors.sources.arxiv_id import PaperId
from extractors.sources.polite import Polite
from extractors.sources.trouble import retry_after
from tests.loopback.arxiv import ETag, Fault, Loopback, serve
from tests.loopback.arxiv_papers import ARCHIVE, PDF, shelve
from tests.loopback.arxiv_shelf import feed

PAPER = PaperId("2402.17764", 1)
PARTS = {"pdf": "/pdf/", "source": "/src/", "feed": "/api/"}


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    shelve(tmp_path / "shelf", PAPER.ref, source=ARCHIVE)
    return tmp_path / "shelf"


def quick(base: str, **changed: float) -> Polite:
    manners = Polite(base, interval=0.01, attempts=3, stall=0.3, deadline=0.8, longest_pause=0.5)
    return replace(manners, **changed)  # type: ignore[arg-type]


def bring(arxiv: Loopback, shelf: Path, **changed: float) -> Pinned:
    return pin(PAPER, cache=shelf.parent / "cache", polite=quick(arxiv.base, **changed))


def refused(
    kind: type[SourceError],
    says: str | None,
    shelf: Path,
    *faults: Fault,
    etag: ETag = "md5",
    **changed: float,
) -> SourceError:
    with serve(shelf, faults=faults, etag=etag) as arxiv, pytest.raises(kind, match=says) as caught:
        bring(arxiv, shelf, **changed)
    assert caught.value.hint
    return caught.value


def left_behind(shelf: Path) -> list[str]:
    """Files of the paper and files half written."""
    cache = shelf.parent / "cache"
    return [
        str(one)
        for one in cache.rglob("*")
        if one.is_file() and (".new-" in one.name or one.parent.name == PAPER.folder)
    ]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    ("do", "says"),
    [
        ("truncate", "incomplete|broke off"),
        ("shorten", "incomplete|checksum"),
        ("long", "incomplete|checksum|md5 differs"),
        ("reset", "incomplete|broke off"),
        ("html", "web page in place of the"),
        ("stall", r"sent nothing for 0\.3 s|incomplete"),
        ("silent", r"sent nothing for 0\.3 s"),
        ("close", "broke off"),
        ("chunked_cut", "incomplete|broke off"),
        ("drip", r"within 0\.8 s"),
        ("drip_head", r"within 0\.8 s"),
        ("two_lengths", "broke off|incomplete"),
        ("many_headers", "broke off"),
    ],
)
def test_what_always_goes_wrong_is_one_sentence_in_time(part: str, do: str, says: str, shelf: Path) -> None:
    fault = Fault(PARTS[part], do)  # type: ignore[arg-type]
    began = time.monotonic()
    with serve(shelf, faults=(fault,)) as arxiv, pytest.raises(SourceUnavailable, match=says) as refused:
        bring(arxiv, shelf, **({"deadline": 1.5} if "nothing" in says else {}))
    assert time.monotonic() - began < 8
    assert refused.value.hint
    assert len(str(refused.value)) < 300
    assert "<" not in str(refused.value)
    assert left_behind(shelf) == []
    assert len([one for one in arxiv.paths() if PARTS[part] in one]) <= 3


ONCE = ("truncate", "shorten", "html", "reset", "close", "stall", "long", "corrupt", "chunked_cut")
NO_DIGEST = ("feed", "corrupt")
"""What a changed letter of a feed says cannot be known."""


@pytest.mark.parametrize(("part", "do"), [(a, b) for a in PARTS for b in ONCE if (a, b) != NO_DIGEST])
def test_what_goes_wrong_once_is_asked_for_again(part: str, do: str, shelf: Path) -> None:
    with serve(shelf, faults=(Fault(PARTS[part], do, on=(1,)),)) as arxiv:  # type: ignore[arg-type]
        found = bring(arxiv, shelf, deadline=3)
        assert len(arxiv.seen) == 4
    assert (found.root / "paper.pdf").read_bytes() == PDF
    assert (found.root / "source.tar.gz").read_bytes() == ARCHIVE


def test_chunks_without_a_length_are_as_good(shelf: Path) -> None:
    with serve(shelf, faults=(Fault("/", "chunked"),)) as arxiv:
        found = bring(arxiv, shelf)
        assert len(arxiv.seen) == 3
    assert (found.root / "paper.pdf").read_bytes() == PDF


@pytest.mark.parametrize(("part", "etag"), [("pdf", "md5"), ("source", "md5"), ("source", "none")])
def test_bytes_that_were_altered_are_never_used(part: str, etag: str, shelf: Path) -> None:
    altered = Fault(PARTS[part], "corrupt")
    refused(SourceUnavailable, r"md5 differs|checksum does not fit", shelf, altered, etag=etag)  # type: ignore[arg-type]
    assert left_behind(shelf) == []


@pytest.mark.parametrize("header", ["Content-MD5", "Digest", "Repr-Digest", "X-Goog-Hash"])
def test_a_digest_that_is_announced_is_compared(header: str, shelf: Path) -> None:
    import base64

    def announced(body: bytes) -> tuple[tuple[str, str], ...]:
        md5 = base64.b64encode(hashlib.md5(body).digest()).decode()
        sha = base64.b64encode(hashlib.sha256(body).digest()).decode()
        value = {"Content-MD5": md5, "Digest": f"sha-256={sha}", "Repr-Digest": f"sha-256=:{sha}:"}
        return ((header, value.get(header, f"crc32c=AAAAAA==,md5={md5}")),)

    for body, good in ((PDF, True), (PDF + b"\n", False)):
        fault = Fault("/pdf/", "replace", body=PDF, headers=announced(body))
        with serve(shelf, faults=(fault,)) as arxiv:
            if good:
                assert bring(arxiv, shelf).files
                (shelf.parent / "cache" / "papers" / PAPER.folder / "paper.pdf").unlink()
            else:
                with pytest.raises(SourceUnavailable, match="not what the server says it sent"):
                    bring(arxiv, shelf)


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
        bring(arxiv, shelf)
    assert len([one for one in arxiv.paths() if "/pdf/" in one]) == requests
    assert time.monotonic() - began < 6
    assert "script" not in str(refused.value)


def test_a_wait_that_is_asked_for_is_kept(shelf: Path) -> None:
    fault = Fault("/pdf/", "status", on=(1, 2), status=429, headers=(("Retry-After", "1"),))
    with serve(shelf, faults=(fault,)) as arxiv:
        assert bring(arxiv, shelf, longest_pause=2, deadline=10).files
        times = [one.at for one in arxiv.seen if "/pdf/" in one.path]
    assert [later - sooner >= 1 for sooner, later in itertools.pairwise(times)] == [True, True]


def test_a_wait_until_a_date_is_kept(shelf: Path) -> None:
    date = formatdate(time.time() + 2, usegmt=True)
    fault = Fault("/api/", "status", on=(1,), status=503, headers=(("Retry-After", date),))
    with serve(shelf, faults=(fault,)) as arxiv:
        assert bring(arxiv, shelf, longest_pause=5, deadline=10).files
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
        bring(arxiv, shelf)
    assert "not followed" in refused.value.says or "without end" in refused.value.says
    assert len(arxiv.seen) <= 6


def test_a_redirect_within_is_followed_and_spaced_and_a_loop_is_not(shelf: Path) -> None:
    moved = Fault("/pdf/2402.17764v1$", "redirect", to="/pdf/2402.17764v1.pdf")
    with serve(shelf, faults=(moved,)) as arxiv:
        assert bring(arxiv, shelf, interval=0.05).files
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
            bring(arxiv, shelf)
    assert calls == []


@pytest.mark.parametrize("part", ["pdf", "source"])
def test_too_large_is_refused_while_it_streams(
    part: str, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = {"pdf": "PDF", "source": "SOURCE"}[part]
    import extractors.sources.arxiv as door

    monkeypatch.setattr(door, name, replace(getattr(intact, name), most=500_000))
    refused(SourceUnsafe, "larger than", shelf, Fault(PARTS[part], "endless"), deadline=10)
    announced = Fault(PARTS[part], "status", status=200, body=b"%PDF-" + b"x" * 600_000)
    refused(SourceUnsafe, "larger than", shelf, announced)
    assert left_behind(shelf) == []


def test_a_source_that_expands_without_end_is_refused(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intact, "EXPANDED_MOST", 20_000_000)
    bomb = gzip.compress(b"\0" * 1_000_000, mtime=0) * 30
    refused(SourceUnsafe, "expands to more than 20 MB", shelf, Fault("/src/", "replace", body=bomb))


def test_a_compressed_answer_that_was_not_asked_for_is_not_unpacked(shelf: Path) -> None:
    for part in ("pdf", "feed"):
        refused(
            SourceUnavailable, "compressed, which was not asked for", shelf, Fault(PARTS[part], "compressed")
        )


ENTITY = b"<?xml version='1.0'?><!DOCTYPE f [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><feed xmlns='http://www.w3.org/2005/Atom'><entry><title>&e;</title></entry></feed>"


@pytest.mark.parametrize(
    ("body", "kind", "says"),
    [
        (ENTITY, SourceUnsafe, "declares entities"),
        (ENTITY.replace(b"DOCTYPE", b"doctype"), SourceUnsafe, "declares entities"),
        (ENTITY.decode().encode("utf-16"), SourceUnavailable, "not in UTF-8"),
        (ENTITY.decode().encode("utf-16-le"), SourceUnsafe, "declares entities"),
        (b"<html>Rate exceeded.</html>", SourceUnavailable, "web page"),
        (b"Rate exceeded.", SourceUnavailable, "no Atom feed"),
        (b"", SourceUnavailable, "no Atom feed"),
        (b"<?xml version='1.0' encoding='UTF-7'?>" + feed([], 0), SourceUnavailable, "not in UTF-8"),
        (b'{"feed": 1}', SourceUnavailable, "no Atom feed"),
        (b"<rss><feed xmlns='http://www.w3.org/2005/Atom'></feed></rss>", SourceUnavailable, "no Atom feed"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", SourceNotFound, "knows no paper"),
        (feed([], 0), SourceNotFound, "knows no paper"),
        (feed([], 0)[:-9], SourceUnavailable, "incomplete"),
        (feed(["<entry><id>http://arxiv.org/api/errors#incorrect_id_format</id></entry>"], 1), SourceNotFound, "refuses the question: incorrect id format"),
        (feed(["<entry><id>http://arxiv.org/abs/2402.17764v1</id><published>x</published><updated>2026</updated></entry>"], 1), SourceUnavailable, "a field cannot be read"),
        (feed(["<entry><id>http://arxiv.org/abs/../x</id><published>2026-01-01</published><updated>2026-01-01</updated></entry>"], 1), SourceUnavailable, "lacks its dates or its number"),
        (feed(["<entry>" + "<a>" * 3000 + "</a>" * 3000 + "</entry>"], 1), SourceError, "."),
    ],
)  # fmt: skip
def test_a_feed_that_is_none_is_refused(body: bytes, kind: type[SourceError], says: str, shelf: Path) -> None:
    with (
        serve(shelf, faults=(Fault("/api/", "replace", body=body),)) as arxiv,
        pytest.raises(kind, match=says) as refused,
    ):
        bring(arxiv, shelf)
    assert "root:" not in str(refused.value)
    assert refused.value.hint


def test_a_feed_that_is_about_another_paper_is_not_believed(shelf: Path) -> None:
    shelve(shelf, "2401.00001v1")
    with serve(shelf) as arxiv:
        import requests

        other = requests.get(f"{arxiv.base}/api/query?id_list=2401.00001", timeout=5).content
    refused(SourceNotFound, r"knows no paper 2402\.17764v1", shelf, Fault("/api/", "replace", body=other))


def test_hostile_words_in_the_feed_stay_words(shelf: Path) -> None:
    title, name = "<script>document.title='X'</script>", '"><img src=x onerror=1>'
    shelve(
        shelf,
        "2401.00001v1",
        title=title,
        authors=[name],
        comment="withdrawn\x1b[31m",
        abstract="a" * 100_000,
    )
    with serve(shelf) as arxiv:
        found = pin(PaperId("2401.00001"), cache=shelf.parent / "cache", polite=quick(arxiv.base))
    assert found.title == title
    assert len(found.abstract) == 20_000


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


@pytest.mark.skipif(
    not os.environ.get("ASSAY_HOSTILE"), reason="needs ASSAY_HOSTILE, a folder of hostile inputs"
)
def test_the_hostile_inputs(shelf: Path) -> None:
    folder = Path(os.environ["ASSAY_HOSTILE"])
    for path in sorted((folder / "api").glob("arxiv_*.xml")):
        refused(SourceError, None, shelf, Fault("/api/", "replace", body=path.read_bytes()))
    for name in (
        "truncated.tar.gz",
        "bad_crc.tar.gz",
        "html_error.tar.gz",
        "empty.tar.gz",
        "gzip_bomb.tex.gz",
    ):
        fault = Fault("/src/", "replace", body=(folder / "archive" / name).read_bytes())
        refused(SourceError, None, shelf, fault, deadline=20)
    with serve(
        shelf, faults=(Fault("/src/", "replace", body=(folder / "archive" / "dotdot.tar.gz").read_bytes()),)
    ) as arxiv:
        assert sorted(one.name for one in bring(arxiv, shelf).root.iterdir())[-1] == "source.tar.gz"
