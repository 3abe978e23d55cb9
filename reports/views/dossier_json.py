"""What `verify TARGET --json` prints: the dossier, claim by claim, with the digits as they were printed."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from claims.records import (
    Basis,
    Check,
    Correction,
    Dossier,
    Failures,
    Level,
    Model,
    Outcome,
    Per,
    PromiseTopic,
    Reason,
    RuleName,
    Severity,
    Slice,
    Source,
    Timing,
)
from reports.views.extract_json import PrintedClaim, PrintedHardware, PrintedPlace
from reports.views.measurement_json import (
    PrintedAttempt,
    PrintedMachine,
    PrintedObserved,
    PrintedPlan,
)
from reports.views.paired_comparison import PrintedComparison
from reports.views.strict_json import NamedValues, Number, PrintedRecord


class PrintedVerdict(PrintedRecord):
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


class PrintedFinding(PrintedRecord):
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


class PrintedCheck(PrintedRecord):
    """The answer to one question of the reproducibility checklist."""

    answer: Literal["yes", "no", "not applicable"]
    """The answer."""
    place: PrintedPlace | None
    """Where a "yes" was read."""


class PrintedListedPrice(PrintedRecord):
    """One price of a price sheet."""

    item: str
    """What is sold."""
    value: Number
    """The price."""
    currency: str | None
    """The sign of the currency, where one is named."""
    unit: str
    """What the price is for, as written."""
    per: Per | None
    """The same as a count of requests or tokens."""
    place: PrintedPlace
    """The cell."""


class PrintedPromise(PrintedRecord):
    """A statement that no laboratory can measure."""

    topic: PromiseTopic
    """What it is about."""
    says: str
    """The sentence that makes it."""
    ask: str
    """The evidence that would bear it out."""
    place: PrintedPlace
    """Where it stands."""


class PrintedContribution(PrintedRecord):
    """A component that the document presents as its own."""

    component: str
    """Its name, as printed."""
    ablated: bool
    """Whether an ablation isolates it."""
    where: PrintedPlace | None
    """The ablation."""
    place: PrintedPlace
    """Where it is presented."""


def _by_question(checks: object) -> object:
    """The answers of the checklist by their question; of two answers to one question the first stays."""
    if not isinstance(checks, tuple):
        return checks
    return {check.question: check for check in reversed(checks) if isinstance(check, Check)}


def _by_step(timings: object) -> object:
    if not isinstance(timings, tuple):
        return timings
    return {timing.step: timing.seconds for timing in timings if isinstance(timing, Timing)}


class PrintedDossier(PrintedRecord):
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
    prices: tuple[PrintedListedPrice, ...]
    """The prices of a vendor's price sheet."""
    promises: tuple[PrintedPromise, ...]
    """What no laboratory can measure, with the evidence to ask for."""
    claims: tuple[PrintedClaim, ...]
    """The numbers that the document states."""
    beside: tuple[PrintedClaim, ...]
    """What the document that was read beside it states of the same figures."""
    hardware: tuple[PrintedHardware, ...]
    """The devices it names."""
    contributions: tuple[PrintedContribution, ...]
    """What it presents as new."""
    checks: Annotated[dict[str, PrintedCheck], BeforeValidator(_by_question)]
    """The reproducibility checklist, by question."""
    plan: PrintedPlan
    """What was going to be measured."""
    attempts: tuple[PrintedAttempt, ...]
    """What came of it."""
    comparisons: tuple[PrintedComparison, ...]
    """The model beside baselines and other systems on the same rows."""
    verdicts: tuple[PrintedVerdict, ...]
    """One for each claim."""
    findings: tuple[PrintedFinding, ...]
    """What a careful reader should know."""
    failures: Failures | None
    """Where the model fails on the team's rows, where that was asked for."""
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
    settings: NamedValues
    """The options that bear on the result."""
    versions: NamedValues
    """Assay's own version and those of its plugins."""
    timings: Annotated[dict[str, float], BeforeValidator(_by_step)]
    """Seconds that each step took."""


def printed_dossier(dossier: Dossier) -> PrintedDossier:
    """The printed shape of a dossier."""
    return PrintedDossier.model_validate(
        {name: getattr(dossier, name) for name in PrintedDossier.model_fields if name != "form"}
    )
