"""Each page of the library as a function of its record; none of them needs a script."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from claims.corrections import FIELDS
from claims.records.library import (
    Across,
    Board,
    BoardName,
    Choices,
    Cited,
    Flags,
    History,
    Listing,
    Query,
    Shelved,
)
from reports import html
from reports.html import Nav, part, room
from reports.views.verdict_plot import WIDTH, Scale


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

    def claim(self, one: Shelved) -> str:
        """The page of a claim, else its place in the page of its run."""
        if not self.claims:
            return f"{self.run(one.run)}#c-{one.claim}"
        return f"{self.claims}{quote(one.run)}/{quote(one.claim)}"

    def board(self, metric: str, dataset: str) -> str:
        """The page of a leaderboard."""
        return f"{self.boards}?{urlencode({'metric': metric, 'dataset': dataset})}"

    def page(self, query: Query, page: int) -> str:
        """Another page of the same list."""
        asked = {**query.model_dump(exclude_defaults=True), "page": page}
        return f"{self.home}?{urlencode(asked)}"


@dataclass(frozen=True)
class Decide:
    """What a page needs so that a person may decide."""

    secret: str
    """The word that proves that the form came from this page."""


@dataclass(frozen=True)
class Rung:
    """One entry of a leaderboard with its interval, in units of the picture."""

    entry: Shelved
    x: float
    low: float
    width: float


def home(listing: Listing, choices: Choices, links: Links, *, static: bool = False, left: int = 0) -> bytes:
    """The list of runs: with a form that asks the server, or one that filters what is in the page."""
    page = room().get_template("library/home.html")
    script = part("report.js") if static else ""
    return page.render(
        l=listing, choices=choices, links=links, nav=links.nav, static=static, left=left,
        policy=_marked(policy(script)),
    ).encode()  # fmt: skip


def boards(names: tuple[BoardName, ...], links: Links) -> bytes:
    """The list of leaderboards."""
    return _page("library/boards.html", links, names=names)


def board(one: Board, links: Links) -> bytes:
    """One leaderboard: numbers that were measured here, each with its interval."""
    return _page("library/board.html", links, b=one, rungs=_rungs(one.rows))


def all_boards(found: tuple[Board, ...], links: Links) -> bytes:
    """All leaderboards in one page, for a library that is files."""
    return _page("library/all_boards.html", links, ladders=[(one, _rungs(one.rows)) for one in found])


def claim(one: Across, links: Links, decide: Decide | None = None) -> bytes:
    """One claim in all versions and elsewhere, with the forms to decide about it where the reader may."""
    return _page("library/claim.html", links, a=one, decide=decide, fields=FIELDS)


def baselines(found: tuple[Cited, ...], links: Links) -> bytes:
    """Figures that several documents give of the same system, those that differ first."""
    return _page("library/baselines.html", links, found=found)


def versions(told: History, links: Links) -> bytes:
    """One target over its versions: what each states, and how it came out, otherwise than the one before."""
    return _page("library/versions.html", links, h=told)


def findings(told: Flags, links: Links, decide: Decide | None = None) -> bytes:
    """The findings of a run, with the form to set each aside where the reader may."""
    return _page("library/findings.html", links, f=told, decide=decide)


def lost(says: str, links: Links) -> bytes:
    """A page that says what went wrong and leads back."""
    return _page("library/lost.html", links, says=says)


def policy(script: str = "") -> str:
    """What the browser may do on the library's pages: send a form to where the page came from, and nothing else."""
    return html.policy(part("report.css"), script, form="'self'")


def _page(name: str, links: Links, **told: object) -> bytes:
    page = room().get_template(name)
    return page.render(links=links, nav=links.nav, policy=_marked(policy()), **told).encode()


def _marked(text: str) -> str:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - made of digests


def _rungs(rows: tuple[Shelved, ...]) -> tuple[Rung, ...]:
    ends = [float(x) for one in rows for x in (one.low, one.value, one.high) if x is not None]
    if not ends:
        return ()
    scale = Scale(min(ends), max(ends))
    return tuple(_rung(one, scale) for one in rows)


def _rung(one: Shelved, scale: Scale) -> Rung:
    value = one.value if one.value is not None else one.low
    x = scale.at(value) if value is not None else WIDTH / 2
    span = scale.span((one.low, one.high)) if one.low is not None and one.high is not None else None
    return Rung(one, x, span.x if span else x, span.width if span else 0)
