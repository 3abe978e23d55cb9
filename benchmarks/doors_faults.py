"""Doors that misbehave: each fault through the command, how it should end, and what it must not leave behind."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from benchmarks.doors_world import Ended, Figures, canaries, typed
from tests.loopback import faults_arxiv
from tests.loopback.arxiv import serve
from tests.loopback.faults import Fault
from tests.loopback.hub import Asked, Hub
from tests.loopback.models import SECRET
from tests.loopback.printed import print_paper

HOUSE = Path(__file__).resolve().parents[1]
API, CARD, WEIGHTS = r"/api/models/org/model", r"README\.md", r"model\.safetensors"
PAPER = "2601.00001v2"
Odd = faults_arxiv.Fault
WELL = -1
"""The exit code of a case that is to end as it does without the fault."""


@dataclass(frozen=True)
class Case:
    """One fault and how it should end."""

    name: str
    words: tuple[str, ...]
    code: int
    says: str = ""
    """Words of the one sentence."""
    hub: tuple[Fault, ...] = ()
    arxiv: tuple[Odd, ...] = ()
    environ: tuple[tuple[str, str], ...] = ()
    token: str = SECRET
    """The only token that the Hub accepts."""
    moves: bool = False
    """Whether the model's main branch moves on once the first file is asked for."""
    before: tuple[str, ...] = ()
    """A command that went well before."""


def hub(name: str, code: int, says: str = "", *faults: Fault, words: str = "extract org/model", **more) -> Case:  # type: ignore[no-untyped-def]
    return Case(f"hub {name}", tuple(words.split()), code, says, hub=faults, **more)


def paper(name: str, code: int, says: str = "", *faults: Odd, words: str = "extract 2601.00001", **more) -> Case:  # type: ignore[no-untyped-def]
    return Case(f"arxiv {name}", tuple(words.split()), code, says, arxiv=faults, **more)


def to(where: str) -> tuple[tuple[str, str], ...]:
    return (("Location", where),)


def later(value: str) -> tuple[tuple[str, str], ...]:
    return (("Retry-After", value),)


ELSEWHERE = "http://other.invalid:81/x"
RUN = "org/model --budget 60s"
CASES = (
    hub("no such model", 3, "There is no model org/none", words="extract org/none"),
    hub("no such revision", 3, "no such branch, tag or commit", words="extract org/model@nowhere"),
    hub("a name that climbs", 3, "no file or folder", words="extract org/../../etc"),
    hub("gated", 3, "Ask for access at", Fault(CARD, "status", status=403, headers=(("X-Error-Code", "GatedRepo"),))),
    hub("another token", 3, "does not accept the token", token="hf_another"),
    hub("401", 3, "does not accept the token", Fault(API, "status", status=401)),
    hub("403", 3, "read access", Fault(API, "status", status=403)),
    hub("429 once, then well", WELL, "", Fault(API, "status", status=429, last=1, headers=later("1"))),
    hub("429 until the year 9999", 3, "asked too often", Fault(API, "status", status=429, headers=later("Fri, 31 Dec 9999 23:59:59 GMT"))),
    hub("429 for 1e400 s", 3, "asked too often", Fault(API, "status", status=429, headers=later("9" * 400))),
    hub("429 for abc", 3, "asked too often", Fault(API, "status", status=429, headers=later("abc"))),
    hub("503 twice, then well", WELL, "", Fault(API, "status", last=2)),
    hub("503 for ever", 3, "status 503", Fault(API, "status")),
    hub("500 with a page", 3, "status 500", Fault(API, "status", status=500, body=b"<html><b>boom")),
    hub("silence", 3, "no answer in time", Fault(API, "stall")),
    hub("a byte at a time", 3, "too slowly", Fault(API, "drip", pause=0.5)),
    hub("closed", 3, "broke", Fault(API, "close")),
    hub("a web page", 3, "web page", Fault(API, "html")),
    hub("no end", 3, "more than", Fault(API, "endless")),
    hub("a bomb", 3, "plain bytes", Fault(API, "gzip")),
    hub("the token sent back", 3, "sent the token back", Fault(API, "echo", at=2)),
    hub("led to metadata", 3, "169.254.169.254", Fault(API, "redirect", headers=to("http://169.254.169.254/latest"))),
    hub("card led elsewhere", 3, "redirects to", Fault(CARD, "redirect", headers=to(ELSEWHERE))),
    hub("card in circles", 3, "in circles", Fault(CARD, "redirect", headers=to("/org/model/resolve/main/README.md"))),
    hub("card truncated", 3, "broke", Fault(CARD, "truncate", at=20)),
    hub("card truncated once", WELL, "", Fault(CARD, "truncate", at=20, last=1)),
    hub("card with another hash", 3, "hash differs", Fault(CARD, "corrupt", at=20)),
    hub("card longer", 3, "announced", Fault(CARD, "longer")),
    hub("card is a web page", 3, "web page", Fault(CARD, "html")),
    hub("card of another commit", 3, "another commit", Fault(CARD, "commit")),
    hub("moves during the download", WELL, "", moves=True),
    hub("offline, never fetched", 3, "not in the cache", environ=(("HF_HUB_OFFLINE", "1"),)),
    hub("offline, fetched before", WELL, "", environ=(("HF_HUB_OFFLINE", "1"),), before=("extract", "org/model")),
    hub("nobody there", 3, "cannot be reached", environ=(("HF_ENDPOINT", "http://127.0.0.1:9"),)),
    hub("no address", 2, "no web address", environ=(("HF_ENDPOINT", "ftp://hub"),)),
    hub("weights with another hash", 3, "hash differs", Fault(WEIGHTS, "corrupt", at=2_000_000), words=RUN),
    hub("weights longer", 3, "announced", Fault(WEIGHTS, "longer"), words=RUN),
    hub("weights gone", 3, "not on the Hub", Fault(WEIGHTS, "status", status=404, headers=(("X-Error-Code", "EntryNotFound"),)), words=RUN),
    hub("weights broken off once", WELL, "", Fault(WEIGHTS, "truncate", at=1_500_000, first=2, last=2), words=RUN),
    paper("no such paper", 3, "knows no paper", words="extract 2601.99999"),
    paper("no such version", 3, "no version 9", words="extract 2601.00001v9"),
    paper("withdrawn", 3, "was withdrawn", words="extract 2601.00002"),
    paper("429 until the year 9999", 3, "", Odd("/pdf/", "status", status=429, headers=later("Fri, 31 Dec 9999 23:59:59 GMT"))),
    paper("429 once, then well", WELL, "", Odd("/pdf/", "status", status=429, on=(1,), headers=later("1"))),
    paper("503 for ever", 3, "503", Odd("/api/", "status")),
    paper("503 once, then well", WELL, "", Odd("/src/", "status", on=(1,))),
    paper("silence", 3, "sent nothing for", Odd("/api/", "silent")),
    paper("closed", 3, "broke off", Odd("/pdf/", "close")),
    paper("PDF truncated", 3, "incomplete", Odd("/pdf/", "truncate")),
    paper("PDF truncated once", WELL, "", Odd("/pdf/", "truncate", on=(1,))),
    paper("PDF cut short", 3, "incomplete", Odd("/pdf/", "shorten")),
    paper("PDF with another digest", 3, "differs", Odd("/pdf/", "corrupt")),
    paper("PDF is a web page", 3, "web page", Odd("/pdf/", "html")),
    paper("source cut short", 3, "incomplete", Odd("/src/", "shorten")),
    paper("led elsewhere", 3, "not followed", Odd("/pdf/", "redirect", to=ELSEWHERE)),
    paper("no end", 3, "", Odd("/pdf/", "endless")),
    paper("a feed with entities", 3, "declares entities", Odd("/api/", "replace", body=b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><feed xmlns="http://www.w3.org/2005/Atom">&b;</feed>')),
    paper("a feed that is none", 3, "no Atom feed", Odd("/api/", "replace", body=b"{}")),
    paper("nobody there", 3, "cannot be reached", environ=(("VERIFY_ARXIV_ENDPOINT", "http://127.0.0.1:9"),)),
    paper("no address", 2, "no address", environ=(("VERIFY_ARXIV_ENDPOINT", "arxiv"),)),
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """What a case came to."""

    case: Case
    ended: Ended
    wrong: tuple[str, ...]
    """What is not as it should be."""
    unverified: int
    """Files under their own names with bytes that were not announced."""
    told: int
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
    figures.say("faults that end as their table says", f"{right} of {len(found)} (at least 30)", right == len(found) >= 30)
    unverified = sum(one.unverified for one in found)
    figures.say("unverified bytes used", f"{unverified} files", unverified == 0)
    told = sum(one.told for one in found)
    figures.say("places where the token stands", str(told), told == 0)


def _play(case: Case, place: Path, api: str) -> Found:
    """Type the command at the doors of one case, and look at what it said and left."""
    shelve(place)
    announced = _digests(place)
    with _doors(case, place) as (environ, hub, other):
        sound = {**environ, "HF_HUB_OFFLINE": "0", "PREFECT_API_URL": api}
        if case.before:
            typed(*case.before, home=place / "home", **sound)
        ended = typed(*case.words, home=place / "home", PREFECT_API_URL=api, **environ)
        wrong = _wrong(case, ended)
        if case.code == WELL:
            hub.script.faults = ()
            wrong += _differs(ended, _sound(case.words, place, api))
        wrong += ["another host was asked"] if other.log else []
    told = len(canaries(place / "home", place / "hf")) + (SECRET in ended.out + ended.err)
    return Found(case, ended, tuple(wrong), _unverified(place, announced), told)


def shelve(place: Path) -> None:
    """One model, and a paper in two versions beside one that was withdrawn."""
    shutil.copytree(HOUSE / "examples" / "langid" / "model", place / "hub" / "org" / "model")
    print_paper(place / "arxiv", "2601.00001v1", score=93.1)
    print_paper(place / "arxiv", "2601.00001v2", score=93.5)
    (place / "arxiv" / "2601.00002v1").mkdir()
    told = {"title": "Withdrawn", "comment": "This paper has been withdrawn by the authors", "pdf": False}
    (place / "arxiv" / "2601.00002v1" / "arxiv.json").write_text(json.dumps(told))


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


@contextmanager
def _doors(case: Case, place: Path) -> Iterator[tuple[dict[str, str], Hub, Hub]]:
    """Both doors with the faults of a case, and a host that is neither; what the command is told of them."""
    with Hub(place / "other") as other:
        led = tuple(replace(one, headers=_led(one.headers, other)) for one in case.hub)
        odd = tuple(replace(one, to=other.endpoint + "/x") if one.to else one for one in case.arxiv)
        with Hub(place / "hub", led, token=case.token) as hub, serve(place / "arxiv", faults=odd) as arxiv:
            if case.moves:
                hub.log = _Moving(hub)
            environ = {"HF_ENDPOINT": hub.endpoint, "VERIFY_ARXIV_ENDPOINT": arxiv.base}
            yield {**environ, **dict(case.environ)}, hub, other


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
            with _doors(Case("sound", words, 0), place) as (environ, _, _):
                _SOUND[words] = typed(*words, home=place / "home", PREFECT_API_URL=api, **environ)
        return _SOUND[words]


def _differs(ended: Ended, sound: Ended) -> list[str]:
    """In what a run in spite of a fault differs from one without."""
    same = ended.code == sound.code and (ended.out == sound.out or "verdict" in ended.out.lower())
    return [] if same else [f"differs from the sound run, which ended with {sound.code}: {sound.sentence}"]


def _unverified(place: Path, announced: set[str]) -> int:
    """Files under their own names that are no file of the doors'."""
    ours = {"arxiv.json", "pinned.json"}
    found = [path for path in (place / "home" / "hub").rglob("files/**/*") if path.is_file()]
    found += [path for path in (place / "home" / "papers").glob("2*/*") if path.name not in ours]
    return sum(_digest(path) not in announced for path in found)


def _digests(place: Path) -> set[str]:
    """Of everything that the doors have."""
    return {_digest(path) for door in ("hub", "arxiv") for path in (place / door).rglob("*") if path.is_file()}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
