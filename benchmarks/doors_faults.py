"""Doors that misbehave: each fault through the command, how it should end, and what it must not leave behind."""

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from benchmarks.doors_cases import CASES, ELSEWHERE, WELL, Case
from benchmarks.doors_world import Ended, Figures, canaries, typed
from tests.loopback.arxiv import Loopback, serve
from tests.loopback.hub import Asked, Hub
from tests.loopback.models import SECRET
from tests.loopback.printed import print_paper

HOUSE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Found:
    """What a case came to."""

    case: Case
    ended: Ended
    wrong: tuple[str, ...]
    """What is not as it should be."""
    files: int
    """Files under their own names."""
    unverified: int
    """Those with bytes that were not announced."""
    sent: int
    """Requests that took the token to the Hub."""
    leaks: int
    """Places where the token stands."""


def faults(root: Path, api: str, figures: Figures) -> None:
    """Play every case, six at a time: most of them wait."""
    with ThreadPoolExecutor(6) as pool:
        found = []
        for one in pool.map(lambda pair: _play(pair[1], root / f"fault-{pair[0]}", api), enumerate(CASES)):
            wrong = f"  WRONG: {'; '.join(one.wrong)}" if one.wrong else ""
            figure = f"{one.ended.code}  {one.ended.seconds:5.1f} s  {one.ended.sentence[:100]}{wrong}"
            figures.say(one.case.name, figure, not one.wrong)
            found.append(one)
    right = sum(not one.wrong for one in found)
    every = right == len(found) >= 30
    figures.say("faults that end as their table says", f"{right} of {len(found)} (at least 30)", every)
    files, unverified = (sum(getattr(one, name) for one in found) for name in ("files", "unverified"))
    figures.say("unverified bytes used", f"{unverified} of {files} files", unverified == 0 < files)
    sent = sum(one.sent for one in found)
    figures.say("requests that took the token to the Hub", str(sent), sent > 0)
    leaks = sum(one.leaks for one in found)
    figures.say("places where the token stands", str(leaks), leaks == 0)


def _play(case: Case, place: Path, api: str) -> Found:
    """Type the command at the doors of one case, and look at what it said and left."""
    shelve(place)
    announced = _digests(place)
    with _doors(case, place) as doors:
        if case.before:
            sound = {**doors.environ, "HF_HUB_OFFLINE": "0"}
            typed(*case.before, home=place / "home", PREFECT_API_URL=api, **sound)
        ended = typed(*case.words, home=place / "home", PREFECT_API_URL=api, **doors.environ)
    wrong = _wrong(case, ended) + doors.odd(case)
    if case.code == WELL:
        wrong += _differs(ended, _sound(case.words, place, api))
    files, unverified = _unverified(place, announced)
    return Found(
        case=case,
        ended=ended,
        wrong=tuple(wrong),
        files=files,
        unverified=unverified,
        sent=sum(request.authorized for request in doors.hub.log),
        leaks=len(canaries(place / "home", place / "hf")) + (SECRET in ended.out + ended.err),
    )


def shelve(place: Path) -> None:
    """One model, and a paper in two versions beside one that was withdrawn."""
    shutil.copytree(HOUSE / "examples" / "langid" / "model", place / "hub" / "org" / "model")
    print_paper(place / "arxiv", "2601.00001v1", score=93.1)
    print_paper(place / "arxiv", "2601.00001v2", score=93.5)
    (place / "arxiv" / "2601.00002v1").mkdir()
    listing = {"title": "Withdrawn", "comment": "This paper has been withdrawn by the authors", "pdf": False}
    (place / "arxiv" / "2601.00002v1" / "arxiv.json").write_text(json.dumps(listing))


class _Moving(list[Asked]):
    """A log that moves the model's main branch on when the first file is asked for."""

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self.hub = hub

    def append(self, asked: Asked) -> None:
        super().append(asked)
        if "/resolve/" in asked.path and not self.hub.kept:
            self.hub.freeze("org/model")
            with (self.hub.root / "org/model/README.md").open("a") as card:
                card.write("\nThe accuracy is 12.3% on SST-2.\n")


@dataclass(frozen=True)
class _Doors:
    """Both doors with the faults of a case, and a host that is neither."""

    hub: Hub
    arxiv: Loopback
    other: Hub
    environ: dict[str, str]
    """What the command is told of them."""

    def odd(self, case: Case) -> list[str]:
        """Faults that nobody ran into, and whether others than the Hub were asked or told more than they should."""
        asked = [request.path for request in self.hub.log]
        unmet = [one.path for one in case.hub if _times(one.path, asked) < one.first]
        unmet += [
            one.path for one in case.arxiv if _times(one.path, self.arxiv.paths()) < min(one.on or (1,))
        ]
        wrong = [f"the fault at {one} was not met" for one in unmet]
        wrong += ["another host was asked"] if self.other.log else []
        leaked = any(SECRET in str(one.headers) for one in self.arxiv.seen)
        return [*wrong, "the token was sent to arXiv"] if leaked else wrong


@contextmanager
def _doors(case: Case, place: Path) -> Iterator[_Doors]:
    """Open the doors of a case."""
    with Hub(place / "other") as other:
        led = tuple(replace(one, headers=_led(one.headers, other)) for one in case.hub)
        odd = tuple(replace(one, to=other.endpoint + "/x") if one.to else one for one in case.arxiv)
        with Hub(place / "hub", led, token=case.token) as hub, serve(place / "arxiv", faults=odd) as arxiv:
            if case.moves:
                hub.log = _Moving(hub)
            environ = {"HF_ENDPOINT": hub.endpoint, "VERIFY_ARXIV_ENDPOINT": arxiv.base}
            yield _Doors(hub, arxiv, other, {**environ, **dict(case.environ)})


def _times(pattern: str, paths: list[str]) -> int:
    return sum(bool(re.search(pattern, path)) for path in paths)


def _led(headers: tuple[tuple[str, str], ...], other: Hub) -> tuple[tuple[str, str], ...]:
    return tuple((name, other.endpoint + "/x" if value == ELSEWHERE else value) for name, value in headers)


def _wrong(case: Case, ended: Ended) -> list[str]:
    """What is not as the table says."""
    if case.code == WELL:
        return []
    wrong = [] if ended.code == case.code else [f"ended with {ended.code}, not {case.code}"]
    wrong += [] if case.says in ended.err else [f"does not say {case.says!r}"]
    one = ended.err.startswith("verify: ") and len(ended.err.strip().splitlines()) == 1
    wrong += [] if one and not ended.out and "Traceback" not in ended.err else ["is not one sentence alone"]
    return wrong


_SOUND: dict[tuple[str, ...], Ended] = {}
_ONE = Lock()


def _sound(words: tuple[str, ...], place: Path, api: str) -> Ended:
    """How the same command ends at sound doors; found once."""
    with _ONE:
        if words not in _SOUND:
            place = place.with_name("sound-" + str(len(_SOUND)))
            shelve(place)
            with _doors(Case("sound", words, 0), place) as doors:
                _SOUND[words] = typed(*words, home=place / "home", PREFECT_API_URL=api, **doors.environ)
        return _SOUND[words]


def _differs(ended: Ended, sound: Ended) -> list[str]:
    """In what a run in spite of a fault differs from one without."""
    same = ended.code == sound.code and (ended.out == sound.out or "verdict" in ended.out.lower())
    return [] if same else [f"differs from the sound run, which ended with {sound.code}: {sound.sentence}"]


def _unverified(place: Path, announced: set[str]) -> tuple[int, int]:
    """Files under their own names, and those that are no file of the doors'."""
    ours = {"arxiv.json", "pinned.json"}
    paths = [path for path in (place / "home" / "hub").rglob("files/**/*") if path.is_file()]
    paths += [path for path in (place / "home" / "papers").glob("2*/*") if path.name not in ours]
    return len(paths), sum(_digest(path) not in announced for path in paths)


def _digests(place: Path) -> set[str]:
    """Of everything that the doors have."""
    return {
        _digest(path) for door in ("hub", "arxiv") for path in (place / door).rglob("*") if path.is_file()
    }


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
