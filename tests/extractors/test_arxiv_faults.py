"""What arrives broken from arXiv: each kind ends in time, in its own sentence, and no part of it is used."""

import gzip
import hashlib
import time
from dataclasses import replace
from pathlib import Path

import pytest

from claims.errors import SourceUnavailable, SourceUnsafe
from extractors.sources.arxiv import integrity
from tests.loopback.arxiv import serve
from tests.loopback.arxiv_asked import PAPER, PARTS, bring_quickly, left_behind, refused
from tests.loopback.arxiv_papers import ARCHIVE, PDF, shelve
from tests.loopback.faults_arxiv import Fault


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    shelve(tmp_path / "shelf", PAPER.ref, source=ARCHIVE)
    return tmp_path / "shelf"


HURRIED = {
    "stall": {"stall": 0.3, "deadline": 1.5},
    "silent": {"stall": 0.3, "deadline": 1.5},
    "drip": {"deadline": 0.8},
    "drip_head": {"deadline": 0.8},
}
"""Limits of time for faults that never end; others have the time that a busy machine needs."""


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
        bring_quickly(arxiv, shelf, **HURRIED.get(do, {}))
    assert time.monotonic() - began < 30
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
        pinned_paper = bring_quickly(arxiv, shelf, **({"stall": 0.3} if do == "stall" else {}))
        assert len(arxiv.seen) == 4
    assert (pinned_paper.root / "paper.pdf").read_bytes() == PDF
    assert (pinned_paper.root / "source.tar.gz").read_bytes() == ARCHIVE


def test_chunks_without_a_length_are_as_good(shelf: Path) -> None:
    with serve(shelf, faults=(Fault("/", "chunked"),)) as arxiv:
        pinned_paper = bring_quickly(arxiv, shelf)
        assert len(arxiv.seen) == 3
    assert (pinned_paper.root / "paper.pdf").read_bytes() == PDF


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
                assert bring_quickly(arxiv, shelf).files
                (shelf.parent / "cache" / "papers" / PAPER.folder / "paper.pdf").unlink()
            else:
                with pytest.raises(SourceUnavailable, match="not what the server says it sent"):
                    bring_quickly(arxiv, shelf)


@pytest.mark.parametrize("part", ["pdf", "source"])
def test_too_large_is_refused_while_it_streams(
    part: str, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = {"pdf": "PDF", "source": "SOURCE"}[part]
    import extractors.sources.arxiv.pin as door

    monkeypatch.setattr(door, name, replace(getattr(integrity, name), most=500_000))
    refused(SourceUnsafe, "larger than", shelf, Fault(PARTS[part], "endless"), deadline=10)
    announced = Fault(PARTS[part], "status", status=200, body=b"%PDF-" + b"x" * 600_000)
    refused(SourceUnsafe, "larger than", shelf, announced)
    assert left_behind(shelf) == []


def test_a_source_that_expands_without_end_is_refused(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(integrity, "EXPANDED_MOST", 20_000_000)
    bomb = gzip.compress(b"\0" * 1_000_000, mtime=0) * 30
    refused(SourceUnsafe, "expands to more than 20 MB", shelf, Fault("/src/", "replace", body=bomb))


def test_a_compressed_answer_that_was_not_asked_for_is_not_unpacked(shelf: Path) -> None:
    for part in ("pdf", "feed"):
        refused(
            SourceUnavailable, "compressed, which was not asked for", shelf, Fault(PARTS[part], "compressed")
        )
