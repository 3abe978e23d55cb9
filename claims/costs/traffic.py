"""Traffic as people state it: "1M/month", "50k/day", "2/s"; a bare number is a month's."""

import re
from decimal import Decimal

from claims.costs.cost_model import HOURS
from claims.errors import UsageError

_STATED = re.compile(r"(?P<count>\d[\d,_]*(?:\.\d+)?)\s*(?P<times>[kKmMbB])?\s*(?:/|\s+(?:per|a|an)\s+)?\s*(?P<unit>[a-z]*)")
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000, "b": 1_000_000_000}
_MONTHS = {
    "": 1.0, "month": 1.0, "mo": 1.0, "year": 1 / 12, "week": 365 / 12 / 7, "day": 365 / 12, "hour": HOURS, "h": HOURS,
    "minute": HOURS * 60, "min": HOURS * 60, "second": HOURS * 3600, "s": HOURS * 3600, "sec": HOURS * 3600,
}  # fmt: skip
"""How many of each time lie in a month."""
_MOST = Decimal(10) ** 13


def requests_a_month(text: str) -> Decimal:
    """The requests a month that a text states; raises UsageError."""
    match = _STATED.fullmatch(text.strip())
    unit = match["unit"].removesuffix("s") if match and len(match["unit"]) > 1 else match["unit"] if match else ""
    if match is None or unit not in _MONTHS:
        raise UsageError(
            f"--traffic {text!r} is no number of requests.", "Write it as 1000000/month, 50k/day or 2/s."
        )
    count = Decimal(match["count"].replace(",", "").replace("_", "")) * _TIMES[(match["times"] or "").lower()]
    month = (count * Decimal(str(_MONTHS[unit]))).quantize(Decimal(1))
    if not 1 <= month <= _MOST:
        raise UsageError(f"--traffic {text!r} is no traffic to reckon with.", "State 1 request a month or more.")
    return month
