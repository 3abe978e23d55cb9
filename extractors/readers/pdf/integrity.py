"""Checks of a PDF beside its pages: a wrong page tree, a page without a size, bytes of no page."""

import re
from collections.abc import Iterator
from typing import Any

from claims.errors import OverLimit, ReadError, VerifyError

MOST_PAGES = 2_000
"""Pages that are looked at."""
DEEPEST = 200
"""Nodes above a page in the page tree."""
_NODES = 20_000
"""Nodes of the page tree that are looked at."""
_LAST_BYTES = 1 << 20


def mend_page_tree(document: Any, name: str) -> None:
    """Put the number of pages right that the tree itself holds, where the file's own count is wrong.

    Raises ReadError where there is no page, OverLimit where there are more than are read.
    """
    root, count = 0, 0
    try:
        root = _reference(document, document.pdf_catalog(), "Pages")
        for _ in _leaves(document, root, name):
            count += 1
            if count > MOST_PAGES:
                raise OverLimit(
                    f"{name} has more than the limit of {MOST_PAGES:,} pages.", "Give the paper alone."
                )
    except VerifyError:
        raise
    except Exception:  # a parser of damaged bytes raises anything
        count = 0
    if count == 0:
        raise ReadError(f"{name} has no page that can be read.", "Fetch it again.")
    document.xref_set_key(root, "Count", str(count))


def _leaves(document: Any, root: int, name: str) -> Iterator[int]:
    """The pages below the root of a page tree; each way down is followed, none in a circle."""
    waiting: list[tuple[int, tuple[int, ...]]] = [(root, ())] if root else []
    for _ in range(_NODES):
        if not waiting:
            return
        node, above = waiting.pop()
        if len(above) > DEEPEST:
            raise ReadError(f"The page tree of {name} is deeper than any paper's.", "Fetch it again.")
        kind, kids = document.xref_get_key(node, "Kids")
        if kind == "array":
            below = [int(number) for number in re.findall(r"(\d{1,9}) \d{1,5} R", kids[: 1 << 20])]
            waiting += [
                (number, (*above, node))
                for number in reversed(below)
                if number != node and number not in above
            ]
        elif document.xref_get_key(node, "Type")[1] == "/Page":
            yield node


def _reference(document: Any, node: int, key: str) -> int:
    """The number of the object that a key points at; 0 where it points at none."""
    if node <= 0:
        return 0
    kind, entry = document.xref_get_key(node, key)
    return int(entry.split()[0]) if kind == "xref" else 0


def has_size(page: Any) -> bool:
    """Whether the size that a page gives for itself is one: four numbers."""
    kind, entry = page.parent.xref_get_key(page.xref, "MediaBox")
    return kind != "array" or len(re.findall(r"-?[\d.]+", entry)) == 4


def damage(document: Any, body: bytes, name: str, text: str) -> Iterator[str]:
    """What a reader of the file should know, each in a sentence; `text` are the library's own complaints."""
    if document.is_repaired:
        yield f"{name} is damaged; what could be mended of it was read."
    elif text:
        yield f"{name} is damaged in places ({' '.join(text.splitlines()[0].split())[:90]}); the rest was read."
    if text and (limit := next((line for line in text.splitlines() if "limit" in line), None)):
        yield f"{name} goes beyond the reader's limits ({limit[:80]}); that part was passed over."
    if re.search(rb"%%EOF\s{0,200}%PDF-\d", body):
        yield f"{name} holds more than one document; the last one was read."
    end = body[-_LAST_BYTES:].rfind(b"%%EOF")
    if end >= 0 and len(rest := body[-_LAST_BYTES:][end + 5 :].strip()) > 16:
        yield f"{len(rest):,} bytes stand behind the end of {name} and were passed over."
    if not body.startswith(b"%PDF-"):
        yield f"{name} begins with bytes that are no PDF; they were passed over."
    if b"<!ENTITY" in (document.get_xml_metadata() or "").encode()[: 1 << 20]:
        yield f"The metadata of {name} defines entities, which are not followed."
