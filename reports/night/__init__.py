"""The digest of a night of ingestion, as Markdown and as a page; both are functions of the Night alone."""

from reports.night.page import page
from reports.night.text import markdown

__all__ = ["markdown", "page"]
