"""Each page of the library as a function of its record; none of them needs a script."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from claims.corrections import FIELDS
from claims.records.library import (
    BoardName,
    Choices,
    ClaimHistory,
    History,
    IndexedClaim,
    MeasuredBoard,
    Query,
    RepeatedFigure,
    RunFlags,
    RunListing,
)
from reports import html
from reports.html import Nav, asset, template_environment
from reports.views.verdict_plot import WIDTH, PlotScale


@dataclass(frozen=True)
class Links:
    """Where the pages are: on a server, or as files beside each other."""

    home: str = "/"
    boards: str = "/boards"
    baselines: str = "/baselines"
    runs: str = "/run/"
    tail: str = ""
    claims: str = "/claim/"
    """Empty where claims have no pages of their own."""

    @property
    def nav(self) -> Nav:
        """The links above every page."""
        return (("Library", self.home), ("Leaderboards", self.boards), ("Across documents", self.baselines))

    def run(self, run: str) -> str:
        """The page of a run."""
        return f"{self.runs}{quote(run)}{self.tail}"

    def claim(self, claim: IndexedClaim) -> str:
        """The page of a claim, else its place in the page of its run."""
        if not self.claims:
            return f"{self.run(claim.run)}#c-{claim.claim}"
        return f"{self.claims}{quote(claim.run)}/{quote(claim.claim)}"

    def board(self, metric: str, dataset: str) -> str:
        """The page of a leaderboard."""
        return f"{self.boards}?{urlencode({'metric': metric, 'dataset': dataset})}"

    def page(self, query: Query, page: int) -> str:
        """Another page of the same list."""
        asked = {**query.model_dump(exclude_defaults=True), "page": page}
        return f"{self.home}?{urlencode(asked)}"


@dataclass(frozen=True)
class DecisionForm:
    """The secret that a page's forms carry, so that a reader may decide."""

    secret: str
    """The word that proves that the form came from this page."""


@dataclass(frozen=True)
class BoardEntry:
    """One entry of a leaderboard with its interval, in units of the picture."""

    entry: IndexedClaim
    x: float
    low: float
    width: float


def home(
    listing: RunListing, choices: Choices, links: Links, *, static: bool = False, left: int = 0
) -> bytes:
    """The list of runs: with a form that asks the server, or one that filters what is in the page."""
    page = template_environment().get_template("library/home.html")
    script = asset("report.js") if static else ""
    return page.render(
        l=listing, choices=choices, links=links, nav=links.nav, static=static, left=left,
        policy=_marked(content_policy(script)),
    ).encode()  # fmt: skip


def boards(names: tuple[BoardName, ...], links: Links) -> bytes:
    """The list of leaderboards."""
    return _page("library/boards.html", links, names=names)


def board(measured: MeasuredBoard, links: Links) -> bytes:
    """One leaderboard: numbers that were measured here, each with its interval."""
    return _page("library/board.html", links, b=measured, entries=_board_entries(measured.rows))


def all_boards(measured_boards: tuple[MeasuredBoard, ...], links: Links) -> bytes:
    """All leaderboards in one page, for a library that is files."""
    return _page(
        "library/all_boards.html",
        links,
        ladders=[(measured, _board_entries(measured.rows)) for measured in measured_boards],
    )


def claim(shown: ClaimHistory, links: Links, decide: DecisionForm | None = None) -> bytes:
    """One claim in all versions and elsewhere, with the forms to decide about it where the reader may."""
    return _page("library/claim.html", links, a=shown, decide=decide, fields=FIELDS)


def baselines(figures: tuple[RepeatedFigure, ...], links: Links) -> bytes:
    """Figures that several documents give of the same system, those that differ first."""
    return _page("library/baselines.html", links, found=figures)


def versions(history: History, links: Links) -> bytes:
    """One target over its versions: what each states, and how it came out, otherwise than the one before."""
    return _page("library/versions.html", links, h=history)


def findings(run_flags: RunFlags, links: Links, decide: DecisionForm | None = None) -> bytes:
    """The findings of a run, with the form to set each aside where the reader may."""
    return _page("library/findings.html", links, f=run_flags, decide=decide)


def error_page(says: str, links: Links) -> bytes:
    """A page that says what went wrong and leads back."""
    return _page("library/lost.html", links, says=says)


def content_policy(script: str = "") -> str:
    """What the browser may do on the library's pages: send a form to where the page came from, and nothing else."""
    return html.content_policy(asset("report.css"), script, form="'self'")


def _page(name: str, links: Links, **values: object) -> bytes:
    page = template_environment().get_template(name)
    return page.render(links=links, nav=links.nav, policy=_marked(content_policy()), **values).encode()


def _marked(text: str) -> str:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - made of digests


def _board_entries(rows: tuple[IndexedClaim, ...]) -> tuple[BoardEntry, ...]:
    ends = [float(x) for claim in rows for x in (claim.low, claim.value, claim.high) if x is not None]
    if not ends:
        return ()
    scale = PlotScale(min(ends), max(ends))
    return tuple(_board_entry(claim, scale) for claim in rows)


def _board_entry(claim: IndexedClaim, scale: PlotScale) -> BoardEntry:
    value = claim.value if claim.value is not None else claim.low
    x = scale.at(value) if value is not None else WIDTH / 2
    span = scale.span((claim.low, claim.high)) if claim.low is not None and claim.high is not None else None
    return BoardEntry(claim, x, span.x if span else x, span.width if span else 0)
