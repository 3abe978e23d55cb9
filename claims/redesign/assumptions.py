"""What --assume says of a plan: `hourly=90`, `runs=2..8`."""

from collections.abc import Sequence
from decimal import Decimal

from claims.catalog.plan_assumptions import plan_assumptions
from claims.costs.assumptions import no_assumption, stated_range
from claims.errors import UsageError
from claims.records.redesign import PlanAssumption

_HINT = "Write it as --assume hourly=90, or as a range: --assume runs=2..8."
_MOST: dict[str, Decimal] = {"prevented": Decimal(1), "months": Decimal(120), "day": Decimal(24)}
_ABOVE_NOUGHT = frozenset(("months", "day", "effort"))


def assumed_for_plan(edits: Sequence[str]) -> tuple[PlanAssumption, ...]:
    """The catalog's assumptions as edited; raises UsageError for a name that there is not, and for a bad value."""
    assumptions = {assumption.name: assumption for assumption in plan_assumptions()}
    for edit in edits:
        name, low, high, per = stated_range(edit, _HINT)
        if name not in assumptions:
            raise no_assumption(name, assumptions)
        if per is not None:
            raise UsageError(
                f"--assume {edit!r} says how often, and {name} is {assumptions[name].unit}.", _HINT
            )
        _check(edit, name, low, high)
        changed = {"low": low, "high": high, "edited": True, "source": "set with --assume"}
        assumptions[name] = assumptions[name].model_copy(update=changed)
    return tuple(assumptions.values())


def _check(edit: str, name: str, low: Decimal, high: Decimal) -> None:
    most = _MOST.get(name)
    if most is not None and high > most:
        raise UsageError(f"--assume {edit!r} is too much: {name} is at most {most:f}.", _HINT)
    if name in _ABOVE_NOUGHT and low <= 0:
        raise UsageError(f"--assume {edit!r} is too little: {name} is above 0.", _HINT)
    if name == "months" and (low != high or low != low.to_integral_value()):
        raise UsageError(
            f"--assume {edit!r} is no whole number of months.", "Write it as --assume months=24."
        )
