"""A paper's own best results, as leaderboards keep them: few, and each the best of its data set and metric."""

import re
from collections.abc import Sequence

from claims import catalog
from claims.catalog.names import squeeze
from claims.records import Claim
from claims.records.record import Record

MOST = 30
"""Rows that one paper gives."""


class Best(Record):
    """One result of a leaderboard."""

    task: str
    """The task, empty where it is not known."""
    dataset: str
    """The data set."""
    metric: str
    """The metric's name as printed."""
    score: str
    """The digits as printed."""
    claim_id: str
    """The claim it is taken from."""


def best(claims: Sequence[Claim], most: int = MOST) -> tuple[Best, ...]:
    """The best own quality result of each column of each table that compares, those told in the text first."""
    told = {str(claim.stated.value) for claim in claims if claim.place.table is None and claim.own}
    groups: dict[tuple[object, ...], list[Claim]] = {}
    for claim in claims:
        if claim.kind == "quality" and claim.place.table and not _is_spread(claim):
            at = (claim.place.table, claim.place.column, squeeze(claim.metric), squeeze(claim.dataset or ""))
            groups.setdefault(at, []).append(claim)
    chosen = [(_rank(first, group, told), first) for group in groups.values() if (first := _first(group))]
    seen: set[tuple[str, str, str]] = set()
    out: list[Best] = []
    for _, claim in sorted(chosen, key=lambda one: one[0], reverse=True):
        row = _row(claim)
        key = (squeeze(row.dataset), squeeze(row.metric), row.score)
        if key not in seen and len(out) < most:
            seen.add(key)
            out.append(row)
    return tuple(out)


def _is_spread(claim: Claim) -> bool:
    return claim.subject.casefold().strip(" .") in (
        "std",
        "standard deviation",
        "improvement",
        "difference",
        "gain",
    )


def _first(group: Sequence[Claim]) -> Claim | None:
    """The best own value of a column; where nothing in it is the paper's own, its best value if there is a choice."""
    own = [claim for claim in group if claim.own] or (list(group) if len(group) > 2 else [])
    metric = catalog.metric(group[0].metric)
    lower = metric is not None and metric.higher_is_better is False
    return max(
        own, key=lambda one: (-one.stated.value if lower else one.stated.value, one.confidence), default=None
    )


def _rank(first: Claim, group: Sequence[Claim], told: set[str]) -> tuple[float, ...]:
    """How much a result looks like a headline: own, beside others' results, told in the text, surely read."""
    rivals = any(not claim.own for claim in group)
    return (
        float(first.own),
        float(rivals),
        float(str(first.stated.value) in told),
        float(bool(first.dataset)),
        first.confidence,
    )


def _row(claim: Claim) -> Best:
    known = catalog.benchmark(claim.dataset or "")
    return Best(
        task=claim.task or (known.task if known else ""),
        dataset=claim.dataset or "",
        metric=_metric(claim),
        score=_digits(claim),
        claim_id=claim.id,
    )


def _metric(claim: Claim) -> str:
    """The metric as printed, without its unit; plain accuracy by its full name."""
    if claim.metric == "accuracy":
        return "Accuracy"
    bare = re.sub(r"\s?[(\[][^()\[\]]{0,12}[)\]]$", "", claim.metric_as_written).strip()
    return bare[:60] or claim.metric


def _digits(claim: Claim) -> str:
    return format(claim.stated.value, "f")
