"""Scores that no count of right answers gives: the test of granularity (GRIM, Brown and Heathers 2017) for accuracy.

A share of right answers over n items is k / n for a whole k. Printed with d decimals, it can be checked where n is
small against 10^d. What averages over runs is k / (n r); what averages over classes or tasks is no such share, and a
document that speaks of averaging is only judged where it says over how many.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from claims import catalog
from claims.catalog.datasets import Benchmark
from claims.quantities import units
from claims.records import Claim, Document, Finding

COUNTED = frozenset({"accuracy", "top_1_accuracy", "top_5_accuracy", "exact_match", "em"})
"""Metrics that are a share of right answers wherever they are used."""
SAMPLED = frozenset({"pass_at_1"})
"""Metrics that are one only where a single answer was drawn for each item."""
_RUNS = r"(?:runs?|seeds?|trials?|times|samples?|folds?|initiali[sz]ations?|repeats?|repetitions|restarts)"
_RUN_WORDS = (
    "run", "Run", "seed", "Seed", "trial", "times", "sample", "fold", "nitiali", "repeat", "repetition", "restart",
)  # fmt: skip
_AVERAGE_WORDS = ("verag", "mean", "Mean", "@", "seed", "deviation", "validation", "ranslat", *_RUN_WORDS)
_AVERAGED = re.compile(
    rf"(?i)\b(?:averag\w+|mean)\b[^.]{{0,40}}\b(?:over|of|across|from)\b[^.]{{0,30}}\b{_RUNS}\b"
    r"|\bavg@\d|\bmaj@\d|\b(?:random|different) seeds\b|\bstandard deviations?\b|\bcross-validation\b"
    rf"|\b\d{{1,3}} {_RUNS}\b|\btranslat\w+ version\b"
)
_HOW_MANY = re.compile(
    rf"(?i)\b(?P<n>two|three|four|five|six|eight|ten|\d{{1,3}})\b(?: \w+){{0,2}} {_RUNS}\b"
)
_AVERAGE_AT = re.compile(r"(?i)\b(?:avg|average|mean|pass@1)\s?@\s?(?P<n>\d{1,4})\b")
_GREEDY = re.compile(r"(?i)\bgreedy|temperature (?:of |= ?)?0(?![.\d])|\bsingle (?:sample|attempt)\b")
_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10}
_HELD_OUT = re.compile(r"(?i)\b(?:dev|val|valid|validation|development)\b|testmini")
_NO_COUNT = re.compile(
    r"(?i)\bnot k/|\bmean over\b|\bmacro\b|cross-validation|no official split|per language"
)
"""Notes of the catalog on data sets whose usual score is no single share."""
_PART = re.compile(r"(?i)has_?ans|no_?ans|hard|easy|subset|macro|balanced")
_MANY_ANSWERS = re.compile(
    r"(?i)entity recognition|tagging|chunking|segmentation|object detection|speech recognition|translation"
    r"|summari[sz]ation"
)
"""Tasks with many answers to an item, so that a share of right ones is over tokens, boxes or pixels."""
LEAST_SURE = 0.75
"""Confidence below which a number may not be the score that it was taken for."""
LEAST_DECIMALS, MOST_DECIMALS = 1, 8
"""Digits behind the point of a percentage that is checked; with more, binary rounding shows."""


@dataclass(frozen=True)
class Tried:
    """A score, the sizes it was tried with, and whether a count over one of them gives it."""

    claim: Claim
    benchmark: Benchmark
    sizes: tuple[int, ...]
    possible: bool


def ungranular(claims: Sequence[Claim], document: Document | None) -> Iterator[Finding]:
    """Finds scores on test sets of known size that no whole number of right answers gives."""
    if not any(claim.metric in COUNTED | SAMPLED and claim.dataset for claim in claims):
        return
    runs, doubtful = runs_of(document)
    if doubtful:
        return
    greedy = bool(document and any(_GREEDY.search(block.text) for block in document.blocks))
    groups: dict[str, list[Tried]] = {}
    for claim in claims:
        tried = _tried(claim, runs, greedy)
        if tried:
            groups.setdefault(tried.benchmark.name, []).append(tried)
    for group in groups.values():
        odd = [tried for tried in group if not tried.possible]
        if odd and 3 * len(odd) > len(group) and len(group) > 2:
            yield _other_size(odd, len(group))
        else:
            sure = len(group) >= 4 and all(tried.claim.split for tried in odd)
            yield from (_says(tried, sure=sure) for tried in odd)


def possible(low: Decimal, high: Decimal, n: int) -> bool:
    """Whether some whole k makes k / n lie between the two shares."""
    return math.floor(high * n) >= math.ceil(low * n)


def fitting_sizes(low: Decimal, high: Decimal, sizes: Iterable[int]) -> list[int]:
    """Those sizes whose counts give a share between the two."""
    return [n for n in sizes if possible(low, high, n)]


def nearest_size(low: Decimal, high: Decimal, n: int) -> int | None:
    """The number of items nearest to n whose counts give a share between the two, at most a fifth away."""
    for step in range(1, n // 5 + 1):
        sizes = fitting_sizes(low, high, (n - step, n + step))
        if sizes:
            return sizes[0]
    return None


def _tried(claim: Claim, runs: tuple[int, ...], greedy: bool) -> Tried | None:
    counted = claim.metric in COUNTED or (claim.metric in SAMPLED and greedy)
    if claim.stated.spread is not None:
        runs = tuple(n for n in runs if n > 1)  # what has a spread is a mean
    if (
        claim.confidence < LEAST_SURE
        or not counted
        or claim.stated.relation != "="
        or not claim.dataset
        or not runs
    ):
        return None
    known = catalog.benchmark(claim.dataset)
    ends = _ends(claim)
    if known is None or ends is None or not known.sure or _NO_COUNT.search(known.note or ""):
        return None
    if _MANY_ANSWERS.search(known.task):
        return None
    if _PART.search(f"{claim.metric_as_written} {claim.conditions or ''}"):
        return None
    sizes = tuple(n * r for n in _sizes(known, claim.split) for r in runs)
    if not sizes:
        return None
    return Tried(claim, known, sizes, bool(fitting_sizes(*ends, sizes)))


def _ends(claim: Claim) -> tuple[Decimal, Decimal] | None:
    """The least and the greatest share that the printed digits can stand for, cut or rounded."""
    metric = catalog.metric(claim.metric)
    meanings = units.readings(claim.stated, "share", metric=metric) if metric else ()
    exponent = claim.stated.value.as_tuple().exponent
    if not meanings or not isinstance(exponent, int):
        return None
    best = meanings[0]
    decimals = -exponent - (2 if best.factor == 1 else 0)
    if not LEAST_DECIMALS <= decimals <= MOST_DECIMALS or not 0 <= best.value <= 1:
        return None
    return best.value - best.half_step, best.value + 2 * best.half_step


def _sizes(known: Benchmark, split: str | None) -> tuple[int, ...]:
    """Every size the score may be counted over: of the split that is named, of both, and those of the notes."""
    noted = [
        int(n.replace(",", "")) for n in re.findall(r"\b\d{1,3}(?:,\d{3})+\b|\b\d{2,5}\b", known.note or "")
    ]
    test, held_out = known.n_test, known.n_validation
    if split and _HELD_OUT.search(split):
        sizes = [held_out]
    elif split and re.search(r"(?i)\btest\b", split):
        sizes = [test, held_out]  # what is called a test set is often the labelled validation set
    else:
        sizes = [test, held_out]
    if not all((*sizes,)):
        return tuple(n for n in (*sizes, *noted) if n)
    return tuple(dict.fromkeys([n for n in sizes if n] + noted))


def runs_of(document: Document | None) -> tuple[tuple[int, ...], bool]:
    """Over how many runs scores may be averaged, one among them; and whether that is left open."""
    counts = {1}
    averaged = False
    for block in document.blocks if document else ():
        if not averaged and any(word in block.text for word in _AVERAGE_WORDS):
            averaged = bool(_AVERAGED.search(block.text))
        if "@" in block.text:
            counts |= {int(match["n"]) for match in _AVERAGE_AT.finditer(block.text)}
        if not any(word in block.text for word in _RUN_WORDS):
            continue
        for match in _HOW_MANY.finditer(block.text):
            counts.add(_WORDS.get(match["n"].casefold()) or int(match["n"]))
    for table in document.tables if document else ():
        averaged = averaged or bool(_AVERAGED.search(table.caption or ""))
        for match in _HOW_MANY.finditer(table.caption or ""):
            counts.add(_WORDS.get(match["n"].casefold()) or int(match["n"]))
    return tuple(sorted(n for n in counts if n)), averaged and len(counts) == 1


def _says(tried: Tried, *, sure: bool) -> Finding:
    ends = _ends(tried.claim)
    sizes = ", ".join(f"{n:,}" for n in tried.sizes[:4])
    near = nearest_size(*ends, tried.sizes[0]) if ends else None
    round_one = next(iter(fitting_sizes(*ends, (100, 200, 250, 300, 400, 500, 1000))), None) if ends else None
    other = " or ".join(f"{n:,}" for n in dict.fromkeys((near, round_one)) if n)
    possible_with = f" It would be possible with {other} {tried.benchmark.item}." if other else ""
    return Finding(
        rule="impossible-score",
        severity="serious" if sure else "warning",
        says=f"No whole number of right answers among {sizes} {tried.benchmark.item} of {tried.benchmark.name} gives "
        f"{tried.claim.metric_as_written} {tried.claim.stated.as_written.strip()}.{possible_with}",
        claim_ids=(tried.claim.id,),
        places=(tried.claim.place,),
        remedy="Ask for the count of right answers and the size of the test set; it may be a subset or an average.",
    )


def _other_size(odd: Sequence[Tried], of: int) -> Finding:
    """Most scores of a data set are ungranular: they are of a subset or an average rather than wrong one by one."""
    sizes = ", ".join(f"{n:,}" for n in odd[0].sizes[:4])
    return Finding(
        rule="impossible-score",
        severity="info",
        says=f"{len(odd)} of {of} scores on {odd[0].benchmark.name} cannot be shares of {sizes} "
        f"{odd[0].benchmark.item}, such as {odd[0].claim.stated.as_written.strip()}; another size or an "
        "average is meant.",
        claim_ids=tuple(tried.claim.id for tried in odd),
        places=tuple(tried.claim.place for tried in odd[:5]),
        remedy="Say over how many items, and how many runs, these scores are taken.",
    )
