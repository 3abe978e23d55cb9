"""A team on a loopback Hub whose models rounds of ingestion look for, and what such rounds have to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from claims.records.digest import Night
from flows.fetched import FetchedSource
from tests.flows.conftest import Typed
from tests.loopback.faults import Fault
from tests.loopback.hub import Hub
from tests.loopback.printed import write_card
from tests.reports import dossiers

WORDS = ("ingest", "--author", "team", "--since", "2025-12-31", "--json")
GATED = Fault("/team/m4/resolve/", "status", status=403, headers=(("X-Error-Code", "GatedRepo"),))


@dataclass(frozen=True)
class Team:
    """A hub with four models of a team, one of them gated and one of them a copy, and the command beside it."""

    hub: Hub
    home: Path
    typed: Typed

    @property
    def environ(self) -> dict[str, str]:
        return {"HF_ENDPOINT": self.hub.endpoint, "HF_HOME": str(self.home.parent / "hf")}

    def night(self, *more: str) -> Night:
        done = self.typed(*WORDS, *more, home=self.home, **self.environ)
        assert (done.returncode, done.stderr) == (0, "")
        return Night.model_validate_json(done.stdout)

    def fetched(self) -> list[str]:
        return [request.path for request in self.hub.log if "/resolve/" in request.path]


@contextmanager
def team_of_four(folder: Path, typed: Typed) -> Iterator[Team]:
    """The team while its Hub runs; m1 and m3 are the same, m4 is gated."""
    for number in (1, 2, 4):
        write_card(folder / "hub" / "team" / f"m{number}", "Tiny", 80 + number)
    write_card(folder / "hub" / "team" / "m3", "Tiny", 81)
    with Hub(folder / "hub", (GATED,)) as hub:
        yield Team(hub, folder / "home", typed)


def fates(night: Night) -> dict[str, str]:
    assert len({(arrival.kind, arrival.name, arrival.version) for arrival in night.arrivals}) == len(
        night.arrivals
    )
    return {arrival.name: arrival.fate for arrival in night.arrivals}


def read_once_in_three_rounds(team: Team, folder: Path) -> None:
    """The rounds read each document once, tell of it once, and the last finds nothing new."""
    first = team.night("--limit", "3")
    assert (len(first.arrivals), first.left) == (3, 1)
    second = team.night("--out", str(folder / "digest"))
    assert (len(second.arrivals), second.left) == (1, 0)
    found = fates(first) | fates(second)
    assert sorted((found.pop("team/m1"), found.pop("team/m3"))) == ["read", "same"]  # they hold the same
    assert found == {"team/m2": "read", "team/m4": "refused"}
    refused = next(one for one in (*first.arrivals, *second.arrivals) if one.fate == "refused")
    assert "Ask for access" in refused.says
    assert (folder / "digest" / "digest.md").read_text().startswith("# Night of")
    assert "<!doctype html>" in (folder / "digest" / "digest.html").read_text()
    before = team.fetched()
    third = team.night()
    assert (third.arrivals, third.left, team.fetched()) == ((), 0, before)


def a_source(name: str) -> FetchedSource:
    """What was fetched of a document, without files."""
    return FetchedSource(source=dossiers.realistic().source, root=name, files=())
