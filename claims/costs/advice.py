"""Which system to choose: a fixed list of rules over intervals and draws, so that the recommendation can be read off."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from claims.records.measurement import Comparison
from claims.records.system_comparison import (
    BreakEven,
    CheaperOdds,
    ComparedSystem,
    SystemAdvice,
    SystemCost,
)

SURE = Decimal("0.95")
"""Share of the draws in which a system must be the cheaper before it is called so."""
_BELOW = 0.05


class Gap(NamedTuple):
    """One system's accuracy less another's, with its interval and Holm-adjusted p-value."""

    difference: Decimal
    low: Decimal
    high: Decimal
    p: float

    @property
    def points(self) -> str:
        """The difference in points with its interval."""
        return f"{100 * self.difference:+.1f} points [{100 * self.low:+.1f}, {100 * self.high:+.1f}]".replace("-", "−")


@dataclass(frozen=True)
class Findings:
    """What the advice rests on."""

    systems: Sequence[ComparedSystem]
    pairs: Sequence[Comparison]
    costs: Sequence[SystemCost]
    cheaper: Sequence[CheaperOdds]
    break_evens: Sequence[BreakEven]
    margin: Decimal
    """Points that a cheaper system may be worse by."""
    currency: str

    def gap(self, first: str, second: str) -> Gap | None:
        """The first's accuracy less the second's; None where they were not compared."""
        for pair in self.pairs:
            if pair.metric == "accuracy" and pair.p is not None:
                if (pair.subject, pair.against) == (first, second):
                    return Gap(pair.difference, pair.low, pair.high, pair.p)
                if (pair.subject, pair.against) == (second, first):
                    return Gap(-pair.difference, -pair.high, -pair.low, pair.p)
        return None

    def odds(self, first: str, second: str) -> CheaperOdds | None:
        """Which of the two is cheaper."""
        return next((odds for odds in self.cheaper if {odds.system, odds.than} == {first, second}), None)

    def total(self, name: str) -> Decimal | None:
        """The expected total of a system; None where its costs are not known."""
        return next((cost.total.value for cost in self.costs if cost.system == name), None)

    def money(self, value: Decimal) -> str:
        """An amount in the comparison's currency."""
        return f"{self.currency}{value:,.0f}"


def accuracy_of(system: ComparedSystem) -> Decimal | None:
    """Its share of right answers; None where it has none."""
    return next((score.value for score in system.scores if score.name == "accuracy"), None)


def is_better(gap: Gap) -> bool:
    """Whether the first is shown to be better: beyond chance, adjusted for how many pairs were tried."""
    return gap.p < _BELOW and gap.difference > 0


def advise(found: Findings) -> SystemAdvice:
    """The first rule that fits."""
    clean = [s for s in found.systems if not s.doubts and accuracy_of(s) is not None]
    doubtful = [s.name for s in found.systems if s.doubts]
    if not clean or (doubtful and len(clean) == 1):
        names = " and ".join(doubtful) or "the systems"
        return _advice(
            None, "doubtful", f"Decide nothing yet: the answers of {names} settle nothing.",
            next((s.doubts[0] for s in found.systems if s.doubts), "No system has answers that could be scored."),
            ("Answers to rows whose labels the supplier never saw.",),
        )  # fmt: skip
    best = max(clean, key=lambda s: accuracy_of(s) or Decimal(0)).name
    if len(clean) == 1:
        return _advice(best, "only", f"Only {best} could be scored, so that nothing is compared.", "", ())
    others = [s.name for s in clean if s.name != best]
    priced = [name for name in (best, *others) if found.total(name) is not None]
    if len(priced) < 2 or best not in priced:
        return _by_quality(found, best, others)
    return _by_cost(found, best, [name for name in others if name in priced])


def _by_quality(found: Findings, best: str, others: Sequence[str]) -> SystemAdvice:
    """Without costs: the best where it is shown to be better than each other one."""
    gaps = {name: found.gap(best, name) for name in others}
    shown = all(gap is not None and is_better(gap) for gap in gaps.values())
    because = "; ".join(f"{best} against {name}: {gap.points}" for name, gap in gaps.items() if gap)
    missing = "State --traffic with --price or --price-per-hour: costs may turn this round."
    if shown:
        return _advice(best, "no_costs", f"By quality alone, {best}.", because, (missing,))
    return _advice(
        None, "no_costs", "No choice by quality alone: these rows do not tell the best two apart.", because, (missing,)
    )


def _by_cost(found: Findings, best: str, others: Sequence[str]) -> SystemAdvice:
    """The cheapest of those that are shown to be within the margin of the best; else the best."""
    least = -found.margin / 100
    within = [name for name in others if (gap := found.gap(name, best)) is not None and gap.low >= least]
    ranked = sorted([best, *within], key=lambda name: found.total(name) or Decimal(0))
    choice = ranked[0]
    dearest = found.total(choice) or Decimal(0)
    open_ones = [
        name for name in others
        if name not in within and (found.total(name) or Decimal(0)) < dearest and not _beyond(found, name, best)
    ]  # fmt: skip
    if open_ones:
        return _undecided(found, min(open_ones, key=lambda n: found.total(n) or Decimal(0)), choice, best)
    if choice != best:
        return _cheaper(found, choice, best)
    return _best(found, best, others)


def _cheaper(found: Findings, choice: str, best: str) -> SystemAdvice:
    gap, odds = found.gap(choice, best), found.odds(choice, best)
    if gap is None or odds is None:
        return _by_quality(found, best, [choice])
    if odds.draws >= SURE:
        return _advice(
            choice, "cheaper", f"Choose {choice}: within {found.margin:f} points of {best}, and cheaper.",
            f"{gap.points} against {best}; saves {_saving(found, odds)}.",
            _changes(found, choice, best),
        )  # fmt: skip
    other = found.gap(best, choice)
    if other is not None and is_better(other):
        return _advice(
            best, "quality", f"Choose {best}: better, and the costs do not tell the two apart.",
            f"{other.points} against {choice}; {choice} is cheaper in {odds.draws:.0%} of the draws only.",
            _changes(found, best, choice),
        )  # fmt: skip
    return _tie(found, choice, best)


def _best(found: Findings, best: str, others: Sequence[str]) -> SystemAdvice:
    """The best is as cheap as any that is within the margin."""
    total = found.total(best) or Decimal(0)
    rivals = sorted(others, key=lambda name: found.total(name) or Decimal(0))
    rival = rivals[0]
    gap, odds = found.gap(best, rival), found.odds(best, rival)
    if gap is None or odds is None:
        return _by_quality(found, best, others)
    if (found.total(rival) or Decimal(0)) < total:
        return _advice(
            best, "dearer_better",
            f"Choose {best}: {rival} would be cheaper, and is worse by more than {found.margin:f} points.",
            f"{best} against {rival}: {gap.points}; {rival} saves {_saving(found, odds)}.",
            (f"A larger loss that you would accept (--margin) than {found.margin:f} points.",
             *_changes(found, best, rival)),
        )  # fmt: skip
    if odds.draws >= SURE or is_better(gap):
        cheaper = f"saves {_saving(found, odds)}" if odds.draws >= SURE else "and the costs do not tell the two apart"
        word = "better and cheaper" if is_better(gap) and odds.draws >= SURE else (
            "better" if is_better(gap) else "cheaper, and not shown to be worse"
        )  # fmt: skip
        rule: Literal["quality", "cheaper"] = "quality" if is_better(gap) else "cheaper"
        return _advice(
            best, rule, f"Choose {best}: {word}.", f"{gap.points} against {rival}; {cheaper}.",
            _changes(found, best, rival),
        )  # fmt: skip
    return _tie(found, best, rival)


def _tie(found: Findings, first: str, second: str) -> SystemAdvice:
    gap, odds = found.gap(first, second), found.odds(first, second)
    return _advice(
        None, "undecided", f"Neither quality nor costs tell {first} and {second} apart: choose by the terms below.",
        f"{first} against {second}: {gap.points if gap else 'not compared'}; {odds.system if odds else first} is cheaper in "
        f"{odds.draws if odds else 0:.0%} of the draws only.",
        (f"More labelled rows, or narrower assumptions (--assume) than those of {first} and {second}.",
         *_changes(found, first, second)),
    )  # fmt: skip


def _undecided(found: Findings, cheap: str, dear: str, best: str) -> SystemAdvice:
    gap, odds = found.gap(cheap, best), found.odds(cheap, dear)
    saving = f"; it would save {_saving(found, odds)}" if odds is not None else ""
    return _advice(
        None, "undecided",
        f"Do not decide yet: these rows cannot tell whether {cheap} is worse than {best} by more than "
        f"{found.margin:f} points. Run the pilot; until then {dear}.",
        f"{cheap} against {best}: {gap.points if gap else 'not compared'}{saving}.",
        (f"The pilot: {cheap} if it succeeds, {dear} if not.", *_changes(found, cheap, dear)),
    )  # fmt: skip


def _beyond(found: Findings, name: str, best: str) -> bool:
    """Whether a system is shown to be worse than the best by more than the margin."""
    gap = found.gap(name, best)
    return gap is not None and gap.high < -found.margin / 100


def _saving(found: Findings, odds: CheaperOdds) -> str:
    saves = odds.saves
    ends = f" [{found.money(saves.low)}, {found.money(saves.high)}]" if saves.low is not None and saves.high is not None else ""
    return f"{found.money(saves.value)}{ends}, {odds.share:.0%} of the other's total, in {odds.draws:.0%} of the draws"


def _changes(found: Findings, choice: str, other: str) -> tuple[str, ...]:
    """What would turn the choice between two systems round."""
    lines = []
    for even in found.break_evens:
        if {even.below, even.above} == {choice, other} and even.requests is not None:
            lines.append(
                f"Traffic: {even.above} is the cheaper from {even.requests:,.0f} requests a month on, "
                f"{even.below} below."
            )
    odds = found.odds(choice, other)
    if odds is not None and odds.share > 0:
        lines.append(
            f"Price: {odds.than} costs as much as {odds.system} once all it costs is {odds.share:.0%} lower."
        )
    return tuple(lines)


def _advice(
    choice: str | None,
    rule: Literal["doubtful", "only", "quality", "cheaper", "dearer_better", "undecided", "no_costs"],
    says: str,
    because: str,
    would_change: tuple[str, ...],
) -> SystemAdvice:
    return SystemAdvice(choice=choice, rule=rule, says=says, because=because, would_change=would_change)
