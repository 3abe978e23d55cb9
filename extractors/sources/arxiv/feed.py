"""The API of arXiv: its own client parses the feed, our polite session fetches and checks every page of it."""

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from claims.errors import SourceNotFound, SourceUnavailable
from claims.records import Record
from extractors.sources.arxiv.client import Fetcher
from extractors.sources.arxiv.errors import LATER
from extractors.sources.arxiv.ids import FORMS, PaperId, parse_id
from extractors.sources.arxiv.integrity import FEED

if TYPE_CHECKING:
    import arxiv  # type: ignore[import-untyped]
    from arxiv._feed import ParsedFeed  # type: ignore[import-untyped]

_PAGE = 200
"""Entries of one page of a listing; arXiv gives up to 2,000, and more slowly."""
_EMPTY_PAGES = 2
"""How often a page that comes back empty is asked for again: arXiv sends such pages now and then."""
_LONGEST = 20_000
"""Characters of any one field."""
_MOST_AUTHORS = 5_000


class ArxivEntry(Record):
    """What arXiv says of one version of a paper."""

    number: str
    """1706.03762."""
    version: int
    """From 1."""
    title: str
    """On one line."""
    abstract: str
    """As printed."""
    authors: tuple[str, ...] = ()
    """In their order."""
    categories: tuple[str, ...] = ()
    """The primary one first."""
    comment: str | None = None
    """The authors' comment; a withdrawal is told here."""
    doi: str | None = None
    """Of the published paper."""
    published: str
    """When the first version came, ISO 8601 in UTC."""
    updated: str
    """When this version came, ISO 8601 in UTC."""
    pdf: bool = True
    """Whether the entry offers a PDF."""
    links: tuple[str, ...] = ()
    """What the entry links to."""

    @property
    def paper(self) -> PaperId:
        """The version that this entry is about."""
        return PaperId(self.number, self.version)

    @property
    def withdrawn(self) -> bool:
        """Whether the comment says so; there is no field for it."""
        return bool(re.search(r"\bwithdrawn\b", (self.comment or "")[:300], re.IGNORECASE))


class Feed:
    """Requests to the API, each page of which is rate-limited, checked and cached like every other answer."""

    def __init__(self, fetcher: Fetcher) -> None:
        """Take the polite fetcher, which the client gets as its session."""
        self._fetcher = fetcher
        self.skipped = 0
        """Entries so far that lack what an entry must have, and were left out."""

    def versions(self, *papers: PaperId) -> tuple[ArxivEntry, ...]:
        """What arXiv says of these, in one question; those it does not know are missing."""
        import arxiv

        names = [paper.ref for paper in papers]
        search = arxiv.Search(id_list=names, max_results=len(names))
        return tuple(self._results(search, len(names), f"The API's answer about {' and '.join(names)}"))

    def newest(self, query: str, by: str, most: int) -> Iterator[ArxivEntry]:
        """What a query finds, the newest first by "submittedDate" or "lastUpdatedDate"."""
        import arxiv

        search = arxiv.Search(query=query, max_results=most, sort_by=arxiv.SortCriterion(by))
        return self._results(search, min(most, _PAGE), f"The API's answer to {query[:200]!r}")

    def _results(self, search: "arxiv.Search", page: int, resource: str) -> Iterator[ArxivEntry]:
        """The entries that the client reads, one by one; its own errors become sentences."""
        import arxiv

        try:
            for result in self._client(page, resource).results(search):
                if (entry := _entry(result)) is None:
                    self.skipped += 1
                else:
                    yield entry
        except (arxiv.ArxivError, ValueError, TypeError, OverflowError) as error:
            reason = (
                "a page of it is empty" if isinstance(error, arxiv.ArxivError) else "a field cannot be read"
            )
            raise SourceUnavailable(f"{resource} is not as it should be: {reason}.", LATER) from None

    def _client(self, page: int, resource: str) -> "arxiv.Client":
        """The real client, asking through us: the spacing and the retries of what fails are ours."""
        import arxiv

        session, feed = _Session(self._fetcher, resource), self

        class Client(arxiv.Client):  # type: ignore[misc] # the package has no types
            def _parse_feed(self, url: str, first_page: bool = True, _try_index: int = 0) -> "ParsedFeed":
                try:
                    parsed = super()._parse_feed(url, first_page, _try_index)
                except arxiv.UnexpectedEmptyPageError as error:
                    if not session.entries:
                        raise
                    parsed = error.raw_feed  # not empty: every entry of it was left out
                if not isinstance(parsed.results, _AsSent):
                    sent = max(session.entries, len(parsed.results))
                    feed.skipped += sent - len(parsed.results)
                    parsed.results = _AsSent(parsed.results, sent)
                return parsed

        client = Client(page_size=page, delay_seconds=0, num_retries=_EMPTY_PAGES)
        client.query_url_format = self._fetcher.polite.url("api/query?{}")
        client._session = session
        logger = logging.getLogger("arxiv")
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())  # what it leaves out is counted, and said by us
        return client


class _AsSent(list["arxiv.Result"]):
    """The results of a page, as long as the page was sent: the client counts on from here for the next page."""

    def __init__(self, results: list["arxiv.Result"], sent: int) -> None:
        super().__init__(results)
        self._sent = sent

    def __len__(self) -> int:
        return self._sent


class _Session:
    """What the client takes for its session: one question, one checked page."""

    def __init__(self, fetcher: Fetcher, resource: str) -> None:
        self._fetcher = fetcher
        self._what = resource
        self.entries = 0
        """Entries of the last page, as sent."""

    def get(self, url: str, headers: Mapping[str, str]) -> "_Page":
        """The page; the client's headers give way to ours, which say who asks."""
        del headers
        if self._fetcher.fetch(url, FEED, self._what) is None:
            base = self._fetcher.polite.base
            raise SourceNotFound(f"There is no API of arXiv at {base}.", "Check VERIFY_ARXIV_ENDPOINT.")
        body = self._fetcher.replies.body(url).read_bytes()
        if error := re.search(rb"/api/errors#?(\w{0,80})", body):
            reason = error[1].decode("ascii", "replace").replace("_", " ") or "no reason given"
            raise SourceNotFound(f"arXiv refuses the question: {reason}.", f"Write the paper as {FORMS}.")
        self.entries = len(re.findall(rb"<entry[\s>]", body))
        return _Page(body)


@dataclass(frozen=True)
class _Page:
    """What the client reads of a response."""

    content: bytes
    status_code: int = 200


def _entry(result: "arxiv.Result") -> ArxivEntry | None:
    """What we keep of an entry; None if it is about no version of a paper."""
    paper = parse_id(result.get_short_id())
    if paper is None or paper.version is None:
        return None
    others = [category for category in result.categories if category != result.primary_category]
    return ArxivEntry(
        number=paper.number,
        version=paper.version,
        title=_line(result.title) or paper.ref,
        abstract=result.summary.strip()[:_LONGEST],
        authors=tuple(name for author in result.authors[:_MOST_AUTHORS] if (name := _line(author.name))),
        categories=tuple(category[:40] for category in [result.primary_category, *others] if category),
        comment=_line(result.comment),
        doi=_line(result.doi),
        published=_utc(result.published),
        updated=_utc(result.updated),
        pdf=result.pdf_url is not None,
        links=tuple(link.href[:500] for link in result.links[:20]),
    )


def _line(text: str | None) -> str | None:
    """A field on one line; None where it is empty."""
    return " ".join((text or "")[:_LONGEST].split()) or None


def _utc(when: datetime) -> str:
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")
