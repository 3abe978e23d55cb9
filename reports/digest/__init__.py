"""The digest of a night of ingestion in its forms; each is a function of the Night alone."""

from reports.digest.atom import feed
from reports.digest.chat import chat_text
from reports.digest.html_page import page
from reports.digest.markdown_text import markdown
from reports.digest.simple_html import simple_html

__all__ = ["chat_text", "feed", "markdown", "page", "simple_html"]
