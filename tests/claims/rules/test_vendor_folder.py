"""A vendor's folder that contradicts itself is told with every place; tiers, bounds and other units stay silent."""

from decimal import Decimal

import pytest

from claims.records import Case, Finding, ListedPrice, Measurement, Pair, Place, Plan, Promise, Quantity
from claims.rules import apply_rules


def price(
    file: str, value: str, per: str = "per 1,000 requests", *, unit: str = "$", bound: bool = False
) -> Promise:
    place = Place(file=file, line=5, quote=value)
    return Promise(
        topic="price", says=f"It costs {unit}{value} {per}.", ask="", value=Decimal(value), unit=unit,
        priced=per, is_bound=bound, place=place,
    )  # fmt: skip


def uptime(file: str, value: str, says: str = "We had {} % uptime.") -> Promise:
    place = Place(file=file, line=6, quote=value)
    return Promise(
        topic="uptime", says=says.format(value), ask="", value=Decimal(value), unit="%", place=place
    )  # fmt: skip


def listed(value: str, unit: str = "1,000 requests", currency: str | None = "$") -> ListedPrice:
    place = Place(file="prices.csv", line=2, quote=value)
    return ListedPrice(item="Router", value=Decimal(value), currency=currency, unit=unit, place=place)


def averaging(value: str, currency: str = "$") -> Measurement:
    mean = Decimal(value)
    return Measurement(
        subject="vendor", metric="cost_per_request", supplied=True, observed=Quantity(value=mean, as_written=""),
        low=mean * Decimal("0.99"), high=mean * Decimal("1.01"), method="bootstrap", n=500, reproducer="predictions@6",
        settings=(Pair(name="cost of", value=f"1,000 requests, in {currency}"),),
    )  # fmt: skip


def findings(*facts: Promise | ListedPrice | Measurement) -> list[Finding]:
    case = Case(
        promises=tuple(fact for fact in facts if isinstance(fact, Promise)),
        prices=tuple(fact for fact in facts if isinstance(fact, ListedPrice)),
        attempts=tuple(fact for fact in facts if isinstance(fact, Measurement)),
        plan=Plan(steps=(), margin=Decimal(2), seed=0).seal(),
    )
    return [finding for finding in apply_rules(case, ()) if finding.rule == "card-mismatch"]


CARD, PDF = "README.md", "whitepaper.pdf"


@pytest.mark.parametrize(
    "facts",
    [
        (price(CARD, "1.90"), price(PDF, "2.50")),
        (price(CARD, "1.90"), listed("2.10")),
        (price(CARD, "1.90"), listed("0.0021", "request")),
        (price(CARD, "0.60", "per 1M input tokens"), listed("0.80", "1M input tokens")),
        (price(CARD, "1.90"), listed("2.10", "1k calls")),
        (uptime(CARD, "99.95"), uptime(PDF, "99.5")),
        (listed("2.10"), averaging("2.39")),
        (listed("2.10"), averaging("1.50")),
    ],
)
def test_terms_that_cannot_all_hold_are_one_finding_with_every_place(
    facts: tuple[Promise | ListedPrice | Measurement, ...],
) -> None:
    (finding,) = findings(*facts)
    places = [fact.place for fact in facts if not isinstance(fact, Measurement)]
    assert list(finding.places) == places and all(place.file in finding.says for place in places)


@pytest.mark.parametrize(
    "facts",
    [
        (price(CARD, "1.90"), price(PDF, "1.9")),
        (price(CARD, "1.90"), listed("0.0019", "request")),
        (price(CARD, "1.90"), listed("1.90"), listed("1.40")),  # tiers, of which one is meant
        (price(CARD, "1.20", bound=True), listed("1.90")),
        (price(CARD, "1.90", unit="€"), listed("2.10")),
        (price(CARD, "1.90"), listed("2.10", currency=None)),
        (price(CARD, "1.90"), listed("40", "1,000 pages")),
        (price(CARD, "1.90"), listed("290", "month")),
        (price(CARD, "3", "per 1M input tokens"), listed("15", "1M output tokens")),
        (price(CARD, "1.90"), price(CARD, "2.50")),  # two prices of one document
        (uptime(CARD, "99.95"), uptime(PDF, "99.9", "The contract guarantees {} % uptime.")),
        (uptime(CARD, "99.9"), uptime(PDF, "99.95"), uptime(PDF, "99.9")),
        (listed("2.10"), averaging("2.13")),
        (listed("1.40"), listed("2.10"), averaging("1.90")),  # a mean between two tiers
        (listed("2.10"), averaging("2.39", "€")),
        (listed("2.10"), averaging("2.39", "its currency")),
    ],
)
def test_terms_that_can_all_hold_stay_silent(facts: tuple[Promise | ListedPrice | Measurement, ...]) -> None:
    assert findings(*facts) == []


def test_answers_dearer_than_the_sheet_weigh_more_than_cheaper_ones() -> None:
    assert [findings(listed("2.10"), averaging(mean))[0].severity for mean in ("2.39", "1.50")] == [
        "serious",
        "warning",
    ]
