"""Inline markdown as runs of plain text, each with its line and what it is dressed in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from extractors.readers import html_text
from extractors.readers.raised_text import raised

_FOOTNOTE = re.compile(r"\s?\[\^[\w-]{1,20}\](?!:)")
"""What refers to a footnote: "66.0 [^2]"."""


class Inline(Protocol):
    """What is used of a token of markdown-it."""

    type: str
    content: str

    def attrGet(self, name: str) -> str | int | float | None:  # noqa: N802 # the library's name
        """The attribute of that name."""


@dataclass(frozen=True)
class InlineSpan:
    """A run of text on one line."""

    text: str
    line: int
    bold: bool = False
    target: str | None = None
    """Where a link that begins here leads."""
    picture: str | None = None
    """The alternative text of a picture that stands here."""


def spans(children: Sequence[Inline], first: int) -> Iterator[InlineSpan]:
    """The runs of an inline token's children; the first stands on line `first`."""
    line, bold, hidden, raises = first, 0, 0, False
    shown = ""
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            line += 1
        elif child.type in ("s_open", "s_close"):  # what is struck out is no longer said
            hidden = max(0, hidden + (1 if child.type == "s_open" else -1))
        elif child.type in ("strong_open", "strong_close"):
            bold += 1 if child.type == "strong_open" else -1
        elif child.type in ("text", "code_inline") and not hidden:
            text = raised(shown, child.content) if raises else _FOOTNOTE.sub("", child.content)
            shown = (shown + text)[-40:]
            yield InlineSpan(text, line, bold > 0)
        elif child.type in ("link_open", "image"):
            target = child.attrGet("href" if child.type == "link_open" else "src")
            if child.type == "image":
                yield InlineSpan("", line, picture=child.content[:200])
            else:
                yield InlineSpan("", line, target=str(target)[:2000] if target else None)
        elif child.type == "html_inline":
            text, opens = html_text.inline(child.content)
            hidden = max(0, hidden + opens)
            raises = html_text.raises(child.content, raised_before=raises)
            shown += text
            bold += html_text.weight(child.content)
            yield InlineSpan(text, line)
            line += child.content.count("\n")
