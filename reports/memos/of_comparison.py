"""The memo of a comparison: which system, by which three figures, at what price, with which risks."""

from collections.abc import Iterator

from claims.records.decision_memo import DecisionMemo, MemoFigure
from claims.records.system_comparison import CheaperOdds, SystemComparison, SystemFigure
from reports.decisions.comparison import lists
from reports.decisions.picture import accuracy_picture, cost_picture
from reports.decisions.ranges import WHOSE, money, points, ranged
from reports.views.number_format import JOIN
from reports.views.vocabulary import listed_words

_MOST = 5


def memo_of_comparison(comparison: SystemComparison, author: str, date: str) -> DecisionMemo:
    """The memo; every sentence follows from the comparison."""
    names = [system.name for system in comparison.systems]
    at = f" at {comparison.traffic:,} requests a month" if comparison.traffic is not None else ""
    drawn = cost_picture(comparison) or accuracy_picture(comparison)
    return DecisionMemo(
        question=f"Which of {listed_words(names)} should answer our requests{at}?",
        answer=comparison.advice.says,
        because=comparison.advice.because,
        figures=tuple(_figures(comparison))[:3],
        picture=drawn,
        picture_says=_picture_says(comparison)
        if comparison.curve
        else "Accuracy of each system with its interval.",
        price_heads=(
            "system",
            "accuracy",
            "1,000 requests",
            "each month",
            "once",
            f"{comparison.months} months",
        ),
        prices=tuple(_prices(comparison)),
        risks=tuple(_risks(comparison))[:_MOST],
        stated=tuple(_stated(comparison)),
        next_step=_next(comparison),
        author=author,
        date=date,
        basis=f"{comparison.data}, {comparison.rows:,} rows, each input once. Comparison {comparison.id}; runs "
        f"{', '.join(system.run for system in comparison.systems)}. Intervals hold 95 %.",
    )


def _figures(comparison: SystemComparison) -> Iterator[MemoFigure]:
    """Of the two that matter: the difference in quality and in cost, and the traffic that turns it round."""
    first, second = _two(comparison)
    for pair in comparison.pairs:
        if pair.metric == "accuracy" and {pair.subject, pair.against} == {first, second}:
            turned = pair.subject != first
            difference = -pair.difference if turned else pair.difference
            low, high = (-pair.high, -pair.low) if turned else (pair.low, pair.high)
            inside = f"{points(difference)} points [{points(low)},{JOIN}{points(high)}]"
            yield MemoFigure(
                name=f"Accuracy of {first} less that of {second}",
                value=inside,
                whose=f"scored here on {pair.n:,} rows",
            )
    for odds in comparison.cheaper:
        if {odds.system, odds.than} == {first, second}:
            yield MemoFigure(
                name=f"What {odds.system} saves against {odds.than} in {comparison.months} months",
                value=ranged(odds.saves, comparison.currency),
                whose=f"computed from prices and assumed ranges; {_odds(odds)}",
            )
    for even in comparison.break_evens:
        if even.requests is not None and {even.below, even.above} == {first, second}:
            ends = (
                f" [{even.low:,},{JOIN}{even.high:,}]"
                if even.low is not None and even.high is not None
                else ""
            )
            yield MemoFigure(
                name=f"Requests a month from which {even.above} is cheaper than {even.below}",
                value=f"{even.requests:,}{ends}",
                whose="computed from prices and assumed ranges",
            )
    yield from (
        MemoFigure(
            name=f"Accuracy of {system.name}", value=ranged(score), whose=score.note or WHOSE[score.origin]
        )
        for system in comparison.systems
        for score in system.scores
        if score.name == "accuracy"
    )


def _two(comparison: SystemComparison) -> tuple[str, str]:
    """The two systems that the decision is between: the choice, or the pilot's candidate, and its nearest rival."""
    names = [system.name for system in comparison.systems]
    pilot, choice = comparison.pilot, comparison.advice.choice
    by_accuracy = sorted(names, key=lambda name: _accuracy(comparison, name), reverse=True)
    if len(comparison.advice.between) == 2:
        return comparison.advice.between[1], comparison.advice.between[0]
    first = choice or (pilot.candidate if pilot else by_accuracy[0])
    rivals = [name for name in by_accuracy if name != first]
    return first, rivals[0]


def _accuracy(comparison: SystemComparison, name: str) -> float:
    scores = next((system.scores for system in comparison.systems if system.name == name), ())
    return next((float(score.value) for score in scores if score.name == "accuracy"), -1.0)


def _picture_says(comparison: SystemComparison) -> str:
    at = f"{comparison.traffic:,}" if comparison.traffic is not None else ""
    costs = "; ".join(
        f"{cost.system} {money(value, comparison.currency)}"
        for cost, value in zip(
            comparison.costs, comparison.curve[len(comparison.curve) // 2].monthly, strict=True
        )
    )
    return (
        f"Cost a month over the traffic, what is paid once spread over the months. At {at} requests: {costs}."
    )


def _prices(comparison: SystemComparison) -> Iterator[tuple[str, ...]]:
    costs = {cost.system: cost for cost in comparison.costs}
    for system in comparison.systems:
        score = next((ranged(s) for s in system.scores if s.name == "accuracy"), "not scored")
        cost = costs.get(system.name)
        figures: tuple[SystemFigure, ...] = (
            (cost.running_per_thousand, cost.monthly, cost.once, cost.total) if cost else ()
        )
        shown = [ranged(figure, comparison.currency) for figure in figures] or ["not known"] * 4
        yield (system.name, score, *shown)


def _odds(odds: CheaperOdds) -> str:
    """How sure it is that one is cheaper; alike costs are cheaper in half of the draws and say nothing."""
    ends = {odds.saves.value, odds.saves.low, odds.saves.high}
    return "they cost the same" if ends == {0} else f"cheaper in {odds.draws:.0%} of the draws"


def _risks(comparison: SystemComparison) -> Iterator[str]:
    for system in comparison.systems:
        yield from (f"{system.name}: {line}" for line in system.doubts)
    weak = [part for part in comparison.parts if part.p < 0.05]
    if weak:
        part = weak[0]
        gap = f"{points(-part.difference)} points against {part.better}"
        yield f"{part.worse} is weaker on a part of the rows: {part.what}, {gap}."
    for system in comparison.systems:
        yield from (f"{system.name}: {line}" for line in system.notes)
    if comparison.costs:
        kept = sum(not a.edited for a in comparison.assumptions)
        yield (
            f"{kept} of {len(comparison.assumptions)} assumed costs still have the ranges of the catalog, not your "
            "own; they decide how sure the totals are."
        )
    yield from comparison.notes
    yield from (
        question for question in comparison.questions if ": Versions:" in question or ": Licence:" in question
    )


def _stated(comparison: SystemComparison) -> Iterator[str]:
    """Latencies and prices that nobody measured here."""
    for system in comparison.systems:
        figures = []
        if system.latency and system.latency[0].origin == "supplied":
            figures.append(f"median latency {ranged(system.latency[0])}, the machine is not named")
        if system.price is not None:
            figures.append(
                f"{ranged(_thousand(system.price), comparison.currency)} for 1,000 requests ({system.price.note})"
            )
        if figures:
            yield f"{system.name}: {'; '.join(figures)}."


def _thousand(price: SystemFigure) -> SystemFigure:
    ends = {end: 1000 * value for end in ("low", "high") if (value := getattr(price, end)) is not None}
    return price.model_copy(update={"value": 1000 * price.value, **ends})


def _next(comparison: SystemComparison) -> tuple[str, ...]:
    """The pilot, else what would decide."""
    pilot = comparison.pilot
    if pilot is not None:
        lines = next(listed.lines for listed in lists(comparison) if listed.title == "The pilot")
        return (f"Run a pilot of {pilot.candidate} against {pilot.against}. {lines[0]}", *lines[1:3])
    return comparison.advice.would_change[:2]
