"""Faults at the doors, and how each is to end: the exit code and words of the one sentence."""

from dataclasses import dataclass
from typing import Any

from tests.loopback.faults import Fault
from tests.loopback.faults_arxiv import Fault as Odd
from tests.loopback.models import SECRET

API, CARD, WEIGHTS = r"/api/models/org/model", r"README\.md", r"model\.safetensors"
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


def hub(
    name: str, code: int, says: str = "", *faults: Fault, words: str = "extract org/model", **more: Any
) -> Case:
    """A fault of the Hub."""
    return Case(f"hub {name}", tuple(words.split()), code, says, hub=faults, **more)


def paper(
    name: str, code: int, says: str = "", *faults: Odd, words: str = "extract 2601.00001", **more: Any
) -> Case:
    """A fault of arXiv."""
    return Case(f"arxiv {name}", tuple(words.split()), code, says, arxiv=faults, **more)


def to(where: str) -> tuple[tuple[str, str], ...]:
    """Where a redirect leads."""
    return (("Location", where),)


def later(value: str) -> tuple[tuple[str, str], ...]:
    """When to ask again."""
    return (("Retry-After", value),)


ELSEWHERE = "http://other.invalid:81/x"
"""Stands for a host that is neither door."""
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
