"""Two figures that a sentence sets against each other, with the gain or the word that it has for their difference."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from claims.arithmetic.findings import finding
from claims.arithmetic.numeric_table import NumericTable, numeric_tables
from claims.arithmetic.rounding_range import RoundingRange, decimals_of, rounded
from claims.catalog.word_lists import pattern
from claims.comparisons.own_system import bare_name
from claims.records import Block, Document, Finding, OpenCase, Place, Verdict
from claims.rules import rule
from claims.text.sentences import sentences, spoken_blocks

_NUMBER = r"[-−]?\d{1,6}(?:,\d{3})*(?:\.\d{1,4})?"
_UNIT = r"\s?(?:%p?|ms|s|[KMGB]B?|points?)?"
_PAIR = re.compile(
    rf"\((?:[A-Za-z][\w-]{{0,20}}:? )?(?P<a>{_NUMBER})(?P<ua>{_UNIT})\s?,?\s?(?:vs\.?|versus|against|compared (?:to|with))\s"
    rf"(?:[A-Za-z][\w-]{{0,20}} )?(?P<b>{_NUMBER})(?P<ub>{_UNIT})\)"
)
_GAIN = re.compile(
    r"(?<![\w.])(?P<sign>[+\-−~≈]?)\s?(?P<gain>\d{1,4}(?:\.\d{1,3})?)\s?(?P<kind>%p?|×|x\b|times\b|points?\b|percentage points?\b|-?fold\b)"
    r"(?P<between>[^()\d;:]{0,60})$"
)
_ABOUT = re.compile(
    r"(?i)\b(?:about|around|approximately|roughly|nearly|almost|over|more than|up to|at least|~|≈)\s?$"
)
_SLIGHT = re.compile(
    r"(?i)\b(?:slight(?:ly)?|marginal(?:ly)?|minor|negligibl[ey]|almost (?:the same|identical)|nearly (?:the same|identical))\b"
)
_SLIGHTLY_THAN = re.compile(
    rf"(?i)(?<![\w.])(?P<a>{_NUMBER})(?P<ua>{_UNIT}),? (?:is|was|are) (?:only )?(?:slightly|marginally) (?:higher|lower|larger|smaller|"
    rf"better|worse|above|below|more|less)\b[^.;()\d]{{0,40}}?(?<![\w.])(?P<b>\d{{1,6}}(?:\.\d{{1,4}})?)(?P<ub>{_UNIT})(?![\w.]*\d)"
)
LARGE = 0.12
"""Relative difference from which one is not slight: a tenth may be called so, an eighth is not."""


@dataclass(frozen=True)
class FigurePair:
    """Two figures in one unit, with the sentence that they stand in."""

    block: Block
    sentence: str
    start: int
    text: str
    a: Decimal
    b: Decimal
    percent: bool


@rule("pairs-in-text", version=1)
def pairs_in_text(case: OpenCase, verdicts: tuple[Verdict, ...]) -> Iterator[Finding]:
    """Finds gains that the two figures behind them contradict, "slightly" before a wide gap, and figures of no table."""
    if case.document is None:
        return
    tables = list(numeric_tables(case.document.tables))
    reported: set[tuple[Decimal, Decimal]] = set()
    for pair in _pairs(case.document):
        if (pair.a, pair.b) in reported:
            continue
        for contradiction in (*_gain(pair), *_slight(pair), *_nowhere(pair, tables)):
            reported.add((pair.a, pair.b))
            yield contradiction
    yield from _slightly_than(case.document)


def _pairs(document: Document) -> Iterator[FigurePair]:
    for block in spoken_blocks(document):
        if " vs" not in block.text and "against" not in block.text and "versus" not in block.text:
            continue
        for sentence in sentences(block):
            for match in _PAIR.finditer(sentence):
                units = {match["ua"].strip(), match["ub"].strip()} - {""}
                if len(units) < 2:
                    a, b = (_decimal(match[name]) for name in ("a", "b"))
                    yield FigurePair(block, sentence, match.start(), match[0], a, b, units == {"%"})


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("−", "-"))


def _gain(pair: FigurePair) -> Iterator[Finding]:
    """A gain right before the bracket that no way to compute it gives."""
    match = _GAIN.search(pair.sentence[: pair.start].rstrip())
    if not match or not pair.a or not pair.b or _ABOUT.search(pair.sentence[: match.start()][-20:]):
        return
    if match["sign"] in ("~", "≈") or re.search(r"(?i)\b(?:and|from|than|at|with)\b", match["between"]):
        return
    gain, kind = rounded(Decimal(match["gain"])), match["kind"]
    a, b = rounded(pair.a), rounded(pair.b)
    gains = list(_possible_gains(a, b, kind)) + list(_possible_gains(b, a, kind))
    if not gains or any(gain.meets(way) or gain.meets(way.times(-1)) for way in gains):
        return
    near = min(gains, key=lambda way: abs(abs(way.middle) - gain.middle))
    places = (_at(pair, match["gain"] + match["kind"] + match["between"] + " " + pair.text),)
    yield finding(
        f"“{match[0].strip()} {pair.text}” does not add up: {pair.a} and {pair.b} make "
        f"{abs(near.middle):.3g}{'' if kind.startswith(('point', 'percentage')) else kind.replace('-', ' ')}, "
        f"not {match['gain']}.",
        "Compute the gain again, or name the two figures that it is of.",
        places,
    )


def _possible_gains(new: RoundingRange, old: RoundingRange, kind: str) -> Iterator[RoundingRange]:
    """What a gain of this kind may be of two figures."""
    quotient = new.over(old)
    if kind in ("×", "x", "times") or kind.endswith("fold"):
        if quotient:
            yield quotient
            yield quotient - RoundingRange(1, 1)
        return
    yield new - old
    yield (new - old).times(100)
    if quotient and kind == "%":
        yield (quotient - RoundingRange(1, 1)).times(100)
        yield quotient.times(100)
        hundred = RoundingRange(100, 100)
        errors = (hundred - new).over(hundred - old)
        if errors:
            yield (RoundingRange(1, 1) - errors).times(100)


def _slight(pair: FigurePair) -> Iterator[Finding]:
    """A word for a small difference right before two figures that are far apart."""
    before = pair.sentence[: pair.start][-60:]
    match = _SLIGHT.search(before)
    if match and not re.search(r"[,;:]| and | but ", before[match.end() :]):
        yield from _wide(
            pair.a, pair.b, match[0], f"{match[0]}{before[match.end() :]}{pair.text}", pair.block
        )


def _slightly_than(document: Document) -> Iterator[Finding]:
    for block in document.blocks:
        if (block.kind in ("paragraph", "list") and "slightly" in block.text) or "marginally" in block.text:
            for sentence in sentences(block):
                for match in _SLIGHTLY_THAN.finditer(sentence):
                    units = {match["ua"].strip(), match["ub"].strip()} - {""}
                    if len(units) < 2:
                        yield from _wide(
                            _decimal(match["a"]), _decimal(match["b"]), "slightly", match[0], block
                        )


def _wide(a: Decimal, b: Decimal, word: str, quote: str, block: Block) -> Iterator[Finding]:
    low, high = sorted((a, b))
    apart = float((high - low) / high) if high else 0.0
    if low > 0 and apart >= LARGE and (low >= 1 or decimals_of(low) >= 2):
        yield finding(
            f"“{quote.strip()[:140]}”: {a} and {b} are {apart:.0%} apart, which is not {word}.",
            "Give the difference as a figure.",
            (block.place.model_copy(update={"quote": quote.strip()[:200]}),),
            rule="unsupported-headline",
        )


def _nowhere(pair: FigurePair, tables: Sequence[NumericTable]) -> Iterator[Finding]:
    """A pair of which one figure is a table's and the other, printed alike, stands in no table but near to it."""
    digits = decimals_of(pair.a)
    if not digits or digits != decimals_of(pair.b) or min(abs(pair.a), abs(pair.b)) < 5:
        return
    if pattern("sentence_words", "other_settings").search(pair.sentence):
        return
    spoken = bare_name(pair.sentence)
    for known, other in ((pair.a, pair.b), (pair.b, pair.a)):
        for table in tables:
            named = list(_of_named_rows(table, known, spoken))
            for figure in named if other not in named else ():
                if figure != other and _one_digit_off(figure, other):
                    yield finding(
                        f"“{pair.text}”: beside {known}, the row that the sentence names has {figure} in "
                        f"{table.table.label}, not {other}: the difference is {abs(known - figure)}.",
                        "Correct the figure, or say where it is from.",
                        (_at(pair, pair.text),),
                        rule="unsupported-headline",
                    )
                    return


def _of_named_rows(table: NumericTable, known: Decimal, spoken: str) -> Iterator[Decimal]:
    """Figures of rows that a sentence names, in a column that holds a known figure; pairs part by part."""
    parts: dict[tuple[int, int], dict[int, Decimal]] = {}
    for cell in table.table.cells:
        for place, part in enumerate(re.findall(r"\d{1,6}\.\d{1,6}", cell.text[:60])):
            parts.setdefault((cell.column, place), {})[cell.row] = Decimal(part)
    names = {row: bare_name(table.names.get(row, ("",))[0].split(" ")[0]) for row in table.rows}
    for column in parts.values():
        if known in column.values():
            yield from (
                v
                for row, v in column.items()
                if len(names.get(row, "")) > 3 and names[row] in spoken and v != known
            )


def _one_digit_off(a: Decimal, b: Decimal) -> bool:
    left, right = str(a), str(b)
    return len(left) == len(right) and sum(x != y for x, y in zip(left, right, strict=True)) == 1


def _at(pair: FigurePair, quote: str) -> Place:
    return pair.block.place.model_copy(update={"quote": quote.strip()[:200]})
