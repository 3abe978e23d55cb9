"""A round of ingestion: what is new is read once, told once, and nothing is lost when it is killed."""

import errno
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from claims.errors import StoreError
from claims.records.digest import Arrival, Night
from flows.ingestion import steps
from flows.ingestion.listed import ListedDocument
from flows.ingestion.queue import Queue, QueuedDocument
from flows.settings import Settings
from flows.store import Store
from tests.flows.conftest import BIN, Typed
from tests.flows.ingestion_team import WORDS, Team, fates, read_once_in_three_rounds, team_of_four
from tests.flows.stores import settings_of, store_of
from tests.loopback import faults_arxiv
from tests.loopback.arxiv import Loopback, serve
from tests.loopback.printed import print_paper, write_card


@pytest.fixture
def team(tmp_path: Path, typed: Typed) -> Iterator[Team]:
    with team_of_four(tmp_path, typed) as four:
        yield four


def test_each_document_is_read_once_however_many_rounds_it_takes(team: Team, tmp_path: Path) -> None:
    read_once_in_three_rounds(team, tmp_path)


def test_a_new_version_is_read_and_told_with_what_it_says_otherwise(team: Team) -> None:
    first = next(arrival for arrival in team.night().arrivals if arrival.name == "team/m2")
    assert first.changes == () and first.before is None
    write_card(team.hub.root / "team" / "m2", "Tiny", 99.5)
    (second,) = team.night().arrivals
    assert (second.name, second.fate, second.before) == ("team/m2", "read", first.version)
    assert [(change.before, change.after) for change in second.changes] == [("82.0%", "99.5%")]


def test_what_a_killed_round_settled_is_told_in_the_next_digest(team: Team) -> None:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environ = {**plain, "VERIFY_HOME": str(team.home), **store_of(team.home), **team.environ}
    quiet = subprocess.DEVNULL
    killed = subprocess.Popen(
        [BIN / "verify", *WORDS], env=environ, stdout=quiet, stderr=quiet, start_new_session=True
    )
    until = time.monotonic() + 300
    while settled(team.home) < 2:
        assert killed.poll() is None and time.monotonic() < until, "it was to be killed on its way"
        time.sleep(0.01)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    assert set(fates(team.night())) == {"team/m1", "team/m2", "team/m3", "team/m4"}
    cards = [path for path in team.fetched() if path.endswith("README.md") and "/m4/" not in path]
    assert len(cards) <= len(set(cards)) + 1  # the one that it was killed at, at most


def test_a_source_that_is_down_costs_its_own_documents_and_none_of_their_tries(
    team: Team, tmp_path: Path
) -> None:
    print_paper(tmp_path / "arxiv", "2601.00001v1")
    down = faults_arxiv.Fault("/api/", "status")
    with serve(tmp_path / "arxiv", faults=(down,)) as arxiv:
        told = {"VERIFY_ARXIV_ENDPOINT": arxiv.base, "VERIFY_ARXIV_INTERVAL": "0.01", **team.environ}
        queued(Store(settings_of(team.home)), "2601.00001v1")
        done = team.typed(*WORDS, "--category", "cs.LG", home=team.home, **told)
    night = Night.model_validate_json(done.stdout)
    assert set(fates(night)) == {"team/m1", "team/m2", "team/m3", "team/m4"}
    assert night.left == 1
    assert any("status 503" in one for one in night.asked)
    assert not [path for path in arxiv.paths() if "/api/query" not in path]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Say what to look for"),
        (("--category", "cs.CL", "--since", "yesterday"), "2026-11-01"),
        (("--category", "cs.CL", "--budget", "long"), "90s, 30m or 2h"),
        (("--category", "cs.CL", "--limit", "0"), "--limit"),
        (("--category", "cs.CL", "--watch", "every night"), "0 5 * * *"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(words: tuple[str, ...], says: str, tmp_path: Path) -> None:
    env = {**os.environ, "VERIFY_HOME": str(tmp_path)}
    done = subprocess.run(
        [BIN / "verify", "ingest", *words], capture_output=True, text=True, env=env, check=False
    )
    assert (done.returncode, done.stdout, says in done.stderr) == (2, "", True), done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.fixture
def where(tmp_path: Path) -> Settings:
    (tmp_path / "arxiv").mkdir()
    return settings_of(tmp_path / "home", VERIFY_ARXIV_INTERVAL="0.01")


def taken(store: Store, where: Settings, arxiv: Loopback) -> Arrival:
    """The one document that waits, taken as a round takes it; the time that it was put off is over."""
    queue = Queue(store)
    (waiting,) = queue.due(time.time() + 10**9)
    return steps.process_document(
        waiting, store, Settings(where.home, where.store, arxiv.base, where.interval)
    )


def queued(store: Store, ref: str) -> None:
    number, _, version = ref.partition("v")
    assert (
        Queue(store).add(
            "arXiv", "2026-01-01T00:00:00+00:00", [ListedDocument("arxiv", number, f"v{version}", "A paper")]
        )
        == 1
    )


def test_a_source_that_does_not_answer_is_asked_later_and_at_last_given_up(
    where: Settings, tmp_path: Path
) -> None:
    print_paper(tmp_path / "arxiv", "2601.00001v1")
    store, down = Store(where), faults_arxiv.Fault("/pdf/", "status")
    queued(store, "2601.00001v1")
    with serve(tmp_path / "arxiv", faults=(down,)) as arxiv:
        found = [taken(store, where, arxiv) for _ in range(steps.TRIES)]
    assert [one.fate for one in found] == ["later"] * (steps.TRIES - 1) + ["given_up"]
    assert list(Queue(store).due(time.time() + 10**9)) == []
    assert [one.fate for _, one in Queue(store).not_told()] == ["given_up"]
    assert "5 rounds" in found[-1].says


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError(errno.EIO, "Input/output error"), "Check the disk"),
        (MemoryError(), "no memory left"),
        (KeyError("x"), "Assay itself failed (KeyError)"),
    ],
)
def test_what_the_machine_refuses_is_said_to_be_the_machines_and_tried_again(
    error: Exception, says: str, where: Settings
) -> None:
    store = Store(where)
    queued(store, "2601.00001v1")
    (waiting,) = Queue(store).due(time.time() + 10**9)

    def bring() -> NoReturn:
        raise error

    found = steps.process_document(waiting, store, where, bring)
    assert (found.fate, says in found.says) == ("later", True), found.says


def test_a_new_version_of_a_paper_is_told_with_what_it_says_otherwise(
    where: Settings, tmp_path: Path
) -> None:
    pytest.importorskip("extractors.readers.paper", reason="papers are not read yet")
    store = Store(where)
    for version, score in ((1, 93.1), (2, 93.5)):
        print_paper(tmp_path / "arxiv", f"2601.00001v{version}", score=score)
    with serve(tmp_path / "arxiv") as arxiv:
        queued(store, "2601.00001v1")
        first = taken(store, where, arxiv)
        queued(store, "2601.00001v2")
        second = taken(store, where, arxiv)
    assert (first.fate, first.before, first.changes) == ("read", None, ())
    assert (second.fate, second.before) == ("read", "v1")
    numbers = {
        ((change.before or "").rstrip("%"), (change.after or "").rstrip("%")) for change in second.changes
    }
    assert numbers == {("93.1", "93.5")}


def test_our_own_trouble_ends_the_round_and_is_blamed_on_no_document(where: Settings, tmp_path: Path) -> None:
    print_paper(tmp_path / "arxiv", "2601.00001v1")
    store = Store(where)
    (where.home / "papers").write_text("a file where the folder should be")
    queued(store, "2601.00001v1")
    with serve(tmp_path / "arxiv") as arxiv, pytest.raises(StoreError):
        taken(store, where, arxiv)
    assert [one.tries for one in Queue(store).due(time.time())] == [0]


def test_a_mistake_of_ours_costs_one_document_and_not_those_behind_it(
    where: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    store = Store(where)
    queued(store, "2601.00001v1")
    monkeypatch.setattr(steps, "fetch", fail)
    with serve(tmp_path / "arxiv") as arxiv:
        found = [taken(store, where, arxiv) for _ in range(steps.TRIES)]
    assert [one.fate for one in found] == ["later"] * (steps.TRIES - 1) + ["given_up"]
    assert "ZeroDivisionError" in found[0].says


def test_a_document_is_put_off_longer_each_time(where: Settings, tmp_path: Path) -> None:
    store, queue = Store(where), Queue(Store(where))
    queued(store, "2601.00001v1")
    with serve(tmp_path / "arxiv", faults=(faults_arxiv.Fault("/api/", "status"),)) as arxiv:
        for hours in (1, 2, 4):
            assert taken(store, where, arxiv).fate == "later"
            assert list(queue.due(time.time() + 3600 * hours - 60)) == []
            assert len(list(queue.due(time.time() + 3600 * hours + 60))) == 1


def test_a_withdrawn_paper_is_told_and_not_asked_for_again(where: Settings, tmp_path: Path) -> None:
    (tmp_path / "arxiv" / "2601.00002v1").mkdir()
    told = {"title": "Gone", "comment": "This paper has been withdrawn by the authors"}
    (tmp_path / "arxiv" / "2601.00002v1" / "arxiv.json").write_text(json.dumps(told))
    store = Store(where)
    queued(store, "2601.00002v1")
    with serve(tmp_path / "arxiv") as arxiv:
        assert taken(store, where, arxiv).fate == "withdrawn"
    assert list(Queue(store).due(time.time() + 10**9)) == []


def test_a_listing_and_its_watermark_are_kept_together_and_what_is_known_is_not_new(where: Settings) -> None:
    queue = Queue(Store(where))
    rows = [ListedDocument("hub", "team/m1", "c1", "m1"), ListedDocument("hub", "team/m2", "c1", "m2")]
    assert queue.add("models", "2026-01-01", rows) == 2
    assert queue.add("models", "2026-01-02", [*rows, ListedDocument("hub", "team/m1", "c2", "m1")]) == 1
    assert queue.watermark("models") == "2026-01-02"
    assert [one.version for one in queue.due(0)] == ["c1", "c1", "c2"]


def test_a_night_tells_of_an_arrival_once(where: Settings) -> None:
    queue = Queue(Store(where))
    queue.add("models", "2026-01-01", [ListedDocument("hub", "team/m1", "c1", "m1")])
    (waiting,) = queue.due(0)
    queue.settle(waiting.number, arrived(waiting))
    ((number, arrival),) = queue.not_told()
    night = Night(began="2026-01-01", ended="2026-01-01", asked=(), arrivals=(arrival,))
    kept = queue.keep_night(night, [number])
    assert queue.night(kept) == night
    assert queue.not_told() == ((number, arrival),)  # until it is printed
    queue.mark_printed(kept)
    assert queue.not_told() == ()


def arrived(waiting: QueuedDocument) -> Arrival:
    told: dict[str, Any] = {
        "kind": waiting.kind,
        "name": waiting.name,
        "version": waiting.version,
        "fate": "nothing",
    }
    return Arrival.model_validate(told)


def settled(home: Path) -> int:
    try:
        with Store(settings_of(home)).open() as connection:
            asked = "select count(*) from arrivals where fate != 'new'"
            return int(connection.exec_driver_sql(asked).scalar_one())
    except StoreError:
        return 0
