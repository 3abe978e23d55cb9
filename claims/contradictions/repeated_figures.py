"""Differences within a card: one figure with other values in the structured results, a table or the text."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from claims import catalog
from claims.catalog.word_lists import words
from claims.contradictions.same_figure import EXACT, agree, digits, finding, with_place
from claims.quantities import units
from claims.records import Claim, Finding

_SIZES = frozenset({"params", "speedup", "embedding_dimension"})
"""Figures that a model has one of."""
FAMILY = 4
"""How many times larger one size is than another where both cannot be meant for one model."""
_NEARLY = 0.35
"""How far a size may be from the one in the name: names are round, and mixtures count their parts."""


def disagreeing(claims: Sequence[Claim]) -> Iterator[Finding]:
    """Finds a figure of the model that two parts of the card give differently, with what else the number equals."""
    groups: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if (
            claim.own
            and claim.metric in words("metric_words", "compared_metrics") | _SIZES
            and claim.stated.relation == "="
        ):
            groups[claim.metric].append(claim)
    for group in groups.values():
        yield from _voices(group, claims)


def repeated_in_index(claims: Sequence[Claim]) -> Iterator[Finding]:
    """Finds a metric that the structured results give twice for one test, differently and under one name."""
    groups: dict[tuple[str | None, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.own and claim.dataset and _voice(claim) == "index":
            groups[claim.metric_as_written, claim.dataset, claim.split, claim.conditions].append(claim)
    for group in groups.values():
        odd = next((claim for claim in group if not agree(group[0], claim)), None)
        if odd:
            says = f"{odd.metric_as_written} of one test is given as {with_place(group[0])} and as {with_place(odd)}."
            yield finding(says, "Keep the figure that holds.", tuple(group[:4]))


def _voices(group: list[Claim], every: Sequence[Claim]) -> Iterator[Finding]:
    """Parts of the card that speak of the same figure and have no value in common."""
    parts: dict[str, list[Claim]] = defaultdict(list)
    for claim in group:
        parts[_voice(claim)].append(claim)
    names = sorted(parts)
    for index, name in enumerate(names):
        for other in names[index + 1 :]:
            pairs = [(a, b) for a in parts[name] for b in parts[other] if _same_test(a, b)]
            on_split = (
                (alike, [c for c in group if _same_rows(c, alike[0][0])]) for alike in _by_split(pairs)
            )
            for alike, among in ((pairs, group), *on_split):
                apart = alike and not any(agree(a, b) for a, b in alike)
                if apart and _plain(alike) and not _borne_out(alike[0], among):
                    yield _contradiction(*alike[0], every)
                    return


def _by_split(pairs: list[tuple[Claim, Claim]]) -> Iterator[list[tuple[Claim, Claim]]]:
    """The pairs of each split that both sides name on one data set, where each side has one figure on it."""
    for split in dict.fromkeys(a.split for a, _ in pairs):
        named = [
            (a, b) for a, b in pairs if a.split == split and split and b.split and a.dataset and b.dataset
        ]
        if named and all(
            len({claim.stated.value for claim in side}) == 1 for side in zip(*named, strict=True)
        ):
            yield named


def _borne_out(pair: tuple[Claim, Claim], group: list[Claim]) -> bool:
    """Whether a third part of the card repeats both figures, so that they are two of a kind: with and without ..."""
    voices = {_voice(claim) for claim in pair}
    third = [claim for claim in group if _voice(claim) not in voices]
    return all(any(agree(claim, other) for other in third) for claim in pair)


def _voice(claim: Claim) -> str:
    """Which part of the card speaks: the front matter, one table, or the text."""
    if claim.read_by.startswith("card-index"):
        return "index"
    return claim.place.table or "text"


def _same_test(claim: Claim, other: Claim) -> bool:
    """Whether two claims are about the same test, as far as both say."""
    if (
        claim.place.table
        and other.place.table
        and claim.place.table != other.place.table
        and claim.metric not in _SIZES
    ):
        return False  # two tables are mostly of two tasks
    if claim.metric == "params" and _far_apart(claim, other):
        return False  # of two models of a family
    if claim.metric in _SIZES:
        return claim.metric != "params" or not (_partial(claim) or _partial(other))
    return _same_rows(claim, other) and _conditions(claim) == _conditions(other)


def _same_rows(claim: Claim, other: Claim) -> bool:
    """Whether two claims are about the same data and split, as far as both say."""
    if claim.dataset and other.dataset and not _same_data(claim.dataset, other.dataset):
        return False
    return not claim.split or not other.split or claim.split.casefold() == other.split.casefold()


def _far_apart(claim: Claim, other: Claim) -> bool:
    """Whether one size is a multiple of another, whatever unit each is printed in."""
    sizes = [reading[0].value for c in (claim, other) if (reading := units.readings(c.stated, "count"))]
    return len(sizes) == 2 and min(sizes) > 0 and max(sizes) / min(sizes) > FAMILY


def _same_data(name: str, other: str) -> bool:
    """Whether two names can mean one data set: a suite stands for its part, "glue" for "glue cola"."""
    first, second = name.casefold(), other.casefold()
    return (
        catalog.same_dataset(name, other) or first.startswith(f"{second} ") or second.startswith(f"{first} ")
    )


def _partial(claim: Claim) -> bool:
    return (
        "embedding" in (claim.conditions or "").casefold()
        or "backbone" in (claim.conditions or "").casefold()
    )


def _conditions(claim: Claim) -> frozenset[str]:
    """What a number is tied to, without the name of a configuration."""
    conditions = (claim.conditions or "").casefold().split("; ")
    return frozenset(
        condition
        for condition in conditions
        if condition and not condition.startswith(("config ", "signed ", "relative to "))
    )


def _plain(pairs: list[tuple[Claim, Claim]]) -> bool:
    """Whether each side says one thing: a list of many values, as by language or class, is no single figure."""
    firsts = {a.stated.value for a, _ in pairs}
    others = {b.stated.value for _, b in pairs}
    return min(len(firsts), len(others)) == 1 and max(len(firsts), len(others)) <= 2


def _contradiction(claim: Claim, other: Claim, every: Sequence[Claim]) -> Finding:
    copied = next(filter(None, (_copied(claim, other, every), _copied(other, claim, every))), None)
    first = (
        f"{claim.metric_as_written} is {with_place(claim)} in one place and {with_place(other)} in another."
    )
    if copied:
        wrong, real = copied
        says = (
            f"{first} {with_place(wrong)} equals the {real.metric_as_written} {with_place(real)}, "
            "and may be copied from there."
        )
        return finding(
            says,
            "Correct the figure that was copied from the wrong line.",
            (claim, other, real),
            severity="serious",
        )
    return finding(
        first, "Say which figure holds, and on which data and settings each was taken.", (claim, other)
    )


def _copied(wrong: Claim, right: Claim, every: Sequence[Claim]) -> tuple[Claim, Claim] | None:
    """Another metric of the model, told beside the right figure, that the wrong one equals to its last digit."""
    if wrong.metric in _SIZES or digits(wrong) < 3:
        return None
    for claim in every:
        beside = (
            claim.own
            and claim.metric != wrong.metric
            and _voice(claim) == _voice(right)
            and digits(claim) >= 3
        )
        if (
            beside
            and claim.kind == "quality"
            and agree(wrong.model_copy(update={"metric": claim.metric}), claim, steps=EXACT)
        ):
            return wrong, claim
    return None


def of_the_name(claims: Sequence[Claim], name: str) -> Iterator[Finding]:
    """Finds a card that gives the model no size near the one in its name."""
    size = re.search(r"(?i)(?<![a-z\d.])(\d{1,4}(?:\.\d{1,2})?)b(?![a-z\d])", name.rpartition("/")[2])
    stated = [
        claim
        for claim in claims
        if claim.own and claim.metric == "params" and claim.stated.unit in ("B", "billion")
    ]
    if (
        size
        and stated
        and not any(abs(float(claim.stated.value) / float(size[1]) - 1) <= _NEARLY for claim in stated)
    ):
        says = f"The name says {size[1]}B parameters, the card {with_place(stated[0])}."
        yield finding(says, "Say which model the figure is of.", (stated[0],))
