"""Checks that the bytes received are complete and of the asked kind, by their first bytes and length.

arXiv announces no digest, so a PDF must begin and end as one and a compressed file must match its own checksum;
digests.py checks what a server does announce.
"""

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from claims.errors import SourceUnsafe
from extractors.sources.arxiv.errors import UnusableAnswer, lower

if TYPE_CHECKING:
    from zlib import _Decompress

PDF_MOST = 100_000_000
"""Bytes of a PDF."""
SOURCE_MOST = 200_000_000
"""Bytes of a source as it is sent."""
EXPANDED_MOST = 500_000_000
"""Bytes of a source when it is decompressed."""
FEED_MOST = 10_000_000
"""Bytes of one page of the API."""
_CHUNK = 1 << 20
_TRAILER = 2048
"""Bytes at the end of a PDF in which its %%EOF must stand."""


class Damaged(UnusableAnswer):
    """What arrived is incomplete or something else; asking again may help."""


class WebPage(Damaged):
    """A web page arrived in place of a document."""


@dataclass(frozen=True)
class ExpectedContent:
    """What is asked for: how it is called, its largest size, and the check that it is that."""

    noun: str
    most: int
    check: Callable[[Path, str], None]
    """Raises Damaged or SourceUnsafe; given the file and what to call it."""
    packed: bool = False
    """Whether a compressed answer is the thing itself."""


def check_pdf(path: Path, resource: str) -> None:
    """A PDF from its first bytes to its last."""
    head, tail = _ends(path)
    _refuse_page(head, resource)
    if b"%PDF-" not in head[:1024]:
        raise Damaged(f"{resource} is no PDF.", AGAIN)
    if b"%%EOF" not in tail:
        raise Damaged(f"{resource} arrived incomplete: its end is missing.", AGAIN)


def check_source(path: Path, resource: str) -> None:
    """A compressed source that matches its checksum, a PDF, or plain text."""
    head, _ = _ends(path)
    if head.startswith(b"\x1f\x8b"):
        _check_gzip(path, resource)
    elif b"%PDF-" in head[:1024]:
        check_pdf(path, resource)
    elif not head.strip():
        raise Damaged(f"{resource} is empty.", AGAIN)
    else:
        _refuse_page(head, resource)


def check_feed(path: Path, resource: str) -> None:
    """A whole Atom feed in UTF-8 that declares nothing of its own."""
    body = path.read_bytes()
    _refuse_page(body[:4096], resource)
    declared = re.match(rb"\s*<\?xml[^>]{0,100}encoding=['\"]([\w.-]{1,20})", body)
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        raise Damaged(f"{resource} is not in UTF-8.", AGAIN) from None
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii"):
        raise Damaged(f"{resource} is not in UTF-8.", AGAIN)
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", body, re.IGNORECASE) or b"\0" in body:
        raise SourceUnsafe(
            f"{resource} declares entities, which arXiv's never does, and is not read.",
            "Check VERIFY_ARXIV_ENDPOINT and the proxy in between.",
        )
    if b"http://www.w3.org/2005/Atom" not in body[:4096] or not re.match(
        rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?<feed\b", body
    ):
        raise Damaged(f"{resource} is no Atom feed.", "Check VERIFY_ARXIV_ENDPOINT and the proxy in between.")
    if not re.search(rb"(?:</feed>|<feed\b[^<>]{0,2000}/>)\s*\Z", body[-4096:]):
        raise Damaged(f"{resource} arrived incomplete: its end is missing.", AGAIN)


PDF = ExpectedContent("PDF", PDF_MOST, check_pdf)
SOURCE = ExpectedContent("source", SOURCE_MOST, check_source, packed=True)
FEED = ExpectedContent("API's answer", FEED_MOST, check_feed)


def source_name(path: Path) -> str:
    """How a source is to be called, by its content; UNREAD for a form that is none of ours."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"\x1f\x8b"):
        inner = zlib.decompressobj(31).decompress(head, 512)
        return "source.tar.gz" if _is_tar(inner) else "source.gz"
    if b"%PDF-" in head[:1024]:
        return "paper.pdf"
    return "source.tex" if b"\\" in head and b"\0" not in head and not head.startswith(b"%!PS") else UNREAD


UNREAD = "unread"
"""What a source in PostScript, Word or the like is called: it is not kept."""
AGAIN = "Run again: what did arrive whole is kept, and this is fetched anew."


def _ends(path: Path) -> tuple[bytes, bytes]:
    with path.open("rb") as file:
        head = file.read(4096)
        file.seek(max(0, path.stat().st_size - _TRAILER))
        return head, file.read(_TRAILER)


def _refuse_page(head: bytes, resource: str) -> None:
    if re.match(
        rb"\s*(?:<!--.{0,200}?-->\s*)?<(?:!doctype\s+html|html|head|body|title)\b",
        head,
        re.IGNORECASE | re.DOTALL,
    ):
        raise WebPage(
            f"arXiv answered with a web page in place of {lower(resource)}.",
            "Wait some minutes: it does so when too much is asked of it.",
        )


def _check_gzip(path: Path, resource: str) -> None:
    """Decompress to nowhere: every member must end with its checksum, and nothing but zeros may follow."""
    size, rest = 0, b""
    inner, begun = _inflater(), False
    with path.open("rb") as file:
        while data := rest or file.read(_CHUNK):
            if not begun:
                rest = data = data.lstrip(b"\0")  # archives are padded
                if not data:
                    continue
                inner, begun = _inflater(), True
            size += _inflated(inner, data, resource)
            if size > EXPANDED_MOST:
                raise SourceUnsafe(
                    f"{resource} expands to more than {EXPANDED_MOST / 1e6:.0f} MB and is not read.",
                    "Download and unpack it by hand if you trust it, and give the folder.",
                )
            begun = not inner.eof
            rest = inner.unconsumed_tail if begun else inner.unused_data
    while begun and not inner.eof:
        if not _inflated(inner, b"", resource) and not inner.eof:
            raise Damaged(f"{resource} arrived incomplete: its end is missing.", AGAIN)


def _inflater() -> "_Decompress":
    return zlib.decompressobj(31)


def _inflated(inner: "_Decompress", data: bytes, resource: str) -> int:
    """How many bytes that expands to, at most one chunk at a time."""
    try:
        return len(inner.decompress(data, _CHUNK))
    except zlib.error:
        raise Damaged(f"{resource} arrived damaged: its checksum does not fit.", AGAIN) from None


def _is_tar(head: bytes) -> bool:
    """Whether a block is the header of an archive's member: its sum is written in it."""
    field = head[148:156].strip(b" \0")
    if len(head) < 512 or not re.fullmatch(rb"[0-7]{1,8}", field):
        return False
    return sum(head[:148]) + 8 * 32 + sum(head[156:512]) == int(field, 8)
