"""Figures of a plan as pages and memos print them: hours, money, return, and when it pays."""

from collections.abc import Iterator

from claims.records.redesign import PlanAssumption, PlanFigure, Redesign
from reports.views.number_format import JOIN


def amount(figure: PlanFigure, currency: str = "") -> str:
    """A figure with its interval, two digits of each: "$4,500 [2,300, 7,100]"."""
    value, low, high = (f"{float(f'{end:.2g}'):z,.0f}" for end in (figure.value, figure.low, figure.high))
    inside = f" [{low},{JOIN}{high}]" if low != high else ""
    return f"{currency}{value}{inside}"


def returned(figure: PlanFigure) -> str:
    """A return in percent with its sign and interval."""
    value, low, high = (
        f"{100 * end:+z.0f}".replace("-", "−") for end in (figure.value, figure.low, figure.high)
    )
    return f"{value} % [{low},{JOIN}{high}]"


def assumed_range(assumption: PlanAssumption) -> str:
    """The range of an assumption with its unit."""
    return f"{assumption.ends} {assumption.unit}"


def costs(redesign: Redesign) -> str:
    """What the plan costs, saves and returns, in a sentence; empty where nothing is left to do."""
    if not (redesign.hours and redesign.cost and redesign.saves):
        return ""
    back = f", a return of {returned(redesign.roi)}" if redesign.roi else ""
    return (
        f"The plan takes {amount(redesign.hours)} hours; over {redesign.months} months it costs "
        f"{amount(redesign.cost, '$')} and saves {amount(redesign.saves, '$')}{back}."
    )


def phase_costs(redesign: Redesign) -> list[tuple[str, ...]]:
    """Each phase with its hours, what it costs and what it saves."""
    return [(p.title, amount(p.hours), amount(p.cost, "$"), amount(p.saves, "$")) for p in redesign.phases]


def share(redesign: Redesign) -> Iterator[str]:
    """How often the plan pays, and what would have to hold for it to."""
    if redesign.pays is not None:
        yield f"In {redesign.pays:.0%} of the draws of the assumptions, savings exceed the cost."
    ranges = {assumption.name: assumption for assumption in redesign.assumptions}
    for driver in redesign.pays_from:
        yield (
            f"It pays with {driver.name} at {driver.value:f} {driver.unit} or more, all else in the middle "
            f"(assumed: {assumed_range(ranges[driver.name])})."
        )
