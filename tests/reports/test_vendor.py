"""A vendor's prices and promises in every report: golden sections, the same lines everywhere, nothing hidden."""

import json
from collections.abc import Callable
from decimal import Decimal

import pytest

from claims.records import Dossier, ListedPrice, Per, Place, Promise
from reports import registry
from tests.reports.dossiers import realistic
from tests.reports.enemy import HOSTILE
from tests.reports.test_formats import HIDDEN

SHEET = Place(file="prices.csv", line=2, row=1, column=2, quote="2.10")
PRICE = ListedPrice(
    item="Router", value=Decimal("2.10"), currency="$", unit="1,000 requests", per=Per(count=1000, what="request"),
    place=SHEET,
)  # fmt: skip
ONCE = PRICE.model_copy(update={"item": "Onboarding", "value": Decimal(4500), "unit": "once", "per": None})
TICKETS = Promise(
    topic="outcome", says="Customers see 35 % fewer tickets.", ask="The figures before and after with their counts.",
    place=Place(file="README.md", line=7, quote="35 % fewer tickets"),
)  # fmt: skip
AGAIN = TICKETS.model_copy(update={"place": Place(file="whitepaper.pdf", page=2, quote="35 % fewer tickets")})
SECTIONS = {
    "terminal": ("PRICES LISTED BY THE VENDOR", "MEASURED HERE"),
    "markdown": ("## Prices listed by the vendor", "## Measured"),
    "html": ("<h2>Prices listed by the vendor</h2>", "<section"),
}


def selling(*promises: Promise) -> Dossier:
    return realistic().model_copy(update={"prices": (PRICE, ONCE), "promises": promises or (TICKETS, AGAIN)})


@pytest.mark.parametrize(("name", "suffix"), [("terminal", "txt"), ("markdown", "md"), ("html", "html")])
def test_the_sections_are_those_of_the_golden_file(
    name: str, suffix: str, golden: Callable[[str, bytes], None]
) -> None:
    start, end = SECTIONS[name]
    body = registry[name].call(selling()).decode()
    assert body.count(start) == 1
    rest = body.partition(start)[2]
    if name == "html":
        prices, _, asked = rest.partition("</section>")
        rest = f"{prices}{asked.partition('</section>')[0]}"
    golden(f"vendor.{suffix}", (start + rest.partition("\x00" if name == "html" else end)[0]).encode())


def test_a_statement_that_two_files_make_is_listed_once_with_both_places() -> None:
    body = " ".join(registry["terminal"].call(selling()).decode().split())
    assert body.count("Customers see 35 % fewer tickets.") == 1
    assert "(README.md:7, whitepaper.pdf, p. 2)" in body


def test_the_json_holds_every_price_and_promise() -> None:
    printed = json.loads(registry["json"].call(selling()))
    assert [(p["item"], str(p["value"]), p["currency"]) for p in printed["prices"]] == [
        ("Router", "2.1", "$"),
        ("Onboarding", "4500", "$"),
    ]
    assert [p["place"]["file"] for p in printed["promises"]] == ["README.md", "whitepaper.pdf"]


def test_the_memo_tells_what_to_ask_about() -> None:
    assert "To ask about: outcome" in registry["memo"].call(selling()).decode()
    assert "To ask about" not in registry["memo"].call(realistic()).decode()


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", [*SECTIONS, "memo"])
def test_nothing_of_a_price_or_promise_is_hidden_or_obeyed(name: str, text: str) -> None:
    place = Place(file=text, quote=text)
    hostile = selling(TICKETS.model_copy(update={"says": text, "ask": text, "place": place}))
    hostile = hostile.model_copy(update={"prices": (PRICE.model_copy(update={"item": text, "unit": text}),)})
    assert not HIDDEN.search(registry[name].call(hostile).decode().replace("\r\n", "\n"))
