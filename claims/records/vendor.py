"""What a vendor lists and promises: prices of a price sheet, and statements that no laboratory can measure."""

from decimal import Decimal
from typing import Literal

from claims.records.plan import Per
from claims.records.record import Record
from claims.records.source import Place

PromiseTopic = Literal["price", "uptime", "compliance", "outcome"]


class ListedPrice(Record):
    """One price of a price sheet."""

    item: str
    """What is sold, as written."""
    value: Decimal
    """The printed digits."""
    currency: str | None = None
    """The sign of the currency; None where the sheet names none."""
    unit: str = ""
    """What the price is for, as written: "1,000 requests", "month"."""
    per: Per | None = None
    """The same as a count of requests or tokens; None where it is neither."""
    place: Place
    """The cell."""


class Promise(Record):
    """A statement that no laboratory can measure, with the evidence to ask for."""

    topic: PromiseTopic
    """What it is about."""
    says: str
    """The sentence that makes it."""
    ask: str
    """The evidence that would bear it out."""
    value: Decimal | None = None
    """Its number, where there is one."""
    unit: str = ""
    """The number's unit: a currency's sign, or %."""
    priced: str = ""
    """What a price is for, as written: "per 1,000 requests"."""
    is_bound: bool = False
    """Whether it is a bound, "from $1", which another number need not contradict."""
    place: Place
    """Where it stands."""
