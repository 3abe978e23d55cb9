"""A disk that fails, is full, or loses its machine at every single call of a command that writes."""

import errno
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple

from benchmarks.hardening_cases import (
    CARD,
    Tally,
    environment,
    fault_of,
    fault_of_output,
    must_work,
    time_is_up,
    write_model,
)
from benchmarks.hardening_syscalls import READING, WRITING, Ended, can_watch, watched
from tests.reproducers import compression_models as models

Mode = Literal["one fails", "one read fails", "full from here", "killed"]
MODES: tuple[Mode, ...] = ("one fails", "one read fails", "full from here", "killed")
NAMES: dict[Mode, str] = {
    "one fails": "any call that writes fails",
    "one read fails": "any call that reads fails",
    "full from here": "the disk is full from any step on",
    "killed": "killed at any step",
}
COLUMNS = "feature=a,feature=b,feature=place"
COMMANDS = (
    ("model", "--quiet"),
    ("dismiss", "CLAIM", "--why", "looked at"),
    ("bundle", "last", "--out", "last.zip"),
    ("report", "last", "--as", "html", "--out", "report.html"),
    ("ingest", "--cards", "cards.parquet", "--out", "digest"),
    ("optimize", "graph", "--data", "rows.csv", "--columns", COLUMNS, "--only-candidates", "--candidate",
     "right.onnx", "--out", "variant"),
)  # fmt: skip
"""What writes: a first run, a decision, a bundle, a report, a night, a variant; CLAIM is one of the run's."""
ON_A_RUN = ("dismiss", "bundle", "report")
"""Commands about a finished run."""
CARDS = 3
TOLD = (
    "select count(*) from arrivals left join told_nights on told_nights.number = arrivals.night"
    " where fate = 'read' and told_nights.number is not null or fate = 'later'"
)
"""Documents that were read and told of in a digest, or wait for a later one; each has one night at most."""
OLD_REPORT = "an old report"
ERRORS = (errno.EIO, errno.ENOSPC, errno.EMFILE)


class Prepared(NamedTuple):
    """Homes to begin with."""

    folder: Path
    probed: Path
    """A home that has nothing but what is known of the machine."""
    ran: Path
    """A home with a finished run."""
    claim: str
    """A claim of the run."""
    watched: Mapping[int, str]
    """The kinds of calls that go wrong."""
    calls: dict[int, int]
    """How many of them a command makes, where they were counted."""


def try_faults(mode: Mode, folder: Path, most: int, seed: int) -> Tally:
    """Let the calls of the commands fail in that mode, each in turn; nothing that was acknowledged is lost."""
    tally = Tally(NAMES[mode], f"python benchmarks/hardening.py '{mode}'")
    tally.skipped = can_watch()
    if tally.skipped:
        return tally
    prepared = _prepared(folder, READING if mode == "one read fails" else WRITING)
    for command, n in _cases(prepared, most, random.Random(f"{mode} {seed}")):
        if time_is_up():
            break
        words = " ".join(COMMANDS[command])
        tally.note(f"{words}, call {n}", _fault_at(mode, prepared, command, n))
    return tally


def _cases(prepared: Prepared, most: int, chance: random.Random) -> Iterator[tuple[int, int]]:
    """So many calls of the commands, by their numbers, none of them twice; each command is as likely as the others."""
    seen: set[tuple[int, int]] = set()
    for _ in range(10 * most):
        command = chance.randrange(len(COMMANDS))
        case = (command, chance.randint(1, _calls_of(prepared, command)))
        if case not in seen and len(seen) < most:
            seen.add(case)
            yield case


def _calls_of(prepared: Prepared, command: int) -> int:
    """How many calls a command makes when none fails."""
    if command not in prepared.calls:
        seen = Counter[int]()
        done = _typed(prepared, command, partial(_count, seen))
        assert done.code == 0, done.err.decode()
        prepared.calls[command] = seen.total()
    return prepared.calls[command]


def _prepared(folder: Path, watched_calls: Mapping[int, str]) -> Prepared:
    """The homes to begin with, and what the commands read."""
    _write_inputs(folder)
    probed, ran = folder / "probed", folder / "ran"
    must_work("model", "--quiet", environ=environment(ran), cwd=folder)
    probed.mkdir()
    for name in ("isolation.json", "plugins.json"):
        shutil.copy(ran / name, probed)
    with closing(sqlite3.connect(ran / "store.db")) as connection:
        claim = str(connection.execute("select about from mentions order by about").fetchone()[0])
    return Prepared(folder, probed, ran, claim, watched_calls, {})


def _write_inputs(folder: Path) -> None:
    """What the commands read: a model's card, a table of cards, a graph with rows and a better one."""
    import pyarrow
    from pyarrow.parquet import write_table

    write_model(folder / "model")
    cards = [CARD.replace("small", f"small{number}") for number in range(CARDS)]
    names = [f"team/small{number}" for number in range(CARDS)]
    write_table(pyarrow.table({"modelId": names, "card": cards}), folder / "cards.parquet")
    models.wide_network(folder / "graph" / "model.onnx")
    labels = models.numbers(folder / "rows.csv")
    models.remembered(folder / "right.onnx", labels, range(len(labels)))


def _count(seen: Counter[int], call: int) -> None:
    seen[call] += 1


def _typed(prepared: Prepared, command: int, on_call: Callable[[int], int | None]) -> Ended:
    """Type a command in a fresh home; `on_call` answers what the command itself calls, its children are let through."""
    home = prepared.folder / "harmed"
    for written in (home, *(prepared.folder / name for name in ("digest", "variant"))):
        shutil.rmtree(written, ignore_errors=True)
    (prepared.folder / "report.html").write_text(OLD_REPORT)
    shutil.copytree(prepared.ran if COMMANDS[command][0] in ON_A_RUN else prepared.probed, home)
    words = [prepared.claim if word == "CLAIM" else word for word in COMMANDS[command]]
    own: list[int] = []

    def answer(call: int, process: int) -> int | None:
        own.append(process)
        return on_call(call) if process == own[0] else None

    return watched(words, environment(home), prepared.folder, prepared.watched, answer)


def _fault_at(mode: Mode, prepared: Prepared, command: int, n: int) -> str | None:
    """What is wrong after the n-th call went wrong in that mode; None where all is as it has to be."""
    calls: Iterator[int] = iter(range(1, 1 << 30))

    def on_call(call: int) -> int | None:
        number = next(calls)
        if mode == "killed":
            return -1 if number == n else None
        if mode == "full from here":
            return errno.ENOSPC if number >= n and WRITING[call] not in ("unlink", "fsync") else None
        return _error(call, n) if number == n else None

    try:
        done = _typed(prepared, command, on_call)
    except TimeoutError:
        return "hangs"
    if mode != "killed" and (wrong := fault_of_output(done.code, done.out, done.err)):
        return wrong
    return _lost(prepared, command, acknowledged=done.code == 0)


def _error(call: int, n: int) -> int:
    """An error that this call may end with."""
    error = ERRORS[n % len(ERRORS)]
    if call in READING:
        return errno.EIO
    return errno.EIO if error == errno.EMFILE and WRITING[call] != "openat" else error


def _lost(prepared: Prepared, command: int, *, acknowledged: bool) -> str | None:
    """What was lost or is left broken in the home, and whether the command works once nothing fails any more."""
    home = prepared.folder / "harmed"
    if (home / "store.db").exists():
        with closing(sqlite3.connect(home / "store.db")) as connection:
            if connection.execute("pragma integrity_check").fetchone() != ("ok",):
                return "the database is damaged"
            if command == 1 and acknowledged and not connection.execute("select 1 from decisions").fetchall():
                return "a decision that was acknowledged is lost"
    if wrong := _half_written(prepared.folder):
        return wrong
    typed = partial(fault_of, environ=environment(home), cwd=prepared.folder)
    words = [prepared.claim if word == "CLAIM" else word for word in COMMANDS[command]]
    if wrong := typed(*words):
        return f"afterwards: {wrong}"
    if COMMANDS[command][0] == "optimize":
        return _half_written(prepared.folder)
    count, right = (TOLD, CARDS) if COMMANDS[command][0] == "ingest" else ("select count(*) from runs", 1)
    with closing(sqlite3.connect(home / "store.db")) as connection:
        found = connection.execute(count).fetchone()[0]
    return None if found == right else f"afterwards `{count}` gives {found} instead of {right}"


def _half_written(folder: Path) -> str | None:
    """What was written where the user asked for it, and is neither what it was nor whole."""
    report = (folder / "report.html").read_text()
    if report != OLD_REPORT and not report.rstrip().endswith("</html>"):
        return "half a report lies in the place of the old one"
    variant = folder / "variant"
    if variant.exists() and not {"optimization.json", "model"} <= {path.name for path in variant.iterdir()}:
        return "half of a variant lies in its folder"
    return None
