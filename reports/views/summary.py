"""The summary that every report prints, computed in one place so that they cannot disagree."""

from dataclasses import dataclass

from claims.catalog.metrics import metrics
from claims.records import (
    ClaimKind,
    Dossier,
    Finding,
    HardwareMention,
    Machine,
    Measurement,
    Outcome,
    Reason,
    Skipped,
)
from reports.views import conclusion, lead, vocabulary
from reports.views.claim_rows import ClaimRow, claim_rows, fold_repeats
from reports.views.conclusion import Counts, KeyPoint
from reports.views.failures import FailureView, failure_view
from reports.views.next_steps import next_steps
from reports.views.paired_comparison import comparison_sentence
from reports.views.safe_text import visible
from reports.views.vendor import price_lines, promise_lines

OTHER_SYSTEM = "rival@"
"""Who measures another system's answers; what else is measured beside the model is a trivial answer."""
COSTS = frozenset({"speed", "size", "compute", "cost"})


@dataclass(frozen=True)
class UnclaimedResults:
    """Numbers that were measured without a claim."""

    quality: tuple[Measurement, ...]
    """Scores of the model."""
    baselines: tuple[Measurement, ...]
    """Scores of trivial answers on the same rows."""
    cost: tuple[Measurement, ...]
    """Sizes, speeds and computation."""
    missing: tuple[Skipped, ...]
    """What could not be measured."""
    beside: tuple[Measurement, ...] = ()
    """The model's own scores by the metrics of the trivial answers, whether claimed or not."""
    pairs: tuple[str, ...] = ()
    """The model beside each of them row by row, in a sentence each."""
    pairs_with_others: tuple[str, ...] = ()
    """Those of them that are about another system's answers."""

    @property
    def not_measured(self) -> tuple[tuple[str, str], ...]:
        """What could not be measured, by reason: the names of the metrics, and why."""
        by_reason: dict[str, list[str]] = {}
        for skipped in self.missing:
            by_reason.setdefault(visible(skipped.detail), []).append(vocabulary.metric_name(skipped.metric))
        return tuple((", ".join(dict.fromkeys(names)), why) for why, names in by_reason.items())

    @property
    def count(self) -> int:
        """How many numbers were measured."""
        return len(self.quality) + len(self.baselines) + len(self.cost)


@dataclass(frozen=True)
class Summary:
    """What a reader needs first, in the order in which it matters."""

    rows: tuple[ClaimRow, ...]
    counts: Counts
    conclusion: str
    side_notes: str
    key_points: tuple[KeyPoint, ...]
    findings: tuple[Finding, ...]
    unclaimed: UnclaimedResults
    next_steps: tuple[str, ...]
    dismissed: tuple[ClaimRow, ...]
    dismissed_findings: tuple[tuple[Finding, str], ...]
    corrected: tuple[str, ...]
    claimed: str
    """What is claimed, in a line."""
    cost: str
    """What the model costs on this machine, in a line."""
    supplied_cost: str = ""
    """Latencies and prices as somebody's file gives them, in a line."""
    failures: FailureView | None = None
    """Where the model fails, where that was asked for."""
    prices: tuple[str, ...] = ()
    """The prices of a vendor's price sheet, in a line each."""
    promises: tuple[tuple[str, str], ...] = ()
    """What no laboratory can measure, each with the evidence to ask for."""
    answers: str = ""
    """Who supplied the answers, where no model was run."""

    @property
    def headline(self) -> str:
        """The counts in a line: "11 claims (stated 14 times): 1 refuted, 2 confirmed, 8 unchecked"."""
        parts = [f"{n:,} {vocabulary.OUTCOME[outcome]}" for outcome, n in self.counts.items() if n]
        times = sum(1 + len(row.repeats) for row in self.rows)
        again = f" (stated {times:,} times)" if times > len(self.rows) else ""
        total = vocabulary.counted(len(self.rows), "claim") + again
        return f"{total}: {', '.join(parts)}" if parts else total

    @property
    def checked(self) -> tuple[ClaimRow, ...]:
        """The rows of claims that were checked."""
        return tuple(row for row in self.rows if row.outcome != "unchecked")

    @property
    def kinds(self) -> tuple[ClaimKind, ...]:
        """The kinds of claims that there are, as reports list them."""
        present = {row.claim.kind for row in self.rows}
        return tuple(kind for kind in vocabulary.KINDS if kind in present)

    def of(self, outcome: Outcome) -> tuple[ClaimRow, ...]:
        """The rows of one outcome."""
        return tuple(row for row in self.rows if row.outcome == outcome)

    @property
    def unchecked(self) -> tuple[tuple[Reason | None, tuple[ClaimRow, ...]], ...]:
        """The rows of claims that were not checked, by reason, the commonest first."""
        left: dict[Reason | None, list[ClaimRow]] = {}
        for row in self.of("unchecked"):
            left.setdefault(row.verdict.reason, []).append(row)
        ordered = sorted(left.items(), key=lambda item: -len(item[1]))
        return tuple((reason, tuple(group)) for reason, group in ordered)


def summarise(dossier: Dossier) -> Summary:
    """The summary of a dossier; what people dismissed is neither counted nor concluded from."""
    every = claim_rows(dossier)
    kept = fold_repeats(tuple(row for row in every if row.set_aside is None))
    why, ordered = dossier.dismissals, dossier.findings_by_severity
    findings = tuple(finding for finding in ordered if finding.id not in why)
    counts, own = conclusion.count_outcomes(kept), _unclaimed_results(dossier)
    return Summary(
        rows=kept,
        counts=counts,
        conclusion=conclusion.conclude(counts, own.count),
        side_notes=conclusion.side_notes(counts, findings),
        key_points=conclusion.key_points(kept, findings),
        findings=findings,
        unclaimed=own,
        next_steps=next_steps(dossier, kept),
        dismissed=tuple(row for row in every if row.set_aside is not None),
        dismissed_findings=tuple(
            (finding, visible(why[finding.id])) for finding in ordered if finding.id in why
        ),
        corrected=_corrected(dossier, every),
        claimed=lead.claimed_line(dossier, kept),
        cost=lead.cost_line(dossier),
        supplied_cost=lead.cost_line(dossier, supplied=True),
        failures=failure_view(dossier.failures),
        prices=price_lines(dossier),
        promises=promise_lines(dossier),
        answers=lead.answers_line(dossier),
    )


def _corrected(dossier: Dossier, every: tuple[ClaimRow, ...]) -> tuple[str, ...]:
    """What people put right, each in a line."""
    names = {row.claim.id: f"{row.name}, {row.stated}" for row in every}
    return tuple(
        visible(
            f"{names.get(made.about, made.about)}: {made.field or 'it'} is {made.value or 'empty'}. {made.why}"
        )
        for made in dossier.corrections
        if made.kind == "correct"
    )


def _unclaimed_results(dossier: Dossier) -> UnclaimedResults:
    """What was measured without a claim: the model's scores, those of trivial answers, and the cost."""
    free = [a for a in dossier.attempts if isinstance(a, Measurement) and a.claim_id is None]
    scores = [measurement for measurement in free if _kind(measurement) not in COSTS]
    subject = dossier.model.name if dossier.model else None
    baselines = tuple(score for score in scores if subject not in (None, score.subject))
    beside = _beside(dossier, subject, baselines)
    return UnclaimedResults(
        quality=tuple(score for score in scores if subject in (None, score.subject)),
        baselines=baselines if beside else (),  # trivial answers say nothing where the model gave none
        cost=tuple(measurement for measurement in free if _kind(measurement) in COSTS),
        missing=tuple(a for a in dossier.attempts if isinstance(a, Skipped) and a.claim_id is None),
        beside=beside,
        pairs=tuple(comparison_sentence(comparison) for comparison in dossier.comparisons),
        pairs_with_others=tuple(
            comparison_sentence(comparison)
            for comparison in dossier.comparisons
            if comparison.against in _others(dossier)
        ),
    )


def _others(dossier: Dossier) -> set[str]:
    """Other systems whose answers were brought; the rest beside the model is trivial answers."""
    measured = (a for a in dossier.attempts if isinstance(a, Measurement))
    return {a.subject for a in measured if a.reproducer.startswith(OTHER_SYSTEM)}


def _beside(
    dossier: Dossier, subject: str | None, baselines: tuple[Measurement, ...]
) -> tuple[Measurement, ...]:
    """The model's scores on the rows and by the metrics of the baselines, each metric once."""
    asked = {(baseline.metric, baseline.slice_sha256) for baseline in baselines}
    scores = {
        (a.metric, a.slice_sha256): a
        for a in reversed(dossier.attempts)
        if isinstance(a, Measurement) and a.subject == subject and (a.metric, a.slice_sha256) in asked
    }
    return tuple(scores[key] for key in sorted(scores, key=str))


def _kind(measurement: Measurement) -> str:
    known = metrics().get(measurement.metric)
    return known.kind if known else "quality"


def machine_line(machine: Machine | None) -> str:
    """The machine in one line."""
    if machine is None:
        return "Nothing was run."
    device = visible(machine.accelerator) if machine.accelerator else "no accelerator"
    parts = (
        f"{visible(machine.cpu)}, {vocabulary.counted(machine.cores, 'core')}",
        f"{machine.memory_gb:f} GB",
        device,
    )
    return f"{', '.join(parts)}; {visible(machine.os)}; Python {visible(machine.python)}"


def device_line(device: HardwareMention) -> str:
    """A device that the document names, in a line: "8 × NVIDIA V100, 32 GB each, 96 hours"."""
    count = f"{device.count} × " if device.count else ""
    memory = (
        f", {device.memory_gb:f} GB{' each' if (device.count or 1) > 1 else ''}" if device.memory_gb else ""
    )
    hours = f", {device.hours:f} hours" if device.hours else ""
    return f"{count}{visible(device.name)}{memory}{hours}"
