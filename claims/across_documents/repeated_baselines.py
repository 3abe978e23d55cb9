"""One system's score as several documents print it: the usual figure, its spread, weak copies and outliers."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from statistics import median

from claims.across_documents.same_score import agree, higher_is_better
from claims.catalog.name_index import squeeze
from claims.identity import arxiv_month, comparable_key, data_key
from claims.records import Claim, Past
from claims.records.repeated_baselines import BaselinePrint, RepeatedBaseline, Standing

ENOUGH = 5
"""Documents that make a distribution, outside of which one can lie."""
FAR = 3 * 1.4826
"""Median absolute deviations beyond which a print is far: three standard deviations of a normal spread."""
LEAST_FAR = 0.1
"""Share of the median below which no print is far, however close the others are."""
Setting = tuple[str, str, str, str, str]


def repeated_baselines(prints: Iterable[Past]) -> tuple[RepeatedBaseline, ...]:
    """Every figure that several documents print, those with the most weak copies and differing ones first."""
    groups: dict[Setting, dict[str, Past]] = defaultdict(dict)
    for past in prints:
        if not past.claim.in_doubt and comparable_key(past.claim):
            groups[_setting(past.claim)].setdefault(past.target, past)
    figures = (_repeated(list(group.values())) for group in groups.values() if len(group) > 1)
    several = (figure for figure in figures if figure is not None)
    return tuple(
        sorted(several, key=lambda f: (not f.weaker, not f.differs, -len(f.prints), f.subject.casefold()))
    )


def _setting(claim: Claim) -> Setting:
    """What two prints must share to be of one figure; a document that names no split means the test split."""
    return (claim.metric, *data_key(claim), squeeze(claim.subject), (claim.conditions or "").casefold())


def _repeated(pasts: Sequence[Past]) -> RepeatedBaseline | None:
    """The figure, each document's print beside the usual one; None where only the systems' own documents print it."""
    if all(past.claim.own for past in pasts):
        return None
    usual = _usual(pasts)
    values = _on_one_scale([past.claim.stated.value for past in pasts])
    far = _far(values)
    prints = sorted(
        (
            BaselinePrint(
                **past.model_dump(include={"target", "revision"}),
                claim=past.claim,
                value=value,
                standing=_standing(past, usual, value, values[pasts.index(usual)] if usual else value),
                outlier=is_far,
            )
            for past, value, is_far in zip(pasts, values, far, strict=True)
        ),
        key=lambda printed: (printed.value, printed.target),
    )
    return RepeatedBaseline(
        subject=pasts[0].claim.subject,
        usual=next((printed for printed in prints if usual and printed.target == usual.target), None),
        low=min(values),
        median=median(values),
        high=max(values),
        prints=tuple(prints),
    )


def _usual(pasts: Sequence[Past]) -> Past | None:
    """The print of the system's own document, else the one that more documents share than any other."""
    own = [past for past in pasts if past.claim.own and _may_be_first(past, pasts)]
    if own:
        return own[0] if len(own) == 1 else None
    prints: dict[tuple[Decimal, Decimal | None], list[Past]] = defaultdict(list)
    for past in pasts:
        prints[past.claim.stated.value, past.claim.stated.spread].append(past)
    groups = list(prints.values())  # each print is compared once, however many documents have it
    alike = [sum(len(other) for other in groups if agree(group[0].claim, other[0].claim)) for group in groups]
    commonest = [group for group, count in zip(groups, alike, strict=True) if count == max(alike) > 1]
    if not commonest or not all(agree(commonest[0][0].claim, group[0].claim) for group in commonest):
        return None
    return max((g for g in groups if agree(g[0].claim, commonest[0][0].claim)), key=len)[0]


def _may_be_first(past: Past, pasts: Sequence[Past]) -> bool:
    """Whether no other document is older: a later one that calls the system its own has a variant of it."""
    month = arxiv_month(past.target)
    months = [other for printed in pasts if (other := arxiv_month(printed.target)) is not None]
    return month is None or month <= min(months)


def _standing(past: Past, usual: Past | None, value: Decimal, usual_value: Decimal) -> Standing:
    if usual is None:
        return "open"
    if past is usual:
        return "published" if past.claim.own else "alike"
    if agree(past.claim, usual.claim):
        return "alike"
    up = higher_is_better(past.claim)
    if up is None:
        return "open"
    return "weaker" if (value < usual_value) == up else "stronger"


def _on_one_scale(values: Sequence[Decimal]) -> list[Decimal]:
    """Values in the scale of most of them, where some are shares of 1 and others of 100."""
    middle = float(median(values))
    return [
        min((value * f for f in (1, 100, Decimal("0.01"))), key=lambda v: _apart(v, middle))
        for value in values
    ]


def _apart(value: Decimal, middle: float) -> float:
    """How many times one is the other, as a logarithm; where that has no sense, how far they are apart."""
    if value > 0 and middle > 0:
        return abs(math.log(float(value) / middle))
    return abs(float(value) - middle)


def _far(values: Sequence[Decimal]) -> list[bool]:
    """Which values are far from the others: by the median absolute deviation, of enough documents."""
    if len(values) < ENOUGH:
        return [False] * len(values)
    middle = median(values)
    spread = median(abs(value - middle) for value in values)
    least = max(float(spread) * FAR, abs(float(middle)) * LEAST_FAR)
    return [abs(float(value - middle)) > least for value in values]
