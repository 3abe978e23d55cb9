"""The digest as HTML without style or script, for readers of mail and feeds."""

from claims.records.digest import Night
from reports.digest.markdown_text import markdown


def simple_html(night: Night) -> bytes:
    """The digest's Markdown as HTML; markup that stands in it stays text."""
    from markdown_it import MarkdownIt

    body: str = MarkdownIt("commonmark", {"html": False}).render(markdown(night).decode())
    return body.encode()
