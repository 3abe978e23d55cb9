"""How much drawing a page unpacks to, with the forms that it draws again and again; looked at before it is drawn."""

import re
import zlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

MOST_CONTENT = 48 << 20
"""Bytes that the drawing of one page may unpack to; a page of text has 100 kB."""
DEEPEST = 60
"""Forms inside one another, and nodes above a page that it may have its resources from."""
_DRAWN = re.compile(rb"/([^\s/<>\[\]()%]{1,127})\s+Do\b")
_NAMED = re.compile(r"/([^\s/<>\[\]()%]{1,127})\s+(\d{1,9}) \d{1,5} R")
_LONGEST_LIST = 1 << 20


def expands_too_far(page: Any) -> bool:  # pymupdf has no types
    """Whether what draws a page unpacks to more than is looked at; nothing is unpacked further than that."""
    document, total = page.parent, 0
    known: dict[int, int] = {}
    forms = _forms(document, page.xref)
    for number in page.get_contents()[:1000]:
        total += _drawn(document, number, forms, (), known)
        if total > MOST_CONTENT:
            return True
    return False


def _drawn(
    document: Any, stream: int, forms: dict[str, int], above: tuple[int, ...], known: dict[int, int]
) -> int:
    """Bytes that a stream unpacks to with the forms that it draws, up to a little more than the limit."""
    filters = re.findall(r"/(\w+)", document.xref_get_key(stream, "Filter")[1])
    body, total = _unpacked(document.xref_stream_raw(stream) or b"", filters)
    if not forms:
        return total
    for name, times in Counter(_DRAWN.findall(body)).items():
        form = forms.get(_plain(name.decode("latin-1")), 0)
        if form and form not in above:  # nobody draws a form inside itself
            total += times * _drawn_by_form(document, form, above, known)
    return min(total, MOST_CONTENT + 1)


def _drawn_by_form(document: Any, form: int, above: tuple[int, ...], known: dict[int, int]) -> int:
    """The same of a form; of one that is deeper than any figure's, more than the limit."""
    if form not in known and document.xref_get_key(form, "Subtype")[1] != "/Form":
        known[form] = 0  # a picture, which is not unpacked
    if form not in known:
        if len(above) > DEEPEST:
            return MOST_CONTENT + 1
        known[form] = _drawn(document, form, _forms(document, form), (*above, form), known)
    return known[form]


def _forms(document: Any, holder: int) -> dict[str, int]:
    """The names of what a page or a form may draw, with their objects; a page has them from above too."""
    for _ in range(DEEPEST):
        kind, listed = document.xref_get_key(holder, "Resources/XObject")
        if kind == "xref":
            listed = document.xref_object(int(listed.split()[0]), compressed=True)
        if kind != "null":
            return {_plain(name): int(number) for name, number in _NAMED.findall(listed[:_LONGEST_LIST])}
        kind, parent = document.xref_get_key(holder, "Parent")
        if kind != "xref":
            break
        holder = int(parent.split()[0])
    return {}


def _plain(name: str) -> str:
    """A name with its escapes undone: #46 is F."""
    return re.sub("#([0-9A-Fa-f]{2})", lambda escape: chr(int(escape[1], 16)), name)


def _unpacked(body: bytes, filters: Sequence[str]) -> tuple[bytes, int]:
    """What a stream unpacks to, up to a little more than the limit, and how many bytes that are."""
    for name in filters[:8]:
        if name in ("FlateDecode", "Fl"):
            try:
                body = zlib.decompressobj().decompress(body, MOST_CONTENT + 1)
            except zlib.error:
                break
        elif name in ("RunLengthDecode", "RL"):
            return body, _run_length(body)
        else:
            break
    return body, len(body)


def _run_length(body: bytes) -> int:
    at = total = 0
    while at < len(body) and total <= MOST_CONTENT and body[at] != 128:
        head = body[at]
        total += head + 1 if head < 128 else 257 - head
        at += head + 2 if head < 128 else 2
    return total
