"""`verify serve` killed while a reader decides: what the reader was told is stored is there afterwards."""

import http.client
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Timer
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

from benchmarks.hardening_cases import PATIENCE, Tally, environment, must_work, time_is_up, write_model

VERIFY = Path(sys.executable).with_name("verify")
DECISION = "select json_extract(record, '$.why') from decisions where about = ?"


class Served(NamedTuple):
    """A running `verify serve`."""

    process: subprocess.Popen[bytes]
    port: int
    key: str

    def ask(self, method: str, path: str, body: str = "", cookie: str = "") -> http.client.HTTPResponse:
        """Ask it something, as its own pages do; the answer, read whole."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            origin = f"http://127.0.0.1:{self.port}"
            sent = {"Cookie": cookie, "Origin": origin, "Content-Type": "application/x-www-form-urlencoded"}
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            answer.read()
            return answer


@contextmanager
def served(home: Path) -> Iterator[Served]:
    """`verify serve` on that home, killed at the end."""
    log = home.with_suffix(".log")
    with log.open("wb") as stderr:
        process = subprocess.Popen([VERIFY, "serve", "--port", "0"], env=environment(home), stderr=stderr)
    try:
        until = time.monotonic() + PATIENCE
        while "?key=" not in log.read_text():
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"`verify serve` does not start: {log.read_text()}")
            time.sleep(0.05)
        address = urlsplit(next(word for word in log.read_text().split() if "?key=" in word))
        yield Served(process, address.port or 0, parse_qs(address.query)["key"][0])
    finally:
        process.kill()
        process.wait()


def try_kills_of_serve(folder: Path, most: int, seed: int) -> Tally:
    """Kill the server at a moment of a series of decisions, and start it again."""
    tally = Tally("`verify serve` killed while a reader decides", "python benchmarks/hardening.py served")
    write_model(folder / "model")
    ran, chance = folder / "ran", random.Random(seed)
    must_work("model", "--quiet", environ=environment(ran), cwd=folder)
    with closing(sqlite3.connect(ran / "store.db")) as connection:
        run, about = connection.execute("select run, about from mentions order by about").fetchone()
    for _ in range(most):
        if time_is_up():
            break
        home, after = folder / "harmed", chance.uniform(0.0, 0.5)
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(ran, home)
        tally.note(f"after {after:.3f} s of decisions", _fault_of_kill(home, run, about, after))
    return tally


def _fault_of_kill(home: Path, run: str, about: str, after: float) -> str | None:
    """What is wrong after a server was killed after so many seconds of decisions."""
    with served(home) as server:
        cookie, secret = _entered(server, run, about)
        kill = Timer(after, server.process.kill)
        kill.start()
        told = _decide_until_it_ends(server, cookie, secret, about)
        kill.join()
    with closing(sqlite3.connect(home / "store.db")) as connection:
        if connection.execute("pragma integrity_check").fetchone() != ("ok",):
            return "the database is damaged"
        row = connection.execute(DECISION, (about,)).fetchone()
    if told and (row is None or row[0] not in (f"reason {told}", f"reason {told + 1}")):
        return f"decision {told} was acknowledged, and {row} is stored"
    with served(home) as server:
        return (
            None if server.ask("GET", f"/claim/{run}/{about}").status == 200 else "it shows the claim no more"
        )


def _entered(server: Served, run: str, about: str) -> tuple[str, str]:
    """The cookie of a reader who opened the printed address, and the secret of the forms shown to them."""
    granted = server.ask("GET", f"/?key={server.key}")
    cookie = (granted.headers["Set-Cookie"] or "").partition(";")[0]
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)) as connection:
        connection.request("GET", f"/claim/{run}/{about}", headers={"Cookie": cookie})
        page = connection.getresponse().read().decode()
    match = re.search(r'name="?secret"? value="?([0-9a-f]{64})', page)
    assert match is not None, "the page has no form"
    return cookie, match[1]


def _decide_until_it_ends(server: Served, cookie: str, secret: str, about: str) -> int:
    """Dismiss a claim for one reason after another; the number of the last that was acknowledged."""
    told = 0
    with suppress(OSError, http.client.HTTPException):
        while True:
            form = {"secret": secret, "about": about, "kind": "dismiss", "why": f"reason {told + 1}"}
            if server.ask("POST", "/decide", urlencode(form), cookie).status != 303:
                raise RuntimeError("the server refuses a decision of its own reader")
            told += 1
    return told
