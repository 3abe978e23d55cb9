"""What a round of ingestion asks the sources for: no more than it needs, and all that there is."""

import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from claims.records.digest import Arrival, Night
from extractors.sources.arxiv.ids import PaperId
from extractors.sources.arxiv.pin import pin
from flows.ingestion import listings, steps
from flows.ingestion.listed import ListedDocument
from flows.ingestion.queue import Queue, QueuedDocument
from flows.ingestion.round import read_queued
from flows.pipeline import call_directly
from flows.settings import Settings, settings
from flows.store import Store
from tests.flows.conftest import Typed
from tests.flows.ingestion_team import a_source, fates
from tests.flows.stores import settings_of
from tests.loopback import faults_arxiv
from tests.loopback.arxiv import Loopback, serve
from tests.loopback.arxiv_papers import shelve
from tests.loopback.arxiv_shelf import tarred
from tests.loopback.faults import Fault
from tests.loopback.hub import Hub
from tests.loopback.printed import pdf, print_paper, write_card

PAPERS = ("ingest", "--category", "cs.*", "--since", "2025-12-31", "--json")


def night_of_papers(typed: Typed, arxiv: Loopback, home: Path) -> Night:
    told = {"VERIFY_ARXIV_ENDPOINT": arxiv.base, "VERIFY_ARXIV_INTERVAL": "0.01"}
    done = typed(*PAPERS, home=home, **told)
    assert (done.returncode, done.stderr) == (0, "")
    return Night.model_validate_json(done.stdout)


def test_a_paper_with_a_source_takes_one_request_and_the_others_two(typed: Typed, tmp_path: Path) -> None:
    shelf = tmp_path / "arxiv"
    print_paper(shelf, "2601.00001v1", score=91.1)
    print_paper(shelf, "2601.00002v1", score=91.2, only="pdf")
    wrapper = (
        b"\\documentclass{article}\\usepackage{pdfpages}\\begin{document}\\includepdf{a.pdf}\\end{document}"
    )
    folder = shelve(shelf, "2601.00003v1", pdf=pdf("WrappedNet", 91.3), title="Wrapped")
    (folder / "source.tar.gz").write_bytes(tarred({"main.tex": wrapper}))
    with serve(shelf) as arxiv:
        night = night_of_papers(typed, arxiv, tmp_path / "home")
        asked = arxiv.paths()
    assert fates(night) == dict.fromkeys(("2601.00001", "2601.00002", "2601.00003"), "read")
    assert len([path for path in asked if "/api/query" in path]) == 1
    about = {number: [path for path in asked if f"2601.0000{number}" in path] for number in (1, 2, 3)}
    assert about == {
        1: ["/src/2601.00001v1"],
        2: ["/src/2601.00002v1", "/pdf/2601.00002v1"],
        3: ["/src/2601.00003v1", "/pdf/2601.00003v1"],
    }


def test_whoever_verifies_an_ingested_paper_gets_its_pdf_too(typed: Typed, tmp_path: Path) -> None:
    print_paper(tmp_path / "arxiv", "2601.00001v1")
    with serve(tmp_path / "arxiv") as arxiv:
        night_of_papers(typed, arxiv, tmp_path / "home")
        where = settings({"VERIFY_ARXIV_ENDPOINT": arxiv.base, "VERIFY_ARXIV_INTERVAL": "0.01"})
        pinned = pin(PaperId("2601.00001", 1), cache=tmp_path / "home", polite=where.polite)
    assert [file.path for file in pinned.files] == ["arxiv.json", "paper.pdf", "source.tar.gz"]
    assert not [note for note in pinned.notes if "not the PDF" in note]


def test_a_source_that_was_sent_damaged_is_asked_for_again_in_a_later_round(
    typed: Typed, tmp_path: Path
) -> None:
    print_paper(tmp_path / "arxiv", "2601.00001v1")
    with serve(tmp_path / "arxiv", faults=(faults_arxiv.Fault("/src/", "truncate"),)) as arxiv:
        night = night_of_papers(typed, arxiv, tmp_path / "home")
    assert (fates(night), night.left) == ({"2601.00001": "later"}, 1)


@pytest.fixture
def where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    for number in range(1, 8):
        write_card(tmp_path / "hub" / "team" / f"m{number}", "Tiny", 80 + number)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    yield settings_of(tmp_path / "home")


def listed(
    hub: Hub,
    where: Settings,
    monkeypatch: pytest.MonkeyPatch,
    since: str | None = "2025-12-31T00:00:00+00:00",
) -> str:
    """List the team's models as a round does."""
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", hub.endpoint)
    asked = listings.ingest_query({"authors": ["team"], "since": since})
    (query,) = listings.listing_queries(asked, Store(where), where, 100)
    return query.ask()


def due(where: Settings) -> set[str]:
    return {waiting.name for waiting in Queue(Store(where)).due(0)}


def test_models_are_listed_over_all_pages(
    where: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Hub(tmp_path / "hub", per_page=3) as hub:
        assert listed(hub, where, monkeypatch) == "7 new"
        assert listed(hub, where, monkeypatch) == "0 new"
        asked_for = [
            asked.path for asked in hub.log
        ]  # among them what the client asks about itself once a day
        first, second, third, *_ = [path for path in asked_for if path.startswith("/api/models")]
    assert "cursor" not in first and "cursor=3" in second and "cursor=6" in third
    assert due(where) == {f"team/m{number}" for number in range(1, 8)}


def test_a_first_round_that_finds_nothing_says_from_when_on_it_looked_and_a_date_looks_further_back(
    where: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Hub(tmp_path / "hub", per_page=3) as hub:
        nothing = listed(hub, where, monkeypatch, since=None)
        assert re.fullmatch(r"0 new since 20\d\d-\d\d-\d\d \d\d:\d\d UTC; --since with a date .*", nothing)
        assert listed(hub, where, monkeypatch, since=None) == "0 new"
        assert listed(hub, where, monkeypatch) == "7 new"
        before = len(hub.log)
        assert listed(hub, where, monkeypatch) == "0 new"
        assert len(hub.log) == before + 1, "the list was followed to its end once for that date"


def test_a_listing_that_broke_off_goes_on_at_the_page_where_it_stood(
    where: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = (Fault("/api/models.*cursor=6", "status", status=404),)
    with Hub(tmp_path / "hub", broken, per_page=3) as hub, pytest.raises(Exception, match=r"\w"):
        listed(hub, where, monkeypatch)
    assert len(due(where)) == 6
    with Hub(tmp_path / "hub", per_page=3) as hub:
        assert listed(hub, where, monkeypatch) == "1 new"
        assert "cursor=6" in next(asked.path for asked in hub.log if asked.path.startswith("/api/models"))
    assert len(due(where)) == 7


def test_a_listing_whose_cursor_is_no_longer_known_begins_anew(
    where: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "Hub models by team"
    Queue(Store(where)).add_page(words, "2026-01-01T00:00:00+00:00", "stale", [])
    stale = (Fault("/api/models.*cursor=stale", "status", status=400),)
    with Hub(tmp_path / "hub", stale, per_page=3) as hub:
        assert listed(hub, where, monkeypatch) == "7 new"
    assert Queue(Store(where)).unfinished(words) is None


def table_of_cards(path: Path, count: int) -> None:
    cards = [f"# m{n}\n\nThe accuracy of m{n} is {80 + n}.5% on SST-2.\n" for n in range(count)]
    names = [f"team/m{n}" for n in range(count)]
    names[1], cards[2] = "../../etc/passwd", ""  # no model's name, and no card
    pyarrow.parquet.write_table(
        pyarrow.table({"modelId": names, "likes": list(range(count)), "card": cards}), path, row_group_size=2
    )


def test_cards_of_a_table_are_read_a_round_after_the_other(typed: Typed, tmp_path: Path) -> None:
    table_of_cards(tmp_path / "cards.parquet", 7)
    words = ("ingest", "--cards", str(tmp_path / "cards.parquet"), "--limit", "3", "--json")
    nights = []
    for _ in range(3):
        done = typed(*words, home=tmp_path / "home")
        assert (done.returncode, done.stderr) == (0, "")
        nights.append(Night.model_validate_json(done.stdout))
    assert [sorted(fates(night)) for night in nights] == [
        ["team/m0", "team/m3", "team/m4"],
        ["team/m5", "team/m6"],
        [],
    ]
    assert "3 new, up to row 5 of 7" in nights[0].asked[0]
    assert {fate for night in nights for fate in fates(night).values()} == {"read"}


@pytest.mark.parametrize(
    ("body", "says"), [(b"no parquet", "cannot be read as a Parquet"), (None, "no column")]
)
def test_a_table_that_holds_no_cards_is_one_sentence(
    body: bytes | None, says: str, typed: Typed, tmp_path: Path
) -> None:
    file = tmp_path / "cards.parquet"
    if body is None:
        pyarrow.parquet.write_table(pyarrow.table({"modelId": ["a/b"]}), file)
    else:
        file.write_bytes(body)
    done = typed("ingest", "--cards", str(file), home=tmp_path / "home")
    assert (done.returncode, done.stdout) == (3, "")
    assert says in done.stderr and len(done.stderr.strip().splitlines()) == 1


def test_a_worker_reads_what_is_queued_and_the_next_round_tells_of_it(
    typed: Typed, where: Settings, tmp_path: Path
) -> None:
    with Hub(tmp_path / "hub") as hub:
        environ = {"HF_ENDPOINT": hub.endpoint, "HF_HOME": str(tmp_path / "hf")}
        words = ("ingest", "--author", "team", "--since", "2025-12-31", "--json")
        first = typed(*words, "--limit", "2", home=where.home, **environ)
        helped = typed("ingest", "--worker", home=where.home, **environ)
        last = typed(*words, home=where.home, **environ)
    assert helped.returncode == 0 and helped.stdout.startswith("5 documents taken, 0 of them")
    nights = [Night.model_validate_json(done.stdout) for done in (first, last)]
    assert [(len(night.arrivals), night.left) for night in nights] == [(2, 5), (5, 0)]


def test_what_a_worker_had_taken_that_died_is_taken_again(where: Settings) -> None:
    store = Store(where)
    queue = Queue(store)
    queue.add("models", "2026-01-01", [ListedDocument("hub", f"team/m{n}", "c1", "") for n in range(4)])
    with store.lease("reader-alive"):
        assert len(queue.take("reader-alive", "hub", 1, 2)) == 2
        assert len(queue.take("reader-dead", "hub", 1, 1)) == 1
        queue.give_back_of_the_dead()
        assert [one.name for one in queue.take("reader-new", "hub", 1, 10)] == ["team/m2", "team/m3"]


def test_a_round_takes_up_what_another_reader_left_when_it_died(
    where: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(where)
    queue = Queue(store)
    queue.add("models", "2026-01-01", [ListedDocument("hub", f"team/m{n}", "c1", "") for n in range(3)])
    other = store.lease("reader-other")
    other.__enter__()
    queue.take("reader-other", "hub", 1, 1)
    order = []

    def process(waiting: QueuedDocument, *_: object) -> Arrival:
        order.append(waiting.name)
        if len(order) == 2:
            other.__exit__(None, None, None)  # it dies while the last of the others is read
        queue.settle(waiting.number, arrival := a_settled(waiting))
        return arrival

    monkeypatch.setattr(steps, "process_document", process)
    monkeypatch.setattr(steps, "fetch_document", lambda waiting, where: a_source(waiting.name))
    done = read_queued(store, ["hub"], 10, 60.0, call=call_directly, progress=lambda *_: None)
    assert (order, done.taken) == (["team/m1", "team/m2", "team/m0"], 3)


def a_settled(waiting: QueuedDocument) -> Arrival:
    return Arrival(kind="hub", name=waiting.name, version=waiting.version, fate="nothing")
