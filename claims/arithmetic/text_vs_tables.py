"""Numbers in sentences against the tables and against each other."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from claims import catalog
from claims.arithmetic.findings import finding
from claims.arithmetic.numeric_table import NumericTable
from claims.arithmetic.rounding_range import RoundingRange, decimals_of, rounded
from claims.catalog.word_lists import pattern
from claims.records import Claim, Document, Finding
from claims.text.sentences import split_sentences, spoken_blocks

_NUMBER = r"\d{1,6}+(?:\.\d{1,4}+)?+"
_UNIT = r"\s?(?:%|ms|s|GB|MB)?+"
_PRINTED = re.compile(r"\d{1,9}(?:\.\d{1,9})?|(?<!\d)\.\d{1,9}")
"""A number of a cell, also without the nought before its point."""
_GAIN = re.compile(
    r"(?P<value>\d{1,3}+\.\d{1,4}+)\s?(?:%|points?)?(?:\s[A-Z][\w-]{0,12}){0,2}\s?\((?:a |an |\+|by )?\s?"
    r"(?P<gain>\d{1,3}+\.\d{1,4}+)\s?(?P<kind>%|points?|x|×)?[^()]{0,40}"
    r"\b(?:improvement|gain|increase|higher|better|absolute)\b[^()]{0,40}\)"
)
_FROM_TO = re.compile(
    rf"\bfrom (?P<old>{_NUMBER}){_UNIT} to (?P<new>{_NUMBER}){_UNIT}(?:,? \(|, | )"
    r"(?:(?:i\.e\.|which is|that is|an?|by|of|\+)[ ,]){0,2}(?:(?:absolute|relative) )?"
    r"(?:(?:gain|improvement|increase|reduction|drop|decrease|speed-?up) of )?"
    rf"\+?(?P<gain>{_NUMBER})\s?(?P<kind>%|points?|percentage points|x\b|×|times|fold)"
)
CLOSE = Decimal("0.04")
"""A figure this near to the table's, relative to it, is meant to be the same; another is of another thing."""
MOST_ROWS = 16
"""Rows of own figures for one data set and metric; with more, a sentence may be of any of them."""


@dataclass(frozen=True)
class PrintedNumbers:
    """Every number that stands in a table."""

    values: frozenset[Decimal]

    @classmethod
    def of(cls, tables: Sequence[NumericTable], document: Document) -> "PrintedNumbers":
        """The numbers of all cells, of both halves of a pair too."""
        values = {value.value for table in tables for value in table.numbers.values()}
        texts = (cell.text[:60] for table in document.tables for cell in table.cells)
        values |= {Decimal(part) for text in texts for part in _PRINTED.findall(text)}
        return cls(frozenset(values))

    def has(self, value: Decimal) -> bool:
        """Whether a number stands in a table, to the digits of the coarser print; as a share or in per cent."""
        scaled = (value, value / 100, value * 100)
        return any(_same(printed, value) or printed in scaled for printed in self.values)


def _same(value: Decimal, other: Decimal) -> bool:
    """Whether two prints can be one number: equal, or the finer rounds (or is cut) to the coarser."""
    if value == other:
        return True
    a, b = decimals_of(value), decimals_of(other)
    if a == b or not min(a, b):
        return False  # a whole number is a count or a citation
    fine, coarse = (value, other) if a > b else (other, value)
    ends = rounded(coarse)
    return ends.low <= float(fine) <= ends.high


def gains_in_text(document: Document) -> Iterator[Finding]:
    """Finds sentences whose gain is neither the difference, the relative change nor the ratio of their two numbers."""
    for block in spoken_blocks(document):
        for match in _FROM_TO.finditer(block.text):
            old, new, gain = (rounded(Decimal(match[name])) for name in ("old", "new", "gain"))
            if not any(gain.meets(computed) for computed in _gains(old, new)) and old.middle != new.middle:
                change = f" or {100 * abs(new.middle / old.middle - 1):.3g} %" if old.middle else ""
                yield finding(
                    f"“{match[0].strip(' (,')}” does not add up: from {match['old']} to {match['new']} is a "
                    f"difference of {abs(new.middle - old.middle):.4g}{change}.",
                    "Compute the gain again, or say what it is of.",
                    (block.place.model_copy(update={"quote": match[0][:200]}),),
                )


def _gains(old: RoundingRange, new: RoundingRange) -> Iterator[RoundingRange]:
    """Everything that a gain from one number to another may be called."""
    for a, b in ((new, old), (old, new)):
        yield a - b
        quotient = a.over(b)
        if quotient:
            yield quotient
            yield quotient * quotient  # a side that doubles makes four times the area
            yield (quotient - RoundingRange(1, 1)).times(100)
            yield (quotient - RoundingRange(1, 1))
            yield (RoundingRange(1, 1) - quotient).times(100)
    errors = (RoundingRange(100, 100) - new).over(RoundingRange(100, 100) - old)
    if errors:
        yield (RoundingRange(1, 1) - errors).times(100)


def gains_of_tables(document: Document, tables: Sequence[NumericTable]) -> Iterator[Finding]:
    """Finds "86.7 (5.6 % improvement)" where no number in the column of 86.7 is 5.6 away, in points or in per cent."""
    for block in spoken_blocks(document):
        for match in _GAIN.finditer(block.text):
            value, gain = Decimal(match["value"]), Decimal(match["gain"])
            others = [column for column in _column_of(tables, value) if column != value]
            absolute = "absolute" in match[0]
            if not others or any(
                rounded(gain).meets(g) for other in others for g in _plain_gains(other, value, absolute)
            ):
                continue
            near = sorted(set(others), key=lambda other: abs(abs(value - other) - gain))[:3]
            reported = ", ".join(f"{abs(value - neighbour)} to {neighbour}" for neighbour in near)
            yield finding(
                f"The text gives {value} a gain of {gain}, but nothing in the column of {value} is {gain} away"
                f"{'' if absolute else ', in points or in per cent'}; the nearest differences are {reported}.",
                "Name the figure that the gain is set against, or compute it again.",
                (block.place.model_copy(update={"quote": match[0][:200]}),),
            )


def _plain_gains(old: Decimal, new: Decimal, absolute: bool) -> Iterator[RoundingRange]:
    """The difference and, unless it is called absolute, the relative change, whichever is the better way round."""
    before, after = rounded(old), rounded(new)
    for a, b in ((after, before), (before, after)):
        yield a - b
        quotient = a.over(b)
        if quotient and not absolute:
            yield (quotient - RoundingRange(1, 1)).times(100)


def _column_of(tables: Sequence[NumericTable], value: Decimal) -> Iterator[Decimal]:
    """The numbers that stand in a column with a number, halves of pairs at their own place."""
    for table in tables:
        columns: dict[tuple[int, int], list[Decimal]] = {}
        for cell in table.table.cells:
            for place, part in enumerate(re.findall(r"\d{1,4}\.\d{1,6}", cell.text[:60])):
                columns.setdefault((cell.column, place), []).append(Decimal(part))
        for held in columns.values():
            if value in held:
                yield from held


def against_tables(
    claims: Sequence[Claim], document: Document, tables: Sequence[NumericTable]
) -> Iterator[Finding]:
    """Finds own scores in the text that stand in no table, close to the score that the tables give for the same."""
    in_tables = PrintedNumbers.of(tables, document)
    printed = [claim for claim in claims if claim.place.table and claim.own and claim.kind == "quality"]
    reported: set[tuple[str, Decimal]] = set()
    for claim in claims:
        value = claim.stated.value
        if not _headline(claim) or in_tables.has(value) or (claim.metric, value) in reported:
            continue
        sentence = _sentence(document, claim)
        if sentence and pattern("sentence_words", "other_settings").search(sentence):
            continue
        rivals = [
            column for column in printed if _of_the_same(claim, column) or _row_named(claim, column, sentence)
        ]
        near = min(rivals, key=lambda rival: abs(rival.stated.value - value), default=None)
        if near is None or len(rivals) > MOST_ROWS or decimals_of(near.stated.value) != decimals_of(value):
            continue
        if abs(near.stated.value - value) <= CLOSE * abs(value):
            reported.add((claim.metric, value))
            yield _differ(claim, near)


def _headline(claim: Claim) -> bool:
    return (
        claim.own
        and claim.place.table is None
        and claim.kind == "quality"
        and claim.stated.relation == "="
        and decimals_of(claim.stated.value) >= 1
        and not claim.stated.as_written.strip().startswith(("+", "-", "−"))
        and bool(claim.dataset)
    )


def _of_the_same(claim: Claim, other: Claim) -> bool:
    pair, two = claim.dataset or "", other.dataset or ""
    split = not (claim.split and other.split) or claim.split == other.split
    prefix = pair.casefold().startswith(two.casefold()) or two.casefold().startswith(pair.casefold())
    same = catalog.same_dataset(pair, two) or (bool(pair and two) and prefix)
    return claim.metric == other.metric and same and split


def _row_named(claim: Claim, other: Claim, sentence: str) -> bool:
    """Whether a sentence names the row ("our big model") though it spells the data set its own way."""
    words = [word for word in re.findall(r"[a-z]{3,}", other.subject.casefold()) if word != "model"]
    spoken = sentence.casefold()
    known = catalog.dataset(other.dataset or "")
    distinct = len(words) > 1 or other.subject.casefold() != claim.subject.casefold()
    return (
        claim.metric == other.metric
        and distinct
        and bool(words)
        and any(word in spoken for word in words if word not in claim.subject.casefold())
        and (known is None or known.casefold() in spoken)
        and not (claim.split and other.split and claim.split != other.split)
    )


def _differ(claim: Claim, near: Claim) -> Finding:
    return finding(
        f"The text gives {claim.metric_as_written} {claim.stated.as_written.strip()} on {claim.dataset}, but "
        f"{near.place.table} has {near.stated.as_written.strip()}, and no table has {claim.stated.value}.",
        "Correct the figure that is wrong, or say what sets the two apart.",
        (claim.place, near.place),
        severity="warning",
    ).model_copy(update={"claim_ids": (claim.id, near.id)})


def _sentence(document: Document, claim: Claim) -> str:
    """The sentence that a claim stands in."""
    quote = claim.place.quote
    for block in document.blocks:
        if (block.place.page, block.place.file) == (
            claim.place.page,
            claim.place.file,
        ) and quote in block.text:
            for sentence in split_sentences(block.text):
                if quote in sentence:
                    return sentence
    return ""
