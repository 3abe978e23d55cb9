"""A dossier as an experiment tracker keeps it: numbers, words and tags under names that stay across edits."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from claims.quantities.units import base_value
from claims.records import Basis, Claim, Dossier, Measurement
from claims.verdicts.matched import match_measurement
from reports.views import lead
from reports.views.claim_rows import ClaimRow
from reports.views.published import published_scores
from reports.views.safe_text import shortened
from reports.views.summary import Summary, machine_line, summarise

MEASURED: dict[Basis | None, str] = {
    "same_data": "measured",
    "structure": "measured",
    "hardware": "measured",
    "arithmetic": "measured",
    "own_data": "on_own_data",
    "supplied": "supplied",
    None: "on_this_machine",
}
"""How a measured number is called by what it rests on: only one that bears on the claim is called measured."""
COSTS = frozenset({*lead.COSTS, "load_time", "cost_per_request", "price"})
"""Metrics that are told as a cost of the model, beside being claims."""
CLAIM = "claim"
"""What the names of claims begin with."""
LONGEST_PART = 40
"""Characters of a data set or a system in a name."""
LONGEST_TEXT = 500
"""Characters of a word that is kept; trackers take fewer than any document may hold."""


@dataclass(frozen=True)
class TrackedRun:
    """One run of a tracker: a whole dossier, each claim once."""

    name: str
    """The target."""
    says: str
    """What is concluded, and the counts."""
    digest: str
    """The dossier's, decisions of people included: the same dossier is the same run."""
    metrics: dict[str, float]
    """Claimed and measured values with the ends of their 95 % intervals and n, in base units, and counts."""
    params: dict[str, str]
    """What was read, the options, the machine, and the outcome of each claim."""
    tags: dict[str, str]
    """What runs are looked for by."""


def tracked_run(dossier: Dossier) -> TrackedRun:
    """The dossier for a tracker; claims that are repeated count once, dismissed ones not at all."""
    summary = summarise(dossier)
    names = claim_names(dossier, summary.rows)
    metrics = dict(_counts(dossier, summary))
    for row in summary.rows:
        metrics |= _claim_metrics(dossier, row, names[row.claim.id])
    metrics |= _own_metrics(dossier, summary)
    words = {names[row.claim.id]: row.outcome for row in summary.rows}
    return TrackedRun(
        name=shortened(dossier.target, LONGEST_TEXT),
        says=f"{summary.conclusion} {summary.headline}.",
        digest=dossier.digest,
        metrics=metrics,
        params=_params(dossier) | words,
        tags={"assay.run": dossier.run, "assay.dossier": dossier.digest},
    )


def claim_names(dossier: Dossier, rows: tuple[ClaimRow, ...]) -> dict[str, str]:
    """A name for each claim, by its id, without its value or line: "claim/accuracy/sst_2/validation"."""
    by_id = {row.claim.id: row for row in rows}
    seen: Counter[str] = Counter()
    names = {}
    for claim in dossier.claims:  # as the document has them: outcomes change their order in reports
        row = by_id.get(claim.id)
        if row is not None:
            name = _name(claim, subject=row.named)
            seen[name] += 1
            names[claim.id] = name if seen[name] == 1 else f"{name}/{seen[name]}"
    return names


def _name(claim: Claim, *, subject: bool) -> str:
    about = (claim.metric, claim.dataset, claim.split, claim.conditions, claim.subject if subject else None)
    return "/".join(filter(None, (CLAIM, *(_slug(part or "") for part in about))))


def _slug(text: str) -> str:
    """A part of a name in letters, digits and underscores, which every tracker takes."""
    return re.sub(r"\W+", "_", text.lower())[:LONGEST_PART].strip("_")


def _counts(dossier: Dossier, summary: Summary) -> Iterator[tuple[str, float]]:
    """How many claims there are of each outcome, how many findings, and the seconds of the run."""
    for outcome, count in summary.counts.items():
        yield f"outcomes/{outcome}", float(count)
    for severity in ("serious", "warning", "info"):
        findings = [finding for finding in summary.findings if finding.severity == severity]
        yield f"findings/{severity}", float(len(findings))
    yield "run/seconds", float(sum(timing.seconds for timing in dossier.timings))


def _claim_metrics(dossier: Dossier, row: ClaimRow, name: str) -> dict[str, float]:
    claim, measured = row.claim, row.measurement
    matched = match_measurement(claim, measured, dossier) if measured else None
    if measured is None or matched is None:
        claimed = base_value(claim)
        return _finite({f"{name}/claimed": claim.stated.value if claimed is None else claimed})
    values = _with_interval(measured, f"{name}/{MEASURED[row.verdict.basis]}")
    return _finite({f"{name}/claimed": matched.reading.value}) | values


def _own_metrics(dossier: Dossier, summary: Summary) -> dict[str, float]:
    """Scores and costs of the model whether claimed or not, and the trivial answers beside it."""
    named = [
        (f"scores/{_slug(score.metric)}/{_slug(score.dataset)}", score.measurement)
        for score in published_scores(dossier)
    ]
    named += [
        (f"baselines/{_slug(baseline.metric)}/{_slug(baseline.subject)}", baseline)
        for baseline in summary.unclaimed.baselines
    ]
    named += [
        (_cost_name(a), a) for a in dossier.attempts if isinstance(a, Measurement) and a.metric in COSTS
    ]
    metrics: dict[str, float] = {}
    for name, measured in reversed(named):  # of several with one name the first stays
        metrics |= _with_interval(measured, name)
    return metrics


def _cost_name(measured: Measurement) -> str:
    """What a cost is called: "cost/latency/batch_1", or "supplied_cost/price" where a file gives it."""
    room = "supplied_cost" if measured.supplied else "cost"
    batch = next((f"/batch_{_slug(pair.value)}" for pair in measured.settings if pair.name == "batch"), "")
    return f"{room}/{measured.metric}{batch}"


def _with_interval(measured: Measurement, name: str) -> dict[str, float]:
    values = {name: measured.observed.value, f"{name}_n": Decimal(measured.n)}
    return _finite({**values, f"{name}_low": measured.low, f"{name}_high": measured.high})


def _finite(values: Mapping[str, Decimal | None]) -> dict[str, float]:
    """The values that there are as floats; a tracker's charts take no others."""
    return {name: float(value) for name, value in values.items() if value is not None and value.is_finite()}


def _params(dossier: Dossier) -> dict[str, str]:
    model, settings = dossier.model, {f"option/{_slug(pair.name)}": pair.value for pair in dossier.settings}
    rows = {f"rows/{_slug(rows.name)}": f"{rows.rows} rows, sha256 {rows.sha256}" for rows in dossier.slices}
    params = {
        "target": dossier.target,
        "source": dossier.source.url or dossier.source.name,
        "revision": dossier.source.revision,
        "architecture": (model.architecture if model else None) or "",
        "machine": machine_line(dossier.machine),
        "isolation": dossier.isolation,
    }
    return {name: shortened(text, LONGEST_TEXT) for name, text in (params | settings | rows).items() if text}
