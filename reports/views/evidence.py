"""The evidence behind one claim: sealed plan, measurement, findings, and related metrics on the same rows."""

from dataclasses import dataclass

from claims.records import Attempt, Dossier, Finding, Measurement, PlanStep
from reports.views import vocabulary
from reports.views.number_format import grouped, plain
from reports.views.safe_text import shortened

MOST = 12
"""Neighbouring metrics that are told."""


@dataclass(frozen=True)
class ClaimEvidence:
    """The plan, the measurement and the findings behind one verdict."""

    step: PlanStep | None
    """What was going to be done about it."""
    attempt: Attempt | None
    """What came of it."""
    flags: tuple[Finding, ...]
    """Findings about it, the worst first."""

    @property
    def run(self) -> Measurement | None:
        """The measurement, where there is one."""
        return self.attempt if isinstance(self.attempt, Measurement) else None

    @property
    def plan(self) -> str:
        """The plan in a line: "text-classification@1 on 2,400 rows, margin 2; detects a shortfall of 1.4 …"."""
        if self.step is None:
            return ""
        if self.step.reproducer is None:
            return self.step.detail or vocabulary.why_not(self.step.reason)
        rows = f" on {vocabulary.counted(self.step.n, 'row')}" if self.step.n else ""
        margin = f", margin {plain(self.step.margin)}" if self.step.margin is not None else ""
        least = self.step.smallest_difference
        power = f"; detects a shortfall of {plain(least)} with 80 % probability" if least is not None else ""
        return f"{self.step.reproducer}{rows}{margin}{power}"

    @property
    def run_summary(self) -> str:
        """The run in a line: who, how the interval was made, the settings, the seed and the time it took."""
        run = self.run
        if run is None:
            return ""
        parts = [run.reproducer, f"n = {grouped(run.n)}", f"interval: {run.method}"]
        parts += [f"{pair.name}: {shortened(pair.value, 80)}" for pair in run.settings]
        parts += [f"seed {run.seed}"] if run.seed is not None else []
        parts += [f"{run.seconds:.1f} s"] if run.seconds else []
        return ", ".join(parts)

    @property
    def beside(self) -> str:
        """The neighbouring metrics on the same rows: "f1_micro 0.9146, precision_macro 0.9150"."""
        alternatives = self.run.alternatives if self.run else ()
        more = f", and {len(alternatives) - MOST} more" if len(alternatives) > MOST else ""
        listed = (f"{shortened(beside.metric, 40)} {plain(beside.value)}" for beside in alternatives[:MOST])
        return ", ".join(listed) + more


def claim_evidence(dossier: Dossier) -> dict[str, ClaimEvidence]:
    """The evidence of every claim, by its id; what people dismissed is no flag."""
    dismissed = dossier.dismissals
    steps = {step.question.claim_id: step for step in reversed(dossier.plan.steps)}
    attempts = {attempt.claim_id: attempt for attempt in reversed(dossier.attempts)}
    flags: dict[str, list[Finding]] = {}
    for finding in dossier.findings_by_severity:
        for key in finding.claim_ids if finding.id not in dismissed else ():
            flags.setdefault(key, []).append(finding)
    return {
        claim.id: ClaimEvidence(steps.get(claim.id), attempts.get(claim.id), tuple(flags.get(claim.id, ())))
        for claim in dossier.claims
    }
