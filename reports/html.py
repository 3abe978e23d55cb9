"""The dossier as one self-contained page: no script, no request, light and dark, on paper too."""

from pathlib import Path
from typing import TYPE_CHECKING

from claims.records import Dossier
from reports import report
from reports.shapes import figures, words
from reports.shapes.conclusion import Counts
from reports.shapes.ink import visible
from reports.shapes.picture import WIDTH, Span, picture
from reports.shapes.summary import machine_line, summarise

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).with_name("templates")
GAP = 0.4
"""Per cent of the bar's width that stay free between two outcomes."""


@report("html", version=1, suffix=".html")
def html(dossier: Dossier) -> bytes:
    """A page that opens with the conclusion and ends with the evidence."""
    page = room().get_template("report.html").render(d=dossier, s=summarise(dossier))
    return page.encode()


def bar(counts: Counts) -> tuple[tuple[str, Span], ...]:
    """The outcomes side by side, each as wide as its share of the claims, in per cent of the whole."""
    present = {outcome: count for outcome, count in counts.items() if count}
    room = 100 - GAP * (len(present) - 1)
    total, left, drawn = sum(present.values()), 0.0, []
    for outcome, count in present.items():
        width = room * count / total
        drawn.append((outcome, Span(round(left, 2), round(width, 2))))
        left += width + GAP
    return tuple(drawn)


def link(url: str | None) -> str | None:
    """The address if it is one that a browser may follow."""
    return url if url and url.startswith(("https://", "http://")) else None


def room() -> "Environment":
    """The templates with everything they may call; all that they print is made visible and escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    room = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    room.globals.update(
        figures=figures,
        words=words,
        picture=picture,
        width=WIDTH,
        bar=bar,
        link=link,
        machine_line=machine_line,
    )
    return room


def _shown(value: object) -> object:
    """What a template prints: text without anything hidden; markup of the templates themselves as it is."""
    return value if hasattr(value, "__html__") else visible(str(value))
