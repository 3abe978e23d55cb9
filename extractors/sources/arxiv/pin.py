"""A paper on arXiv as a source: one version, its PDF and its source as they were sent, never unpacked here."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from claims.errors import SourceNotFound, SourceUnavailable
from claims.records import ModelFile, Source
from extractors.sources.arxiv import cache as paper_cache
from extractors.sources.arxiv.cache import CachedPaper
from extractors.sources.arxiv.client import ArxivAccess, Fetcher
from extractors.sources.arxiv.feed import ArxivEntry, Feed
from extractors.sources.arxiv.http_cache import CachedReply
from extractors.sources.arxiv.ids import FORMS, PaperId
from extractors.sources.arxiv.integrity import PDF, SOURCE, UNREAD, ExpectedContent, WebPage, source_name
from extractors.sources.arxiv.rate_limit import RateLimiter

_EARLIER = 3
"""Versions before a withdrawn one that are asked about."""


@dataclass(frozen=True)
class PinnedPaper:
    """One version of a paper on this disk."""

    source: Source
    root: Path
    files: tuple[ModelFile, ...]
    """arxiv.json (an `Entry`), paper.pdf, and source.tar.gz, source.gz or source.tex, as far as there are."""
    title: str
    abstract: str
    notes: tuple[str, ...]
    """What a reader should know, each in a sentence."""


def pin(
    paper: PaperId, *, cache: Path, offline: bool = False, polite: ArxivAccess | None = None
) -> PinnedPaper:
    """Fetch a paper, or find it where it was fetched before; without a version, the newest one.

    Raises SourceNotFound (no such paper, or withdrawn), SourceUnavailable, SourceUnsafe and StoreError.
    """
    papers, manners = cache / "papers", polite or ArxivAccess()
    if offline:
        return _offline(papers, paper)
    if paper.version is not None and (cached := paper_cache.find(papers, paper)):
        return _pinned(papers, cached)
    fetch = _PaperFetch(Fetcher(manners, cache), papers)
    with RateLimiter(papers / ".asked" / paper.at(None).folder, 0, manners.in_line).turn():
        return fetch.pin(paper)


class _PaperFetch:
    """What is asked of arXiv for one paper."""

    def __init__(self, fetcher: Fetcher, papers: Path) -> None:
        self._fetcher = fetcher
        self._feed = Feed(fetcher)
        self._papers = papers

    def pin(self, paper: PaperId) -> PinnedPaper:
        """Ask which version it is, then fetch what is not here."""
        if paper.version is not None and (cached := paper_cache.find(self._papers, paper)):
            return _pinned(self._papers, cached)  # another run has brought it while we stood in line
        entry, notes = self._resolve(paper)
        return _pinned(
            self._papers, paper_cache.find(self._papers, entry.paper) or self._bring(entry), *notes
        )

    def _resolve(self, paper: PaperId) -> tuple[ArxivEntry, tuple[str, ...]]:
        """The version that is meant, and what the newest one says about it."""
        asked = (paper.at(None),) if paper.version is None else (paper.at(None), paper)
        entries = {
            version.version: version
            for version in self._feed.versions(*asked)
            if version.number == paper.number
        }
        if not entries:
            raise self._unknown(paper)
        newest = entries[max(entries)]
        version = paper.version or newest.version
        if version not in entries and version < newest.version:  # arXiv may answer for a number only once
            entries |= {
                version.version: version
                for version in self._feed.versions(paper)
                if version.number == paper.number
            }
        if version not in entries:
            raise SourceNotFound(
                f"arXiv has no version {version} of {paper.number}; the newest is {newest.version}.",
                f"Give arxiv:{newest.paper.ref}.",
            )
        return entries[version], tuple(_of_newest(entries[version], newest))

    def _unknown(self, paper: PaperId) -> SourceNotFound | SourceUnavailable:
        if self._feed.skipped:
            says = f"arXiv's entry about {paper.ref} lacks its dates or its number."
            return SourceUnavailable(says, "Run again later, or download the PDF and give that file.")
        return SourceNotFound(f"arXiv knows no paper {paper.ref}.", f"Check the number: {FORMS}.")

    def _bring(self, entry: ArxivEntry) -> CachedPaper:
        """Fetch what arXiv has of a version and keep it."""
        ref = entry.paper.ref
        pdf = self._part(entry, PDF, f"pdf/{ref}") if entry.pdf or not entry.withdrawn else None
        if pdf is None and entry.withdrawn:
            raise self._withdrawn(entry)
        source = self._part(entry, SOURCE, f"src/{ref}")
        body = self._fetcher.replies.body
        parts = {} if pdf is None else {"paper.pdf": body(pdf.url)}
        name = None if source is None else source_name(body(source.url))
        if source is not None and name not in (None, UNREAD):
            parts.setdefault(name, body(source.url))
        if not parts:
            raise self._absent(entry)
        at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        cached = paper_cache.keep(self._papers, entry, parts, tuple(_of_parts(entry, set(parts), name)), at)
        for reply in (pdf, source):
            if reply is not None:
                self._fetcher.replies.forget(reply.url)
        return cached

    def _part(self, entry: ArxivEntry, want: ExpectedContent, path: str) -> CachedReply | None:
        """The PDF or the source; None if there is none, which for a withdrawn paper may be said by a web page."""
        try:
            what = f"The {want.noun} of {entry.paper.ref}"
            return self._fetcher.fetch(self._fetcher.polite.url(path), want, what)
        except WebPage:
            if entry.withdrawn:
                return None
            raise

    def _withdrawn(self, entry: ArxivEntry) -> SourceNotFound:
        reason = f": {entry.comment[:200]}" if entry.comment else ""
        return SourceNotFound(
            f"{entry.paper.ref} was withdrawn{reason}".rstrip(".") + ".", self._earlier(entry)
        )

    def _absent(self, entry: ArxivEntry) -> SourceNotFound:
        says = f"arXiv has neither a PDF nor a source that can be read of {entry.paper.ref}."
        return SourceNotFound(says, self._earlier(entry))

    def _earlier(self, entry: ArxivEntry) -> str:
        """The hint that names the last version which was not withdrawn."""
        versions = range(entry.version - 1, max(0, entry.version - 1 - _EARLIER), -1)
        asked = [entry.paper.at(version) for version in versions]
        try:
            entries = self._feed.versions(*asked) if asked else ()
            if asked and not {entry.paper for entry in entries} & set(
                asked
            ):  # it may answer for a number only once
                entries = self._feed.versions(asked[0])
        except SourceUnavailable:
            return f"There may be earlier versions: try arxiv:{asked[0].ref}."
        good = [entry for entry in entries if entry.paper in asked and entry.pdf and not entry.withdrawn]
        if not good:
            return "There is no earlier version to read."
        last = max(good, key=lambda entry: entry.version)
        return f"The last version with its content is v{last.version}: give arxiv:{last.paper.ref}."


def _offline(papers: Path, paper: PaperId) -> PinnedPaper:
    """What was fetched before, without asking."""
    keeps = paper_cache.newest if paper.version is None else paper_cache.find
    cached = keeps(papers, paper)
    if cached is None:
        raise SourceUnavailable(
            f"{paper.ref} was not fetched before, and this run may not ask arXiv.",
            "Run once with the network.",
        )
    newer = " whether there is a newer version" if paper.version is None else ""
    note = (
        f"Offline: {cached.entry.paper.ref} is as it came at {cached.fetched_at}; arXiv was not asked{newer}."
    )
    return _pinned(papers, cached, note)


def _of_newest(entry: ArxivEntry, newest: ArxivEntry) -> list[str]:
    """What the newest version says about an older one."""
    if newest.version <= entry.version:
        return []
    if newest.withdrawn:
        return [f"The paper was withdrawn in version {newest.version}: {(newest.comment or '')[:200]}"]
    return [f"Version {entry.version} is not the newest: there is {newest.paper.ref}."]


def _of_parts(entry: ArxivEntry, names: set[str], source: str | None) -> list[str]:
    """What is missing, and what the comment says; `source` is how the source was called, if there was one."""
    notes = []
    if names == {"paper.pdf"}:
        form = "no source of it" if source in (None, "paper.pdf") else "its source in a form that is not read"
        notes.append(f"PDF only: arXiv has {form}.")
    elif "paper.pdf" not in names:
        notes.append("Source only: arXiv has no PDF of it.")
    if entry.withdrawn:
        notes.append(f"The authors' comment speaks of a withdrawal: {(entry.comment or '')[:200]}")
    return notes


def _pinned(papers: Path, cached: CachedPaper, *notes: str) -> PinnedPaper:
    paper = cached.entry.paper
    source = Source(
        kind="arxiv",
        name=paper.number,
        revision=f"v{paper.version}",
        url=f"https://arxiv.org/abs/{paper.ref}",
        sha256=cached.sha256,
        fetched_at=cached.fetched_at,
    )
    return PinnedPaper(
        source=source,
        root=papers / paper.folder,
        files=cached.files,
        title=cached.entry.title,
        abstract=cached.entry.abstract,
        notes=(*cached.notes, *notes),
    )
