"""What --assume says: `labelling=200..800`, for one system `B.on-call=0`, each month `audit=100..200/month`."""

import re
from collections.abc import Collection, Sequence
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import NamedTuple

from claims.catalog.cost_assumptions import cost_assumptions
from claims.errors import UsageError
from claims.records.system_comparison import CostAssumption, Period

_RANGE = re.compile(r"[$€£]?(?P<low>[\d_,.]+?)(?:\.\.[$€£]?(?P<high>[\d_,.]+))?(?P<per>/month|/once)?")
_HINT = "Write it as --assume labelling=200..800, or --assume NAME.on-call=0/month for one system."


class StatedRange(NamedTuple):
    """A range as somebody stated it."""

    name: str
    """What it is for."""
    low: Decimal
    """Where it begins."""
    high: Decimal
    """Where it ends."""
    per: Period | None
    """How often, where that is stated."""


def assumed(edits: Sequence[str], systems: Sequence[str]) -> tuple[CostAssumption, ...]:
    """The catalog's assumptions as edited; raises UsageError for what means nothing."""
    known = {assumption.name: assumption for assumption in cost_assumptions()}
    of_all, of_one = dict(known), []
    for edit in edits:
        assumption = _edited(edit, systems, known)
        if assumption.system is None:
            of_all[assumption.name] = assumption
        else:
            of_one.append(assumption)
    return (*of_all.values(), *of_one)


def assumptions_for(
    assumptions: Sequence[CostAssumption], system: str, kind: str, *, runs_today: bool = False
) -> tuple[CostAssumption, ...]:
    """The assumptions that one system has: its own, and those of its kind that its own do not replace.

    What runs today has been paid for: of what is paid once it has only what somebody says of it alone.
    """
    own = {assumption.name: assumption for assumption in assumptions if assumption.system == system}
    shared = (
        a for a in assumptions
        if a.system is None and kind in a.kinds and a.name not in own and not (runs_today and a.per == "once")
    )  # fmt: skip
    return (*shared, *own.values())


def stated_range(edit: str, hint: str) -> StatedRange:
    """What an edit says: "labelling=200..800", "on-call=0/month"; raises UsageError with the hint."""
    name, sign, text = (part.strip() for part in edit.partition("="))
    match = _RANGE.fullmatch(text) if sign and name else None
    if match is None:
        raise UsageError(f"--assume {edit!r} is no range of numbers.", hint)
    low = _amount(match["low"], edit, hint)
    high = _amount(match["high"], edit, hint) if match["high"] else low
    if high < low:
        raise UsageError(f"--assume {edit!r} ends below where it begins.", hint)
    per: Period | None = None if match["per"] is None else "month" if match["per"] == "/month" else "once"
    return StatedRange(name, low, high, per)


def no_assumption(name: str, known: Collection[str], more: str = ".") -> UsageError:
    """The error for a name that no assumption has, with the nearest, and with all."""
    near = get_close_matches(name, known, 1)
    suggestion = f" Did you mean {near[0]}?" if near else ""
    return UsageError(f"There is no assumption {name!r}.{suggestion}", f"They are {', '.join(known)}{more}")


def _edited(edit: str, systems: Sequence[str], known: dict[str, CostAssumption]) -> CostAssumption:
    name, low, high, per = stated_range(edit, _HINT)
    system = next((s for s in systems if name.startswith(f"{s}.")), None)
    name = name if system is None else name.removeprefix(f"{system}.")
    changed = {"low": low, "high": high, "system": system, "edited": True, "source": "set with --assume"}
    if name in known:
        return known[name].model_copy(update=changed | ({"per": per} if per else {}))
    if per is None:
        own = f"; one of your own says /month or /once: {name}=100..200/month."
        raise no_assumption(name, known, own)
    return CostAssumption(
        name=name,
        low=low,
        high=high,
        per=per,
        about="a cost that was added for this comparison",
        source="set with --assume",
        system=system,
        edited=True,
    )


def _amount(text: str, edit: str, hint: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", "").replace("_", ""))
    except InvalidOperation:
        raise UsageError(f"--assume {edit!r} is no range of numbers.", hint) from None
    if value > Decimal(10) ** 12:
        raise UsageError(f"--assume {edit!r} is more than anybody has.", hint)
    return value
