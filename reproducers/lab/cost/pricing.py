"""From seconds to money: what one request, or one token, costs on a machine that is paid by the hour."""

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from claims.records import Pair
from reproducers.lab.orders import Settings

if TYPE_CHECKING:
    from claims.statistics.resampled import Resampled

SECONDS = 3600


def cost_of(settings: Settings, seconds: float, count: int) -> float:
    """The cost of `count` requests of so many seconds each: seconds times price, over the utilisation."""
    price = float(settings.price_per_hour or 0) / SECONDS
    return count * seconds * price / float(settings.utilisation)


def as_cost(settings: Settings, time: "Resampled", count: int) -> "Resampled":
    """A resampled time as the cost of `count` such times: every draw by the same factor."""
    factor = cost_of(settings, 1.0, count)
    return replace(time, estimate=time.estimate * factor, draws=time.draws * factor)


def price_settings(settings: Settings, item: str, count: int) -> tuple[Pair, ...]:
    """The settings of a cost: the price of an hour, the utilisation, and what is priced."""
    used = f"{100 * settings.utilisation.normalize():f} %" if settings.utilisation != Decimal(1) else "100 %"
    items = item if count == 1 else f"{count:,} {item}s"
    return (
        Pair(name="price of an hour", value=str(settings.price_per_hour)),
        Pair(name="utilisation", value=used),
        Pair(name="cost of", value=f"{items}, in the currency of that price; the machine alone"),
    )
