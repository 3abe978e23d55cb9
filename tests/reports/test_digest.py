"""The digest of a night: golden forms, every document told once, nothing from outside obeyed."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import get_args

import pytest

from claims.records import Finding, Place
from claims.records.digest import Arrival, Change, Fate, Night
from reports.digest import markdown, model, page
from tests.reports.enemy import HOSTILE

FINDING = Finding(
    rule="impossible-score",
    severity="serious",
    says="An accuracy of 102.3 % cannot be.",
    claim_ids=(),
    places=(Place(file="README.md", line=3, quote="102.3"),),
    remedy="Ask the authors.",
)
HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)


def arrival(name: str, fate: Fate, **more: object) -> Arrival:
    told = {"kind": "hub" if "/" in name else "arxiv", "name": name, "version": "v1", "fate": fate}
    return Arrival.model_validate({**told, **more})


def a_night(**more: object) -> Night:
    arrivals = (
        arrival("2601.00001", "read", version="v2", title="TinyNet: a small model", url="https://arxiv.org/abs/2601.00001v2",
                claims=7, checkable=3, headline=("accuracy on SST-2: 93.5%",), before="v1",
                changes=(Change(about="accuracy on SST-2, TinyNet", before="93.1%", after="93.5%"), Change(about="F1 on MNLI, TinyNet", after="80"),
                         Change(about="F1 on QQP, TinyNet", before="71"))),
        arrival("org/model", "read", title="org/model", claims=1, checkable=1, headline=("accuracy: 102.3%",), findings=(FINDING,)),
        arrival("org/empty", "nothing"),
        arrival("org/copy", "same", says="Its content is that of org/model (0123)."),
        arrival("2601.00002", "withdrawn", says="2601.00002v1 was withdrawn."),
        arrival("org/gated", "refused", says="The files of org/gated are gated: its authors want to be asked first."),
        arrival("2601.00003", "unreadable", says="paper.pdf is damaged."),
        arrival("org/slow", "later", says="hub.example gave no answer in time."),
        arrival("org/slower", "given_up", says="After 5 rounds: hub.example gave no answer in time."),
    )  # fmt: skip
    told = {
        "began": "2026-11-02T05:00:00Z",
        "ended": "2026-11-02T05:31:00Z",
        "asked": ("arXiv cs.CL: 4 new", "Hub models trending: 6 new"),
    }
    return Night.model_validate({**told, "arrivals": arrivals, "left": 2, **more})


def test_both_forms_are_those_of_the_golden_files(golden: Callable[[str, bytes], None]) -> None:
    golden("night.md", markdown(a_night()))
    golden("night.html", page(a_night()))


def test_a_night_is_the_same_bytes_each_time_and_after_the_store() -> None:
    again = Night.from_bytes(a_night().to_bytes())
    assert (markdown(again), page(again)) == (markdown(a_night()), page(a_night()))


def test_every_fate_has_words_and_is_counted_once() -> None:
    assert set(model.FATES) == set(get_args(Fate))
    counted = model.counts(a_night())
    assert sum(count for _, count in counted) == len(a_night().arrivals)
    assert (
        model.opening(a_night()) == "9 documents, 4 claims that could be checked; 2 documents still waiting."
    )


@pytest.mark.parametrize("form", [markdown, page])
def test_what_came_to_no_good_end_is_told_with_the_reason(form: Callable[[Night], bytes]) -> None:
    body = form(a_night()).decode()
    for name in ("2601.00002", "org/gated", "2601.00003", "org/slow", "org/slower"):
        assert body.count(name) >= 1, name
    assert "paper.pdf is damaged" in body.replace("\\", "")


@pytest.mark.parametrize("form", [markdown, page])
def test_a_quiet_night_is_a_digest_too(form: Callable[[Night], bytes]) -> None:
    body = form(a_night(arrivals=(), left=0)).decode()
    assert "0 documents, 0 claims" in body
    assert "Worth looking at" not in body and "Not read" not in body


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("form", [markdown, page])
def test_nothing_hidden_comes_through(form: Callable[[Night], bytes], text: str) -> None:
    assert not HIDDEN.search(form(hostile(text)).decode())


@pytest.mark.parametrize("text", HOSTILE)
def test_the_page_holds_the_tags_of_a_tame_night_only(text: str) -> None:
    assert _tags(page(hostile(text))) == _tags(page(hostile("tame")))


@pytest.mark.parametrize("text", HOSTILE)
def test_the_markdown_holds_the_lines_of_a_tame_night_only(text: str) -> None:
    def skeleton(night: Night) -> list[str]:
        return [re.match(r"(?:#+ |- |\*\*)?", line)[0] for line in markdown(night).decode().splitlines()]  # type: ignore[index]

    assert skeleton(hostile(text)) == skeleton(hostile("tame"))
    prose = re.sub(
        r"`[^`\n]*`", "", markdown(hostile(text)).decode()
    )  # what stands between backticks means nothing
    assert "`" not in prose.replace("\\`", "")
    assert not re.search(r"(?<!\\)<|(?<!\\)\]\(|https?://", prose)


def hostile(text: str) -> Night:
    """A night with one string wherever an outsider may write."""
    finding = FINDING.model_copy(update={"says": text, "remedy": text})
    arrivals = tuple(
        one.model_copy(
            update={
                "name": text, "version": text, "title": text + " of ours", "url": f"javascript:{text}", "says": text, "headline": (text,) * len(one.headline),
                "before": text, "findings": (finding,) * len(one.findings),
                "changes": tuple(Change(about=text, before=each.before and text, after=each.after and text) for each in one.changes),
            }
        )
        for one in a_night().arrivals
    )  # fmt: skip
    return a_night(arrivals=arrivals, asked=(text, text))


def _tags(body: bytes) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, [name for name, _ in attrs]))

    Tags().feed(body.decode())
    return found
