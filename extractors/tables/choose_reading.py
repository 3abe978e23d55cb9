"""For each table of a card, whether the learned reading or that of the rules is told: whichever is surer of itself."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import fmean

from claims import catalog
from claims.catalog.usual_metrics import usual_metrics
from claims.records import Claim, claim_id
from extractors.tables.groups import Read
from extractors.tables.model import calibrated, model
from extractors.tables.telling import told
from extractors.tables.with_rules import beside_rules

_UNCALIBRATED = ((0.0, 0.0), (1.0, 1.0))


def surer_claims(reads: Sequence[Read], rules: Sequence[Claim], read_by: str) -> Iterator[Claim]:
    """The claims of each table, by its surer reading."""
    learned = replace(model(), sure=_UNCALIBRATED)
    claims = [claim for read in reads for claim in told(read, read_by, learned)]
    rules_of, model_of, reads_of = (
        _by_table(rules),
        _by_table(claims),
        defaultdict[str | None, list[Read]](list),
    )
    for read in reads:
        reads_of[read.context.table.label].append(read)
    for table in {**rules_of, **model_of}:
        by_rules, by_model = rules_of.get(table, []), model_of.get(table, [])
        if _confidence(by_rules) >= _confidence(by_model):
            yield from map(_with_usual_metric, by_rules)
        else:
            yield from beside_rules([_calibrated(claim) for claim in by_model], by_rules, reads_of[table])


def _by_table(claims: Sequence[Claim]) -> dict[str | None, list[Claim]]:
    found: dict[str | None, list[Claim]] = {}
    for claim in claims:
        found.setdefault(claim.place.table, []).append(claim)
    return found


def _confidence(claims: Sequence[Claim]) -> float:
    return fmean(claim.confidence for claim in claims) if claims else 0.0


def _with_usual_metric(claim: Claim) -> Claim:
    """A mere score is by the metric that its benchmark is usually scored by."""
    usual = usual_metrics(claim.dataset) if claim.metric == "score" and claim.dataset else ()
    metric = catalog.metric(usual[0]) if usual else None
    if metric is None or metric.kind != "quality":
        return claim
    return claim.model_copy(
        update={"metric": metric.id, "id": claim_id(claim.place, metric.id, claim.stated)}
    )


def _calibrated(claim: Claim) -> Claim:
    """With the share of such readings that were right on documents held out."""
    return claim.model_copy(update={"confidence": round(calibrated(claim.confidence, model().sure), 2)})
