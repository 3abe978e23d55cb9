"""What `verify TARGET --json` prints: the dossier, claim by claim, with the digits as they were printed."""

from typing import Annotated, Literal

from pydantic import Field

from claims.records import (
    Basis,
    Check,
    Contribution,
    Correction,
    Dossier,
    Finding,
    Level,
    Model,
    Observed,
    Outcome,
    Reason,
    Record,
    RuleName,
    Severity,
    Skipped,
    Slice,
    Source,
    Verdict,
)
from reports.views.extract_json import PrintedClaim, PrintedHardware, PrintedPlace
from reports.views.measurement_json import (
    PrintedMachine,
    PrintedMeasurement,
    PrintedObserved,
    PrintedPlan,
    PrintedStep,
    printed_attempt,
)
from reports.views.paired_comparison import PrintedComparison
from reports.views.strict_json import Number, maybe, named, number


class PrintedVerdict(Record):
    """What became of one claim; all numbers are in the unit in which the claim was printed."""

    claim_id: str
    """The claim."""
    outcome: Outcome
    """What became of it."""
    basis: Basis | None
    """What the outcome rests on; null where nothing was checked."""
    says: str
    """The same in a sentence."""
    reason: Reason | None
    """Why it was not checked."""
    observed: PrintedObserved | None
    """What was measured here."""
    difference: Number | None
    """Observed minus claimed, turned so that more is better."""
    low: Number | None
    """One-sided 95 % lower bound of the difference."""
    high: Number | None
    """One-sided 95 % upper bound of the difference."""
    margin: Number | None
    """The margin plus the claim's own half-step."""
    p_refuted: float | None
    """Holm-adjusted p-value of "not worse than the margin"."""
    needed_n: int | None
    """Rows that would settle it, where it is inconclusive."""

    @classmethod
    def of(cls, verdict: Verdict) -> "PrintedVerdict":
        """The printed shape of a verdict."""
        same = ("claim_id", "outcome", "basis", "says", "reason", "p_refuted", "needed_n")
        return cls(
            **{name: getattr(verdict, name) for name in same},
            observed=_observed(verdict.observed),
            difference=maybe(verdict.difference),
            low=maybe(verdict.low),
            high=maybe(verdict.high),
            margin=maybe(verdict.margin),
        )


class PrintedFinding(Record):
    """Something a careful reader should know."""

    id: str
    """Its digest, by which it can be dismissed."""
    rule: RuleName
    """Which rule found it."""
    severity: Severity
    """How much it matters."""
    says: str
    """What was found."""
    claim_ids: tuple[str, ...]
    """The claims it is about."""
    places: tuple[PrintedPlace, ...]
    """Where to look."""
    remedy: str
    """What would mend it."""

    @classmethod
    def of(cls, finding: Finding) -> "PrintedFinding":
        """The printed shape of a finding."""
        places = tuple(PrintedPlace.of(place) for place in finding.places)
        same = ("id", "rule", "severity", "says", "claim_ids", "remedy")
        return cls(**{name: getattr(finding, name) for name in same}, places=places)


class PrintedCheck(Record):
    """The answer to one question of the reproducibility checklist."""

    answer: Literal["yes", "no", "not applicable"]
    """The answer."""
    place: PrintedPlace | None
    """Where a "yes" was read."""


class PrintedContribution(Record):
    """A component that the document presents as its own."""

    component: str
    """Its name, as printed."""
    ablated: bool
    """Whether an ablation isolates it."""
    where: PrintedPlace | None
    """The ablation."""
    place: PrintedPlace
    """Where it is presented."""


class PrintedDossier(Record):
    """One run: what is stated, what was measured, what became of each claim."""

    form: Literal["assay/dossier-1"] = Field("assay/dossier-1", alias="schema")
    """The name and version of this shape."""
    run: str
    """The run's id: a digest of everything that went in."""
    target: str
    """What was asked for."""
    source: Source
    """What was read."""
    title: str | None
    """The document's title."""
    model: Model | None
    """The model, where there is one."""
    slices: tuple[Slice, ...]
    """The data that was measured on."""
    claims: tuple[PrintedClaim, ...]
    """The numbers that the document states."""
    beside: tuple[PrintedClaim, ...]
    """What the document that was read beside it states of the same figures."""
    hardware: tuple[PrintedHardware, ...]
    """The devices it names."""
    contributions: tuple[PrintedContribution, ...]
    """What it presents as new."""
    checks: dict[str, PrintedCheck]
    """The reproducibility checklist, by question."""
    plan: PrintedPlan
    """What was going to be measured."""
    attempts: tuple[Annotated[PrintedMeasurement | Skipped, Field(discriminator="outcome")], ...]
    """What came of it."""
    comparisons: tuple[PrintedComparison, ...]
    """The model beside baselines and other systems on the same rows."""
    verdicts: tuple[PrintedVerdict, ...]
    """One for each claim."""
    findings: tuple[PrintedFinding, ...]
    """What a careful reader should know."""
    corrections: tuple[Correction, ...]
    """What people decided."""
    companion: Source | None
    """What was read beside it."""
    notes: tuple[str, ...]
    """How the target, its model and its paper were found."""
    warnings: tuple[str, ...]
    """What could not be read."""
    machine: PrintedMachine | None
    """The machine that measured."""
    isolation: Level
    """How well the child processes were isolated."""
    settings: dict[str, str]
    """The options that bear on the result."""
    versions: dict[str, str]
    """Assay's own version and those of its plugins."""
    timings: dict[str, float]
    """Seconds that each step took."""


SAME = (
    "run", "target", "source", "title", "model", "slices", "corrections", "companion", "notes", "warnings", "isolation",
)  # fmt: skip
"""Fields that are printed as the dossier has them."""


def printed_dossier(dossier: Dossier) -> PrintedDossier:
    """The printed shape of a dossier."""
    plan, machine = dossier.plan, dossier.machine
    steps = tuple(PrintedStep.of(step) for step in plan.steps)
    return PrintedDossier(
        **{name: getattr(dossier, name) for name in SAME},
        claims=tuple(PrintedClaim.of(claim) for claim in dossier.claims),
        beside=tuple(PrintedClaim.of(claim) for claim in dossier.beside),
        hardware=tuple(PrintedHardware.of(device) for device in dossier.hardware),
        contributions=tuple(_contribution(contribution) for contribution in dossier.contributions),
        checks={check.question: _check(check) for check in reversed(dossier.checks)},
        plan=PrintedPlan(sealed=plan.sealed, margin=number(plan.margin), seed=plan.seed, steps=steps),
        attempts=tuple(printed_attempt(attempt) for attempt in dossier.attempts),
        comparisons=tuple(PrintedComparison.of(comparison) for comparison in dossier.comparisons),
        verdicts=tuple(PrintedVerdict.of(verdict) for verdict in dossier.verdicts),
        findings=tuple(PrintedFinding.of(finding) for finding in dossier.findings),
        machine=PrintedMachine.of(machine) if machine else None,
        settings=named(dossier.settings),
        versions=named(dossier.versions),
        timings={timing.step: timing.seconds for timing in dossier.timings},
    )


def _observed(seen: Observed | None) -> PrintedObserved | None:
    if seen is None:
        return None
    return PrintedObserved(value=number(seen.value), low=maybe(seen.low), high=maybe(seen.high), n=seen.n)


def _check(check: Check) -> PrintedCheck:
    return PrintedCheck(answer=check.answer, place=PrintedPlace.maybe(check.place))


def _contribution(contribution: Contribution) -> PrintedContribution:
    return PrintedContribution(
        component=contribution.component,
        ablated=contribution.ablated,
        where=PrintedPlace.maybe(contribution.where),
        place=PrintedPlace.of(contribution.place),
    )
