"""A night of 200 papers and 100 cards: accounted for once each, spaced, idle the second time, killed twenty times."""

import os
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.doors_world import BIN, Figures, environment, told_nowhere, typed
from claims.records.digest import Night
from flows.ingestion.queue import Queue
from flows.settings import settings
from flows.store import Store
from tests.loopback.arxiv import Loopback, serve
from tests.loopback.arxiv_papers import shelve
from tests.loopback.faults import Fault
from tests.loopback.faults_arxiv import Fault as Odd
from tests.loopback.hub import Hub
from tests.loopback.printed import print_paper, write_card

PAPERS, CARDS, KILLS = 200, 100, 20
WORDS = ("ingest", "--category", "cs.CL", "--author", "team", "--since", "2025-12-31")
SETTLED = ("read", "nothing", "same", "refused", "unreadable", "withdrawn", "given_up")

ODD_PAPERS = (  # ten of two hundred
    Odd("/pdf/2601.00010v1", "status"),
    Odd("/pdf/2601.00030v1", "truncate"),
    Odd("/pdf/2601.00050v1", "html"),
    Odd("/pdf/2601.00070v1", "corrupt"),
    Odd("/src/2601.00090v1", "shorten"),
    Odd("/src/2601.00110v1", "close", on=(1,)),
    Odd("/pdf/2601.00130v1", "status", on=(1, 2), status=429, headers=(("Retry-After", "0"),)),
    Odd("/pdf/2601.00150v1", "redirect", to="http://127.0.0.1:9/x"),
)
WITHDRAWN = (170, 190)
ODD_CARDS = (  # five of a hundred
    Fault("/team/m010/resolve/", "status", status=403, headers=(("X-Error-Code", "GatedRepo"),)),
    Fault("/team/m030/resolve/.*README", "corrupt", at=20),
    Fault("/api/models/team/m050", "status"),
    Fault("/api/models/team/m070", "status", last=1),
    Fault("/team/m090/resolve/.*README", "html"),
)
LATER = {"2601.00010", "2601.00030", "2601.00050", "2601.00070", "2601.00090", "team/m050", "team/m090"}
REFUSED = {"2601.00150", "team/m010", "team/m030"}
GONE = {f"2601.{number:05}" for number in WITHDRAWN}


@dataclass(frozen=True)
class Doors:
    """Both doors of a night, and what the command is told of them."""

    hub: Hub
    arxiv: Loopback
    api: str

    @property
    def environ(self) -> dict[str, str]:
        """Where the doors are, and an arXiv that lets itself be asked twenty times a second."""
        endpoints = {"HF_ENDPOINT": self.hub.endpoint, "VERIFY_ARXIV_ENDPOINT": self.arxiv.base}
        return {**endpoints, "VERIFY_ARXIV_INTERVAL": "0.05", "PREFECT_API_URL": self.api}

    def fetched(self) -> list[str]:
        """Requests for a document or about one, not for a list."""
        ours = [one for one in self.arxiv.paths() if "/api/query" not in one or "id_list=&" not in one]
        return ours + [request.path for request in self.hub.log if "/team/" in request.path]


def ingest(root: Path, api: str, figures: Figures) -> None:
    """One night in peace, and the same night killed twenty times."""
    _generate(root)
    with _doors(root, api) as doors:
        ended = typed(*WORDS, home=root / "home", **doors.environ)
        figures.say(
            "300 documents with 5 % faults",
            f"{ended.seconds:.0f} s, exit {ended.code} {ended.sentence}",
            ended.code == 0,
        )
        _accounted(root / "home", figures, "in one round")
        _spaced(doors, figures, "in one round")
        _idle(root / "home", doors, figures)
        told_nowhere(figures, root / "home", root / "hf")
    _killed(root, api, figures)


def _killed(root: Path, api: str, figures: Figures) -> None:
    """Kill the night with all it started at twenty points of its way, and let it come to its end."""
    home, killed = root / "killed", 0
    with _doors(root, api) as doors:
        began = time.monotonic()
        for number in range(KILLS):
            killed += _kill(home, doors, (PAPERS + CARDS) * (number + 1) // (KILLS + 1))
        ended = typed(*WORDS, home=home, **doors.environ)
        took = time.monotonic() - began
        figures.say("killed on its way", f"{killed} of {KILLS} times, {took:.0f} s in all", killed == KILLS)
        figures.say("came to its end", f"exit {ended.code} {ended.sentence}", ended.code == 0)
        _accounted(home, figures, "after the kills")
        _spaced(doors, figures, "across the kills")
        double = [name for name, times in Counter(_whole(doors)).items() if times > 2]
        figures.say("documents fetched more than twice", str(len(double)), not double)


def _kill(home: Path, doors: Doors, settled: int) -> bool:
    """Start the night and end it once so many documents are settled; whether it was still running."""
    quiet = subprocess.DEVNULL
    command = [BIN / "verify", *WORDS]
    environ = environment(home, **doors.environ)
    night = subprocess.Popen(command, env=environ, stdout=quiet, stderr=quiet, start_new_session=True)
    while night.poll() is None:
        if _settled(home) >= settled:
            time.sleep(0.013 * (settled % 29))  # not always at the same step of a document
            os.killpg(night.pid, signal.SIGKILL)
            night.wait()
            return True
        time.sleep(0.02)
    return False


def _accounted(home: Path, figures: Figures, when: str) -> None:
    """The database and the digests agree, and each document is told of once."""
    with _database(home) as database:
        rows = database.execute("select kind, name, version, fate, night from arrivals").fetchall()
    names = Counter(row[1] for row in rows)
    once = len(names) == len(rows) == PAPERS + CARDS
    fates = Counter(row[3] for row in rows)
    figures.say(f"in the store {when}", f"{len(rows)} rows: {dict(sorted(fates.items()))}", once)
    right = {name for _, name, _, fate, _ in rows if fate == "later"} == LATER
    right &= {name for _, name, _, fate, _ in rows if fate == "refused"} == REFUSED
    right &= {name for _, name, _, fate, _ in rows if fate == "withdrawn"} == GONE
    figures.say(f"faults came to the end that they should {when}", str(right), right)
    arrivals = [arrival for night in _nights(home) for arrival in night.arrivals if arrival.fate in SETTLED]
    listed = Counter((arrival.kind, arrival.name, arrival.version) for arrival in arrivals)
    settled = {(kind, name, version) for kind, name, version, fate, _ in rows if fate in SETTLED}
    same = set(listed) == settled and set(listed.values()) == {1}
    said = f"{sum(listed.values())} of {len(settled)} settled, each once: {same}"
    figures.say(f"told in the digests {when}", said, same)


def _spaced(doors: Doors, figures: Figures, when: str) -> None:
    """What the server's own log says of the distance between requests."""
    least, asked = min(doors.arxiv.gaps()), len(doors.arxiv.seen)
    figures.say(
        f"least distance of {asked} requests {when}", f"{least * 1000:.1f} ms (at least 50)", least >= 0.05
    )


def _idle(home: Path, doors: Doors, figures: Figures) -> None:
    """A second round asks for lists, and for nothing on them."""
    before = len(doors.fetched())
    ended = typed(*WORDS, home=home, **doors.environ)
    fetched = len(doors.fetched()) - before
    said = f"{fetched} requests for documents, {ended.seconds:.1f} s, exit {ended.code}"
    figures.say("a second round", said, fetched == 0 and ended.code == 0 and "**0 documents" in ended.out)


def _generate(root: Path) -> None:
    """Papers and cards that differ in their numbers, two papers of which were withdrawn."""
    for number in range(1, PAPERS + 1):
        ref, at = f"2601.{number:05}v1", f"2026-01-02T{number // 60:02}:{number % 60:02}:00Z"
        listing = {"categories": ["cs.CL"], "published": at}
        if number in WITHDRAWN:
            shelve(root / "arxiv", ref, pdf=None, comment="This paper has been withdrawn", **listing)
        else:
            print_paper(root / "arxiv", ref, name=f"Net{number}", score=60 + number / 10, **listing)
    for number in range(1, CARDS + 1):
        write_card(root / "hub" / "team" / f"m{number:03}", f"m{number:03}", 60 + number / 10)


@contextmanager
def _doors(root: Path, api: str) -> Iterator[Doors]:
    with Hub(root / "hub", ODD_CARDS) as hub, serve(root / "arxiv", faults=ODD_PAPERS) as arxiv:
        yield Doors(hub, arxiv, api)


def _whole(doors: Doors) -> list[str]:
    """Papers and cards that were sent whole."""
    return [
        one for one in doors.arxiv.paths(200) if "/pdf/" in one and not any(name in one for name in LATER)
    ]


@contextmanager
def _database(home: Path) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(f"file:{home / 'store.db'}?mode=ro", uri=True, timeout=30)
    try:
        yield database
    finally:
        database.close()


def _settled(home: Path) -> int:
    """How many documents have had their turn; none while there is no database."""
    try:
        with _database(home) as database:
            return int(database.execute("select count(*) from arrivals where fate != 'new'").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def _nights(home: Path) -> list[Night]:
    with _database(home) as database:
        numbers = [row[0] for row in database.execute("select number from nights order by number")]
    queue = Queue(Store(settings({"VERIFY_HOME": str(home)})))
    return [queue.night(number) for number in numbers]
