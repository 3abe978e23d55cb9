"""The learned reading of a card's tables beside that of the rules, whose details are kept where both agree."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from claims.catalog.name_index import squeeze
from claims.records import Cell, Claim, claim_id
from extractors.language.make_claim import MODEL_SETTINGS
from extractors.tables.cell_numbers import Value
from extractors.tables.context import spot
from extractors.tables.groups import ReadTable

Key = tuple[tuple[object, ...], Decimal]


def beside_rules(
    learned: Iterable[Claim], rules: Iterable[Claim], reads: Sequence[ReadTable]
) -> Iterator[Claim]:
    """The learned claims with the details of the rules, and what the rules alone read where nothing was learned."""
    by_rules = {_key(claim): claim for claim in rules}
    several = {
        spot(cell.place)
        for read in reads
        for cell, value in _numbers(read)
        if value.parts > 1 or value.kind != "main"
    }
    seen = {(spot(cell.place), value.stated.value) for read in reads for cell, value in _numbers(read)}
    learned_keys: set[Key] = set()
    for claim in learned:
        key = _key(claim)
        learned_keys.add(key)
        yield _joined(claim, by_rules.get(key), several=key[0] in several)
    labels = _labels(by_rules.values())
    for key, claim in by_rules.items():
        if (
            key not in learned_keys
            and (key not in seen or claim.metric in MODEL_SETTINGS)
            and claim.id not in labels
        ):
            yield claim


def _labels(rules: Iterable[Claim]) -> frozenset[str]:
    """The claims of first columns whose numbers differ by row: they name the rows, whatever the model has."""
    columns: dict[tuple[str | None, str], list[Claim]] = {}
    for claim in rules:
        if claim.place.column == 0:
            columns.setdefault((claim.place.table, claim.metric), []).append(claim)
    several = (claims for claims in columns.values() if len({claim.stated.value for claim in claims}) > 1)
    return frozenset(claim.id for claims in several for claim in claims)


def _key(claim: Claim) -> Key:
    return spot(claim.place), claim.stated.value


def _numbers(read: ReadTable) -> Iterator[tuple[Cell, Value]]:
    for n, at, cell in read.cells():
        yield from ((cell, value) for value in read.table.numbers[n, at])


def _joined(claim: Claim, rule: Claim | None, *, several: bool) -> Claim:
    """A learned claim; with the rules' details, and whole theirs where they say the same."""
    if rule is None:
        return claim
    if several or _same(claim, rule):  # each of several numbers in a cell is named by the rules
        return rule.model_copy(
            update={"confidence": claim.confidence, "read_by": claim.read_by, "could_be": claim.could_be}
        )
    if rule.kind == "comparison" and claim.kind == "quality":
        return rule  # a difference under a header that says so is no score
    details: Mapping[str, object] = {
        "split": claim.split or (rule.split if claim.kind == rule.kind else None),
        "conditions": rule.conditions or claim.conditions,
        "hardware": rule.hardware if claim.kind == "speed" else None,
        "stated": rule.stated if rule.metric == claim.metric else claim.stated,
    }
    joined = claim.model_copy(update=dict(details))
    return joined.model_copy(update={"id": claim_id(joined.place, joined.metric, joined.stated)})


def _same(claim: Claim, rule: Claim) -> bool:
    metric = rule.metric == claim.metric or (claim.metric == "score" and rule.kind == "quality")
    subject = squeeze(claim.subject) == squeeze(rule.subject) or (claim.own and rule.own)
    return metric and subject and squeeze(claim.dataset or "") == squeeze(rule.dataset or "")
