"""Prices and uptime in a vendor's sentences are claims, with what they are for; savings and former prices are none."""

from pathlib import Path

import pytest

from claims.quantities.price_unit import currency_of, per_of
from claims.records import Claim, Source
from extractors.pipeline.read import ReadOrder, read

SOURCE = Source(kind="folder", name="vendor", revision="1", sha256="0" * 64)


def claims_of(folder: Path, text: str) -> tuple[Claim, ...]:
    (folder / "paper.md").write_text(f"# Lantern Router\n\n{text}\n")
    return read(ReadOrder(root=str(folder), files=("paper.md",), source=SOURCE)).claims


@pytest.mark.parametrize(
    ("text", "metric", "value", "count", "what"),
    [
        ("It costs $2.40 per 1,000 requests.", "cost_per_request", "2.40", 1000, "request"),
        ("Each call is billed at €0.003 per call.", "cost_per_request", "0.003", 1, "request"),
        ("Pricing is USD 0.60 per million tokens.", "price", "0.60", 1_000_000, "token"),
        ("We charge 5.10 EUR per 1k queries.", "cost_per_request", "5.10", 1000, "request"),
        ("Routing costs $3.20 per 1,000 tickets.", "cost_per_request", "3.20", 1000, "request"),
        ("It is $7 for 500 scanned contracts.", "cost_per_request", "7", 500, "request"),
        ("Price: £0.04 per claim form page.", "cost_per_request", "0.04", 1, "request"),
        ("We bill CHF 12 / million input tokens.", "price", "12", 1_000_000, "token"),
        ("You pay 0.9 USD per hundred e-mails.", "cost_per_request", "0.9", 100, "request"),
    ],
)
def test_a_price_says_what_it_is_for(
    text: str, metric: str, value: str, count: int, what: str, tmp_path: Path
) -> None:
    (claim,) = [claim for claim in claims_of(tmp_path, text) if claim.kind == "cost"]
    assert (claim.metric, str(claim.stated.value), claim.own) == (metric, value, True)
    per = per_of(claim)
    assert per is not None and (per.count, per.what) == (count, what)


@pytest.mark.parametrize(
    "text",
    [
        "That is a saving of $0.40 per 1,000 requests.",
        "It is cheaper by $0.40 per 1,000 requests.",
        "The office costs $1,900 a month.",
        "A seat is $25 per user.",
        "Speech is billed at $0.90 per 60 minutes.",
        "It costs $15 per 1,000 active users.",
        "Storage is $0.02 per million characters.",
    ],
)
def test_savings_and_other_costs_are_no_price_of_the_service(text: str, tmp_path: Path) -> None:
    assert not [claim for claim in claims_of(tmp_path, text) if claim.metric in ("cost_per_request", "price")]


def test_uptime_is_a_claim_of_reliability(tmp_path: Path) -> None:
    (claim,) = claims_of(tmp_path, "We guarantee 99.9% uptime.")
    assert (claim.kind, claim.metric, str(claim.stated.value)) == ("reliability", "uptime", "99.9")


@pytest.mark.parametrize(
    ("name", "sign"), [("price_usd", "$"), ("cost eur", "€"), ("£", "£"), ("US$", "$"), ("price", None)]
)
def test_a_currency_is_told_by_its_code_or_sign(name: str, sign: str | None) -> None:
    assert currency_of(name) == sign
