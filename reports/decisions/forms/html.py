"""A page for the browser, self-contained: the answer, pictures, tables, lists."""

from reports.decisions.forms import page_form
from reports.decisions.page import DecisionPage


@page_form("html", version=1, suffix=".html")
def html(page: DecisionPage) -> bytes:
    """A page to read and to print, without scripts and without the network."""
    from markupsafe import Markup

    from reports.html import template_environment

    drawn = [(title, Markup(svg)) for title, svg in page.pictures]  # noqa: S704 - escaped where they are drawn
    return template_environment().get_template("decision_page.html").render(p=page, pictures=drawn).encode()
