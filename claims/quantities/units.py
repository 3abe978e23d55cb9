"""Units as documents write them, and the meanings a printed number can have in base units.

Documents mislabel: MB is 10^6 or 2^20 bytes, FLOPs may be multiply-accumulates, 0.9 may be a share or points
out of 100. So a number has `readings`, the likeliest first, and the judge says which one fits.
"""

import functools
import re
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from claims.catalog.metrics import Metric, Scale
from claims.catalog.metrics import metric as metric_named
from claims.quantities.unit_names import byte_units, nouns, unit_names, whole_unit
from claims.records.claim import Claim, Quantity
from claims.records.record import Record

Meaning = tuple[Decimal, str]
"""What one printed unit is worth in base units, and how that reading is called."""

BASE: dict[Scale, str] = {
    "share": "fraction",
    "open": "as printed",
    "count": "items",
    "tokens": "tokens",
    "bytes": "bytes",
    "bytes_per_second": "bytes/s",
    "seconds": "s",
    "rate": "1/s",
    "ratio": "times",
    "operations": "FLOP",
    "macs": "FLOP",
    "operations_per_second": "FLOP/s",
    "grams": "g",
    "kwh": "kWh",
    "watts": "W",
    "bits": "bits",
    "money": "as printed",
}
"""The base unit of each scale; shares run from 0 to 1, compute is in FLOP (a multiply-add is two)."""


class Reading(Record):
    """One meaning of a printed number, in base units."""

    unit: str
    """The base unit (see `BASE`)."""
    value: Decimal
    """The number in base units."""
    half_step: Decimal
    """What the printed rounding can hide, in base units."""
    label: str
    """How the reading is called: "MiB", "out of 100", "multiply-adds"."""
    factor: Decimal
    """What one printed unit is worth in base units."""


def readings(quantity: Quantity, kind: Scale, *, metric: Metric | None = None) -> tuple[Reading, ...]:
    """The meanings that a printed number can have on a scale, likeliest first; none if its unit does not fit.

    With a metric, readings outside its bounds are left out, unless all are: then the number is impossible.
    """
    readings = tuple(
        Reading(
            unit=BASE[kind],
            value=quantity.value * worth,
            half_step=quantity.half_step * worth,
            label=label,
            factor=worth,
        )
        for worth, label in _meanings(quantity, kind)
    )
    possible = tuple(reading for reading in readings if metric is None or _within(reading, metric))
    return possible or readings


def base_value(claim: Claim) -> Decimal | None:
    """The stated value in base units, where the catalog knows the metric: 92.4 % and 0.924 are the same."""
    known = metric_named(claim.metric, claim.task)
    values = readings(claim.stated, known.scale, metric=known) if known else ()
    return values[0].value if values else None


def to_printed(value_in_base: Decimal, quantity: Quantity, reading: Reading) -> Decimal:
    """A value in base units as the claim would print it, with two more digits than the claim has."""
    exponent = quantity.value.as_tuple().exponent
    step = Decimal(1).scaleb(exponent - 2 if isinstance(exponent, int) else 0)
    with localcontext(prec=120):
        return (value_in_base / reading.factor).quantize(step, rounding=ROUND_HALF_EVEN)


def known(unit: str) -> bool:
    """Whether a unit means something here."""
    return bool(_dimension(unit))


def _meanings(quantity: Quantity, kind: Scale) -> tuple[Meaning, ...]:
    if kind in ("open", "money"):
        return ((Decimal(1), quantity.unit or "as printed"),)
    if quantity.unit is None:
        return _bare(quantity.value, kind)
    meanings = _dimension(quantity.unit).get(kind, ())
    if kind == "count" and meanings and not re.search(r"[^\W\d_]", quantity.as_written):
        return (
            *meanings,
            (Decimal(1), "as printed"),
        )  # the unit was taken from elsewhere, and may not be meant
    return meanings


def _bare(value: Decimal, kind: Scale) -> tuple[Meaning, ...]:
    """Meanings of a number without a unit."""
    unit = Decimal(1)
    if kind == "share":
        return _shares(value)
    if kind == "seconds":
        return ((Decimal("0.001"), "ms"), (unit, "s"))
    if kind == "grams":
        return ((unit, "g"), (Decimal(1000), "kg"))
    if kind == "operations":
        return ((unit, "FLOPs"), (Decimal(2), "multiply-adds"))
    if kind == "macs":
        return ((Decimal(2), "multiply-adds"), (unit, "FLOPs"))
    return () if kind in ("bytes", "kwh", "watts", "bytes_per_second") else ((unit, "as printed"),)


def _shares(value: Decimal) -> tuple[Meaning, ...]:
    """A score without a unit: a fraction up to 1, points above; between 0 and 10 it may be either."""
    fraction, points = (Decimal(1), "fraction"), (Decimal("0.01"), "out of 100")
    exponent = value.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    if abs(value) <= 1:  # nobody prints points below one with three decimals or more
        return (fraction,) if decimals > 2 or not value else (fraction, points)
    return (points, fraction) if abs(value) <= 10 else (points,)


@functools.lru_cache(maxsize=4096)
def _dimension(unit: str) -> dict[Scale, tuple[Meaning, ...]]:
    """What a unit means on each scale that it fits; empty for a unit that is not known."""
    match = re.fullmatch(whole_unit(), unit.replace("\\", "").strip()[:60])
    if not match:
        return {}
    prefix, noun, per = match["prefix"], match["noun"], match["per"]
    if noun is None:
        return _counted(prefix, "") if prefix and not per else {}
    if noun in byte_units():
        return _stored(noun, per) if not prefix else {}
    dimension, worth = nouns()[noun]
    if per:
        return _rated(dimension, worth * _times(prefix), per, unit)
    return _counted(prefix, noun) if dimension == "count" else _plain(dimension, worth * _times(prefix), unit)


def _counted(prefix: str | None, noun: str) -> dict[Scale, tuple[Meaning, ...]]:
    """4k is 4000 or 4096; so is 110M. A prefix alone also counts operations."""
    worth = _times(prefix)
    both: tuple[Meaning, ...] = ((worth, f"{prefix or ''} {noun}".strip() or "items"),)
    power = unit_names().prefixes.get(prefix or "", 5)
    if prefix and len(prefix) < 3 and power < 5:
        both = (*both, (Decimal(1024) ** power, f"{'KMGT'[power - 1]}i"))
    meanings: dict[Scale, tuple[Meaning, ...]] = {"count": both, "tokens": both}
    if not noun and prefix not in unit_names().binary_prefixes:
        meanings |= _plain("operations", worth, f"{prefix}FLOPs")
        meanings["macs"] = ((worth * 2, "multiply-adds"), (worth, "FLOPs"))
        meanings["rate"] = ((worth, f"{prefix}/s"),)
    return meanings


def _plain(dimension: str, worth: Decimal, label: str) -> dict[Scale, tuple[Meaning, ...]]:
    meaning: tuple[Meaning, ...] = ((worth, label),)
    if dimension == "operations":
        both = (*meaning, (worth * 2, "multiply-adds"))
        return {"operations": both, "macs": (both[1], both[0]), "operations_per_second": meaning}
    if dimension == "macs":
        both = (*meaning, (worth / 2, "FLOPs"))
        return {"operations": both, "macs": both}
    if dimension in ("joules", "device_seconds"):
        return {"kwh": ((worth / 3_600_000, label),)} if dimension == "joules" else {"seconds": meaning}
    if dimension == "share":
        return {"share": meaning, "ratio": meaning}
    if dimension == "bytes" and worth > 1:
        return {"bytes": (*meaning, (Decimal(1024) ** (worth.adjusted() // 3), f"binary {label}"))}
    scales: tuple[Scale, ...] = ("seconds", "bytes", "grams", "kwh", "watts", "ratio", "bits", "rate")
    plain: dict[str, Scale] = {scale: scale for scale in scales}
    return {plain[dimension]: meaning} if dimension in plain else {"open": meaning}


def _rated(dimension: str, worth: Decimal, per: str, label: str) -> dict[Scale, tuple[Meaning, ...]]:
    """A thing per time is a rate; a time, price or amount of energy per thing stays what it is."""
    every = nouns().get(per)
    if every is None or every[0] != "seconds":
        return _plain(dimension, worth, label) if dimension not in ("count", "share", "ratio") else {}
    rates: dict[str, Scale] = {
        "count": "rate",
        "operations": "operations_per_second",
        "bytes": "bytes_per_second",
        "money": "money",
    }
    return {rates[dimension]: ((worth / every[1], label),)} if dimension in rates else {}


def _stored(noun: str, per: str | None) -> dict[Scale, tuple[Meaning, ...]]:
    """MB is 10^6 bytes, or 2^20 where it is mislabelled; MiB is always 2^20."""
    power = unit_names().byte_prefixes[noun[0]]
    exact, loose = (Decimal(1024) ** power, f"{noun[0].upper()}iB"), (Decimal(1000) ** power, noun)
    both = (exact,) if "i" in noun else (loose, exact)
    if not per:
        return {"bytes": both}
    every = nouns().get(per)
    seconds = every[1] if every and every[0] == "seconds" else None
    return (
        {"bytes_per_second": tuple((w / seconds, f"{n}/{per}") for w, n in both)}
        if seconds
        else {"bytes": both}
    )


def _within(reading: Reading, metric: Metric) -> bool:
    low, high = metric.low, metric.high
    slack = reading.half_step
    return (low is None or reading.value + slack >= low) and (high is None or reading.value - slack <= high)


def _times(prefix: str | None) -> Decimal:
    binary, decimal = unit_names().binary_prefixes, unit_names().prefixes
    if prefix in binary:
        return Decimal(1024) ** binary[prefix]
    return Decimal(1000) ** decimal[prefix] if prefix else Decimal(1)
