"""The words that all reports share: what an outcome, a reason and a place are called."""

from collections.abc import Sequence

from claims.catalog.metrics import metrics
from claims.records import Basis, Claim, ClaimKind, Level, Measurement, Outcome, Place, Reason, Severity
from claims.text.qualifiers import percentile_named
from reports.views.safe_text import shortened

ORDER: tuple[Outcome, ...] = ("refuted", "falls_short", "confirmed", "transfers", "inconclusive", "unchecked")
"""Outcomes as reports list them."""
KINDS: tuple[ClaimKind, ...] = ("quality", "comparison", "speed", "cost", "reliability", "compute", "size")
"""Kinds of claims as reports list them."""
OUTCOME: dict[Outcome, str] = {
    "refuted": "refuted",
    "falls_short": "falls short",
    "confirmed": "confirmed",
    "transfers": "transfers",
    "inconclusive": "inconclusive",
    "unchecked": "unchecked",
}
"""How an outcome is called."""
SEVERITY: dict[Severity, str] = {"serious": "serious finding", "warning": "warning", "info": "note"}
"""How a severity is called."""
MEANING: dict[Outcome, str] = {
    "refuted": "measured, and worse than claimed by more than the margin",
    "falls_short": "on your own data, below the claimed level by more than the margin",
    "confirmed": "measured, and as good as claimed within the margin",
    "transfers": "on your own data, the claimed level is reached within the margin",
    "inconclusive": "measured, but the data cannot tell",
    "unchecked": "not measured; says nothing against the claim",
}
"""What an outcome means, in half a sentence."""
MARK: dict[Outcome, str] = {
    "refuted": "✕",
    "falls_short": "▽",
    "confirmed": "✓",
    "transfers": "≈",
    "inconclusive": "?",
    "unchecked": "–",
}
"""A sign beside the word, never instead of it."""
BASIS: dict[Basis, str] = {
    "same_data": "measured on the claimed data",
    "own_data": "measured on your own data",
    "structure": "counted in the files",
    "hardware": "measured on this machine",
    "supplied": "as the supplied file says, on an unknown machine",
    "arithmetic": "computed from the document",
}
"""What a verdict rests on."""
REASON: dict[Reason, str] = {
    "no_reproducer": "nothing here measures this",
    "no_model": "there is no model to measure",
    "ambiguous_model": "more than one model fits",
    "gated": "access to the model must be requested first",
    "unsafe_weights": "the weights are damaged, or opening them would run somebody else's code",
    "remote_code": "the model needs its repository's own code",
    "no_data": "there is no data to measure on",
    "too_large": "too large for this machine",
    "over_time": "the time budget ran out",
    "other_hardware": "claimed on other hardware than this",
    "ambiguous": "the claim can be read in more than one way",
    "isolation": "this machine cannot isolate it as was asked for",
    "failed": "the measurement failed",
}
"""Why something was not checked."""
ISOLATION: dict[Level, str] = {
    "full": "full (no network, no foreign files, limits)",
    "fs-only": "files and limits only (the network or other processes may be reachable)",
    "limits-only": "limits only (files and the network are reachable)",
    "none": "none",
}
"""What an isolation level keeps out."""


def origin(measurement: Measurement) -> str:
    """What stands behind a number that was not measured here."""
    return ", as the supplied file says, machine unknown" if measurement.supplied else ""


def why_not(reason: Reason | None) -> str:
    """A reason in words."""
    return REASON[reason] if reason else "no reason was recorded"


def metric_name(metric: str) -> str:
    """The catalog's name of a metric, else the name as it is."""
    known = metrics().get(metric)
    return known.name if known else shortened(metric, 60)


def claim_name(claim: Claim) -> str:
    """What a claim is about, and whether that is in doubt: "Accuracy on SST-2 (validation)"."""
    name = _headed(shortened(claim.metric_as_written, 60)) or metric_name(claim.metric)
    name += _percentile(claim)
    dataset = (
        f" on {shortened(claim.dataset, 60)}" if claim.dataset and not _names(name, claim.dataset) else ""
    )
    split = f" ({shortened(claim.split, 40)})" if claim.split and not _names(name, claim.split) else ""
    return f"{name}{dataset}{split}{', read with doubt' if claim.in_doubt else ''}"


def _names(name: str, part: str) -> bool:
    """Whether a metric's printed name already says the data set or the split: "Accuracy on SST-2"."""
    return f" {_words(part)} " in f" {_words(name)} "


def _words(text: str) -> str:
    return " ".join("".join(char if char.isalnum() else " " for char in text.lower()).split())


def _percentile(claim: Claim) -> str:
    """The percentile of a time, where its printed name leaves it to the text around: " (p95)"."""
    percent = percentile_named(claim.conditions or "") if claim.kind == "speed" else None
    named = percent is None or percentile_named(claim.metric_as_written) is not None
    return "" if named or percent is None else f" (p{percent.normalize():f})"


def _headed(name: str) -> str:
    """A name as it begins a line: "Accuracy" for "accuracy", while "mAP" and "k-NN" stay."""
    if name[:1] == "(" and name.find(")") == len(name) - 1:
        name = name[1:-1] or name
    first = name.split(" ", 1)[0]
    return name[0].upper() + name[1:] if len(first) > 2 and first.isalpha() and first.islower() else name


def place_name(place: Place) -> str:
    """Where something stands: "README.md:31", "paper.pdf, p. 6, Table 2, row 7, column 2"."""
    if place.line is not None:
        return f"{shortened(place.file, 120)}:{place.line}"
    parts = [shortened(place.file, 120)]
    parts += [f"p.\u00a0{place.page}"] if place.page is not None else []
    parts += [shortened(place.table, 60)] if place.table else []
    parts += [f"row {place.row}"] if place.row is not None else []
    parts += [f"column {place.column}"] if place.column is not None else []
    return ", ".join(parts)


def quoted(place: Place) -> str:
    """The quote of a place, cut where it is long."""
    return shortened(place.quote, 160)


def listed_words(words: Sequence[str]) -> str:
    """Words in one phrase: "data, training and serving"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def counted(count: int, singular: str, more: str | None = None) -> str:
    """A count with its noun: "1 claim", "3 claims"."""
    return f"{count:,} {singular if count == 1 else more or singular + 's'}"
