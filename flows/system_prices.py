"""What a request to each system costs, from the price lists that --price states and the prices in files of answers."""

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from claims.errors import UsageError
from claims.records.plan import Per
from claims.records.system_comparison import ComparedSystem, SystemFigure

_HINT = (
    'Write it as --price "NAME=$1.90 per 1,000 requests" or '
    '"NAME=$3 per 1M input tokens, $15 per 1M output tokens".'
)
_APART = Decimal("0.05")
"""Difference of a price list from the prices in the file beyond which both are told."""


class StatedPrice(NamedTuple):
    """One price of a list: so much for so many requests or tokens."""

    value: Decimal
    per: Per
    tokens: str | None
    """"input" or "output", where it is for one side of the tokens."""
    text: str


def stated_prices(options: Sequence[str], systems: Sequence[str]) -> dict[str, tuple[StatedPrice, ...]]:
    """The price lists by system; raises UsageError for what is no price or no system."""
    lists: dict[str, tuple[StatedPrice, ...]] = {}
    for option in options:
        name, sign, text = (part.strip() for part in option.partition("="))
        if not sign or name not in systems:
            raise UsageError(f"--price {option!r} names none of the systems ({', '.join(systems)}).", _HINT)
        prices = _prices(text)
        if not prices:
            raise UsageError(f"--price {option!r} is no price for requests or tokens.", _HINT)
        lists[name] = (*lists.get(name, ()), *prices)
    return lists


def currencies(lists: Mapping[str, Sequence[StatedPrice]]) -> set[str]:
    """The currencies of all price lists."""
    return {price.per.currency for prices in lists.values() for price in prices if price.per.currency}


def _prices(text: str) -> tuple[StatedPrice, ...]:
    from claims.quantities.price_unit import price_unit
    from extractors.language.service_prices import prices_in

    if text[:1].isdigit():
        text = f"${text}"
    text = text.replace("/1k", " per 1,000 requests") if text.endswith("/1k") else text
    prices = []
    for price in prices_in(text):
        per = price_unit(price.per)
        if per is not None:
            words = price.per.casefold()
            side = "input" if "input" in words else "output" if "output" in words else None
            per = per.model_copy(update={"currency": price.stated.unit})
            prices.append(StatedPrice(price.stated.value, per, side, text))
    return tuple(prices)


def with_price(system: ComparedSystem, stated: Sequence[StatedPrice]) -> ComparedSystem:
    """The system with the price of a request by its price list; raises UsageError where its tokens are not known."""
    if not stated:
        return system
    price = _of_requests(stated) if stated[0].per.what == "request" else _of_tokens(system, stated)
    if system.price is None or abs(system.price.value - price.value) <= _APART * price.value:
        return system.model_copy(update={"price": price})
    note = (
        f"The file's own prices average {1000 * system.price.value:.4g} for 1,000 requests, the price list comes to "
        f"{1000 * price.value:.4g}: ask which of the two is billed. The dearer of the two is reckoned with."
    )
    dearer = max(system.price, price, key=lambda figure: figure.value)
    return system.model_copy(update={"price": dearer, "notes": (*system.notes, note)})


def _of_requests(stated: Sequence[StatedPrice]) -> SystemFigure:
    price = stated[0].value / stated[0].per.count
    return SystemFigure(
        name="price of a request",
        value=price,
        low=price,
        high=price,
        unit="money",
        origin="stated",
        note=stated[0].text,
    )


def _of_tokens(system: ComparedSystem, stated: Sequence[StatedPrice]) -> SystemFigure:
    used = {figure.name.partition(" ")[0]: figure for figure in system.tokens}
    value, variance = 0.0, 0.0
    for price in stated:
        sides = [price.tokens] if price.tokens else ["input", "output"]
        if any(side not in used for side in sides) or price.per.what != "token":
            raise UsageError(
                f"{system.name} is priced by tokens, and its file counts none.",
                "Give it columns input_tokens and output_tokens, or state a price per 1,000 requests.",
            )
        per_token = float(price.value) / price.per.count
        for figure in (used[side] for side in sides if side):
            value += per_token * float(figure.value)
            width = float(figure.ends[1] - figure.ends[0])
            variance += (per_token * width / 2) ** 2
    half = math.sqrt(variance)
    low, high, middle = (Decimal(f"{end:.8g}") for end in (value - half, value + half, value))
    return SystemFigure(
        name="price of a request", value=middle, low=low, high=high, unit="money", origin="stated",
        n=next(iter(used.values())).n, note=f"{stated[0].text}, times the tokens in its file",
    )  # fmt: skip
