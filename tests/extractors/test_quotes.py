"""Every claim points at its ink: the quote stands at the line it names."""

import os
import re
from pathlib import Path

import pytest

from extractors.pipeline.read import Reading, ReadOrder, read
from extractors.sources import folder

HERE = Path(__file__).resolve().parents[2]
BENCH = Path(os.environ.get("ASSAY_BENCH", HERE.parent / "shared" / "bench")) / "cards"
CARDS = [HERE / "examples" / "langid" / "model" / "README.md"]
CARDS += sorted(BENCH.glob("*/README.md")) + sorted(BENCH.glob("unlabelled/**/README.md"))


def a_reading(card: Path) -> Reading:
    source, root, files = folder.pin(card, card.parent.name)
    return read(ReadOrder(root=str(root), files=tuple(file.path for file in files), source=source))


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.parent.name)
def test_every_quote_stands_at_its_line(card: Path) -> None:
    lines = card.read_text("utf-8", "replace").splitlines()
    reading = a_reading(card)
    for place in [claim.place for claim in reading.claims] + [one.place for one in reading.hardware]:
        assert place.line is not None
        assert bare(place.quote) in bare("\n".join(lines[place.line - 1 : place.line + 3]))


def bare(text: str) -> str:
    """A text without emphasis marks, which may stand inside what is quoted."""
    return re.sub(r"[*_`\\]|</?\w{1,10}>|\s+", "", text)


def test_the_real_cards_are_here() -> None:
    if not BENCH.exists():
        pytest.skip(f"the real cards are not at {BENCH}; set ASSAY_BENCH to their folder")
    assert len(CARDS) > 100


@pytest.mark.parametrize(
    "head",
    [
        "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]",
        "model-index: !!python/object/apply:os.system ['true']",
        "a: " + "[" * 500 + "]" * 500,
        "a: 1\na: 2",
        ": : :\n\t- x",
    ],
)
def test_hostile_front_matter_leaves_the_body_readable(head: str, tmp_path: Path) -> None:
    card = tmp_path / "README.md"
    card.write_text(f"---\n{head}\n---\n# M\n\nThe model reaches an accuracy of 91.5% on SST-2.\n")
    assert [str(claim.stated.value) for claim in a_reading(card).claims] == ["91.5"]
