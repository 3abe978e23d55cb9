"""One request at a time, spaced, for all threads and processes that share a folder.

The kernel releases a lock whose holder died, so nothing here is ever cleaned up by hand: a place in the line is a
file that its owner keeps locked, and whose turn it is holds one more.
"""

import fcntl
import itertools
import math
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from claims.errors import SourceUnavailable
from extractors.sources.arxiv.http_cache import unwritable

_COUNT = itertools.count()


class Turn:
    """The right to ask now, for as long as it is held."""

    def __init__(self, state: "_State") -> None:
        """Keep where the time of asking is written down."""
        self._state = state

    def note_request(self) -> None:
        """Note that a request goes out, or that its answer has begun: the next one keeps its distance from both."""
        self._state.write(last=True)

    def hold_off(self, seconds: float) -> None:
        """Ask everyone to wait that long, because the server said so."""
        self._state.write(pause=seconds)


class RateLimiter:
    """Lets the processes that share a folder ask one server in turn, at a distance in time."""

    def __init__(self, folder: Path, interval: float, patience: float, longest_pause: float = 60.0) -> None:
        """Keep the folder that all share, the distance in seconds, and how long to stand in line at most."""
        self._folder = folder
        self._patience = patience
        self._gap = max(0.01, min(0.05, interval / 10))
        self._state = _State(folder / "last", interval, longest_pause)

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """Wait for one's turn, first come first served; raises SourceUnavailable when that takes too long."""
        end = time.monotonic() + self._patience
        try:
            (self._folder / "line").mkdir(parents=True, exist_ok=True)
            handle = os.open(self._folder / "turn", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise unwritable(self._folder, error) from None
        try:
            self._stand_in_line(handle, end)
            time.sleep(self._state.wait())  # asked once: whoever holds the turn is the only one to change it
            yield Turn(self._state)
        finally:
            os.close(handle)

    def _stand_in_line(self, handle: int, end: float) -> None:
        """Return once everyone who came earlier has gone, and the turn's lock is ours."""
        with _place(self._folder / "line") as place:
            while self._ahead(place) or not _lock(handle):
                if time.monotonic() > end:
                    raise SourceUnavailable(
                        f"Other runs have been asking arXiv for {self._patience:.0f} s, one request at a time.",
                        "Run again when they are done.",
                    )
                time.sleep(self._gap)

    def _ahead(self, own: Path) -> bool:
        """Whether anyone alive came earlier; the places of the dead are cleared away."""
        for place in sorted(own.parent.glob("[0-9]*")):
            if place.name >= own.name:
                return False
            if _is_held(place):
                return True
        return False


class _State:
    """When the last request went out, and until when everyone was asked to wait.

    Within one boot the monotonic clock decides, so that setting the clock changes nothing; after a reboot, or on
    another machine, the wall clock does, and no wait is longer than the longest that could have been meant.
    """

    def __init__(self, path: Path, interval: float, longest_pause: float) -> None:
        self._path = path
        self._interval = interval
        self._longest = longest_pause

    def wait(self) -> float:
        """Seconds until the next request may go out."""
        times = self._read()
        if times is None:
            return 0.0
        boot, last, last_wall, until, until_wall = times
        same = boot == _boot()
        since = (time.monotonic() - last) if same else (time.time() - last_wall)
        rest = (until - time.monotonic()) if same else (until_wall - time.time())
        spacing = self._interval - since if since >= 0 else self._interval
        return max(0.0, min(spacing, self._interval), min(rest, self._longest))

    def write(self, *, last: bool = False, pause: float | None = None) -> None:
        """Note a request, or a pause; only whose turn it is writes."""
        now, wall = time.monotonic(), time.time()
        earlier = self._read()
        times = list(earlier[1:]) if earlier and earlier[0] == _boot() else [0.0, 0.0, 0.0, 0.0]
        if last:
            times[:2] = [now, wall]
        if pause is not None:
            longer = min(max(pause, 0.0), self._longest)
            times[2:] = [max(times[2], now + longer), max(times[3], wall + longer)]
        try:
            self._path.write_text(" ".join([_boot(), *(f"{time:.6f}" for time in times)]), "ascii")
        except OSError as error:
            raise unwritable(self._path.parent, error) from None

    def _read(self) -> tuple[str, float, float, float, float] | None:
        """What is written down; None if nothing was asked yet, and "just now" where it cannot be read."""
        try:
            boot, *times = self._path.read_text("ascii").split()
            last, last_wall, until, until_wall = map(float, times)
            if not all(map(math.isfinite, (last, last_wall, until, until_wall))):
                raise ValueError
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            return _boot(), time.monotonic(), time.time(), 0.0, 0.0
        return boot, last, last_wall, until, until_wall


@contextmanager
def _place(line: Path) -> Iterator[Path]:
    """A place in the line: locked before it can be seen, gone when its owner is."""
    name = f"{time.monotonic_ns():020d}-{os.getpid()}-{next(_COUNT)}"
    path = line / name
    handle = -1
    try:
        handle = os.open(line / f".{name}", os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        (line / f".{name}").rename(path)
        yield path
    except OSError as error:
        raise unwritable(line.parent, error) from None
    finally:
        path.unlink(missing_ok=True)
        if handle >= 0:
            os.close(handle)


def _lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_held(path: Path) -> bool:
    """Whether the owner of a place lives; if not, the place is cleared."""
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        if not _lock(handle):
            return True
        path.unlink(missing_ok=True)
        return False
    finally:
        os.close(handle)


def _boot() -> str:
    """What tells one boot of a machine from the next, where the system says it."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip() or "unknown"
    except OSError:
        return f"unknown-{os.getpid()}"
