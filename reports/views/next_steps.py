"""What to do next: the rows that would settle a claim, the option that would open another."""

from collections import Counter

from claims.records import Dossier, Reason
from reports.views.claim_rows import ClaimRow
from reports.views.number_format import grouped, rounded_up
from reports.views.vocabulary import counted

OPENS: dict[Reason, str] = {
    "no_data": "Give labelled rows with --data FILE",
    "no_model": "Name the model with --model ID, or give its answers with --predictions FILE",
    "ambiguous_model": "Choose the model with --model ID",
    "gated": "Ask for access on the model's page and set HF_TOKEN",
    "unsafe_weights": "Ask the authors for safetensors weights, or convert them where nothing can be lost",
    "remote_code": "Give its answers with --predictions FILE, or ask for a version that a standard class opens",
    "too_large": "Run on a machine with more memory, or give the answers with --predictions FILE",
    "over_time": "Allow more time with --budget",
    "other_hardware": "Run on the hardware that the document names",
    "ambiguous": "Say which is meant with --task, --columns or verify correct",
    "failed": "Mend what the claim's own line names, or give the answers with --predictions FILE",
    "isolation": "See what this machine can isolate with verify doctor",
}
"""What to do about a reason; nothing can be done about the absence of a measurement."""


WITH_ANSWERS: dict[Reason, str] = {
    **OPENS,
    "no_model": "Ask for the model, or for evidence that a file of answers cannot give,",
}
"""The same where the answers of a model that may not be opened were given."""


def next_steps(dossier: Dossier, rows: tuple[ClaimRow, ...]) -> tuple[str, ...]:
    """What would settle or open the most claims, each in a sentence."""
    answers = dossier.model is not None and dossier.model.format == "predictions"
    return _settle(rows) + _open(rows, WITH_ANSWERS if answers else OPENS) + _attribute(dossier, rows)


def _settle(rows: tuple[ClaimRow, ...]) -> tuple[str, ...]:
    """The rows that inconclusive claims need."""
    needing = [row for row in rows if row.outcome == "inconclusive" and row.verdict.needed_n]
    lines = (
        f"Give about {grouped(rounded_up(row.verdict.needed_n or 0))} rows{_have(row)} to settle {row.name}."
        for row in needing
    )
    return tuple(dict.fromkeys(lines))


def _have(row: ClaimRow) -> str:
    observed = row.verdict.observed
    return f" ({grouped(observed.n)} were measured)" if observed else ""


def _open(rows: tuple[ClaimRow, ...], opens: dict[Reason, str]) -> tuple[str, ...]:
    """The options that would open unchecked claims, the one that opens most first."""
    unchecked = [row for row in rows if row.outcome == "unchecked"]
    reasons = Counter(
        row.verdict.reason for row in unchecked if row.claim.own or row.verdict.reason != "no_model"
    )
    known = [(reason, times) for reason, times in reasons.most_common() if reason in opens]
    return tuple(
        f"{opens[reason]} to check {counted(times, 'more claim')}." for reason, times in known if reason
    )


def _attribute(dossier: Dossier, rows: tuple[ClaimRow, ...]) -> tuple[str, ...]:
    """How to tell that the slice is the claimed data after all."""
    own = sum(row.verdict.basis == "own_data" for row in rows)
    if not own or any(data_slice.of_dataset for data_slice in dossier.slices):
        return ()
    return (
        f"If the data is a sample of the claimed one, say so with --of-dataset NAME ({counted(own, 'claim')}).",
    )
