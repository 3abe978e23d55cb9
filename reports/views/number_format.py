"""Numbers as people read them: enough digits to see the uncertainty, and no more."""

import math
from decimal import ROUND_HALF_EVEN, Decimal

from claims.catalog.metrics import Scale, metrics
from claims.quantities.units import BASE
from claims.records import Measurement, Observed, Quantity
from reports.views.safe_text import shortened

NARROW = "\u202f"
"""The narrow no-break space that stands between a number and its unit."""
JOIN = "\u00a0"
"""The no-break space that keeps an interval on one line."""
_RAW, _OF_RAW = 8, 4
"""Decimals above which a number was printed as a computer holds it, and how many of them are then shown."""
_FLOAT_DIGITS = 15
"""Digits from which on a number is what a computer printed of a binary float."""
Step = tuple[Decimal, str]
"""What one shown unit is worth in base units, and its name."""


def _thousands(unit: str, prefixes: str = " kMGTP") -> tuple[Step, ...]:
    return tuple((Decimal(1000) ** power, prefix.strip() + unit) for power, prefix in enumerate(prefixes))


STEPS: dict[str, tuple[Step, ...]] = {
    "bytes": _thousands("B"),
    "bytes_per_second": _thousands("B/s"),
    "operations": _thousands("FLOP"),
    "macs": _thousands("FLOP"),
    "operations_per_second": _thousands("FLOP/s"),
    "count": _thousands("", " kMBT"),
    "tokens": _thousands(" tokens", " kMBT"),
    "grams": ((Decimal(1), "g"), (Decimal(1000), "kg"), (Decimal(10) ** 6, "t")),
    "seconds": (
        (Decimal("1e-9"), "ns"),
        (Decimal("1e-6"), "µs"),
        (Decimal("1e-3"), "ms"),
        (Decimal(1), "s"),
        (Decimal(60), "min"),
        (Decimal(3600), "h"),
    ),
    "rate": ((Decimal(1), "per second"),),
    "ratio": ((Decimal(1), "×"),),
    "watts": ((Decimal(1), "W"),),
    "kwh": ((Decimal(1), "kWh"),),
    "bits": ((Decimal(1), "bits"),),
}
"""Units in which each scale is shown, smallest first."""
SCALES: dict[str, Scale] = {unit: scale for scale, unit in reversed(BASE.items()) if unit != "as printed"}
"""The scale that a base unit belongs to."""


def rounded_up(count: int) -> int:
    """A count of rows, upwards to two digits: more would promise too much."""
    step: int = 10 ** max(0, len(str(count)) - 2)
    return -(-count // step) * step


def grouped(value: int) -> str:
    """A count with its thousands apart: 2,400."""
    return f"{value:,}"


def stated(quantity: Quantity) -> str:
    """What the document prints, digits untouched but for those of a raw float: "95.1 %", "< 1.0 ms", "20.0 ± 1.2 %"."""
    sign = "" if quantity.relation == "=" else quantity.relation + " "
    spread = "" if quantity.spread is None else f" ± {_readable(quantity.spread):f}"
    return f"{sign}{_readable(quantity.value):f}{spread}" + _unit(quantity.unit)


def _readable(value: Decimal) -> Decimal:
    """The number as printed; one with all the digits of a binary float, "0.8940000000000001", to six of them."""
    if len(value.as_tuple().digits) < _FLOAT_DIGITS or value == value.to_integral_value():
        return value
    return value.quantize(Decimal(1).scaleb(min(0, value.adjusted() - 5))).normalize()


def plain(value: Decimal | None) -> str:
    """A number with four significant digits, a true minus sign and no zeros behind it; "none" for none."""
    if value is None:
        return "none"
    rounded = value.quantize(Decimal(1).scaleb(min(0, value.adjusted() - 3))) if value else value
    text = f"{rounded:zf}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def observed_with_interval(observed: Observed, claim: Quantity) -> str:
    """A measured value and its interval in the unit of the claim: "93.1 % [92.1, 94.0]"."""
    places = _places(observed.value, observed.low, observed.high, least=_decimals(claim.value))
    return _with_interval(observed.value, observed.low, observed.high, places=places, unit=claim.unit)


def observed_value(observed: Observed, claim: Quantity) -> str:
    """A measured value alone, with as many digits as `observed_with_interval` shows: "93.1 %"."""
    places = _places(observed.value, observed.low, observed.high, least=_decimals(claim.value))
    return _fixed(observed.value, places) + _unit(claim.unit)


def measured(measurement: Measurement) -> str:
    """A measurement in base units as people say it: "93.1 % [92.1, 94.0]", "5.3 MB", "4.2 ms"."""
    factor, unit = _step(measurement)
    scaled = [None if end is None else end / factor for end in (measurement.low, measurement.high)]
    at, low, high = measurement.observed.value / factor, scaled[0], scaled[1]
    return _with_interval(at, low, high, places=_places(at, low, high), unit=unit)


def _step(measurement: Measurement) -> Step:
    """The unit in which a measurement is shown."""
    known = metrics().get(measurement.metric)
    unit = measurement.observed.unit
    scale = SCALES.get(unit) if unit else known.scale if known else None
    if scale == "share":
        signed = known is not None and (known.usual == "fraction" or known.low == -1)
        return (Decimal(1), "") if signed else (Decimal("0.01"), "%")
    if scale not in STEPS:
        return Decimal(1), "" if unit in (None, "as printed") else str(unit)
    size = abs(measurement.observed.value)
    return next((step for step in reversed(STEPS[scale]) if size >= step[0]), STEPS[scale][0])


def _unit(unit: str | None) -> str:
    return f"{NARROW}{shortened(unit.strip(), 24)}" if unit and unit.strip() else ""


def _with_interval(
    value: Decimal, low: Decimal | None, high: Decimal | None, *, places: int, unit: str | None
) -> str:
    shown = _fixed(value, places) + _unit(unit)
    if low is None or high is None or low == high:
        return shown
    return f"{shown} [{_fixed(low, places)},{JOIN}{_fixed(high, places)}]"


def _places(value: Decimal, low: Decimal | None, high: Decimal | None, *, least: int = 0) -> int:
    """Decimals to show: two digits of the interval's width, else three digits of the value."""
    if low is not None and high is not None and high > low:
        return max(least, min(8, 1 - math.floor(math.log10(high - low))), 0)
    exact = max(0, -int(value.normalize().as_tuple().exponent))
    if least:
        return min(exact, least + 2) if exact > least else least
    digits = 2 - value.adjusted() if value else 0
    return max(0, min(exact, digits, 8))


def _decimals(value: Decimal) -> int:
    """Decimals that were printed; of a raw floating-point number as many as a score needs."""
    decimals = max(0, -int(value.as_tuple().exponent))
    return decimals if decimals <= _RAW else _OF_RAW


def _fixed(value: Decimal, places: int) -> str:
    """A number with that many decimals and a true minus sign; thousands apart from 10,000 on."""
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    text = f"{rounded:z,f}" if abs(rounded) >= 10_000 else f"{rounded:zf}"
    return text.replace("-", "−")
