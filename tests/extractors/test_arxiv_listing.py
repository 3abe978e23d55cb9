"""What is new on arXiv: newest first, down to the watermark, over pages."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from claims.errors import UsageError
from extractors.sources.arxiv.listing import PaperListing, new_papers
from tests.loopback.arxiv import Loopback, serve
from tests.loopback.arxiv_asked import patient
from tests.loopback.arxiv_papers import shelve


@pytest.fixture
def stand(tmp_path: Path) -> Path:
    """Seven papers, a day apart; the odd ones are cs.CL."""
    for day in range(1, 8):
        when = f"2026-03-0{day}T12:00:00Z"
        meta: dict[str, Any] = {"categories": ["cs.CL" if day % 2 else "cs.CV", "stat.ML"], "published": when}
        later: dict[str, Any] = {"updated": "2026-05-01T00:00:00Z"} if day == 2 else {}
        shelve(tmp_path / "shelf", f"2603.0000{day}v1", title=f"Paper {day} on speech", **meta, **later)
    shelve(
        tmp_path / "shelf",
        "2603.00003v2",
        title="Paper 3 again",
        categories=["cs.CL"],
        published="2026-03-03T12:00:00Z",
    )
    return tmp_path


def listed(arxiv: Loopback, cache: Path, **asked: object) -> list[PaperListing]:
    return list(new_papers(cache=cache, polite=patient(arxiv), **{"limit": 50, **asked}))  # type: ignore[arg-type]


def test_new_papers_come_newest_first_down_to_the_watermark(stand: Path) -> None:
    with serve(stand / "shelf") as arxiv:
        found = listed(arxiv, stand, categories=("cs.CL",))
        since = listed(
            arxiv, stand, categories=("cs.CL", "cs.CV"), since=datetime(2026, 3, 5, 12, tzinfo=UTC)
        )
        few = listed(arxiv, stand, categories=("stat.ML",), limit=2)
        updated = listed(arxiv, stand, categories=("cs.CV",), by="lastUpdatedDate")
        words = listed(arxiv, stand, categories=("cs.CL",), query='ti:"Paper 5" OR ti:again')
        dated = listed(arxiv, stand, query="submittedDate:[202603020000 TO 202603040000]")
    assert [one.id.number[-1] for one in found] == ["7", "5", "3", "1"]
    assert (found[2].version, found[2].title) == (2, "Paper 3 again")
    assert found[0].published == datetime(2026, 3, 7, 12, tzinfo=UTC)
    assert (found[0].categories, found[0].published.utcoffset()) == (("cs.CL", "stat.ML"), timedelta(0))
    assert [one.id.number[-1] for one in since] == ["7", "6"]
    assert [one.id.number[-1] for one in few] == ["7", "6"]
    assert [one.id.number[-1] for one in updated] == ["2", "6", "4"]
    assert [word.id.number[-1] for word in words] == ["5", "3"]
    assert [one.id.number[-1] for one in dated] == ["3", "2"]


def test_listings_go_on_over_pages_and_say_what_was_left_out(tmp_path: Path) -> None:
    for number in range(1, 231):
        shelve(
            tmp_path / "shelf",
            f"2603.{number:05}v1",
            published=f"2026-03-01T{number // 60:02}:{number % 60:02}:00Z",
        )
    shelve(
        tmp_path / "shelf", "2603.99999v1", raw="<entry><id>http://arxiv.org/abs/2603.99999v1</id></entry>"
    )
    said: list[str] = []
    with serve(tmp_path / "shelf") as arxiv:
        found = listed(arxiv, tmp_path, categories=("cs.LG",), limit=500, say=said.append)
        assert len(arxiv.seen) == 2
    assert [one.id.number for one in found] == [f"2603.{number:05}" for number in range(230, 0, -1)]
    assert said == ["1 entries of arXiv's answer lack a date or a number and were left out."]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"categories": ("cs.CL OR all:x",)},
        {"query": " "},
        {"query": "x", "limit": 0},
        {"query": "x" * 3000},
    ],
)
def test_a_listing_of_nothing_is_refused(asked: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        new_papers(**{"limit": 5, "cache": tmp_path, **asked})  # type: ignore[arg-type]
