"""Sizes, times and repeated digits that cannot all be right."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from claims.contradictions.same_figure import NEAR, agree, digits, finding, with_place
from claims.quantities import units
from claims.records import Claim, Finding, HardwareMention

SMALL_SET, SHARE = 200, 1e-9
"""Rows up to which a test set is small, and what a computed share may be off by."""
CERTAIN = 7
"""Significant digits that chance does not repeat."""
_SIZE = re.compile(r"(?i)(?<![a-z\d.])(\d{1,4}(?:\.\d{1,2})?)b(?![a-z\d])")


def variants(claims: Sequence[Claim]) -> Iterator[Finding]:
    """Finds a size in the text that every variant in the table contradicts, and names that their column contradicts."""
    sizes = [claim for claim in claims if claim.metric == "params" and claim.stated.unit in ("B", "billion")]
    stated = [claim for claim in sizes if claim.own and claim.place.table is None]
    listed = [claim for claim in sizes if claim.place.table is not None]
    alike = (
        len({claim.stated.value for claim in listed}) == 1
        and len({claim.stated.value for claim in stated}) == 1
    )
    if alike and not agree(stated[0], listed[0]) and _near(stated[0].stated.value, listed[0].stated.value):
        says = f"The text gives {with_place(stated[0])} parameters, the table of variants {with_place(listed[0])}."
        yield finding(says, "Say which count is meant.", (stated[0], *listed[:8]))
        return
    odd = [
        claim
        for claim in listed
        if (size := _SIZE.search(claim.subject)) and _off(Decimal(size[1]), claim.stated.value)
    ]
    if odd:
        says = f"The name {odd[0].subject} and its number of parameters differ: {with_place(odd[0])}."
        yield finding(says, "Correct the name or the number.", tuple(odd[:8]))


def _near(value: Decimal, other: Decimal) -> bool:
    """Whether two sizes can be meant for the same model."""
    return Decimal("0.7") < value / other < Decimal("1.4") if other else False


def _off(named: Decimal, stated: Decimal) -> bool:
    """Whether a name's size is another than the stated one; a name may cut the digits off: 7B of 7.6B."""
    if named == int(stated):
        return False
    return _near(named, stated) and abs(named / stated - 1) > NEAR


def device_hours(claims: Sequence[Claim], hardware: Sequence[HardwareMention]) -> Iterator[Finding]:
    """Finds hours, devices and device-hours of one training whose product does not close."""
    counts = {
        mention.count
        for mention in hardware
        if mention.count
        and mention.role != "inference"
        and "EPYC" not in mention.name
        and "Xeon" not in mention.name
    }
    times = [claim for claim in claims if claim.own and claim.metric == "training_time"]
    totals = [claim for claim in claims if claim.own and claim.metric == "gpu_hours"]
    if len(counts) != 1 or not times or not totals:
        return
    worth = {_seconds(time) for time in times}
    total = _seconds(totals[0])
    product = next(iter(worth)) * next(iter(counts)) if len(worth) == 1 else Decimal(0)
    if product and total and abs(product / total - 1) > NEAR:
        hours = (product / 3600).normalize()
        made = f"{with_place(times[0])} on {next(iter(counts))} devices make {hours:f} device-hours"
        says = f"{made}; the card says {with_place(totals[0])}."
        yield finding(says, "Ask which of the three figures is right.", (times[0], totals[0]))


def _seconds(claim: Claim) -> Decimal:
    meanings = units.readings(claim.stated, "seconds")
    return meanings[-1 if claim.stated.unit is None else 0].value if meanings else Decimal(0)


def _is_a_share(claim: Claim) -> bool:
    """Whether a figure is a share of a small test set, which another test set may have by chance."""
    value = float(claim.stated.value)
    return any(abs(value * n - round(value * n)) < SHARE for n in range(1, SMALL_SET + 1))


def repeated(claims: Sequence[Claim]) -> Iterator[Finding]:
    """Finds a result that is the same to many digits on two data sets."""
    groups: dict[tuple[str, Decimal], list[Claim]] = defaultdict(list)
    for claim in claims:
        if (
            claim.own
            and claim.kind == "quality"
            and digits(claim) >= CERTAIN
            and claim.dataset
            and not _is_a_share(claim)
        ):
            groups[claim.metric, claim.stated.value].append(claim)
    for group in groups.values():
        names = {(claim.dataset or "").casefold() for claim in group}
        if len(names) > 1:
            listed = " and ".join(sorted(names)[:3])
            says = f"{group[0].metric_as_written} is {with_place(group[0])} to every digit on {listed}."
            yield finding(says, "Ask which data set the figure is of.", tuple(group[:4]))
