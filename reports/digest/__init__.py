"""The digest of a night of ingestion, as Markdown and as a page; both are functions of the Night alone."""

from reports.digest.html_page import page
from reports.digest.markdown_text import markdown

__all__ = ["markdown", "page"]
