"""Traffic as people state it: "1M/month", "50k/day", "2/s"; a bare number is a month's."""

import re
from decimal import Decimal
from typing import NamedTuple

from claims.costs.cost_model import HOURS
from claims.errors import UsageError

_STATED = re.compile(
    r"(?P<count>\d[\d,_]*(?:\.\d+)?)\s*(?P<times>[kKmMbB])?\s*(?:/|\s+(?:per|a|an)\s+)?\s*(?P<unit>[a-z]*)"
)
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000, "b": 1_000_000_000}
_MONTHS = {
    "": 1.0, "month": 1.0, "mo": 1.0, "year": 1 / 12, "week": 365 / 12 / 7, "day": 365 / 12, "hour": HOURS, "h": HOURS,
    "minute": HOURS * 60, "min": HOURS * 60, "second": HOURS * 3600, "s": HOURS * 3600, "sec": HOURS * 3600,
}  # fmt: skip
"""How many of each time lie in a month."""
_OF_AN_HOUR = {"hour", "h", "minute", "min", "second", "sec", ""}
"""Units shorter than a day; "" is what is left of "s"."""
_MOST = Decimal(10) ** 13


def requests_a_month(text: str, option: str = "--traffic") -> Decimal:
    """The requests a month that a text states; raises UsageError."""
    match = _STATED.fullmatch(text.strip())
    unit = (
        match["unit"].removesuffix("s")
        if match and len(match["unit"]) > 1
        else match["unit"]
        if match
        else ""
    )
    if match is None or unit not in _MONTHS:
        raise UsageError(
            f"{option} {text!r} is no number of requests.", "Write it as 1000000/month, 50k/day or 2/s."
        )
    count = Decimal(match["count"].replace(",", "").replace("_", "")) * _TIMES[(match["times"] or "").lower()]
    month = count * Decimal(str(_MONTHS[unit]))
    if not 1 <= month <= _MOST:
        raise UsageError(
            f"{option} {text!r} is no traffic to reckon with.", "State 1 request a month or more."
        )
    return month.quantize(Decimal(1))


class Quota(NamedTuple):
    """A limit on requests: of a whole month, or of any shorter time, which the busiest hour is held against."""

    a_month: Decimal
    """The limit as requests a month."""
    is_rate: bool
    """Whether it is of an hour, minute or second."""
    stated: str
    """As it was stated."""


def quota_of(text: str) -> Quota:
    """The quota that a text states; raises UsageError."""
    month = requests_a_month(text, "--quota")
    match = _STATED.fullmatch(text.strip())
    unit = match["unit"].rstrip("s") if match else ""
    return Quota(month, unit in _OF_AN_HOUR, text.strip())
