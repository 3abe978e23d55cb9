"""The sentences and rows of a comparison that every form shares."""

from collections.abc import Iterator

from claims.records import Comparison
from claims.records.system_comparison import (
    ComparedSystem,
    PartComparison,
    SystemComparison,
    SystemCost,
    SystemFigure,
)
from reports.decisions.page import DecisionPage, PageList, PageTable, Row
from reports.decisions.picture import accuracy_picture, cost_picture
from reports.decisions.ranges import WHOSE, money, points, ranged
from reports.views.number_format import JOIN

_PARTS = 12
_SURE = 0.05


def comparison_page(comparison: SystemComparison) -> DecisionPage:
    """The page of a comparison: the recommendation first."""
    drawn = (("Accuracy", accuracy_picture(comparison)), ("Cost over traffic", cost_picture(comparison)))
    return DecisionPage(
        kind="comparison",
        about=", ".join(system.name for system in comparison.systems),
        answer=comparison.advice.says,
        because=comparison.advice.because,
        facts=facts(comparison),
        pictures=tuple((title, svg) for title, svg in drawn if svg),
        tables=tables(comparison),
        lists=lists(comparison),
        footer=f"Comparison {comparison.id}, seed {comparison.seed}. As one page: verify memo {comparison.id}",
    )


def tables(comparison: SystemComparison) -> tuple[PageTable, ...]:
    """Every table of the comparison that has rows."""
    made = (
        _quality(comparison), _pairs(comparison), _parts(comparison), _latency(comparison), _costs(comparison),
        _cheaper(comparison), _assumptions(comparison),
    )  # fmt: skip
    return tuple(table for table in made if table.rows)


def lists(comparison: SystemComparison) -> tuple[PageList, ...]:
    """Every list of sentences that has any."""
    made = (
        PageList("What would change it", comparison.advice.would_change),
        PageList("Traffic at which costs are equal", tuple(_evens(comparison))),
        PageList("The pilot", tuple(_pilot(comparison))),
        PageList("Ask before anything is signed", comparison.questions),
        PageList("Notes", (*_doubts(comparison.systems), *comparison.notes)),
    )
    return tuple(listed for listed in made if listed.lines)


def facts(comparison: SystemComparison) -> tuple[tuple[str, str], ...]:
    """What was compared on what, in a few lines."""
    rows = [
        ("rows", f"{comparison.data}, {comparison.rows:,} that all answered, each input once"),
        ("systems", "; ".join(_named(system) for system in comparison.systems)),
        ("a cheaper one may be worse by", f"{comparison.margin:f} points of accuracy"),
    ]
    if comparison.traffic is not None:
        rows.append(("traffic", f"{comparison.traffic:,} requests a month, over {comparison.months} months"))
    rows += [(pair.name, pair.value) for pair in comparison.settings if comparison.traffic is not None]
    machine = comparison.machine
    if machine is not None and any(system.kind == "model" for system in comparison.systems):
        rows.append(
            ("machine", f"{machine.cpu}, {machine.cores} cores, {machine.os}, isolation {machine.isolation}")
        )
    return tuple(rows)


def _named(system: ComparedSystem) -> str:
    kind = "run here" if system.kind == "model" else "answers that were supplied"
    return f"{system.name} ({system.target}, {kind}; run {system.run})"


def _figure(figures: tuple[SystemFigure, ...], name: str) -> SystemFigure | None:
    return next((figure for figure in figures if figure.name == name), None)


def _quality(comparison: SystemComparison) -> PageTable:
    rows = []
    for system in comparison.systems:
        scores = [_figure(system.scores, name) for name in ("accuracy", "f1_macro")]
        shown = [ranged(score) if score else "not scored" for score in scores]
        rows.append((system.name, *shown, _whose_score(system)))
    note = "Scores are computed here from answers and labels; intervals are 95 %."
    return PageTable("Quality", note, ("system", "accuracy", "F1 (macro)", "whose"), tuple(rows))


def _whose_score(system: ComparedSystem) -> str:
    if system.doubts:
        return "doubtful: see the notes"
    return (system.scores[0].note or WHOSE["measured"]) if system.scores else ""


def _pairs(comparison: SystemComparison) -> PageTable:
    rows = tuple(_pair(pair) for pair in comparison.pairs if pair.metric == "accuracy")
    note = (
        "Row by row. McNemar's exact test, adjusted by Holm over all pairs; "
        "one is called better where p is below 0.05."
    )
    heads = (
        "first",
        "second",
        "difference in points",
        "p",
        "only first right",
        "only second right",
        "result",
    )
    return PageTable("Each two of them", note, heads, rows)


def _pair(pair: Comparison) -> Row:
    p = 1.0 if pair.p is None else pair.p
    better = pair.subject if pair.difference > 0 else pair.against
    return (
        pair.subject, pair.against, f"{points(pair.difference)} [{points(pair.low)},{JOIN}{points(pair.high)}]",
        p_value(p), f"{pair.only_subject:,}", f"{pair.only_against:,}",
        f"{better} is better" if p < _SURE else "not told apart",
    )  # fmt: skip


def p_value(p: float) -> str:
    """A p-value as it is printed."""
    return "< 0.001" if p < 0.001 else f"{p:.2g}"


def _parts(comparison: SystemComparison) -> PageTable:
    shown = comparison.parts[:_PARTS]
    sure = sum(part.p < _SURE for part in comparison.parts)
    note = (
        f"Parts with the clearest differences of two systems, of {comparison.parts_tried:,} tests, all adjusted for "
        f"each other: {sure} are beyond chance. Shares of right answers."
    )
    heads = (
        "part",
        "rows",
        *(system.name for system in comparison.systems if system.scores),
        "clearest difference",
        "p",
    )
    return PageTable("Part by part", note, heads, tuple(_part(part) for part in shown))


def _part(part: PartComparison) -> Row:
    shares = (f"{right / part.n:.0%}" for right in part.right)
    apart = (
        f"{part.better} over {part.worse} by {points(part.difference)} [{points(part.low)},{JOIN}{points(part.high)}]"
        if part.difference
        else "none"
    )
    return (part.what, f"{part.n:,}", *shares, apart, p_value(part.p))


def _latency(comparison: SystemComparison) -> PageTable:
    rows = []
    for system in comparison.systems:
        if not system.latency:
            continue
        first = system.latency[0]
        others = [_figure(system.latency, f"latency {name}") for name in ("p95", "mean")]
        rows.append(
            (
                system.name,
                ranged(first),
                *(ranged(f) if f else "" for f in others),
                f"{WHOSE[first.origin]}: {first.note}",
            )
        )
    note = "Times of different machines are not compared: a supplier's say nothing about this one."
    return PageTable("Latency", note, ("system", "median", "95th percentile", "mean", "whose"), tuple(rows))


def _costs(comparison: SystemComparison) -> PageTable:
    if comparison.traffic is None:
        return PageTable("Cost", "", (), ())
    note = (
        f"At {comparison.traffic:,} requests a month. Values are for the middle of every assumed range, intervals hold "
        "95 % of the draws of all ranges."
    )
    heads = ("system", "1,000 requests", "each month", "once", f"{comparison.months} months", "made of")
    rows = tuple(_cost(cost, comparison.currency) for cost in comparison.costs)
    return PageTable("Cost", note, heads, rows)


def _cost(cost: SystemCost, currency: str) -> Row:
    shown = (
        ranged(figure, currency)
        for figure in (cost.running_per_thousand, cost.monthly, cost.once, cost.total)
    )
    return (cost.system, *shown, cost.lines[0].name if cost.lines else "")


def _cheaper(comparison: SystemComparison) -> PageTable:
    rows = tuple(
        (
            odds.system,
            odds.than,
            ranged(odds.saves, comparison.currency),
            f"{odds.share:.0%}",
            f"{odds.draws:.0%}",
        )
        for odds in comparison.cheaper
    )
    heads = ("cheaper", "than", f"saves in {comparison.months} months", "of the other's cost", "of the draws")
    return PageTable("Which is cheaper", "What both pay alike cancels.", heads, rows)


def _assumptions(comparison: SystemComparison) -> PageTable:
    rows = tuple(
        (
            a.name,
            a.system or " and ".join(a.kinds),
            f"{money(a.low, comparison.currency)} to {money(a.high, '')}"
            if a.low != a.high
            else money(a.low, comparison.currency),
            "once" if a.per == "once" else "each month",
            "yours" if a.edited else "ours",
            a.about,
        )
        for a in comparison.assumptions
    )
    note = "Nobody measured these. Edit them: --assume labelling=200..800, or for one system --assume NAME.on-call=0."
    return PageTable("Assumed costs", note, ("cost", "of", "range", "paid", "whose", "what it is"), rows)


def _evens(comparison: SystemComparison) -> Iterator[str]:
    for even in comparison.break_evens:
        note = f" ({even.note})" if even.note else ""
        if even.requests is None:
            yield f"{even.below} costs no more than {even.above} at any traffic."
        else:
            ends = (
                f" [{even.low:,},{JOIN}{even.high:,}]"
                if even.low is not None and even.high is not None
                else ""
            )
            yield (
                f"{even.above} is cheaper than {even.below} from {even.requests:,}{ends} requests a month on{note}."
            )


def _pilot(comparison: SystemComparison) -> Iterator[str]:
    pilot = comparison.pilot
    if pilot is None:
        return
    yield f"Success: {pilot.criterion}"
    yield (
        f"{pilot.rows:,} rows of your own traffic, drawn at random, answered by both; {pilot.days} days; labelling "
        f"takes about {pilot.labelling_hours} hours."
    )
    yield (
        f"It succeeds with {pilot.power:.0%} probability where both are equally good, and with "
        f"{pilot.false_pass:.0%} at most where {pilot.candidate} is worse by all {pilot.points:f} points. {pilot.basis}"
    )
    yield pilot.stop


def _doubts(systems: tuple[ComparedSystem, ...]) -> Iterator[str]:
    for system in systems:
        yield from (f"{system.name}: {line}" for line in (*system.doubts, *system.notes))
