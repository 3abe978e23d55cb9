"""Which system to choose: a fixed list of rules over intervals and draws, so that anybody can follow it."""

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
from claims.statistics.paired_power import p_of_no_worse

SURE = Decimal("0.95")
"""Share of the draws in which a system must be the cheaper before it is called so."""
_BELOW = 0.05
Rule = Literal["quality", "cheaper", "dearer_better"]
_WORDS: dict[Rule, str] = {
    "quality": "better, and not dearer beyond doubt",
    "cheaper": "cheaper, and not worse by more than {margin} points",
    "dearer_better": "dearer, and better by more than {margin} points",
}
"""Why one system rules another out."""


class Gap(NamedTuple):
    """One system's accuracy less another's, with its interval and Holm-adjusted p-value."""

    difference: Decimal
    low: Decimal
    high: Decimal
    p: float

    @property
    def points(self) -> str:
        """The difference in points with its interval."""
        return (
            f"{100 * self.difference:+z.1f} points [{100 * self.low:+z.1f}, {100 * self.high:+z.1f}]".replace(
                "-", "−"
            )
        )


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
    today: str | None = None
    """What runs today, and stays until something is decided."""

    def accuracy(self, name: str) -> Decimal:
        """A system's share of right answers; 0 where it has none."""
        return next((accuracy_of(s) or Decimal(0) for s in self.systems if s.name == name), Decimal(0))

    def gap(self, first: str, second: str) -> Gap | None:
        """The first's accuracy less the second's; None where they were not compared."""
        for pair in self.pairs:
            if pair.metric == "accuracy" and pair.p is not None:
                if (pair.subject, pair.against) == (first, second):
                    return Gap(pair.difference, pair.low, pair.high, pair.p)
                if (pair.subject, pair.against) == (second, first):
                    return Gap(-pair.difference, -pair.high, -pair.low, pair.p)
        return None

    def is_within(self, first: str, second: str) -> bool:
        """Whether the first is shown to be no worse than the second by the margin: the score test, at 5 %."""
        for pair in self.pairs:
            if pair.metric == "accuracy" and {pair.subject, pair.against} == {first, second}:
                sides = (pair.only_subject, pair.only_against)
                own, other = sides if pair.subject == first else sides[::-1]
                return p_of_no_worse(own, other, pair.n, float(self.margin) / 100) < _BELOW
        return False

    def odds(self, first: str, second: str) -> CheaperOdds | None:
        """Which of the two is cheaper."""
        return next((odds for odds in self.cheaper if {odds.system, odds.than} == {first, second}), None)

    def total(self, name: str) -> Decimal | None:
        """The expected total of a system; None where its costs are not known."""
        return next((cost.total.value for cost in self.costs if cost.system == name), None)

    def money(self, value: Decimal) -> str:
        """An amount in the comparison's currency."""
        return f"{'−' if value < 0 else ''}{self.currency}{abs(value):,.0f}"


def accuracy_of(system: ComparedSystem) -> Decimal | None:
    """Its share of right answers; None where it has none."""
    return next((score.value for score in system.scores if score.name == "accuracy"), None)


def is_better(gap: Gap) -> bool:
    """Whether the first is shown to be better: beyond chance, adjusted for how many pairs were tried."""
    return gap.p < _BELOW and gap.difference > 0


def advise(findings: Findings) -> SystemAdvice:
    """The first rule that fits."""
    clean = [s for s in findings.systems if not s.doubts and accuracy_of(s) is not None]
    doubtful = [s.name for s in findings.systems if s.doubts]
    if not clean or (doubtful and len(clean) == 1):
        names = " and ".join(doubtful) or "the systems"
        return SystemAdvice(
            choice=None,
            rule="doubtful",
            says=f"Decide nothing yet: the answers of {names} settle nothing.",
            because=next(
                (s.doubts[0] for s in findings.systems if s.doubts),
                "No system has answers that could be scored.",
            ),
            would_change=("Answers to rows whose labels the supplier never saw.",),
        )
    best = max(clean, key=lambda s: accuracy_of(s) or Decimal(0)).name
    if len(clean) == 1:
        says = f"Only {best} could be scored, so that nothing is compared."
        return SystemAdvice(choice=best, rule="only", says=says, because="")
    others = [s.name for s in clean if s.name != best]
    priced = [name for name in (best, *others) if findings.total(name) is not None]
    if len(priced) < 2 or best not in priced:
        return _by_quality(findings, best, others)
    return _by_cost(findings, priced)


def _by_quality(findings: Findings, best: str, others: Sequence[str]) -> SystemAdvice:
    """Without costs: the best where it is shown to be better than each other one."""
    gaps = {name: findings.gap(best, name) for name in others}
    shown = all(gap is not None and is_better(gap) for gap in gaps.values())
    because = "; ".join(f"{best} against {name}: {gap.points}" for name, gap in gaps.items() if gap)
    missing = "State --traffic with --price or --price-per-hour: costs may turn this round."
    says = (
        f"By quality alone, {best}."
        if shown
        else "No choice by quality alone: these rows do not tell the best apart from the next."
    )
    return SystemAdvice(
        choice=best if shown else None, rule="no_costs", says=says, because=because, would_change=(missing,)
    )


def _by_cost(findings: Findings, names: Sequence[str]) -> SystemAdvice:
    """The one system that no other rules out; several left are undecided."""
    left = [
        name
        for name in names
        if not any(_ruled_out(findings, name, other) for other in names if other != name)
    ]
    if len(left) != 1:
        return _undecided(findings, left or list(names), names)
    choice = left[0]
    others = sorted((name for name in names if name != choice), key=findings.accuracy, reverse=True)
    reasons = [_ruled_out(findings, other, choice) for other in others]
    rule = next((reason for reason in reasons if reason), "quality")
    words = dict.fromkeys(_WORDS[reason] for reason in reasons if reason)
    reason = ", and ".join(words).format(margin=f"{findings.margin:f}")
    return SystemAdvice(
        choice=choice,
        rule=rule,
        says=f"Choose {choice}: {reason or 'nothing speaks against it'}.",
        because=_because(findings, choice, others),
        would_change=tuple(line for other in others for line in _changes(findings, choice, other)),
    )


def _ruled_out(findings: Findings, name: str, other: str) -> Rule | None:
    """Why another system leaves no reason to choose this one; None where it does not."""
    gap, odds = findings.gap(other, name), findings.odds(name, other)
    if gap is None or odds is None:
        return None
    surely = odds.system if odds.draws >= SURE else None
    if surely == other and findings.is_within(other, name):
        return "quality" if is_better(gap) else "cheaper"
    if surely == name:
        return "dearer_better" if gap.low > findings.margin / 100 else None
    return "quality" if is_better(gap) and surely is None else None


def _because(findings: Findings, name: str, others: Sequence[str]) -> str:
    """The figures of one system against each other one."""
    parts = []
    for other in others:
        gap, odds = findings.gap(name, other), findings.odds(name, other)
        if gap is not None and odds is not None:
            parts.append(f"{name} against {other}: {gap.points}; {_saving(findings, odds, name)}.")
    return " ".join(parts)


def _undecided(findings: Findings, left: Sequence[str], names: Sequence[str]) -> SystemAdvice:
    """Several systems that nothing rules out: a pilot decides where one would be cheaper, else the terms."""
    best = max(left, key=findings.accuracy)
    cheap = min((name for name in left if name != best), key=lambda name: findings.total(name) or Decimal(0))
    odds, until = (
        findings.odds(cheap, best),
        f" Until then {findings.today}." if findings.today in left else "",
    )
    saves = odds is not None and odds.system == cheap and odds.draws >= SURE
    if saves:
        says = (
            f"Do not decide yet: {cheap} would be cheaper than {best}, and these rows cannot tell whether it is worse "
            f"by more than {findings.margin:f} points. Run the pilot.{until}"
        )
        first = f"The pilot: {cheap} if it succeeds, {best} if it does not."
    else:
        says = f"Neither quality nor costs tell {best} and {cheap} apart: choose by the terms of contract.{until}"
        first = f"More labelled rows, or narrower ranges of the assumed costs of {best} and {cheap}."
    lost = [name for name in names if name not in left]
    return SystemAdvice(
        choice=None,
        rule="undecided",
        between=(cheap, best),
        says=f"{says} {_out(findings, lost, [*left, *lost])}" if lost else says,
        because=_because(findings, best, [cheap, *lost]),
        would_change=(first, *_changes(findings, best, cheap)),
    )


def _out(findings: Findings, lost: Sequence[str], names: Sequence[str]) -> str:
    """What rules each of the others out: the first system that does, and why."""
    parts = []
    for name in lost:
        ruling = ((other, _ruled_out(findings, name, other)) for other in names if other != name)
        other, reason = next((other, reason) for other, reason in ruling if reason)
        parts.append(f"{name} is out: {other} is {_WORDS[reason].format(margin=f'{findings.margin:f}')}.")
    return " ".join(parts)


def _saving(findings: Findings, odds: CheaperOdds, name: str) -> str:
    """What one system saves or costs more than the other, as intervals and draws show it."""
    saves = odds.saves
    low, high = saves.ends
    inside = f"{findings.money(saves.value)} [{findings.money(low)}, {findings.money(high)}]"
    if low == high == 0:
        return "costs the same"
    word = "saves" if odds.system == name else "costs more by"
    return f"{word} {inside}, and is {'cheaper' if odds.system == name else 'dearer'} in {odds.draws:.0%} of the draws"


def _changes(findings: Findings, choice: str, other: str) -> tuple[str, ...]:
    """What would turn the choice between two systems round."""
    lines = []
    for even in findings.break_evens:
        if {even.below, even.above} == {choice, other} and even.requests is not None:
            lines.append(
                f"Traffic: {even.above} is the cheaper from {even.requests:,.0f} requests a month on, "
                f"{even.below} below."
            )
    odds = findings.odds(choice, other)
    if odds is not None and odds.share > 0:
        lines.append(
            f"Price: {odds.than} costs as much as {odds.system} once all it costs is {odds.share:.0%} lower."
        )
    return tuple(lines)
