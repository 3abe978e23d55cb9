"""The papers that our loopback arXiv has, and how its API finds them and tells of them.

A folder of folders, one for each version: ROOT/1706.03762v5/ or ROOT/hep-th_9901001v1/ (without a version: 1) with
paper.pdf, source.tar.gz or source.gz or source.tex, and arxiv.json, each of them optional. A folder with neither PDF nor
source is a withdrawn version. The keys of arxiv.json: title, abstract, authors, categories, comment, doi, journal,
published, updated, pdf (false leaves the link out), sent_as ("pdf" or "tar": how a PDF without source is sent by /src),
raw (an entry in XML, as it stands). What a pinned paper's folder holds can be served as it is.
"""

import io
import json
import re
import tarfile
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

ATOM = (
    'xmlns="http://www.w3.org/2005/Atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"'
    ' xmlns:arxiv="http://arxiv.org/schemas/atom"'
)
FOLDER = re.compile(r"(?P<number>\d{4}\.\d{4,5}|[a-z-]+[_/]\d{7})(?:v(?P<version>\d+))?", re.ASCII)


@dataclass(frozen=True)
class Paper:
    number: str
    version: int
    folder: Path
    meta: dict[str, Any] = field(default_factory=dict)

    def text(self, key: str, otherwise: str = "") -> str:
        return str(self.meta.get(key) or otherwise)

    @property
    def published(self) -> str:
        return self.text("published", "2026-01-01T00:00:00Z")

    @property
    def updated(self) -> str:
        return self.text("updated", self.published)

    @property
    def categories(self) -> list[str]:
        categories: list[str] = self.meta.get("categories") or ["cs.LG"]
        return categories

    def pdf(self) -> bytes | None:
        path = self.folder / "paper.pdf"
        return path.read_bytes() if path.exists() else None

    def source(self) -> tuple[bytes, str] | None:
        """The e-print and its type."""
        for name in ("source.tar.gz", "source.gz", "source.tex", "source.bin"):
            if (path := self.folder / name).exists():
                return (
                    path.read_bytes(),
                    "application/x-eprint-tar" if "tar" in name else "application/x-eprint",
                )
        if (pdf := self.pdf()) is not None and self.text("sent_as") == "pdf":
            return pdf, "application/pdf"
        if pdf is not None and self.text("sent_as") == "tar":
            return tarred({"paper.pdf": pdf}), "application/x-eprint-tar"
        return None


@dataclass(frozen=True)
class Shelf:
    root: Path

    def papers(self) -> dict[tuple[str, int], Paper]:
        found = {}
        for folder in sorted(self.root.iterdir()):
            name = FOLDER.fullmatch(folder.name)
            if name is None or not folder.is_dir():
                continue
            number, version = name["number"].replace("_", "/"), int(name["version"] or 1)
            meta = folder / "arxiv.json"
            read = json.loads(meta.read_text("utf-8")) if meta.exists() else {"title": folder.name}
            found[number, version] = Paper(number, version, folder, read)
        return found

    def get(self, name: str) -> Paper | None:
        """A paper by its number, in the version named or the newest."""
        match = FOLDER.fullmatch(name)
        if match is None:
            return None
        papers = {key: one for key, one in self.papers().items() if key[0] == match["number"]}
        version = int(match["version"]) if match["version"] else max((v for _, v in papers), default=0)
        return papers.get((match["number"], version))

    def newest(self) -> list[Paper]:
        """Every paper in its newest version."""
        return list({one.number: one for _, one in sorted(self.papers().items())}.values())

    def query(self, asked: dict[str, str], base: str) -> bytes:
        """The feed that answers a query."""
        names = [one for one in asked.get("id_list", "").split(",") if one]
        wrong = [name for name in names if not FOLDER.fullmatch(name)]
        if wrong:
            return error_feed(f"incorrect_id_format_for_{wrong[0]}")
        found = [one for one in map(self.get, names) if one] if names else self.newest()
        if words := asked.get("search_query", ""):
            fits = Search(words).fits()
            found = [one for one in found if fits(one)]
        key = {"submittedDate": "published", "lastUpdatedDate": "updated"}.get(asked.get("sortBy", ""))
        if key and not names:
            found.sort(key=lambda one: getattr(one, key), reverse=asked.get("sortOrder") != "ascending")
        start, most = int(asked.get("start", 0)), int(asked.get("max_results", 10))
        return feed([entry(one, base) for one in found[start : start + most]], len(found), start)


def feed(entries: list[str], total: int, start: int = 0) -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<feed {ATOM}><id>http://arxiv.org/api/q</id><title>arXiv Query</title>'
    numbers = {"totalResults": total, "startIndex": start, "itemsPerPage": len(entries)}
    counted = "".join(f"<opensearch:{name}>{value}</opensearch:{name}>" for name, value in numbers.items())
    return f"{head}<updated>2026-01-01T00:00:00Z</updated>{counted}{''.join(entries)}</feed>\n".encode()


def error_feed(reason: str) -> bytes:
    """arXiv tells of an error by an entry of its own."""
    return feed(
        [f"<entry><id>http://arxiv.org/api/errors#{escape(reason)}</id><title>Error</title></entry>"], 1
    )


def entry(paper: Paper, base: str) -> str:
    if "raw" in paper.meta:
        return paper.text("raw")
    ref = f"{paper.number}v{paper.version}"
    parts = [f"<id>http://arxiv.org/abs/{ref}</id>", f"<title>{escape(paper.text('title'))}</title>"]
    parts += [f"<published>{paper.published}</published>", f"<updated>{paper.updated}</updated>"]
    parts += [f"<summary>{escape(paper.text('abstract'))}</summary>"]
    parts += [
        f"<author><name>{escape(one)}</name></author>" for one in paper.meta.get("authors") or ["A. Nonymous"]
    ]
    for tag, key in (("comment", "comment"), ("doi", "doi"), ("journal_ref", "journal")):
        if paper.text(key):
            parts.append(f"<arxiv:{tag}>{escape(paper.text(key))}</arxiv:{tag}>")
    parts.append(f'<link href="http://arxiv.org/abs/{ref}" rel="alternate" type="text/html"/>')
    if paper.meta.get("pdf", True):
        parts.append(f'<link title="pdf" href="{base}/pdf/{ref}" rel="related" type="application/pdf"/>')
    parts.append(f'<arxiv:primary_category term="{escape(paper.categories[0])}"/>')
    parts += [f'<category term="{escape(category)}"/>' for category in paper.categories]
    return "<entry>" + "".join(parts) + "</entry>"


def tarred(files: dict[str, bytes]) -> bytes:
    """A compressed archive, the same bytes for the same files."""
    import gzip

    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as tar:
        for name, body in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            tar.addfile(info, io.BytesIO(body))
    return gzip.compress(plain.getvalue(), mtime=0)


Test = Callable[[Paper], bool]


class Search:
    """A query of arXiv's kind: cat:cs.CL AND (all:speech OR ti:"small models") ANDNOT au:x, submittedDate:[a TO b]."""

    TOKEN = re.compile(r'\(|\)|ANDNOT\b|AND\b|OR\b|\w+:\[[^\]]*\]|(?:\w+:)?"[^"]*"|[^\s()]+')

    def __init__(self, query: str) -> None:
        self.left = self.TOKEN.findall(query)

    def fits(self) -> Test:
        test = self._one()
        while self.left and self.left[0] != ")":
            word = self.left.pop(0) if self.left[0] in ("AND", "OR", "ANDNOT") else "OR"
            test = self._joined(word, test, self._one())
        return test

    @staticmethod
    def _joined(word: str, a: Test, b: Test) -> Test:
        if word == "OR":
            return lambda paper: a(paper) or b(paper)
        return lambda paper: a(paper) and b(paper) == (word == "AND")

    def _one(self) -> Test:
        token = self.left.pop(0)
        if token == "(":
            test = self.fits()
            self.left.pop(0)
            return test
        name, colon, value = token.partition(":")
        if not colon:
            name, value = "all", token
        if value.startswith("["):
            low, _, high = value.strip("[]").partition(" TO ")
            key = "updated" if name == "lastUpdatedDate" else "published"
            return lambda paper: low <= re.sub(r"\D", "", getattr(paper, key))[:12] <= high
        return self._word(name, value.strip('"').replace("_", " ").lower())

    @staticmethod
    def _word(name: str, value: str) -> Test:
        def texts(paper: Paper) -> str:
            named = {"ti": ["title"], "abs": ["abstract"], "co": ["comment"]}.get(
                name, ["title", "abstract", "comment"]
            )
            authors = " ".join(paper.meta.get("authors") or []) if name in ("all", "au") else ""
            return " ".join([authors, *([] if name == "au" else map(paper.text, named))]).lower()

        if name == "cat":
            return lambda paper: any(fnmatch(category.lower(), value) for category in paper.categories)
        return lambda paper: value in texts(paper)
