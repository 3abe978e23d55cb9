"""The newest papers of arXiv, down to where one stopped the last time."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from claims.errors import UsageError
from extractors.sources.arxiv.client import ArxivAccess, Fetcher
from extractors.sources.arxiv.feed import ArxivEntry, Feed
from extractors.sources.arxiv.ids import PaperId

MOST = 20_000
"""Papers in one listing: what arXiv gets in all fields in more than a week; whoever wants more asks with dates."""
Order = Literal["submittedDate", "lastUpdatedDate"]
_CATEGORY = re.compile(r"[a-z]{2,8}(?:-[a-z]{2,4})?(?:\.(?:[A-Z]{2}|[a-z-]{2,9}|\*))?", re.ASCII)


@dataclass(frozen=True)
class PaperListing:
    """One paper of a listing, in the version that is the newest."""

    id: PaperId
    version: int
    title: str
    abstract: str
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    """The primary one first."""
    published: datetime
    """When the first version came, in UTC."""
    updated: datetime
    """When this version came, in UTC."""
    comment: str | None
    links: tuple[str, ...]
    entry: ArxivEntry
    """All that arXiv says of it."""


def new_papers(
    *,
    categories: tuple[str, ...] = (),
    query: str | None = None,
    since: datetime | None = None,
    limit: int,
    cache: Path,
    polite: ArxivAccess | None = None,
    by: Order = "submittedDate",
    say: Callable[[str], None] | None = None,
) -> Iterator[PaperListing]:
    """Papers in any of the categories that fit the query, newest first, each once, until `since` or `limit`.

    `since` is in UTC unless it says otherwise. arXiv announces some papers days after their date (moderation), so a
    watermark should reach some days back, and what is already known be left out by its id. `say` is told of entries
    that could not be read. Raises UsageError and what `pin` raises.
    """
    if not 0 < limit <= MOST:
        raise UsageError(f"--limit {limit} is not between 1 and {MOST}.", "List in parts, with --since.")
    if since and since.tzinfo is None:
        since = since.replace(tzinfo=UTC)
    feed, asked = Feed(Fetcher(polite or ArxivAccess(), cache)), _query(categories, query)
    return _until(feed, asked, since, limit, by, say)


def _until(
    feed: Feed, asked: str, since: datetime | None, limit: int, by: Order, say: Callable[[str], None] | None
) -> Iterator[PaperListing]:
    seen: set[str] = set()
    for count, entry in enumerate(feed.newest(asked, by, MOST if since else limit)):
        listing = _listing(entry)
        if since and (listing.published if by == "submittedDate" else listing.updated) <= since:
            break
        if listing.id.number not in seen:  # pages shift while one reads them
            seen.add(listing.id.number)
            yield listing
        if len(seen) >= limit or count >= MOST:
            break
    if feed.skipped and say:
        say(f"{feed.skipped} entries of arXiv's answer lack a date or a number and were left out.")


def _query(categories: tuple[str, ...], query: str | None) -> str:
    """What arXiv's search understands; raises UsageError."""
    for category in categories:
        if not _CATEGORY.fullmatch(category):
            raise UsageError(
                f"{category[:40]!r} is no category of arXiv.",
                "Write it as cs.CL, stat.ML or hep-th, or as cs.* for a whole field.",
            )
    either = " OR ".join(f"cat:{category}" for category in categories)
    parts = [
        f"({either})" if len(categories) > 1 else either,
        f"({query})" if query and categories else query,
    ]
    asked = " AND ".join(part for part in parts if part)
    if not asked.strip() or len(asked) > 2_000:
        raise UsageError(
            "Neither a category nor words were given to search arXiv for.",
            "Give --category cs.CL or --query WORDS.",
        )
    return asked


def _listing(entry: ArxivEntry) -> PaperListing:
    return PaperListing(
        id=entry.paper,
        version=entry.version,
        title=entry.title,
        abstract=entry.abstract,
        authors=entry.authors,
        categories=entry.categories,
        published=datetime.fromisoformat(entry.published),
        updated=datetime.fromisoformat(entry.updated),
        comment=entry.comment,
        links=entry.links,
        entry=entry,
    )
