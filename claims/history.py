"""By what a statement is known again in other documents and versions: metric, data set, split and system."""

import hashlib

from claims import catalog
from claims.catalog.name_index import squeeze
from claims.records.claim import Claim


def statement(claim: Claim) -> str | None:
    """The digest of what a score is of; None for what no other document can state of the same."""
    if claim.kind != "quality" or not claim.dataset or len(squeeze(claim.subject)) < 3:
        return None
    known = catalog.benchmark(claim.dataset)
    dataset = known.name if known else claim.dataset
    parts = (claim.metric, squeeze(dataset), squeeze(claim.split or ""), squeeze(claim.subject))
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]
