"""Baselines that a paper says it compares with, of which no table, caption or figure of the text shows one."""

import re
from collections.abc import Iterator

from claims import catalog
from claims.comparisons.paper_view import PaperView
from claims.comparisons.sections import blocks_in
from claims.records import Block
from claims.text.sentences import sentences

_ANNOUNCED = re.compile(
    r"(?i)\bwe (?:also |further )?compare (?:[\w-]+ ){0,4}?(?:against|with|to)\b(?P<list>.+)"
    r"|\bbaselines (?:are|include)\b(?P<more>.+)"
)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NAME = re.compile(
    r"(?:^|[,;:]|\band\b|\bor\b)\s*(?P<name>[A-Z][\w+]*(?:[-.][\w+]+)*)(?=\s*(?:$|[,;.]|and\b|or\b))"
)
"""A name that is a whole item of a list; one behind "via" or "on" is no system that was run."""
_SCORE = re.compile(r"(?<![\w.])\d{2}\.\d|\d\s?%")
LEAST_SHOWN = 2
"""Baselines of the same sentence that the tables show, by the names that it gives them."""


def announced_and_not_shown(paper: PaperView) -> Iterator[tuple[Block, str, list[str]]]:
    """Each name of a list of baselines that nothing shows, with those of the list that the tables show."""
    tables = _letters(paper.shown)
    captions = [block.text for block in paper.document.blocks if block.kind == "caption"]
    captions += [table.caption or "" for table in paper.document.tables]
    scored = [
        sentence
        for block in blocks_in(paper.document, "results", "conclusion", "back", "method")
        for sentence in sentences(block)
        if _SCORE.search(sentence)
    ]
    shown_elsewhere = _letters(" ".join([*captions, *scored]))
    for block in blocks_in(paper.document, "results", "method"):
        if "baselines" not in f"{block.text} {' '.join(block.section[-1:])}".casefold():
            continue
        for sentence in sentences(block):
            match = _ANNOUNCED.search(sentence)
            names = _names((match["list"] or match["more"]) if match else "")
            shown = [name for name in names if _letters(name) in tables]
            for name in names if len(shown) >= LEAST_SHOWN else ():
                if _letters(name) not in tables and _letters(name) not in shown_elsewhere:
                    yield block, name, shown


def _names(listed: str) -> list[str]:
    """The systems of a list: items with a capital or a digit behind the first letter, no data sets and no metrics."""
    named = dict.fromkeys(match["name"] for match in _NAME.finditer(_ASIDE.sub(" ", listed)))
    return [
        name
        for name in named
        if re.search(r"[A-Z\d]", name[1:])
        and len(_letters(name)) > 3
        and catalog.dataset(name) is None
        and catalog.metric(name) is None
    ]


def _letters(text: str) -> str:
    return re.sub(r"[^a-z\d]", "", text.casefold())
