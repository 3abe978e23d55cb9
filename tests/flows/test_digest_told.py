"""A digest is told once: what was not printed is told by the next, and damage in the store stops no night."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from claims.records.digest import Night
from flows.ingestion.queue import Queue
from flows.settings import settings
from flows.store import Store
from tests.flows.conftest import BIN, Typed
from tests.flows.ingestion_team import WORDS, Team, fates, team_of_four
from tests.loopback.printed import write_card


@pytest.fixture
def team(tmp_path: Path, typed: Typed) -> Iterator[Team]:
    with team_of_four(tmp_path, typed) as four:
        yield four


def test_what_a_killed_command_did_not_print_is_told_by_the_next_once(team: Team) -> None:
    first = team.night("--limit", "2")
    numbers = [number for number, _ in Queue(Store(settings({"VERIFY_HOME": str(team.home)}))).nights()]
    with sqlite3.connect(team.home / "store.db") as database:
        database.execute(
            "delete from told_nights where number = ?", (numbers[0],)
        )  # killed before it was printed
    second = team.night()
    assert {arrival.name for arrival in first.arrivals} < {arrival.name for arrival in second.arrivals}
    assert len(second.arrivals) == 4
    assert team.night().arrivals == ()


def test_earlier_digests_are_listed_and_printed_again(team: Team) -> None:
    night = team.night("--limit", "2")
    again = team.typed("digest", "1", "--json", home=team.home)
    assert (again.returncode, Night.model_validate_json(again.stdout)) == (0, night)
    listed = team.typed("digest", home=team.home)
    assert listed.stdout.split() == ["1", night.ended]
    assert team.typed("digest", "9", home=team.home).returncode == 2
    assert len(team.night().arrivals) == 2  # reading it again tells nothing anew


def test_a_digest_that_cannot_be_printed_is_told_later(team: Team) -> None:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environ = {**plain, "VERIFY_HOME": str(team.home), **team.environ}
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [BIN / "verify", *WORDS], env=environ, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode != 0
    assert len(team.night().arrivals) == 4


def blobs_named(home: Path, column: str, table: str) -> list[Path]:
    """The files that a column of the store's database names."""
    with sqlite3.connect(home / "store.db") as database:
        digests = [
            row[0] for row in database.execute(f"select {column} from {table} where {column} is not null")
        ]
    return [home / "artefacts" / digest[:2] / digest[2:] for digest in digests]


def test_damaged_readings_stop_no_night_and_are_read_again(team: Team) -> None:
    team.night()
    for column, table in (("reading", "arrivals"), ("artefact", "steps")):
        for path in blobs_named(team.home, column, table):
            path.write_bytes(path.read_bytes()[:-1] + b"!")
    write_card(team.hub.root / "team" / "m2", "Tiny", 99.5)
    (second,) = team.night().arrivals
    assert [(change.before, change.after) for change in second.changes] == [("82.0%", "99.5%")]
    assert all(path.read_bytes() for path in blobs_named(team.home, "reading", "arrivals") if path.exists())
    assert list((team.home / "damaged").iterdir())


def test_a_damaged_record_or_digest_is_put_together_again(team: Team) -> None:
    night = team.night()
    with sqlite3.connect(team.home / "store.db") as database:
        database.execute("delete from told_nights")
    for column, table in (("arrival", "arrivals"), ("artefact", "nights")):
        for path in blobs_named(team.home, column, table):
            path.write_bytes(b"damaged")
    again = Night.model_validate_json(team.typed("digest", "1", "--json", home=team.home).stdout)
    assert {arrival.name: arrival.fate for arrival in again.arrivals} == {
        arrival.name: arrival.fate for arrival in night.arrivals
    }
    assert fates(team.night()) == fates(night)
