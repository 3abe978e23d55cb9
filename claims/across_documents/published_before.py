"""Systems of earlier papers that are better than every system that a paper shows on the same data."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from claims import catalog
from claims.across_documents.same_score import agree, higher_is_better, same_setting
from claims.catalog.name_index import squeeze
from claims.identity import arxiv_month, board_key, data_key, names_a_system
from claims.quantities.units import base_value
from claims.records import Claim, OpenCase, Past

LEAST_LEFT = Decimal("0.5")
"""Share of the shown errors that a better system leaves; below, another task or protocol is likelier than progress."""
_VARIANT = re.compile(r"[ (\[+/].*|[-_](?:[a-z]+|[A-Z0-9]{1,2})\b.*")
"""What follows the name of a system in the name of its variant."""


class Unshown(NamedTuple):
    """An earlier paper's system that a paper does not show, beside the best that it shows on that data."""

    past: Past
    """The earlier paper's score."""
    best: Claim
    """The best score here."""
    own: bool
    """Whether the earlier one is better than the paper's own system too, not only than the others that it shows."""


def stronger_before(case: OpenCase) -> Iterator[Unshown]:
    """The strongest earlier system of each metric and data set, where nothing here is called so or is as good."""
    month = arxiv_month(case.document.source.name) if case.document else None
    if month is None or not case.published:
        return
    boards: dict[str, list[Past]] = defaultdict(list)
    for past in case.published:
        out = arxiv_month(past.target)
        if (board := board_key(past.claim)) and out is not None and out < month:
            boards[board].append(past)
    named = {_base(claim.subject) for claim in case.claims}
    for board in dict.fromkeys(map(board_key, case.claims)):
        if board is not None and board in boards:
            yield from _unshown(
                case, board, [p for p in boards[board] if _base(p.claim.subject) not in named]
            )


def _base(subject: str) -> str:
    """The name that a system shares with its variants: "Heron" of "Heron (large)" and "Heron-xl"."""
    return squeeze(_VARIANT.sub("", subject.strip())) or squeeze(subject)


def _unshown(case: OpenCase, board: str, pasts: Sequence[Past]) -> Iterator[Unshown]:
    """The strongest of these, if it is better than every other system that the case shows on the board."""
    own = [claim for claim in case.claims if board_key(claim) == board]
    up = higher_is_better(own[0])
    others = [
        claim for claim in case.claims
        if not claim.own and not claim.in_doubt and names_a_system(claim.subject)
        and claim.metric == own[0].metric and data_key(claim) == data_key(own[0])
    ]  # fmt: skip
    best, best_own, strongest = _best(others, up), _best(own, up), _strongest(pasts, own[0], up)
    if best is None or best_own is None or strongest is None:
        return
    if _is_better(strongest.claim, best, up) and _is_plausible(strongest.claim, best, up):
        yield Unshown(strongest, best, own=_is_better(strongest.claim, best_own, up))


def _strongest(pasts: Sequence[Past], own: Claim, up: bool | None) -> Past | None:
    """The best score of the earlier papers in the same setting."""
    alike = {past.claim.id: past for past in pasts if same_setting(past.claim, own)}
    best = _best([past.claim for past in alike.values()], up)
    return alike[best.id] if best else None


def _best(claims: Sequence[Claim], up: bool | None) -> Claim | None:
    """The best claim of one metric; None where no better direction or no value is known."""
    valued = [(value, claim) for claim in claims if (value := base_value(claim)) is not None]
    if up is None or not valued:
        return None
    return sorted(valued, key=lambda pair: pair[0], reverse=up)[0][1]


def _is_better(claim: Claim, other: Claim, up: bool | None) -> bool:
    """Whether one score is better than another beyond rounding and spread."""
    here, there = base_value(claim) or Decimal(0), base_value(other) or Decimal(0)
    return here != there and (here > there) == up and not agree(claim, other)


def _is_plausible(claim: Claim, other: Claim, up: bool | None) -> bool:
    """Whether the better score can be of the same task and protocol: it leaves at least half of the errors."""
    known = catalog.metric(claim.metric)
    here, there = base_value(claim) or Decimal(0), base_value(other) or Decimal(0)
    if up and known is not None and known.scale == "share":
        here, there = 1 - here, 1 - there
    elif up:
        here, there = there, here
    return here >= LEAST_LEFT * there
