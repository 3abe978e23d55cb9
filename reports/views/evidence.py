"""What stands behind one claim: the plan that was sealed, the run, the flags, and the neighbours on the same rows."""

from dataclasses import dataclass

from claims.records import Alternative, Attempt, Dossier, Finding, Measurement, PlanStep
from reports.views import vocabulary
from reports.views.number_format import grouped, plain
from reports.views.safe_text import shortened

MOST = 12
"""Neighbouring metrics that are told."""


@dataclass(frozen=True)
class Evidence:
    """All that leads from a claim's ink to its verdict."""

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
        """The plan in a line: "text-classification@1 on 2,400 rows, margin 2; shows a shortfall of 1.4 …"."""
        if self.step is None:
            return ""
        if self.step.reproducer is None:
            return self.step.detail or vocabulary.why_not(self.step.reason)
        rows = f" on {vocabulary.many(self.step.n, 'row')}" if self.step.n else ""
        margin = f", margin {plain(self.step.margin)}" if self.step.margin is not None else ""
        least = self.step.smallest_difference
        power = f"; shows a shortfall of {plain(least)} four times in five" if least is not None else ""
        return f"{self.step.reproducer}{rows}{margin}{power}"

    @property
    def how(self) -> str:
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
        found = self.run.alternatives if self.run else ()
        more = f", and {len(found) - MOST} more" if len(found) > MOST else ""
        return ", ".join(map(_alternative, found[:MOST])) + more


def evidence(dossier: Dossier) -> dict[str, Evidence]:
    """The evidence of every claim, by its id; what people dismissed is no flag."""
    dismissed = {one.about for one in dossier.corrections if one.kind == "dismiss"}
    steps = {step.question.claim_id: step for step in reversed(dossier.plan.steps)}
    attempts = {attempt.claim_id: attempt for attempt in reversed(dossier.attempts)}
    flags: dict[str, list[Finding]] = {}
    for finding in sorted(dossier.findings, key=lambda one: vocabulary.SEVERITIES.index(one.severity)):
        for key in finding.claim_ids if finding.id not in dismissed else ():
            flags.setdefault(key, []).append(finding)
    return {
        claim.id: Evidence(steps.get(claim.id), attempts.get(claim.id), tuple(flags.get(claim.id, ())))
        for claim in dossier.claims
    }


def _alternative(one: Alternative) -> str:
    return f"{shortened(one.metric, 40)} {plain(one.value)}"
