"""Damaged stores: every file of a home is harmed in every way, and every command that opens it is typed."""

import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from benchmarks.hardening_cases import Tally, environment, fault_of, must_work, time_is_up, write_model

COMMANDS = (
    ("list",),
    ("show", "last"),
    ("show", "last", "1"),
    ("report", "last", "--as", "json"),
    ("report", "last", "--as", "html"),
    ("bundle", "last", "--out", "last.zip"),
    ("digest",),
    ("dismiss", "FINDING", "--why", "looked at"),
    ("model", "--quiet"),
    ("extract", "model"),
)
"""What opens a store; FINDING is one of the run's."""
Harm = tuple[str, Callable[[Path, random.Random], None]]


def _emptied(path: Path, _: random.Random) -> None:
    path.write_bytes(b"")


def _halved(path: Path, _: random.Random) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _scribbled(path: Path, chance: random.Random) -> None:
    body = bytearray(path.read_bytes())
    for _ in range(min(len(body), 40)):
        body[chance.randrange(len(body))] = chance.randrange(256)
    path.write_bytes(bytes(body) or b"\xff")


def _removed(path: Path, _: random.Random) -> None:
    path.unlink()


def _a_folder(path: Path, _: random.Random) -> None:
    path.unlink()
    path.mkdir()


def _a_dangling_link(path: Path, _: random.Random) -> None:
    path.unlink()
    path.symlink_to("nowhere")


def _a_circle(path: Path, _: random.Random) -> None:
    path.unlink()
    path.symlink_to(path.name)


def _a_pipe(path: Path, _: random.Random) -> None:
    path.unlink()
    os.mkfifo(path)


HARMS: tuple[Harm, ...] = tuple(
    (harm.__name__.strip("_").replace("_", " "), harm)
    for harm in (_emptied, _halved, _scribbled, _removed, _a_folder, _a_dangling_link, _a_circle, _a_pipe)
)
STATEMENTS = (
    "drop table runs",
    "drop table steps",
    "drop table decisions",
    "drop table mentions",
    "drop table unfinished",
    "alter table runs rename column artefact to other",
    "update runs set artefact = 'nothing'",
    "update runs set artefact = ''",
    "update runs set run = x'ff00fe'",
    "update runs set finished_at = 'yesterday'",
    "update runs set target = char(0, 27) || '[31m' || char(10)",
    "update steps set artefact = '../../../../etc/passwd'",
    "update steps set seconds = 'long'",
    "insert into decisions values ('x', 'dismiss', '', 'no record')",
    "insert into decisions values ('x', 'dismiss', '', '{}')",
    "update decisions set record = x'ff'",
    "insert into runs select number + 1000, 'f' || substr(run, 2), target, artefact, finished_at from runs",
    "delete from mentions",
    "create table extra (a)",
    "pragma user_version = 99",
)
"""What may be wrong inside a database that is whole."""


def harmed_stores(home: Path, chance: random.Random) -> Iterator[tuple[str, Callable[[Path], None]]]:
    """Every harm to every kind of file of a home, and every one inside its database."""
    files = sorted(path.relative_to(home) for path in home.rglob("*") if path.is_file())
    for name in files:
        for harm, do in HARMS:
            yield f"{name} {harm}", lambda root, name=name, do=do: do(root / name, chance)  # type: ignore[misc]
    for statement in STATEMENTS:
        yield statement, lambda root, statement=statement: _execute(root / "store.db", statement)  # type: ignore[misc]


def _execute(database: Path, statement: str) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(statement)
        connection.commit()


def try_damaged_stores(folder: Path, most: int, seed: int) -> Tally:
    """Harm a store and type a command, that many times; nothing hangs, and nothing ends in a mistake."""
    tally = Tally("commands on damaged stores", "python benchmarks/hardening.py stores")
    write_model(folder / "model")
    home, finding = _whole_home(folder)
    chance = random.Random(seed)
    cases = [(what, do, words) for what, do in harmed_stores(home, chance) for words in COMMANDS]
    for what, do, words in chance.sample(cases, min(most, len(cases))):
        if time_is_up():
            break
        root = folder / "harmed"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(home, root)
        do(root)
        typed = tuple(finding if word == "FINDING" else word for word in words)
        tally.note(f"{what}; {' '.join(words)}", fault_of(*typed, environ=environment(root), cwd=folder))
    return tally


def _whole_home(folder: Path) -> tuple[Path, str]:
    """A home with a run and a decision, and the id of a finding."""
    home = folder / "home"
    must_work("model", "--quiet", environ=environment(home), cwd=folder)
    with closing(sqlite3.connect(home / "store.db")) as connection:
        about = connection.execute("select about from mentions order by about").fetchone()[0]
    words = ("dismiss", about, "--why", "looked at")
    must_work(*words, environ=environment(home), cwd=folder)
    return home, about
