"""What is concluded: verdicts, findings, and the dossier that holds a whole run."""

from decimal import Decimal
from typing import Annotated, Literal, get_args

from pydantic import Field

from claims.records.claim import Check, Claim, Contribution, HardwareMention
from claims.records.failures import Failures
from claims.records.measurement import Comparison, Measurement, Skipped
from claims.records.model import Model, Reason
from claims.records.plan import Plan
from claims.records.record import Record
from claims.records.slice import Level, Machine, Pair, Slice
from claims.records.source import Document, Entry, Place, Source
from claims.records.vendor import ListedPrice, Promise

Outcome = Literal["confirmed", "refuted", "inconclusive", "transfers", "falls_short", "unchecked"]
Basis = Literal["same_data", "own_data", "structure", "hardware", "supplied", "arithmetic"]
Severity = Literal["info", "warning", "serious"]
RuleName = Literal[
    "hero-number", "no-variance", "missing-baseline", "trivial-baseline", "ablation-gap", "missing-hardware",
    "unsupported-headline", "arithmetic", "impossible-score", "physically-impossible", "protocol-mismatch",
    "card-mismatch", "contaminated-slice", "duplicate-result", "unsafe-weights", "remote-code", "unpinned",
    "licence", "checklist-contradiction", "baseline-drift",
]  # fmt: skip


class Observed(Record):
    """What was measured, in the unit in which the claim was printed."""

    value: Decimal
    """The value."""
    low: Decimal | None = None
    """Lower end of the 95 % interval."""
    high: Decimal | None = None
    """Upper end of the 95 % interval."""
    n: int
    """Rows, repetitions or files behind it."""


class Verdict(Record):
    """The outcome for one claim, with the numbers behind it."""

    claim_id: str
    """The claim."""
    outcome: Outcome
    """What became of it."""
    basis: Basis | None = None
    """What the outcome rests on; none where nothing was checked."""
    says: str
    """The same in a sentence."""
    reason: Reason | None = None
    """Why it was not checked."""
    observed: Observed | None = None
    """What was measured here."""
    difference: Decimal | None = None
    """Observed minus claimed, turned so that more is better, in the claim's printed unit."""
    low: Decimal | None = None
    """One-sided 95 % lower bound of the difference."""
    high: Decimal | None = None
    """One-sided 95 % upper bound of the difference."""
    margin: Decimal | None = None
    """The margin plus the claim's own half-step, in the claim's printed unit."""
    p_refuted: float | None = None
    """Holm-adjusted p-value of "not worse than the margin"."""
    needed_n: int | None = None
    """Rows that would settle it, where it is inconclusive."""


class Finding(Record):
    """Something a careful reader should know."""

    rule: RuleName
    """Which rule found it."""
    severity: Severity
    """How much it matters."""
    says: str
    """What was found, in a sentence."""
    claim_ids: tuple[str, ...] = ()
    """The claims it is about."""
    places: tuple[Place, ...] = ()
    """Where to look."""
    remedy: str
    """What would mend it."""

    @property
    def id(self) -> str:
        """Digest of what was found, so that a dismissal finds it again."""
        return self.digest[:16]


class Correction(Record):
    """What a person decided about a claim or a finding."""

    about: str
    """Id of the claim or finding."""
    kind: Literal["correct", "dismiss"]
    """Whether a field was put right or the whole was set aside."""
    field: str | None = None
    """The corrected field."""
    value: str | None = None
    """What it should say."""
    why: str
    """The person's reason."""


class Case(Record):
    """What the judge and the rules look at: everything of a run but the judging itself."""

    claims: tuple[Claim, ...] = ()
    """What is stated."""
    hardware: tuple[HardwareMention, ...] = ()
    """The devices named."""
    contributions: tuple[Contribution, ...] = ()
    """What is presented as new."""
    checks: tuple[Check, ...] = ()
    """The reproducibility checklist."""
    beside: tuple[Claim, ...] = ()
    """What the document that was read beside it states of the same figures."""
    facts: tuple[Entry, ...] = ()
    """Settings and licences, as the files and the text give them."""
    prices: tuple[ListedPrice, ...] = ()
    """The prices of a vendor's price sheet."""
    promises: tuple[Promise, ...] = ()
    """What no laboratory can measure, with the evidence to ask for."""
    model: Model | None = None
    """The model, where there is one."""
    slices: tuple[Slice, ...] = ()
    """The team's own data."""
    machine: Machine | None = None
    """The machine that measured."""
    plan: Plan
    """What was going to be measured."""
    attempts: tuple[Annotated[Measurement | Skipped, Field(discriminator="outcome")], ...] = ()
    """What came of it."""
    with_shipped: tuple[Annotated[Measurement | Skipped, Field(discriminator="outcome")], ...] = ()
    """The same measured again with the rows that the model's repository ships, where rows were left out for that."""
    comparisons: tuple[Comparison, ...] = ()
    """The model beside baselines and other systems on the same rows."""


class Past(Record):
    """A score that a document stated which was verified before."""

    target: str
    """What that run was asked for."""
    revision: str
    """The version that was read."""
    claim: Claim
    """The score."""


class OpenCase(Case):
    """A case with the text of its document, which rules read. A dossier keeps the case, not the text."""

    document: Document | None = None
    """The text and the tables, where they were read."""
    history: tuple[Past, ...] = ()
    """What documents that were verified before state of the same systems on the same data."""
    published: tuple[Past, ...] = ()
    """What documents that were verified before state of their own systems by the same metrics on the same data."""


class Timing(Record):
    """How long one step took."""

    step: str
    """The step's name."""
    seconds: float
    """Wall-clock seconds."""


class Dossier(Case):
    """Everything that is known of a run; every report is a function of it alone."""

    run: str
    """The run's id: a digest of everything that went in."""
    target: str
    """What was asked for, as a person would name it."""
    source: Source
    """What was read."""
    title: str | None = None
    """The document's title."""
    companion: Source | None = None
    """What was read beside it: a model's paper, or the card of a paper's model."""
    notes: tuple[str, ...] = ()
    """How the target, its model and its paper were found."""
    warnings: tuple[str, ...] = ()
    """What could not be read."""
    verdicts: tuple[Verdict, ...] = ()
    """One for each claim."""
    findings: tuple[Finding, ...] = ()
    """What a careful reader should know."""
    failures: Failures | None = None
    """Where the model fails on the team's rows, where that was asked for."""
    corrections: tuple[Correction, ...] = ()
    """What people decided."""
    isolation: Level
    """How well the children were isolated."""
    settings: tuple[Pair, ...] = ()
    """The options that bear on the result."""
    versions: tuple[Pair, ...] = ()
    """Assay's own version and those of its plugins."""
    timings: tuple[Timing, ...] = ()
    """How long each step took."""

    @property
    def dismissals(self) -> dict[str, str]:
        """Why people dismissed claims and findings, by their ids; a dismissed claim takes its repeats with it."""
        why = {decision.about: decision.why for decision in self.corrections if decision.kind == "dismiss"}
        repeats = {claim.id: why[claim.same_as] for claim in self.claims if claim.same_as in why}
        return repeats | why

    @property
    def findings_by_severity(self) -> list[Finding]:
        """All findings, the serious ones first."""
        return sorted(self.findings, key=lambda finding: -get_args(Severity).index(finding.severity))
