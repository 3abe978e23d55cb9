"""What a vendor lists and promises, in lines that every report prints."""

from claims.records import Dossier, ListedPrice, Promise
from reports.views import vocabulary
from reports.views.safe_text import shortened, visible

PRICES = "Prices listed by the vendor"
TO_ASK = "Claims to ask about"
MOST = 40
"""Lines of either list that are printed; the rest is counted, and in the JSON."""


def price_lines(dossier: Dossier) -> tuple[str, ...]:
    """Each price of a price sheet: item, price, what it is for, and where it stands."""
    return _first(tuple(map(_price, dossier.prices)), "price")


def promise_lines(dossier: Dossier) -> tuple[tuple[str, str], ...]:
    """Each statement that cannot be measured with its place, and the evidence to ask for; equal ones are joined."""
    where: dict[tuple[str, str], list[str]] = {}
    for promise in dossier.promises:
        where.setdefault((_statement(promise), visible(promise.ask)), []).append(
            vocabulary.place_name(promise.place)
        )
    return tuple(
        (f"{says} ({', '.join(dict.fromkeys(places))})", ask)
        for (says, ask), places in list(where.items())[:MOST]
    )


def _statement(promise: Promise) -> str:
    return f"{promise.topic}: “{shortened(promise.says, 200)}”"


def _price(price: ListedPrice) -> str:
    amount = (
        f"{price.currency}{price.value:,f}" if price.currency else f"{price.value:,f} (no currency named)"
    )
    known = f" for {visible(price.unit)}" if price.per else f", unit: {visible(price.unit)}"
    unit = known if price.unit else " (for what is not said)"
    return f"{visible(price.item) or 'unnamed'}: {amount}{unit} ({vocabulary.place_name(price.place)})"


def _first(lines: tuple[str, ...], noun: str) -> tuple[str, ...]:
    left = len(lines) - MOST
    return lines if left <= 0 else (*lines[:MOST], f"and {vocabulary.counted(left, f'more {noun}')}")
