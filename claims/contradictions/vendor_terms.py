"""Terms of a vendor that cannot all hold: a price or an uptime that two papers of the same folder give differently.

A document and a sheet may list several prices, of which any may be meant: only where none of the one is any of the
other is it a contradiction. Bounds, other currencies, and prices of other things are never compared.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from claims.catalog.word_lists import pattern, words
from claims.contradictions.same_figure import at, finding
from claims.quantities.price_unit import price_unit
from claims.records import Finding, ListedPrice, Measurement, Place, Promise, Quantity

SLACK = Decimal("0.05")
"""The share by which the mean price of answers may lie outside the price sheet."""
SMALL = Decimal("0.1")
"""Money below which a price of a sheet may have been rounded."""
_ASK = "Ask for a dated offer that says which of them is billed."


class Term(NamedTuple):
    """A price or an uptime in one file, comparable with others of the same kind."""

    kind: tuple[str, ...]
    """What must be the same for two to be compared: the currency, what is priced, the side of the tokens."""
    low: Decimal
    high: Decimal
    """What the printed digits can stand for, for one request or token, or in %."""
    says: str
    place: Place


def contradictory_terms(
    promises: Sequence[Promise], prices: Sequence[ListedPrice], attempts: Sequence[object]
) -> Iterator[Finding]:
    """Finds terms that two files of a folder give differently, and a price sheet that the answers' prices miss."""
    by_file: dict[str, list[Term]] = defaultdict(list)
    listed = [term for price in prices if (term := _of_sheet(price)) is not None]
    for term in (*filter(None, map(_of_promise, promises)), *listed):
        by_file[term.place.file].append(term)
    for kind in dict.fromkeys(term.kind for terms in by_file.values() for term in terms):
        same = [[term for term in terms if term.kind == kind] for terms in by_file.values()]
        yield from _differing(kind, [terms for terms in same if terms])
    for attempt in attempts:
        if isinstance(attempt, Measurement) and attempt.supplied and attempt.metric == "cost_per_request":
            yield from _beside_answers(attempt, listed)
            return


def _differing(kind: tuple[str, ...], by_file: Sequence[Sequence[Term]]) -> Iterator[Finding]:
    """One finding for a kind of terms of which two files have none in common."""
    if any(not _any_agree(terms, others) for terms, others in combinations(by_file, 2)):
        remedy = "Ask which one the contract holds, and how it is measured." if kind[0] == "uptime" else _ASK
        says = f"The {kind[0]} differs: {'; '.join(map(_first_terms, by_file))}."
        yield finding(says, remedy, places=tuple(term.place for terms in by_file for term in terms[:3]))


def _any_agree(terms: Sequence[Term], others: Sequence[Term]) -> bool:
    """Whether one of the terms can be the same as one of the others."""
    return any(term.low <= other.high and other.low <= term.high for term in terms for other in others)


def _first_terms(terms: Sequence[Term]) -> str:
    """The first terms of a file with where they stand."""
    more = f" and {len(terms) - 3} more" if len(terms) > 3 else ""
    return f"{', '.join(dict.fromkeys(term.says for term in terms[:3]))}{more} in {_where(terms[0].place)}"


def _where(place: Place) -> str:
    return f"{place.file}, page {place.page}" if place.page else at(place)


def _of_promise(promise: Promise) -> Term | None:
    """The term of a promise; None for a bound, and for what has no number."""
    if promise.value is None or promise.is_bound:
        return None
    if promise.topic == "uptime":
        promised = pattern("vendor_claims", "guarantees").search(promise.says) is not None
        half = Quantity(value=promise.value, as_written="").half_step
        kind = ("uptime", "promised" if promised else "kept")
        return Term(kind, promise.value - half, promise.value + half, f"{promise.value} %", promise.place)
    says = f"{promise.unit}{promise.value} {promise.priced}"
    return _price(promise.value, promise.unit, promise.priced, says, promise.place)


def _of_sheet(price: ListedPrice) -> Term | None:
    says = f"{price.currency or ''}{price.value} for {price.unit} ({price.item})"
    return _price(price.value, price.currency or "", f"per {price.unit}", says, price.place, exact=True)


def _price(
    value: Decimal, currency: str, unit: str, says: str, place: Place, *, exact: bool = False
) -> Term | None:
    """The term of a price; None where it is for no count of requests or tokens, or in no known currency.

    A sheet's price is billed as it stands, unless it is of so little that it must have been rounded.
    """
    per = price_unit(unit)
    if per is None or not currency:
        return None
    low = unit.casefold()
    side = "input" if "input" in low else "output" if "output" in low else ""
    half = Decimal(0) if exact and value >= SMALL else Quantity(value=value, as_written="").half_step
    kind = ("price", currency, per.what, side if per.what == "token" else _noun(low))
    return Term(kind, (value - half) / per.count, (value + half) / per.count, says, place)


def _noun(unit: str) -> str:
    """What is priced, as a singular; all words for a request are one."""
    last = unit.rstrip(" .)").rpartition(" ")[2].rpartition("/")[2]
    single = f"{last[:-3]}y" if last.endswith("ies") else last.removesuffix("s")
    return "request" if single in words("vendor_claims", "requests") else single


def _beside_answers(measured: Measurement, listed: Sequence[Term]) -> Iterator[Finding]:
    """The mean of the prices in the file of answers, where it lies beside all that the sheet lists for a request."""
    priced = next((pair.value for pair in measured.settings if pair.name == "cost of"), "")
    count, _, rest = priced.replace(",", "", priced.count(",") - 1).partition(" ")
    terms = [
        term
        for term in listed
        if term.kind[2:] == ("request", "request") and rest.endswith(f"in {term.kind[1]}")
    ]
    if not terms or not count.isdigit() or measured.low is None or measured.high is None:
        return
    low, high = measured.low / int(count), measured.high / int(count)
    dearer = low > max(term.high for term in terms) * (1 + SLACK)
    if dearer or high < min(term.low for term in terms) * (1 - SLACK):
        mean, currency = 1000 * measured.observed.value / int(count), terms[0].kind[1]
        yield finding(
            f"The prices in the supplied answers average {currency}{mean:.4g} for 1,000 requests over {measured.n:,} "
            f"answers; the price sheet has {_first_terms(terms)}.",
            _ASK,
            places=tuple(term.place for term in terms[:3]),
            severity="serious" if dearer else "warning",
        )
