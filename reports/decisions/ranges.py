"""Figures with their intervals as pages for a decision print them."""

from decimal import Decimal

from claims.records.system_comparison import SystemFigure
from reports.views.number_format import JOIN

WHOSE = {
    "measured": "measured here",
    "supplied": "the supplier's own",
    "stated": "as stated",
    "assumed": "assumed",
    "computed": "computed",
}
"""Whose number a figure is, in words."""


def money(value: Decimal, currency: str) -> str:
    """An amount of money: three digits below 1 and two decimals at least, cents below 100, whole units above."""
    if 0 < abs(value) < 1:
        short = f"{abs(float(value)):.3g}"
        cents = f"{abs(value):.2f}"
        return f"{'−' if value < 0 else ''}{currency}{cents if len(short) < len(cents) else short}"
    text = f"{value:z,.2f}" if abs(value) < 100 and value != value.to_integral_value() else f"{value:z,.0f}"
    return f"{currency}{text}".replace(f"{currency}-", f"−{currency}")


def ranged(figure: SystemFigure, currency: str = "$") -> str:
    """A figure with its interval: "96.7 % [94.9, 97.8]", "$438 [300, 520]", "2.3 ms [2.2, 2.4]"."""
    ends = (figure.low, figure.high)
    if figure.unit == "money":
        inside = [money(end, "") for end in ends if end is not None]
        return _bracketed(money(figure.value, currency), inside)
    if figure.unit == "share":
        return _bracketed(
            f"{100 * figure.value:z.1f} %", [f"{100 * end:z.1f}" for end in ends if end is not None]
        )
    if figure.unit == "seconds":
        scale, unit = (Decimal(1000), "ms") if figure.value < 1 else (Decimal(1), "s")
        inside = [f"{float(scale * end):z.3g}" for end in ends if end is not None]
        return _bracketed(f"{float(scale * figure.value):z.3g} {unit}", inside)
    return _bracketed(
        f"{float(figure.value):z,.4g}", [f"{float(end):z,.4g}" for end in ends if end is not None]
    )


def _bracketed(value: str, ends: list[str]) -> str:
    if len(ends) < 2 or ends[0] == ends[1]:
        return value
    return f"{value} [{ends[0]},{JOIN}{ends[1]}]"


def points(value: Decimal) -> str:
    """A difference of shares in points, with its sign."""
    return f"{100 * value:+z.1f}".replace("-", "−")
