"""Asking the loopback arXiv as a user of the door does, in a hurry."""

from dataclasses import replace
from pathlib import Path

import pytest

from claims.errors import SourceError
from extractors.sources.arxiv.client import ArxivAccess
from extractors.sources.arxiv.ids import PaperId, parse_id
from extractors.sources.arxiv.pin import PinnedPaper, pin
from tests.loopback.arxiv import ETag, Loopback, serve
from tests.loopback.faults_arxiv import Fault

PAPER = PaperId("2402.17764", 1)
PARTS = {"pdf": "/pdf/", "source": "/src/", "feed": "/api/"}


def quick(base: str, **changed: float) -> ArxivAccess:
    manners = ArxivAccess(base, interval=0.01, attempts=3, stall=3, deadline=12, longest_pause=0.5)
    return replace(manners, **changed)  # type: ignore[arg-type]


def bring_quickly(arxiv: Loopback, shelf: Path, **changed: float) -> PinnedPaper:
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
        bring_quickly(arxiv, shelf, **changed)
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


def patient(arxiv: Loopback) -> ArxivAccess:
    return ArxivAccess(arxiv.base, interval=0.01, attempts=3, stall=0.5, deadline=3, longest_pause=1)


def bring(arxiv: Loopback, cache: Path, name: str) -> PinnedPaper:
    paper = parse_id(name)
    assert paper is not None
    return pin(paper, cache=cache, polite=patient(arxiv))
