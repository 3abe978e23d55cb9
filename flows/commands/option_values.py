"""What the values of options mean that several commands have: numbers, shares, money and times."""

import re
from decimal import Decimal, InvalidOperation

import click

_THOUSANDS = re.compile(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
"""A number whose commas stand between thousands; a comma that may be a decimal point is refused."""


def seconds(text: str, option: str = "--budget") -> float:
    """Read a time, "90s", "30m", "2h" or "7d"; raises UsageError."""
    units = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
    number, unit = (text[:-1], units[text[-1]]) if text[-1:] in units else (text, 1)
    try:
        seconds = float(number) * unit
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise click.UsageError(f"{option} {text!r} is not a time; write it as 90s, 30m or 2h.")
    return seconds


def number(option: str, text: str | None) -> Decimal:
    """A number above 0; raises UsageError."""
    try:
        value = Decimal(text or "")
    except InvalidOperation:
        raise click.UsageError(f"{option} {text!r} is not a number.") from None
    if not value.is_finite() or value <= 0:
        raise click.UsageError(f"{option} must be a number above 0, not {text}.")
    return value


def share(option: str, text: str | None) -> Decimal:
    """A share above 0, up to 1; raises UsageError."""
    value = number(option, text)
    if value > 1:
        raise click.UsageError(f"{option} is a share from 0 to 1, not {text}.")
    return value


def money(option: str, text: str) -> Decimal:
    """An amount of money with or without its sign, above 0; raises UsageError."""
    bare = text.strip().lstrip("$€£").strip()
    return number(option, bare.replace(",", "") if _THOUSANDS.fullmatch(bare) else bare)


def price_of_hour(text: str | None) -> Decimal | None:
    """What an hour of a machine costs, "0.60/h" too; raises UsageError."""
    return None if text is None else money("--price-per-hour", text.strip().removesuffix("/h"))


def hour_price(price: str | None, instance: str | None) -> tuple[Decimal | None, str | None, str]:
    """The price of an hour, its currency, and where it comes from: stated, or the catalog of instances."""
    from claims.quantities.price_unit import currency_of

    if price is not None and instance is not None:
        raise click.UsageError("--price-per-hour and --instance both state the price of an hour: give one.")
    if instance is not None:
        from claims.catalog.instance_prices import instance_price

        rented = instance_price(instance)
        return rented.per_hour, "$", f"{rented.name}, on demand, read on {rented.read}"
    sign = price.strip()[:1] if price else ""
    return price_of_hour(price), currency_of(sign), "as stated"
