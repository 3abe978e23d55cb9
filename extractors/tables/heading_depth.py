"""The cut-off that a heading gives to all metrics of a table: "Top-k 3" over recall and NDCG."""

import re
from dataclasses import replace

from claims import catalog
from claims.records import Table
from extractors.tables.candidates import Candidate

_DEPTH = re.compile(r"(?i)(?:\btop[- ]?k?[\s:=-]*|@\s?|\bk\s?=\s?)(\d{1,4})\W*$")
_RANKED = frozenset({"recall", "precision", "ndcg", "map", "mrr", "f1", "hit_rate"})
"""Metrics of ranked lists, which have a cut-off."""
_OTHERWISE = {"ar": "recall", "average_precision": "precision"}
"""What the averages of other fields are over the queries of a search."""


def heading_depth(table: Table) -> str | None:
    """The cut-off in the heading over a table."""
    match = _DEPTH.search(" ".join(table.section[-1:]))
    return match[1] if match else None


def at_heading_depth(metric: Candidate, table: Table) -> Candidate:
    """A metric of ranked lists at the cut-off of the heading, if it names none itself."""
    depth = heading_depth(table)
    if depth is None or metric.metric is None or re.search(r"\d", metric.printed):
        return metric
    base = re.sub(r"_at_\d+$", "", metric.metric.id)
    base = _OTHERWISE.get(base, base)
    if base not in _RANKED:
        return metric
    known = catalog.metric(f"{base}@{depth}")
    return replace(metric, name=known.id if known else f"{base}@{depth}", metric=known)
