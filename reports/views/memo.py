"""What a vendor memo says: question, evidence, recommendation, risks, pilot, and what was not checked.

Every sentence follows from the dossier by the rules below; none is a matter of taste, and the rule can be read.
"""

from dataclasses import dataclass
from decimal import Decimal

from claims import catalog
from claims.records import Dossier, Measurement
from reports.views import number_format, vocabulary
from reports.views.failures import HEADING
from reports.views.safe_text import shortened, visible
from reports.views.summary import OTHER_SYSTEM, Summary, summarise

MOST = 5
"""Lines in each part: a memo is one page."""
ASKED = 2
"""Statements that no laboratory can measure that are listed; the report has all."""
LONGEST = 230
"""Characters of a line."""


@dataclass(frozen=True)
class Memo:
    """The memo: one page for whoever decides whether to use the model."""

    about: str
    """What is offered."""
    question: str
    """What was asked, in a sentence."""
    recommendation: str
    """What to do, in a sentence."""
    because: str
    """The rule that says so."""
    evidence: tuple[str, ...]
    risks: tuple[str, ...]
    pilot: tuple[str, ...]
    unchecked: tuple[str, ...]
    basis: str
    """Data, machine and run, in a line."""


def memo(dossier: Dossier) -> Memo:
    """The memo of a dossier."""
    summary = summarise(dossier)
    advice, because = _recommendation(summary)
    title = f" ({shortened(dossier.title, 100)})" if dossier.title else ""
    return Memo(
        about=shortened(dossier.target, 100) + title,
        question=_question(dossier, summary),
        recommendation=advice,
        because=because,
        evidence=_brief(_evidence(summary)),
        risks=_brief(_risks(summary)),
        pilot=_brief(_pilot(dossier, summary)),
        unchecked=_brief(_unchecked(summary)),
        basis=_basis(dossier),
    )


def _brief(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Lines that fit: a memo is one page, and what is cut off stands in the report."""
    return tuple(shortened(line, LONGEST) for line in lines)


def _question(dossier: Dossier, summary: Summary) -> str:
    data = shortened(dossier.slices[0].name, 60) if dossier.slices else "no data of ours"
    machine = "" if summary.answers else ", and on this machine"
    stated = f" It claims {shortened(summary.claimed, LONGEST)}" if summary.claimed else ""
    return f"Do the numbers of {shortened(dossier.target, 100)} hold on {data}{machine}?{stated}"


def _recommendation(summary: Summary) -> tuple[str, str]:
    """The first rule that fits, the worst first."""
    counts = summary.counts
    serious = sum(finding.severity == "serious" for finding in summary.findings)
    if counts["refuted"]:
        reason = vocabulary.counted(counts["refuted"], "claim was", "claims were")
        return "Do not decide on the printed numbers; ask the vendor to answer first.", f"{reason} refuted."
    if counts["falls_short"]:
        reason = vocabulary.counted(counts["falls_short"], "claim falls", "claims fall")
        return (
            "Do not adopt for this data before a pilot of your own.",
            f"{reason} short of the claimed level on it.",
        )
    if serious:
        reason = vocabulary.counted(serious, "finding is", "findings are")
        return (
            "Settle the serious findings with the vendor first.",
            f"{reason} serious, though no claim fails.",
        )
    if counts["confirmed"] + counts["transfers"]:
        reason = vocabulary.counted(counts["confirmed"] + counts["transfers"], "claim holds", "claims hold")
        return "Go on to a pilot.", f"{reason} and none fails."
    if counts["inconclusive"]:
        return "Measure more rows before deciding.", "What was measured cannot tell."
    return "No recommendation: nothing that decides could be checked.", "An unchecked claim says nothing."


def _evidence(summary: Summary) -> tuple[str, ...]:
    lines = [
        f"{vocabulary.OUTCOME[row.outcome].capitalize()}: {row.brief} ({row.size})."
        for row in summary.checked
    ]
    beside = [_beside(baseline) for baseline in _strongest(summary.unclaimed.baselines)[:2]]
    others = [f"Beside it: {line}." for line in summary.unclaimed.pairs_with_others]
    beside += others[:2]
    cost = [f"On this machine: {summary.cost}"] if summary.cost else []
    cost += [f"As supplied, machine unknown: {summary.supplied_cost}"] if summary.supplied_cost else []
    more = len(lines) - MOST
    answers = [f"Answers: {summary.answers}"] if summary.answers else []
    return (
        *answers,
        *lines[:MOST],
        *([f"And {more} more in the report."] if more > 0 else []),
        *beside,
        *cost,
    )


def _strongest(baselines: tuple[Measurement, ...]) -> tuple[Measurement, ...]:
    """Of every metric the best trivial answer: that is the one to beat."""
    best: dict[str, Measurement] = {}
    for baseline in baselines:
        if baseline.reproducer.startswith(OTHER_SYSTEM):  # another system's answers are not trivial
            continue
        known = catalog.metric(baseline.metric)
        sign = -1 if known is not None and known.higher_is_better is False else 1
        held = best.get(baseline.metric)
        if held is None or sign * baseline.observed.value > sign * held.observed.value:
            best[baseline.metric] = baseline
    return tuple(best.values())


def _beside(baseline: Measurement) -> str:
    name = vocabulary.metric_name(baseline.metric)
    return f"The best trivial answer ({shortened(baseline.subject, 60)}): {name} {number_format.measured(baseline)}."


def _risks(summary: Summary) -> tuple[str, ...]:
    grave = [finding for finding in summary.findings if finding.severity != "info"]
    lines = [f"{finding.rule}: {visible(finding.says)} {visible(finding.remedy)}" for finding in grave]
    if summary.failures and summary.failures.headline:
        lines = [*lines[: MOST - 1], f"{HEADING}: {summary.failures.headline}"]
    return tuple(lines[:MOST]) or ("No serious finding and no warning; that is no proof that there is none.",)


def _pilot(dossier: Dossier, summary: Summary) -> tuple[str, ...]:
    """How many labelled rows, what to accept, and what to watch."""
    rows, name, level = _rows_for_pilot(dossier, summary)
    lines = [
        f"Label {rows:,} rows of your own traffic, drawn at random, without looking at the model's answers."
    ]
    if name:
        lines.append(
            f"Accept if the 95 % lower bound of {name} is at least {level}: with so many rows a claim that "
            "is exactly true passes with 80 % probability."
        )
    if any(a.metric == "latency" and isinstance(a, Measurement) for a in dossier.attempts):
        lines.append("Watch the 95th percentile of the latency under your own load, not the median alone.")
    lines.append("Compare with the trivial answers above and with what runs today, on the same rows.")
    return tuple(lines)


def _rows_for_pilot(dossier: Dossier, summary: Summary) -> tuple[int, str, str]:
    """Rows that settle the first own score at the margin, the score's name, and the least to accept."""
    from claims.quantities.units import readings
    from claims.statistics.power import n_to_settle

    margin = float(dossier.plan.margin) / 100
    for row in summary.rows:
        known = catalog.metric(row.claim.metric, row.claim.task)
        if row.claim.own and known and known.scale == "share" and row.claim.kind == "quality":
            values = readings(row.claim.stated, known.scale, metric=known)
            stated = float(values[0].value) if values else 0.0
            rows = n_to_settle(stated, margin) if margin < stated < 1 else None
            if rows:
                least = Decimal(str(round(100 * (stated - margin), 2)))
                return number_format.rounded_up(rows), row.name, f"{number_format.plain(least)} %"
    return number_format.rounded_up(n_to_settle(0.9, margin) or 1500), "", ""


def _unchecked(summary: Summary) -> tuple[str, ...]:
    lines = [
        f"{vocabulary.counted(len(rows), 'claim')}: {vocabulary.why_not(reason)} "
        f"({rows[0].name}{' and others' if len(rows) > 1 else ''})."
        for reason, rows in summary.unchecked
    ]
    asks = [f"To ask about: {says} {ask}" for says, ask in summary.promises[:ASKED]]
    return (*lines[: MOST - len(asks)], *asks) or ("Every claim was checked.",)


def _basis(dossier: Dossier) -> str:
    rows = "; ".join(
        f"{shortened(data_slice.name, 60)}, {vocabulary.counted(data_slice.rows, 'row')}"
        for data_slice in dossier.slices
    )
    return f"Data: {rows or 'none'}. Margin: {number_format.plain(dossier.plan.margin)} points. Run {dossier.run}."
