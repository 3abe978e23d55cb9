"""One number under two names of metrics, a row whose name and column differ, variants that fall short of the text."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from claims import catalog
from claims.contradictions.same_figure import EXACT, agree, digits, finding, with_place
from claims.quantities import quantity, units
from claims.records import Claim, Finding, Quantity

MOST_ROWS = 400
"""Rows of results that are compared with each other."""


def relabelled(claims: Sequence[Claim]) -> Iterator[Finding]:
    """Finds a number that two tables call by two metrics, beside a figure that both share."""
    rows = _rows(claims)
    for index, first in enumerate(rows[:MOST_ROWS]):
        for other in rows[index + 1 : MOST_ROWS]:
            if first[0].place.table == other[0].place.table:
                continue
            shared = [(a, b) for a in first for b in other if a.metric == b.metric and _same(a, b)]
            swapped = [(a, b) for a in first for b in other if _renamed(a, b, first, other)]
            if shared and swapped:
                a, b = swapped[0]
                again = [
                    c
                    for row in rows
                    for c in row
                    if c.place.table not in (a.place.table,) and c.metric == b.metric and _same(a, c)
                ]
                says = (
                    f"{with_place(a)} is called {a.metric_as_written} in one table and {b.metric_as_written} in "
                    f"another, {with_place(b)}, beside the same {shared[0][0].metric_as_written}."
                )
                yield finding(says, "Say which metric the number is.", (a, *again, *shared[0]))
                return


def _rows(claims: Sequence[Claim]) -> list[list[Claim]]:
    """The figures of quality of each row of each table."""
    rows: dict[tuple[str | None, int | None], list[Claim]] = defaultdict(list)
    for claim in claims:
        if (
            claim.kind == "quality"
            and claim.place.table
            and digits(claim) >= 3
            and claim.metric in catalog.metrics()
        ):
            rows[claim.place.table, claim.place.row].append(claim)
    return [row for row in rows.values() if len(row) > 1]


def _same(claim: Claim, other: Claim) -> bool:
    """Whether two figures are the same number to the last digit of the coarser one."""
    return agree(claim.model_copy(update={"metric": other.metric}), other, steps=EXACT)


def _renamed(a: Claim, b: Claim, row: list[Claim], other: list[Claim]) -> bool:
    """Whether a number bears unrelated names in two rows, the one of which the second row uses for something else."""
    if (
        a.metric == b.metric
        or a.metric == "score"
        or b.metric == "score"
        or not _same(a, b)
        or a.dataset != b.dataset
    ):
        return False
    elsewhere = any(c.metric == a.metric and not _same(c, a) for c in other) or any(
        c.metric == b.metric and not _same(c, b) for c in row
    )
    return elsewhere and not _kin(a.metric, b.metric)


def _kin(name: str, other: str) -> bool:
    """Whether two metrics share a word of their names: AP and AP50, F1 and macro F1."""
    spelled = [
        {
            word
            for text in (known.name, *known.aliases, known.id)
            for word in re.findall(r"[a-z]{2,}", text.casefold())
        }
        for known in (catalog.metrics()[name], catalog.metrics()[other])
    ]
    return bool(spelled[0] & spelled[1])


def named_otherwise(claims: Sequence[Claim]) -> Iterator[Finding]:
    """Finds a row whose name carries a quantity that its own column gives differently, though other rows agree."""
    told_rows: dict[tuple[str | None, str], list[tuple[Claim, Quantity, list[Quantity]]]] = defaultdict(list)
    seen: set[tuple[str | None, int | None]] = set()
    for claim in claims:
        row = (claim.place.table, claim.place.row)
        if claim.place.table is None or row in seen or not claim.conditions:
            continue
        seen.add(row)
        for condition in claim.conditions.split("; "):
            words, _, last = condition.rpartition(" ")
            stated = quantity.read(last)
            if words and isinstance(stated, Quantity) and stated.unit in ("B", "M", "K", "T"):
                carried = [
                    q
                    for part in re.split(r"[-_/ ]", claim.subject)
                    if isinstance(q := quantity.read(part.upper()), Quantity)
                ]
                told_rows[claim.place.table, words].append(
                    (claim, stated, [q for q in carried if q.unit == stated.unit])
                )
    for (_, words), rows in told_rows.items():
        fits = [row for row in rows if any(q.value == row[1].value for q in row[2])]
        odd = [
            row
            for row in rows
            if row not in fits
            and any(abs(q.value / row[1].value - 1) < Decimal("0.15") for q in row[2] if row[1].value)
        ]
        if len(fits) >= 2 and len(fits) > len(odd):
            for claim, stated, carried in odd:
                says = (
                    f"The name {claim.subject} says {carried[-1].as_written}, its column {words} {stated.as_written}; "
                    f"{len(fits)} other rows agree with their names."
                )
                yield finding(says, "Correct the name or the column.", (claim,))


def short_of_text(claims: Sequence[Claim]) -> Iterator[Finding]:
    """Finds a context that the text promises and no variant in the table of variants reaches."""
    stated = [
        claim
        for claim in claims
        if claim.own and claim.metric == "context_length" and claim.place.table is None
    ]
    listed = [claim for claim in claims if claim.metric == "context_length" and claim.place.table is not None]
    if not stated or not listed:
        return
    most = max(stated, key=lambda claim: _tokens(claim)[0])
    longest = max(max(_tokens(claim)) for claim in listed)
    if all(longest < min(_tokens(claim)) * Decimal("0.9") for claim in stated):
        says = (
            f"The text promises a context of {with_place(most)}, and none of the {len(listed)} variants in the table "
            f"reaches it: {with_place(listed[0])}."
        )
        yield finding(says, "Say which variant has the longer context.", (most, *listed))


def _tokens(claim: Claim) -> list[Decimal]:
    metric = catalog.metric(claim.metric)
    meanings = units.readings(claim.stated, metric.scale, metric=metric) if metric else ()
    return [meaning.value for meaning in meanings] or [claim.stated.value]
