"""A dossier as rows of the library's index."""

import hashlib
import json

from claims import catalog
from claims.catalog.name_index import squeeze
from claims.identity import statement_key
from claims.records import Claim, Dossier
from claims.records.library import Flag, IndexedClaim, RunFlags
from flows.store.store import StoredRun
from reports.views import number_format
from reports.views.claim_rows import ClaimRow, claim_rows
from reports.views.safe_text import shortened, visible
from reports.views.summary import summarise

EDITION = 4
"""Raised when the rows are made otherwise, so that they are made anew."""
Fields = dict[str, str | int | float | None]
LONGEST = 4_000
"""Characters of each list that is searched."""


def run_row(number: int, stored: StoredRun, dossier: Dossier) -> Fields:
    """The run's own row."""
    summary = summarise(dossier)
    every = [row.claim for row in summary.rows]
    model = dossier.model.name if dossier.model else ""
    metrics = sorted({claim.metric for claim in every})
    datasets = sorted({claim.dataset for claim in every if claim.dataset})
    subjects = sorted({claim.subject for claim in every})
    named = (dossier.target, dossier.title or "", model, *metrics, *datasets, *subjects)
    return {
        "number": number,
        "run": dossier.run,
        "edition": EDITION,
        "target": visible(dossier.target),
        "title": shortened(dossier.title or "", 200),
        "model": visible(model),
        "revision": shortened(dossier.source.revision, 64),
        "finished_at": stored.finished_at,
        "conclusion": summary.conclusion,
        "tally": json.dumps([*summary.counts.items()]),
        "outcomes": _barred([outcome for outcome, count in summary.counts.items() if count]),
        "metrics": _barred(metrics),
        "datasets": _barred(datasets),
        "rules": _barred(list(dict.fromkeys(finding.rule for finding in summary.findings))),
        "serious": sum(finding.severity == "serious" for finding in summary.findings),
        "words": " ".join(map(visible, named)).casefold()[:LONGEST],
    }


def unreadable_run_row(number: int, stored: StoredRun) -> Fields:
    """The row of a run whose dossier is damaged, or of a form that is no longer read."""
    bare: Fields = dict.fromkeys(
        ("title", "model", "revision", "outcomes", "metrics", "datasets", "rules"), ""
    )
    return bare | {
        "number": number,
        "run": stored.run,
        "edition": EDITION,
        "target": visible(stored.target),
        "finished_at": stored.finished_at,
        "conclusion": "This run's file is damaged or of an older format; verify its target again.",
        "tally": "[]",
        "serious": 0,
        "words": visible(stored.target).casefold()[:LONGEST],
    }


def claim_index_rows(number: int, stored: StoredRun, dossier: Dossier) -> list[Fields]:
    """One row for each claim that nobody dismissed; of two that were given the same id, the first."""
    kept = {row.claim.id: row for row in reversed(claim_rows(dossier)) if row.set_aside is None}
    return [_claim(number, stored, dossier, row) for row in kept.values()]


def indexed_claim(stored: StoredRun, dossier: Dossier, row: ClaimRow) -> IndexedClaim:
    """One claim as the library shows it."""
    measurement, seen = row.measurement, row.verdict.observed
    return IndexedClaim(
        run=dossier.run,
        claim=row.claim.id,
        target=visible(dossier.target),
        revision=shortened(dossier.source.revision, 64),
        finished_at=stored.finished_at,
        kind=row.claim.kind,
        name=row.name,
        subject=shortened(row.claim.subject, 120),
        own=row.claim.own,
        stated=row.stated,
        outcome=row.outcome,
        basis=row.verdict.basis,
        measured=number_format.measured(measurement) if measurement else row.measured,
        value=measurement.observed.value if measurement else None,
        low=measurement.low if measurement else None,
        high=measurement.high if measurement else None,
        n=seen.n if seen else None,
    )


def finding_flags(dossier: Dossier) -> RunFlags:
    """The findings of a run, dismissed ones too."""
    why = dossier.dismissals
    finding_flags = tuple(
        Flag(id=finding.id, finding=finding, dismissed=why.get(finding.id))
        for finding in dossier.findings_by_severity
    )
    return RunFlags(run=dossier.run, target=visible(dossier.target), flags=finding_flags)


def statement_digest(claim: Claim) -> str:
    """By what a statement is known again in other versions and documents, as the column holds it."""
    return statement_key(claim)[:16]


def _claim(number: int, stored: StoredRun, dossier: Dossier, row: ClaimRow) -> Fields:
    claim, record = row.claim, indexed_claim(stored, dossier, row)
    measured = record.value is not None and claim.kind == "quality" and claim.own
    rows_of = _rows_of(dossier, row) if measured and claim.same_as is None else ""
    return {
        "number": number,
        "claim": claim.id,
        "document": _digest((record.target,)),
        "same": statement_digest(claim) if claim.same_as is None else "",
        "board": _digest((claim.metric, squeeze(rows_of))) if rows_of else "",
        "metric": visible(claim.metric)[:120],
        "dataset": rows_of,
        "value": float(record.value) if record.value is not None else None,
        "record": record.model_dump_json(),
    }


def _dataset(claim: Claim) -> str:
    """The data set by the catalog's name, where it knows it."""
    known = catalog.benchmark(claim.dataset) if claim.dataset else None
    return known.name if known else visible(claim.dataset or "")


def _rows_of(dossier: Dossier, row: ClaimRow) -> str:
    """What a measurement was made on: the claimed data set, else these very rows, which are no sample of it."""
    if row.verdict.basis == "same_data":
        return _dataset(row.claim)
    digest = row.measurement.slice_sha256 if row.measurement else None
    used = next((data_slice for data_slice in dossier.slices if data_slice.sha256 == digest), None)
    return f"{shortened(used.name, 60)} (own rows, {used.sha256[:8]})" if used else ""


def _digest(parts: tuple[str, ...]) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _barred(parts: list[str]) -> str:
    """A list as text in which a whole part can be looked for: |a|b|."""
    inner = "|".join(visible(part).replace("|", " ") for part in parts)
    return f"|{inner}|"[:LONGEST] if parts else ""
