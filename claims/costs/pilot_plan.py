"""The test before anything is bought: who against whom, on how many rows, for how long, and when to stop."""

import math
from decimal import ROUND_DOWN, Decimal

from claims.costs.advice import Findings, accuracy_of
from claims.records.system_comparison import PilotPlan, SystemAdvice
from claims.statistics.paired_power import POWER, power_of_no_worse, rows_for_no_worse
from claims.verdicts.pilot import LABELLING

_SHARE = 0.1
"""Share of the traffic that both systems answer."""
_LEAST_DAYS = 14
"""Two weeks, so that each day of the week counts twice."""
_LEAST_DISCORDANT = 0.02
"""Share of rows that only one has right, below which it is not trusted to be: few rows say too little."""
_STEP = Decimal(5)


def plan_pilot(
    findings: Findings, advice: SystemAdvice, traffic: Decimal | None, cheaper_by: Decimal | None
) -> PilotPlan | None:
    """The pilot of two systems that nothing decides between, else of the choice; None where there are no two."""
    pair = _compared_pair(findings, advice)
    gap = findings.gap(*pair) if pair else None
    if pair is None or gap is None:
        return None
    candidate, against = pair
    margin = float(findings.margin) / 100
    discordant = _discordant(findings, candidate, against)
    rows = rows_for_no_worse(discordant, margin)
    if rows is None:
        return None
    cheaper = cheaper_by if cheaper_by is not None else _cheaper(findings, candidate, against)
    cost = f"{cheaper:f} % cheaper than {against} over the same requests, and " if cheaper else ""
    return PilotPlan(
        candidate=candidate,
        against=against,
        criterion=f"{candidate} is {cost}less than {findings.margin:f} points worse: the score test of "
        f"Nam and Tango against −{findings.margin:f} points gives p below 0.05 (verify compare on the pilot's rows).",
        points=findings.margin,
        cheaper=cheaper,
        rows=rows,
        days=_days(rows, traffic),
        power=Decimal(str(round(power_of_no_worse(rows, discordant, margin), 3))),
        false_pass=Decimal("0.05"),
        stop=f"After {math.ceil(rows / 2):,} rows, end it as failed if {candidate} is worse with a one-sided exact "
        "McNemar p below 0.01. Never end it early as a success: that would raise the risk of a false one.",
        labelling_hours=(rows * LABELLING / 60).quantize(Decimal("0.1")),
        basis=f"The rows are for {POWER:.0%} power and {100 * discordant:.1f} % of rows that only one has right.",
    )


def _compared_pair(findings: Findings, advice: SystemAdvice) -> tuple[str, str] | None:
    """The candidate and what it is held against: what runs today, else the most accurate of the others."""
    if len(advice.between) == 2:
        return advice.between[0], advice.between[1]
    names = [s.name for s in findings.systems if not s.doubts and accuracy_of(s) is not None]
    if len(names) < 2:
        return None
    against = findings.today if findings.today in names else None

    def cost(name: str) -> tuple[bool, bool, Decimal, Decimal]:
        total = findings.total(name)
        return name != advice.choice, total is None, total or Decimal(0), -findings.accuracy(name)

    candidate = min((name for name in names if name != against), key=cost)
    others = [name for name in names if name != candidate]
    return candidate, against or max(others, key=findings.accuracy)


def _discordant(findings: Findings, first: str, second: str) -> float:
    """The share of rows that only one of the two has right, as the rows show it."""
    for pair in findings.pairs:
        if pair.metric == "accuracy" and {pair.subject, pair.against} == {first, second}:
            return max(_LEAST_DISCORDANT, (pair.only_subject + pair.only_against) / pair.n)
    return 1.0


def _cheaper(findings: Findings, candidate: str, against: str) -> Decimal | None:
    """The share that is expected to be saved, down to five per cent; None where nothing is."""
    odds = findings.odds(candidate, against)
    if odds is None or odds.system != candidate:
        return None
    return (100 * odds.share / _STEP).quantize(Decimal(1), rounding=ROUND_DOWN) * _STEP or None


def _days(rows: int, traffic: Decimal | None) -> int:
    """Whole weeks in which a tenth of the traffic brings the rows."""
    days = _LEAST_DAYS if not traffic else max(_LEAST_DAYS, rows / (float(traffic) * 12 / 365 * _SHARE))
    return math.ceil(days / 7) * 7
