"""The memo of a search for a cheaper model: which variant to use, what it keeps and saves, and what may go wrong."""

from collections.abc import Iterator

from claims.records.decision_memo import DecisionMemo, MemoFigure
from claims.records.optimization import HalfResult, ModelVariant, Optimization
from claims.verdicts.variant_choice import is_slower
from reports.optimization import text
from reports.optimization.pareto import pareto_chart
from reports.profile.text import in_bytes
from reports.views.number_format import JOIN

_MOST = 6
"""Variants in a list or table."""


def memo_of_optimization(of: Optimization, author: str, date: str) -> DecisionMemo:
    """The memo; every sentence follows from the search."""
    return DecisionMemo(
        question=f"Can {of.source.name} answer for less, and lose at most {text.limit(of.limit)}?",
        answer=text.headline(of),
        because=_because(of),
        figures=tuple(_figures(of)),
        picture=pareto_chart(of),
        picture_says=_picture_says(of),
        price_heads=("variant", text.metric(of), "processor time a row", "of the original's", "size"),
        prices=tuple(_prices(of)),
        risks=tuple(_risks(of)),
        next_step=tuple(_next(of)),
        author=author,
        date=date,
        basis=_basis(of),
    )


def _because(of: Optimization) -> str:
    measured = [variant for variant in of.variants if variant.choosing]
    over = sum(variant.choosing.reserve < 0 for variant in measured if variant.choosing)
    slow = sum(is_slower(variant.choosing) for variant in measured if variant.choosing)
    tried = (
        f"Of {len(measured)} variants that ran on the {of.choosing_rows:,} rows that choose, {over} lost more than "
        f"the limit, and {slow} ran slower than the original."
    )
    half = of.chosen.judging if of.chosen else None
    if half is None:
        reasons = [f"{variant.name}: {variant.rejected}" for variant in of.variants if variant.judging]
        return " ".join((tried, *(reasons or ["None was promising enough to be judged."])))
    return (
        f"{tried} This one was judged on {half.rows:,} rows that had no part in the choice: it is shown to be at least "
        f"{half.speed_low:.2f} times as fast and, by {100 * half.reserve_low:z.1f} points or more, within the limit."
    )


def _figures(of: Optimization) -> Iterator[MemoFigure]:
    chosen, half = of.chosen, of.chosen.judging if of.chosen else None
    if chosen is None or half is None:
        ends = f"[{text.percent(of.original_low)},{JOIN}{text.percent(of.original_high)}]"
        yield _figure(
            f"{text.metric(of)} of the original",
            f"{text.percent(of.original_value)} {ends}",
            f"measured here on {of.judging_rows:,} rows",
        )
        return
    inside = f"[{text.signed_points(half.low)},{JOIN}{text.signed_points(half.high)}]"
    yield _figure(
        f"{text.metric(of)} less the original's",
        f"{text.signed_points(half.difference)} points {inside}",
        f"measured here on {half.rows:,} rows; the original has {text.percent(half.original)}",
    )
    yield _figure(
        "speed",
        f"{half.speed:.2f} times the original's [{half.speed_low:.2f},{JOIN}{half.speed_high:.2f}]",
        "processor time of one thread, measured here in turns over the same rows",
    )
    yield _figure(
        "size of the file",
        f"{in_bytes(chosen.size_bytes)} instead of {in_bytes(of.original.size_bytes)}",
        "counted here",
    )


def _figure(name: str, value: str, whose: str) -> MemoFigure:
    return MemoFigure(name=name[:1].upper() + name[1:], value=value, whose=whose)


def _picture_says(of: Optimization) -> str:
    shown = [(v.name, v.choosing) for v in of.variants if v.choosing][:_MOST]
    parts = [f"{name} {half.speed:.2f} times at {text.percent(half.value)}" for name, half in shown]
    says = f"Speed and {text.metric(of)} on the rows that choose, the fastest first: {'; '.join(parts)}."
    return says if parts else ""


def _prices(of: Optimization) -> Iterator[tuple[str, ...]]:
    """The original and the variants that were judged, else the fastest on the choosing half."""
    judged = [(v, v.judging) for v in of.variants if v.judging]
    tried = [(v, v.choosing) for v in of.variants if v.choosing]
    for number, (variant, half) in enumerate((judged or tried)[:_MOST]):
        if number == 0:
            own = (text.percent(half.original), f"{half.original_milliseconds:.3g} ms", "100 %")
            yield ("the original", *own, in_bytes(of.original.size_bytes))
        yield _price(of, variant, half)


def _price(of: Optimization, variant: ModelVariant, half: HalfResult) -> tuple[str, ...]:
    mark = " (recommended)" if variant.name == of.recommended else ""
    return (
        f"{variant.name}{mark}",
        text.percent(half.value),
        f"{half.milliseconds:.3g} ms",
        text.percent(1 / half.speed, 0),
        in_bytes(variant.size_bytes),
    )


def _risks(of: Optimization) -> Iterator[str]:
    half = of.chosen.judging if of.chosen else None
    if half is not None:
        yield f"It does not always answer as the original does: {text.percent(half.agreement)} ({of.agreement_means})."
    if of.machine:
        yield (
            f"The times are those of this machine ({of.machine.cpu}). Another processor, or one without operators for "
            "8-bit numbers, may make the same file slower than the original."
        )
    yield (
        f"The limit holds for rows like those of {of.data}; {of.judging_rows:,} of them judged. Rare kinds of rows may "
        "lose more than the average does."
    )
    if of.sensitivity:
        worst = of.sensitivity[0]
        yield (
            f"What is quantised matters: {', '.join(worst.nodes[:2])} ({worst.operator}) alone makes "
            f"{text.percent(worst.share, 0)} of the damage. Quantise it again only by the recipe beside the file."
        )


def _next(of: Optimization) -> Iterator[str]:
    if of.chosen is None:
        yield "Keep the original. More labelled rows narrow the bounds, and a wider --max-drop allows more."
        yield "Where it must be cheaper, a smaller model of the same kind is the next thing to compare: verify compare."
        return
    yield "Run the file in the folder model/ on the machine that will serve it, and time it there."
    yield "Verify it there on rows of its own: verify model/ --data rows."
    yield "Keep the original beside it, and search again whenever the model or the runtime changes."


def _basis(of: Optimization) -> str:
    unused = f", {of.unused_rows:,} were not run" if of.unused_rows else ""
    return (
        f"{of.data}, {of.rows:,} rows, seed {of.seed}: {of.choosing_rows:,} chose, {of.judging_rows:,} judged{unused}. "
        f"{of.source.name}, revision {of.source.revision[:12]}. The search took {of.seconds:.0f} s. "
        "Intervals hold 95 %."
    )
