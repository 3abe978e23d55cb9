"""A day of ingestion and serving in one process, an hour after the other: nothing may grow that is not asked for.

    python benchmarks/hardening_day.py HOME HOURS

prints a line of JSON after each simulated hour: a round of ingestion with new cards and old ones, and a reader who
opens pages all the while. `hardening.py day` runs it in a process of its own and judges what it prints.
"""

import contextlib
import gc
import io
import json
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.hardening_cases import CARD, PATIENCE, Tally, environment, time_is_up, write_model

NEW_CARDS, PAGES = 4, 25
"""Cards that are new each hour, and pages that a reader opens."""
MOST_MEMORY = 6.0
"""Megabytes that the second half of the day may end above the first."""
HOUR = 3600.0


class Hour(NamedTuple):
    """What the process and its home hold after an hour."""

    documents: int
    """That were told of in this hour's digest."""
    memory_mb: float
    files: int
    """Open descriptors."""
    threads: int
    children: int
    loose: int
    """Files of the home that are of no document, and files in the folder for temporary ones."""
    database: int
    """Bytes of the database for each document."""


def try_a_day(folder: Path, most: int, _seed: int) -> Tally:
    """Let at most 24 hours pass, and say after each what grew since the ones before."""
    tally = Tally("hours of a day of ingestion and serving", "python benchmarks/hardening.py day")
    hours = min(most, 24)
    if time_is_up():
        return tally
    (folder / "tmp").mkdir(parents=True)
    environ = environment(folder / "home", TMPDIR=str(folder / "tmp"))
    command = [sys.executable, __file__, str(folder / "home"), str(hours)]
    done = subprocess.run(
        command, env=environ, capture_output=True, text=True, timeout=10 * PATIENCE, check=False
    )
    seen = [Hour(*json.loads(line)) for line in done.stdout.splitlines() if line.startswith("[")]
    if done.returncode != 0 or len(seen) != hours:
        tally.note(f"hour {len(seen) + 1}", f"the day ended: {done.stderr.strip()[-300:]}")
    for number, hour in enumerate(seen):
        tally.note(f"hour {number + 1}", _what_grew(seen[:number], hour))
    return tally


def _what_grew(before: Sequence[Hour], hour: Hour) -> str | None:
    """What is more than before; memory after half a day, since caches fill at first."""
    if hour.documents != NEW_CARDS:
        return f"{hour.documents} documents were told of instead of {NEW_CARDS}"
    if len(before) < 2:
        return None
    for name in ("files", "threads", "children", "loose"):
        if getattr(hour, name) > max(getattr(one, name) for one in before[:2]):
            return f"{name}: {getattr(hour, name)} instead of {getattr(before[1], name)}"
    half = before[: len(before) // 2]
    if len(before) >= 12 and hour.memory_mb > max(one.memory_mb for one in half) + MOST_MEMORY:
        return f"memory: {hour.memory_mb:.0f} MB instead of {half[-1].memory_mb:.0f} MB"
    if len(before) >= 12 and hour.database > half[-1].database:
        return f"database: {hour.database:,} bytes a document instead of {half[-1].database:,}"
    return None


def live(home: Path, hours: int) -> None:
    """Let the hours pass, and print a line after each."""
    from flows.cli import cli

    write_model(home.parent / "model")
    with contextlib.redirect_stdout(io.StringIO()):
        cli.main([str(home.parent / "model"), "--quiet"], standalone_mode=False)
    port = _serve()
    clock, passed = time.time, [0.0]
    time.time = lambda: clock() + passed[0]
    for number in range(hours):
        table = _cards(home.parent / f"cards{number}.parquet", number * NEW_CARDS)
        reader = threading.Thread(target=_read_pages, args=(port,))
        reader.start()
        with contextlib.redirect_stdout(io.StringIO()) as told:
            cli.main(["ingest", "--cards", str(table), "--json"], standalone_mode=False)
        reader.join()
        passed[0] += HOUR
        print(json.dumps(_measured(home, (number + 1) * NEW_CARDS, told.getvalue())), flush=True)


def _serve() -> int:
    """Serve the library as `verify serve` does, in a thread; the port."""
    import uvicorn

    from flows.library.app import build_app
    from flows.library.bounded_protocol import BoundedProtocol
    from flows.library.index import LibraryIndex
    from flows.library.server import _listening
    from flows.settings import settings
    from flows.store import Store

    store, listening = Store(settings()), _listening(0)
    port = int(listening.getsockname()[1])
    app = build_app(store, LibraryIndex(store), "key", port)
    config = uvicorn.Config(app, http=BoundedProtocol, log_level="critical", lifespan="off", access_log=False)
    server = uvicorn.Server(config)
    threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True).start()
    return port


def _cards(path: Path, first: int) -> Path:
    """A table of cards: new ones, and as many of the hour before."""
    import pyarrow
    from pyarrow.parquet import write_table

    numbers = range(max(0, first - NEW_CARDS), first + NEW_CARDS)
    cards = [
        CARD.replace("91.3", f"{50 + number % 400 / 10:.1f}") + f"\nCard {number}.\n" for number in numbers
    ]
    write_table(pyarrow.table({"modelId": [f"team/m{number}" for number in numbers], "card": cards}), path)
    return path


def _read_pages(port: int) -> None:
    """Open pages one after the other, as a reader does."""
    for number in range(PAGES):
        path = ("/", "/boards", "/baselines", f"/?text=m{number}", "/run/none")[number % 5]
        url = f"http://127.0.0.1:{port}{path}"
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            answer.read()  # one of these pages there is not


def _measured(home: Path, documents: int, told: str) -> Hour:
    """What is held now."""
    import tempfile

    import psutil

    gc.collect()
    own = psutil.Process()
    kept = ("artefacts", "cards", "whereabouts")
    loose = [
        path for path in home.rglob("*") if path.is_file() and path.relative_to(home).parts[0] not in kept
    ]
    loose += [path for path in Path(tempfile.gettempdir()).rglob("*") if path.is_file()]
    return Hour(
        documents=len(json.loads(told)["arrivals"]),
        memory_mb=round(own.memory_info().rss / 1e6, 1),
        files=own.num_fds(),
        threads=own.num_threads(),
        children=len(own.children(recursive=True)),
        loose=len(loose),
        database=_bytes_of(home / "store.db") // documents,
    )


def _bytes_of(database: Path) -> int:
    """The size of a database, with what is not moved into its file yet."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        pages, size = (connection.execute(f"pragma page_{what}").fetchone()[0] for what in ("count", "size"))
    return int(pages * size)


if __name__ == "__main__":
    live(Path(sys.argv[1]), int(sys.argv[2]))
