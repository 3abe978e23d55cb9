"""The one line in front of arXiv: spaced across threads and processes, first come first served, held by no dead."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from claims.errors import SourceUnavailable, StoreError
from extractors.sources.arxiv.client import ArxivAccess, Fetcher
from extractors.sources.arxiv.integrity import PDF
from extractors.sources.arxiv.rate_limit import RateLimiter
from tests.loopback.arxiv import serve
from tests.loopback.arxiv_papers import SINGLE, shelve
from tests.loopback.faults_arxiv import Fault

HERE = Path(__file__).resolve().parents[2]
INTERVAL = 0.1
FETCH = """
import sys
from pathlib import Path
from extractors.sources.arxiv.pin import pin
from extractors.sources.arxiv.ids import parse_id
from extractors.sources.arxiv.client import ArxivAccess
base, interval, cache, name = sys.argv[1:]
found = pin(parse_id(name), cache=Path(cache), polite=ArxivAccess(base, interval=float(interval)))
print(found.source.sha256)
"""
HOLD = """
import sys, time
from pathlib import Path
from extractors.sources.arxiv.rate_limit import RateLimiter
with RateLimiter(Path(sys.argv[1]), 0.1, 60).turn() as turn:
    turn.note_request()
    print("held", flush=True)
    time.sleep(60)
"""


def child(code: str, *words: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, words)], stdout=subprocess.PIPE, text=True, cwd=HERE
    )


def test_eight_processes_share_one_interval(tmp_path: Path) -> None:
    for number in range(8):
        shelve(tmp_path / "shelf", f"2603.0000{number}v1", source=SINGLE)
    with serve(tmp_path / "shelf") as arxiv:
        children = [child(FETCH, arxiv.base, INTERVAL, tmp_path, f"2603.0000{number}") for number in range(8)]
        assert [len(one.communicate(timeout=60)[0].strip()) for one in children] == [64] * 8
        assert len(arxiv.seen) == 24
        assert min(arxiv.gaps()) >= INTERVAL * 0.95


def test_processes_that_want_the_same_paper_fetch_it_once(tmp_path: Path) -> None:
    shelve(tmp_path / "shelf", "2603.00001v1", source=SINGLE)
    with serve(tmp_path / "shelf") as arxiv:
        children = [child(FETCH, arxiv.base, 0.01, tmp_path, "2603.00001v1") for _ in range(4)]
        assert len({one.communicate(timeout=60)[0] for one in children}) == 1
        assert len(arxiv.seen) == 3


def test_threads_are_served_in_the_order_they_came(tmp_path: Path) -> None:
    limiter, served = RateLimiter(tmp_path, 0.02, 30), list[int]()

    def ask(number: int) -> None:
        with limiter.turn() as turn:
            turn.note_request()
            served.append(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(16)]
    with limiter.turn():
        for one in threads:
            one.start()
            time.sleep(0.01)
    for one in threads:
        one.join(timeout=30)
    assert served == list(range(16))
    assert list((tmp_path / "line").iterdir()) == []


def test_one_answer_at_a_time_even_when_it_is_slow(tmp_path: Path) -> None:
    shelve(tmp_path / "shelf", "2603.00001v1", pdf=b"%PDF-1.5\n" + b"x" * 20 + b"\n%%EOF\n")
    with serve(tmp_path / "shelf", faults=(Fault("/pdf/", "drip", on=(1,), pace=0.01),)) as arxiv:
        fetcher = Fetcher(ArxivAccess(arxiv.base, interval=0.01), tmp_path)
        threads = [
            threading.Thread(target=fetcher.fetch, args=(arxiv.base + f"/pdf/2603.00001v1?{n}", PDF, "It"))
            for n in (1, 2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=10)
        assert arxiv.gaps()[0] >= 0.3


@pytest.mark.parametrize("place", ["with the turn", "in the line"])
def test_the_dead_hold_nobody_up(place: str, tmp_path: Path) -> None:
    holder = child(HOLD, tmp_path)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    if place == "in the line":
        waiter = child(HOLD, tmp_path)
        wait_for(lambda: len(list((tmp_path / "line").iterdir())) == 1)
        os.kill(waiter.pid, signal.SIGKILL)
        waiter.wait(10)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait(10)
    began = time.monotonic()
    with RateLimiter(tmp_path, 0.1, 5).turn():
        assert time.monotonic() - began < 4
    assert list((tmp_path / "line").iterdir()) == []


def test_a_fetch_that_was_killed_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    shelve(tmp_path / "shelf", "2603.00001v1", source=SINGLE)
    with serve(tmp_path / "shelf", faults=(Fault("/src/", "stall", on=(1,)),)) as arxiv:
        killed = child(FETCH, arxiv.base, 0.01, tmp_path, "2603.00001")
        wait_for(lambda: len(arxiv.seen) == 3)
        killed.kill()
        killed.wait(10)
        assert not (tmp_path / "papers" / "2603.00001v1").exists()
        half = next((tmp_path / "replies").glob(".new-*"))
        os.utime(half, (0, 0))
        again = child(FETCH, arxiv.base, 0.01, tmp_path, "2603.00001")
        assert len(again.communicate(timeout=30)[0].strip()) == 64
        assert [one.status for one in arxiv.seen if "/pdf/" in one.path] == [200, 304]
    assert not half.exists()


def wait_for(true: "object") -> None:
    end = time.monotonic() + 20
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_line_that_does_not_move_is_left(tmp_path: Path) -> None:
    limiter = RateLimiter(tmp_path, 0.01, 0.2)
    with limiter.turn(), pytest.raises(SourceUnavailable, match="Other runs"), limiter.turn():
        pass


def waited(limiter: RateLimiter) -> float:
    began = time.monotonic()
    with limiter.turn():
        return time.monotonic() - began


@pytest.mark.parametrize("jump", [-366 * 86400.0, 10 * 366 * 86400.0, 3600.0])
@pytest.mark.parametrize("reboot", [False, True])
def test_setting_the_clock_changes_no_wait(
    jump: float, reboot: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limiter = RateLimiter(tmp_path, 0.2, 5)
    with limiter.turn() as turn:
        turn.note_request()
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + jump)
    if reboot:
        state = tmp_path / "last"
        state.write_text(" ".join(["another-boot", *state.read_text().split()[1:]]))
    assert waited(limiter) <= 2
    if not reboot:
        with limiter.turn() as turn:
            turn.note_request()
        assert waited(limiter) >= 0.15


@pytest.mark.parametrize("state", ["", "x", "boot 1 2 3", "boot nan inf nan inf", "\0" * 100, "é"])
def test_a_damaged_note_makes_for_one_wait(state: str, tmp_path: Path) -> None:
    (tmp_path / "last").write_bytes(state.encode())
    assert waited(RateLimiter(tmp_path, 0.1, 5)) < 3


def test_a_wait_that_was_asked_for_holds_for_all_but_not_for_ever(tmp_path: Path) -> None:
    rate_limiter, two = RateLimiter(tmp_path, 0.01, 5, 0.3), RateLimiter(tmp_path, 0.01, 5, 0.3)
    with rate_limiter.turn() as turn:
        turn.note_request()
        turn.hold_off(1e9)
    assert 0.25 <= waited(two) <= 3


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "asking").write_text("a file where a folder should be")
    with pytest.raises(StoreError, match="set VERIFY_HOME"), RateLimiter(tmp_path / "asking", 0.01, 1).turn():
        pass


def test_we_say_who_we_are_and_carry_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    shelve(tmp_path / "shelf", "2603.00001v1")
    cookie = Fault(
        "/pdf/", "status", on=(1,), status=503, headers=(("Set-Cookie", "a=b"), ("Retry-After", "0"))
    )
    with serve(tmp_path / "shelf", faults=(cookie,)) as arxiv:
        Fetcher(ArxivAccess(arxiv.base, interval=0.01), tmp_path).fetch(
            f"{arxiv.base}/pdf/2603.00001v1", PDF, "It"
        )
        assert len(arxiv.seen) == 2
    for one in arxiv.seen:
        assert one.headers["User-Agent"].startswith("assay/")
        assert not {"Cookie", "Authorization"} & set(one.headers)


def test_an_answer_that_has_not_changed_is_not_sent_again(tmp_path: Path) -> None:
    shelve(tmp_path / "shelf", "2603.00001v1")
    with serve(tmp_path / "shelf", etag="date") as arxiv:
        fetcher, url = (
            Fetcher(ArxivAccess(arxiv.base, interval=0.01), tmp_path),
            f"{arxiv.base}/pdf/2603.00001v1",
        )
        first, second = (fetcher.fetch(url, PDF, "It") for _ in range(2))
        fetcher.replies.body(url).write_bytes(b"%PDF- altered %%EOF")
        third = fetcher.fetch(url, PDF, "It")
        assert fetcher.fetch(f"{arxiv.base}/pdf/2603.09999v1", PDF, "It") is None
    assert first == second == third
    assert [one.status for one in arxiv.seen] == [200, 304, 200, 404]
    unasked = Fault("/pdf/", "status", status=304)
    with (
        serve(tmp_path / "shelf", faults=(unasked,)) as arxiv,
        pytest.raises(SourceUnavailable, match="never here"),
    ):
        Fetcher(ArxivAccess(arxiv.base, interval=0.01, attempts=2), tmp_path / "b").fetch(
            f"{arxiv.base}/pdf/x", PDF, "It"
        )
