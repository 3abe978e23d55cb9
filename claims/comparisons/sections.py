"""Which part of a document a block stands in."""

import functools
import re
from collections.abc import Iterator
from typing import Literal

from claims.records import Block, Document

Part = Literal["abstract", "introduction", "related", "method", "results", "conclusion", "back"]

_PARTS: tuple[tuple[Part, str], ...] = (
    ("abstract", r"abstract"),
    (
        "method",
        r"(?:our|proposed) (?:model|method|approach|framework|architecture)|methods?|methodology|approach",
    ),
    ("introduction", r"introduction"),
    ("related", r"related works?|background|preliminar\w+|prior work"),
    ("conclusion", r"conclu\w+|discussion|limitations?|summary|future work"),
    (
        "back",
        r"references|bibliography|(?:neurips |arr |paper |reproducibility |responsible nlp ){0,3}checklist|acknowledg\w+|author contributions?|appendix|supplementary",
    ),
    (
        "results",
        r"experiment\w*|results?|evaluation|analysis|ablation\w*|effects? of|influence of|impact of|performance|comparison"
        r"|setup|settings?|datasets?|training|implementation|efficiency|benchmark\w*|studies",
    ),
)
_NUMBERED = re.compile(r"^\s*(?:[A-Z]?\d{0,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,4}\.)\s+")


def bare(heading: str) -> str:
    """A heading without its number."""
    return _NUMBERED.sub("", heading).strip()


def part_of(block: Block) -> Part:
    """The part of the paper that a block's outermost telling heading names; a method where none does."""
    for heading in reversed(block.section):
        part = named(heading)
        if part:
            return part
    return "method" if block.section else "abstract"


@functools.lru_cache(maxsize=4096)
def named(heading: str) -> Part | None:
    """The part that a heading names by its first words."""
    words = bare(heading).casefold()
    for part, shape in _PARTS:
        if re.match(rf"(?:our |the |main |further |more )?(?:{shape})\b", words):
            return part
    if re.search(r"\b(?:results|experiments|evaluation|ablation|analysis)$", words):
        return "results"
    return None


def blocks_in(document: Document, *parts: Part) -> Iterator[Block]:
    """The speaking blocks of these parts."""
    for block in document.blocks:
        if block.kind in ("paragraph", "list", "quote") and part_of(block) in parts:
            yield block
