"""The numbers of a table's cell: a score with its spread, two scores, a ratio or a difference beside it."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from claims.quantities import quantity
from claims.records import Quantity

Kind = Literal["main", "ratio", "delta"]
_BESIDE = re.compile(r"^(\d{1,5}\.\d{1,6})\s(\d{1,3}\.\d{1,6})$")
"""A number and a smaller one with the sign between them lost or drawn."""
_TWO = re.compile(r"^(\d{1,4}\.\d{1,4}%?)\s(\d{1,4}\.\d{1,4}%?)$")
"""Two results on two lines of one cell."""
_PAIR = re.compile(
    r"\s?(?:/|\||\\|,\s)\s?|\s\+\s(?=\d)|(?<=[\d%])\sto\s(?=[-+]?\d)|(?<=[\d%])\s?(?:→|⟶|⇒|➔|➜|->|=>)\s?(?=[-+~≈]?\d)"
)
_BRACKET = re.compile(
    r"^(?P<main>[^()\[\]]{1,40}?)\s?[(\[](?P<aside>[^()\[\]]{1,40})[)\]]\s?(?P<marks>[*†‡§^a-z]{0,3})$"
)
_GLUED = tuple(re.compile(rf"^(\d{{1,3}}\.\d{{{n}}})(\d{{1,2}}\.\d{{{n}}})$") for n in (1, 2, 3, 4))
"""Two numbers of as many decimals whose sign between them was lost, as in "65.320.35"."""
_REMARK = re.compile(
    r"^(?=.*[A-Za-z%])(?P<number>[-+]?\d[\d.,]{0,12}\s?%?(?:\s?\([^()]{1,40}\))?)\s[·•;]\s(?!10\b)[^·•;]{0,60}\d[^·•;]{0,20}$"
)
"""A number and, behind a mark, what else was measured: "71.2 · recall 80.1"."""
_MARKS = re.compile(r"(?:\^\{?[*†‡§⋆∗a-z\d,]{1,4}\}?|[*†‡§⋆∗♣♠♦♥¶◇◦•△▲▼✓✗↑↓⇑⇓→+\s])+$")
_PICTURES = re.compile(
    r"(?<=[\d%)xMKGB])[\s\uFE0E\uFE0F\u2600-\u26FF\u2705\u2728\u274C\u2757\u2B50\U0001F300-\U0001FAFF]+$|^[\uFE0E\uFE0F\u2600-\u26FF\u2705\u2728\u274C\u2757\u2B50\U0001F300-\U0001FAFF\s]+(?=[-+]?\d)"
)
"""Small pictures before or behind a number: a warning, a medal."""
_LEAD = re.compile(r"^[*†‡§⋆∗↑↓▲▼✓\s]+")
_NONE = re.compile(r"(?i)^(?:[-–—−./*\s]*|n/?a\.?|none|oom|nan|\?+|tbd|✗|✓|x)$")


@dataclass(frozen=True)
class Value:
    """One number of a cell."""

    stated: Quantity
    kind: Kind = "main"
    part: int = 0
    """Which of several numbers of the same sort it is."""
    parts: int = 1
    beside: bool = False
    """Whether a difference stands beside it in brackets."""
    glued: bool = False
    """Whether the sign between a number and its spread was missing."""


@functools.lru_cache(maxsize=1 << 15)  # every stage asks for the same cells
def values(text: str, brackets: str = "unknown") -> tuple[Value, ...]:
    """The numbers of a cell; `brackets` says what stands in brackets in this table: spread, ratio, delta or unknown."""
    return tuple(_values(text, brackets))


def _values(text: str, brackets: str) -> Iterator[Value]:
    cleaned = tidy(text)
    if not cleaned or _NONE.match(cleaned) or not re.search(r"\d", cleaned):
        return
    whole = _read(cleaned)
    if whole is not None and (("(" not in cleaned and "[" not in cleaned) or cleaned[0] in "(["):
        signed = cleaned[0] in "([" and re.match(r"[(\[]\s?[+\-−]\s?\d", cleaned)
        yield Value(whole, "delta" if signed else "main")
        return
    if bracket := _BRACKET.match(cleaned):
        yield from _bracketed(bracket, brackets)
        return
    if glued := next((match for shape in _GLUED if (match := shape.match(cleaned))), None):
        if stated := _read(glued[1]):
            yield Value(
                stated.model_copy(update={"spread": Decimal(glued[2]), "as_written": cleaned}), glued=True
            )
        return
    if (
        (apart := _BESIDE.match(cleaned))
        and (stated := _read(apart[1]))
        and Decimal(apart[2]) * 4 < stated.value
    ):
        yield Value(
            stated.model_copy(update={"spread": Decimal(apart[2]), "as_written": cleaned}), glued=True
        )
        return
    yield from _several(_TWO.sub(r"\1 / \2", cleaned), brackets)


def _several(cleaned: str, brackets: str) -> Iterator[Value]:
    """Numbers of one sort beside each other; of a number and what else was measured, the first."""
    pieces = _PAIR.split(cleaned)
    parts = [_read(piece) for piece in pieces]
    missing = [bool(_NONE.match(piece.strip())) for piece in pieces]
    if 1 < len(parts) <= 6 and all(part or none for part, none in zip(parts, missing, strict=True)):
        for number, piece in enumerate(parts):
            if piece is not None:
                yield Value(piece, part=number, parts=len(parts))
    elif remark := _REMARK.match(cleaned):
        yield from _values(remark["number"], brackets)


def _bracketed(match: re.Match[str], brackets: str) -> Iterator[Value]:
    """A number, and what its brackets hold."""
    aside = match["aside"].strip()
    inner = _read(aside.strip("↑↓ "))
    means = list(values(match["main"].rstrip(" ,;")))
    if inner is None or len(means) != 1:
        yield from means
        return
    main = means[0].stated
    kind = bracket_kind(aside, brackets)
    if kind == "spread":
        main = main.model_copy(update={"spread": abs(inner.value), "as_written": match[0].strip()})
    yield Value(main, beside=kind == "delta")
    if kind == "ratio":
        yield Value(inner if inner.unit else inner.model_copy(update={"unit": "x"}), "ratio")
    elif kind == "delta":
        down = "↓" in aside and inner.value > 0
        yield Value(
            inner.model_copy(update={"value": -inner.value})
            if down and aside.startswith(("↓", "-"))
            else inner,
            "delta",
        )


def bracket_kind(aside: str, brackets: str) -> str:
    """What a number in brackets is: its own signs say it first, then what the table says."""
    if re.search(r"[×x]\s?$|^[×x]\s?\d", aside.strip()):
        return "ratio"
    if re.match(r"^\s?[+\-−–↑↓▲▼]", aside) or re.search(r"[↑↓▲▼]\s?$", aside):
        return "delta"
    if aside.startswith("±"):
        return "spread"
    return brackets


@functools.lru_cache(maxsize=1 << 15)
def tidy(text: str) -> str:
    """A cell without footnote marks, its minus signs and blanks as numbers have them."""
    cleaned = (
        " ".join(text.split())
        .replace("−", "-")
        .replace("\u2009", " ")
        .replace("∗", "*")
        .replace("⋅", "·")
        .replace("＋", "+")
    )
    cleaned = re.sub(r"\s?±\s?", "±", cleaned)
    cleaned = re.sub(r"(?<=\d)_\s?\{?(?=\d{1,2}\.\d)", "±", cleaned)
    cleaned = re.sub(r"^[_^]\{?±", "±", cleaned)
    cleaned = re.sub(r"(?<=\d)\s?[_^]\s?\{?±", "±", cleaned)
    cleaned = re.sub(r"(?<=\d)\s?[_^]\s?\{?[(\[]", " (", cleaned)
    if not re.search(r"10\s?\^", cleaned):
        cleaned = re.sub(r"(?<=[\d%)])\s?\^\{?(?:[*†‡§⋆\d,a-z]{1,4}|\([a-z\d]\))\}?$", "", cleaned)
    cleaned = _PICTURES.sub("", cleaned)
    arrows = re.search(r"[↑↓]\s?\)$", cleaned)
    cleaned = _LEAD.sub("", cleaned)
    return cleaned if arrows else re.sub(r"(?<=[\d%)xMKGB])[*†‡§⋆♣♠♦♥¶◇◦•△▲▼✓✗↑↓⇑⇓\s]+$", "", cleaned).strip()


def _read(text: str) -> Quantity | None:
    """The number of a text; the blank in "1.0 · 10^20" is none."""
    cleaned = re.sub(r"(?i)^(up to|about|around)\s[~≈∼]", r"\1 ", text.strip())
    if re.fullmatch(r"\d+(?:\.\d+)?\s?[hms]\s?\d+(?:\.\d+)?\s?[ms]", cleaned):
        return None
    read = quantity.read(cleaned)
    return read if isinstance(read, Quantity) else None


def numeric(text: str) -> bool:
    """Whether a cell states a number, or stands for a missing one."""
    return bool(_NONE.match(tidy(text))) or bool(values(text))


def stands_for_none(text: str) -> bool:
    """Whether a cell says that there is no number."""
    return bool(_NONE.match(tidy(text)))


def is_number(text: str) -> bool:
    """Whether a cell states a number."""
    return len(text) <= 120 and bool(values(text))
