"""The dossier as one self-contained page: no request, light and dark, on paper too, and readable without a script."""

import base64
import functools
import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from claims.records import Dossier
from reports import report
from reports.views import number_format, vocabulary
from reports.views.ablations import ablation_matrices
from reports.views.conclusion import Counts
from reports.views.evidence import claim_evidence
from reports.views.failures import GROUP_COLUMNS, WRONG_COLUMNS
from reports.views.histogram import NO_TIMES, Times
from reports.views.safe_text import shortened, visible
from reports.views.strip_plot import latency_plots, score_strips
from reports.views.summary import device_line, machine_line, summarise
from reports.views.verdict_plot import WIDTH, PlotSpan, verdict_plot

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).with_name("templates")
GAP = 0.4
"""Per cent of the bar's width that stay free between two outcomes."""
NO_CROPS: Mapping[str, str] = MappingProxyType({})
Nav = tuple[tuple[str, str], ...]
"""Links above a page: what they are called, and where they lead."""


@report("html", version=3, suffix=".html")
def html(dossier: Dossier) -> bytes:
    """A page that opens with the conclusion and ends with the evidence."""
    return page(dossier)


def page(
    dossier: Dossier,
    nav: Nav = (),
    claims_at: str = "",
    crops: Mapping[str, str] = NO_CROPS,
    times: Times = NO_TIMES,
) -> bytes:
    """The same page with links above, one at each claim to `claims_at` and its id, and pictures of the printed numbers.

    `crops` has PNG pictures as base64, by the claims' ids; `times` the seconds of every run behind a latency.
    """
    template = template_environment().get_template("report.html")
    body = template.render(
        d=dossier,
        s=summarise(dossier),
        evidence=claim_evidence(dossier),
        score_strips=score_strips(dossier),
        latency_plots=latency_plots(dossier, times),
        ablation_matrices=ablation_matrices(dossier),
        nav=nav,
        claims_at=claims_at,
        crops=crops,
    )
    return body.encode()


def bar(counts: Counts) -> tuple[tuple[str, PlotSpan], ...]:
    """The outcomes side by side, each as wide as its share of the claims, in per cent of the whole."""
    present = {outcome: count for outcome, count in counts.items() if count}
    room = 100 - GAP * (len(present) - 1)
    total, left, drawn = sum(present.values()), 0.0, []
    for outcome, count in present.items():
        width = room * count / total
        drawn.append((outcome, PlotSpan(round(left, 2), round(width, 2))))
        left += width + GAP
    return tuple(drawn)


def link(url: str | None) -> str | None:
    """The address if it is one that a browser may follow."""
    return url if url and url.startswith(("https://", "http://")) else None


def content_policy(style: str, script: str = "", form: str = "'none'") -> str:
    """A Content-Security-Policy that allows only this style and this script."""
    scripts = f"script-src '{_hash(script)}'; " if script else ""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; {scripts}img-src data:; "
        f"base-uri 'none'; form-action {form}"
    )


@functools.cache
def asset(name: str) -> str:
    """A style or script of ours, as it stands in the page."""
    return "\n" + (TEMPLATES / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@functools.cache
def template_environment() -> "Environment":
    """The Jinja environment of all templates; what they print is made visible and escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    room = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    style, script = asset("report.css"), asset("report.js")
    room.globals.update(
        number_format=number_format,
        group_columns=GROUP_COLUMNS,
        wrong_columns=WRONG_COLUMNS,
        vocabulary=vocabulary,
        verdict_plot=verdict_plot,
        width=WIDTH,
        bar=bar,
        link=link,
        device_line=device_line,
        machine_line=machine_line,
        shortened=shortened,
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        policy=Markup(content_policy(style, script)),  # noqa: S704 - made of the two
        nav=(),
        claims_at="",
        crops=NO_CROPS,
    )
    return room


def _shown(value: object) -> object:
    """What a template prints: text without anything hidden; markup of the templates themselves as it is."""
    return value if hasattr(value, "__html__") else visible(str(value))
