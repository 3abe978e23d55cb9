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


_SOURCE_ALONE = "Only what its authors sent in was fetched, not the PDF that arXiv offers."


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
    if paper.version is not None and (cached := paper_cache.find_whole(papers, paper)):
        return _pinned(papers, cached)
    fetch = _PaperFetch(Fetcher(manners, cache), papers)
    with RateLimiter(papers / ".asked" / paper.at(None).folder, 0, manners.in_line).turn():
        return fetch.pin(paper)


def pin_listed(
    entry: ArxivEntry, *, cache: Path, with_pdf: bool = False, polite: ArxivAccess | None = None
) -> PinnedPaper:
    """Fetch a paper that a listing named, whose entry need not be asked for again.

    Without `with_pdf` its PDF is fetched only where arXiv has no source of a form that is read, so that one request
    is enough for most papers. Raises what `pin` raises.
    """
    papers, manners = cache / "papers", polite or ArxivAccess()
    find = paper_cache.find_whole if with_pdf else paper_cache.find
    if cached := find(papers, entry.paper):
        return _pinned(papers, cached)
    fetch = _PaperFetch(Fetcher(manners, cache), papers)
    with RateLimiter(papers / ".asked" / entry.paper.at(None).folder, 0, manners.in_line).turn():
        return fetch.pin_listed(entry, with_pdf=with_pdf)


class _PaperFetch:
    """What is asked of arXiv for one paper."""

    def __init__(self, fetcher: Fetcher, papers: Path) -> None:
        self._fetcher = fetcher
        self._feed = Feed(fetcher)
        self._papers = papers

    def pin(self, paper: PaperId) -> PinnedPaper:
        """Ask which version it is, then fetch what is not here."""
        if paper.version is not None and (cached := paper_cache.find_whole(self._papers, paper)):
            return _pinned(self._papers, cached)  # another run has brought it while we stood in line
        entry, notes = self._resolve(paper)
        return _pinned(
            self._papers, paper_cache.find_whole(self._papers, entry.paper) or self._bring(entry), *notes
        )

    def pin_listed(self, entry: ArxivEntry, *, with_pdf: bool) -> PinnedPaper:
        """Fetch what is not here of a version whose entry is known."""
        find = paper_cache.find_whole if with_pdf else paper_cache.find
        if cached := find(self._papers, entry.paper):
            return _pinned(self._papers, cached)
        if with_pdf or entry.withdrawn:
            return _pinned(self._papers, self._bring(entry))
        source = self._part(entry, SOURCE, f"src/{entry.paper.ref}")
        if source is None:
            return _pinned(self._papers, self._bring(entry, source_asked=True))
        return _pinned(self._papers, self._keep_source(entry, source) or self._bring(entry))

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

    def _keep_source(self, entry: ArxivEntry, source: CachedReply) -> CachedPaper | None:
        """Keep the source alone; none where it is of a form that is not read."""
        body = self._fetcher.replies.body(source.url)
        name = source_name(body)
        if name == UNREAD:
            return None  # the answer stays in the cache, so that it is not sent again
        parts, notes = {name: body}, (_SOURCE_ALONE,)
        cached = paper_cache.keep(self._papers, entry, parts, notes, _now(), pdf_left=True)
        self._fetcher.replies.forget(source.url)
        return cached

    def _bring(self, entry: ArxivEntry, *, source_asked: bool = False) -> CachedPaper:
        """Fetch what arXiv has of a version and keep it; with `source_asked` it is known to have no source."""
        ref = entry.paper.ref
        pdf = self._part(entry, PDF, f"pdf/{ref}") if entry.pdf or not entry.withdrawn else None
        if pdf is None and entry.withdrawn:
            raise self._withdrawn(entry)
        body = self._fetcher.replies.body
        parts = {} if pdf is None else {"paper.pdf": body(pdf.url)}
        sent, name, source = self._source_at_hand(entry.paper), None, None
        if sent is None and not source_asked:
            source = self._part(entry, SOURCE, f"src/{ref}")
            sent = None if source is None else body(source.url)
        if sent is not None:
            name = source_name(sent)
            if name != UNREAD:
                parts.setdefault(name, sent)
        if not parts:
            raise self._absent(entry)
        notes = tuple(_of_parts(entry, set(parts), name))
        cached = paper_cache.keep(self._papers, entry, parts, notes, _now())
        for reply in (pdf, source):
            if reply is not None:
                self._fetcher.replies.forget(reply.url)
        return cached

    def _source_at_hand(self, paper: PaperId) -> Path | None:
        """The source of a paper whose PDF was left at arXiv."""
        cached = paper_cache.find(self._papers, paper)
        names = [file.path for file in cached.files if file.path != paper_cache.ENTRY] if cached else []
        return self._papers / paper.folder / names[0] if names and cached and cached.pdf_left else None

    def _part(self, entry: ArxivEntry, want: ExpectedContent, path: str) -> CachedReply | None:
        """The PDF or the source; None if there is none, which for a withdrawn paper may be said by a web page."""
        try:
            resource = f"The {want.noun} of {entry.paper.ref}"
            return self._fetcher.fetch(self._fetcher.polite.url(path), want, resource)
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


def _now() -> str:
    """The time, ISO 8601 in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


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
