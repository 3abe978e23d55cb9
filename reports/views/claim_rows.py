"""One row of a report: a claim, what became of it, and the words for both."""

from dataclasses import dataclass, replace
from decimal import Decimal

from claims.records import Claim, Dossier, Measurement, Outcome, Verdict
from claims.verdicts.reservations import doubt
from reports.views import number_format, vocabulary
from reports.views.safe_text import shortened, visible


@dataclass(frozen=True)
class ClaimRow:
    """A claim with its verdict and its measurement."""

    claim: Claim
    verdict: Verdict
    named: bool = False
    """Whether the subject must be said, since it is not the one that the whole report is about."""
    measurement: Measurement | None = None
    set_aside: str | None = None
    """Why a person dismissed it."""
    repeats: tuple[Claim, ...] = ()
    """The same statement elsewhere, with the same outcome."""

    @property
    def outcome(self) -> Outcome:
        """The outcome of the claim."""
        return self.verdict.outcome

    @property
    def name(self) -> str:
        """What the claim is about: "Accuracy on SST-2 (validation)", with the subject where it is another."""
        subject = f", {shortened(self.claim.subject, 60)}" if self.named and self.claim.subject else ""
        return vocabulary.claim_name(self.claim) + subject

    @property
    def stated(self) -> str:
        """The number as printed."""
        return number_format.stated(self.claim.stated)

    @property
    def place(self) -> str:
        """Where the number stands."""
        return vocabulary.place_name(self.claim.place)

    @property
    def also(self) -> str:
        """Where else it is stated: "also 66 M at README.md:40"; empty where it stands once."""
        places = (
            f"{number_format.stated(repeat.stated)} at {vocabulary.place_name(repeat.place)}"
            for repeat in self.repeats
        )
        return f"also {', '.join(places)}" if self.repeats else ""

    @property
    def measured(self) -> str:
        """Value and interval in the claim's printed unit; empty where nothing was measured."""
        observed = self.verdict.observed
        if observed is None:
            return ""
        shown = number_format.observed_with_interval(observed, self.claim.stated)
        return f"{shown} in the supplied file" if self.verdict.basis == "supplied" else shown

    @property
    def size(self) -> str:
        """How many rows, repetitions or files are behind the measurement: "n = 2,400"."""
        observed = self.verdict.observed
        return f"n\u00a0=\u00a0{number_format.grouped(observed.n)}" if observed else ""

    @property
    def why(self) -> str:
        """The verdict in a sentence, and what is doubtful of the reading."""
        unsaid = self.claim.in_doubt and self.verdict.outcome == "unchecked"
        in_doubt = f" Besides, {doubt(self.claim)}" if unsaid else ""
        return visible(self.verdict.says + in_doubt)

    @property
    def brief(self) -> str:
        """The row in one line: "Accuracy on SST-2: 95.1 % claimed, 93.1 % [92.1, 94.0] measured"."""
        if not self.verdict.observed:
            return f"{self.name}: {self.stated} claimed"
        measured = "" if self.verdict.basis == "supplied" else " measured"
        return f"{self.name}: {self.stated} claimed, {self.measured}{measured}"

    @property
    def weight(self) -> Decimal:
        """How far the measurement is from the claim, in margins."""
        margin, difference = self.verdict.margin, self.verdict.difference
        return abs(difference) / margin if margin and difference is not None else Decimal(0)


def claim_rows(dossier: Dossier) -> tuple[ClaimRow, ...]:
    """One row for each claim: by outcome, own claims first, scores before sizes, the worst shortfall first."""
    from_people = dossier.dismissals
    verdicts = {verdict.claim_id: verdict for verdict in reversed(dossier.verdicts)}
    measurements = {a.claim_id: a for a in dossier.attempts if isinstance(a, Measurement)}
    main = {dossier.target, dossier.source.name, dossier.title, dossier.model.name if dossier.model else None}
    made = [
        ClaimRow(
            claim=claim,
            verdict=verdicts.get(claim.id) or _unjudged(claim),
            named=claim.subject not in main or not claim.own,
            measurement=measurements.get(claim.id),
            set_aside=from_people.get(claim.id),
        )
        for claim in dossier.claims
    ]
    return tuple(sorted(made, key=_importance))


def fold_repeats(kept: tuple[ClaimRow, ...]) -> tuple[ClaimRow, ...]:
    """The same rows with repeated statements under the first one, where the outcome is the same."""
    first = {row.claim.id: row for row in kept}
    under: dict[str, list[Claim]] = {}
    alone = []
    for row in kept:
        root = first.get(row.claim.same_as or "")
        if root is not None and root is not row and root.outcome == row.outcome and not root.claim.same_as:
            under.setdefault(root.claim.id, []).append(row.claim)
        else:
            alone.append(row)
    return tuple(replace(row, repeats=tuple(under.get(row.claim.id, ()))) for row in alone)


def _importance(row: ClaimRow) -> tuple[int, bool, int, Decimal]:
    """What a row is sorted by: the lower, the earlier."""
    gap = row.weight if row.outcome in ("refuted", "falls_short") else Decimal(0)
    return (
        vocabulary.ORDER.index(row.outcome),
        not row.claim.own,
        vocabulary.KINDS.index(row.claim.kind),
        -gap,
    )


def _unjudged(claim: Claim) -> Verdict:
    """What a claim without a verdict gets, so that it is counted and seen."""
    return Verdict(claim_id=claim.id, outcome="unchecked", says="No verdict was recorded for this claim.")
