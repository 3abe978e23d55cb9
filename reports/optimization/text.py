"""The sentences and rows of a search for a cheaper model that every form shares."""

from claims.records.optimization import BATCH, DropLimit, HalfResult, ModelVariant, NodeDamage, Optimization
from reports.profile.text import in_bytes

Row = tuple[str, ...]
HEADS = ("variant", "metric (difference, 95 %)", "agrees", "ms a row", "speed (bounds)", "size", "memory")
WHY_HEADS = ("variant", "why it is not recommended")
SERVING_HEADS = ("variant", "ms a row", f"rows/s in batches of {BATCH}", "energy of a row")
DAMAGE_HEADS = ("nodes", "operator", "output changes by", "of all damage", "agrees")
_NODES = 3
METRICS = {"ap": "mean average precision"}


def percent(share: float, digits: int = 1) -> str:
    """A share in percent: "95.4 %"."""
    return f"{100 * share:z.{digits}f} %"


def signed_points(difference: float) -> str:
    """A difference of shares in points with its sign: "-0.4"."""
    return f"{100 * difference:+z.1f}"


def limit(of: DropLimit) -> str:
    """What may be given up, in words."""
    if of.kind == "points":
        return f"{100 * of.value:g} points of the metric"
    return f"{100 * of.value:g} % of the original's value"


def metric(of: Optimization) -> str:
    """The metric's name in words."""
    return METRICS.get(of.metric, of.metric.replace("_", " "))


def headline(of: Optimization) -> str:
    """What to do, in one sentence."""
    chosen = of.chosen
    half = chosen.judging if chosen else None
    if chosen is None or half is None:
        return (
            f"Nothing helps here: no variant is shown to be faster and within the limit ({limit(of.limit)})."
        )
    smaller = ""
    if chosen.size_bytes and of.original.size_bytes > 1.05 * chosen.size_bytes:
        smaller = f" and {of.original.size_bytes / chosen.size_bytes:.1f} times as small"
    return (
        f"Use {chosen.name}: {half.speed:.2f} times as fast{smaller}; {metric(of)} {signed_points(half.difference)} "
        f"points (95 % interval {signed_points(half.low)} to {signed_points(half.high)})."
    )


def facts(of: Optimization) -> list[Row]:
    """What was searched, on which rows, and how the original does."""
    base = f"{percent(of.original_value)} [{percent(of.original_low)}, {percent(of.original_high)}]"
    lines: list[Row] = [
        ("model", f"{of.source.name}, {of.task}"),
        ("rows", f"{of.data}, {of.rows:,} rows, seed {of.seed}"),
        ("variants were chosen on", f"{of.choosing_rows:,} rows"),
        ("the shortlist was judged on", f"{of.judging_rows:,} other rows"),
        *_unused(of),
        ("may be given up", limit(of.limit)),
        ("the original", f"{metric(of)} {base}, {in_bytes(of.original.size_bytes)}"),
        ("agreement", of.agreement_means),
    ]
    if of.parity is not None:
        lines.append(("exported to ONNX", f"outputs differ from the model's own by at most {of.parity:.1g}"))
    if of.machine:
        lines.append(
            ("machine", f"{of.machine.cpu}, {of.machine.cores} cores, isolation {of.machine.isolation}")
        )
    lines.append(("the search took", f"{of.seconds:.0f} s"))
    return lines


def _unused(of: Optimization) -> list[Row]:
    return [("not run", f"{of.unused_rows:,} rows; the notes say why")] if of.unused_rows else []


def tables(of: Optimization) -> list[tuple[str, Row, list[Row]]]:
    """Every table: its title, heads and rows; the judged ones first."""
    judged = [_row(v, v.judging) for v in of.variants if v.judging]
    tried = [_row(v, v.choosing) for v in of.variants if v.choosing]
    why: list[Row] = [(v.name, v.rejected) for v in of.variants if v.rejected]
    damage = [_damage(d) for d in of.sensitivity]
    return [
        (f"The shortlist on the judging half ({of.judging_rows:,} rows)", HEADS, judged),
        (f"All variants on the choosing half ({of.choosing_rows:,} rows)", HEADS, tried),
        ("With all threads of this machine, by the clock", SERVING_HEADS, _serving(of)),
        ("Why not the others", WHY_HEADS, why),
        (f"What quantising some nodes alone does to the output ({of.probe_rows} rows)", DAMAGE_HEADS, damage),
    ]


def _row(variant: ModelVariant, half: HalfResult | None) -> Row:
    assert half is not None  # noqa: S101 - the caller looked
    interval = f"{signed_points(half.difference)} [{signed_points(half.low)}, {signed_points(half.high)}]"
    return (
        variant.name,
        f"{percent(half.value)} ({interval})",
        percent(half.agreement),
        f"{half.milliseconds:.3g} (was {half.original_milliseconds:.3g})",
        f"{half.speed:.2f}x ({half.speed_low:.2f} to {half.speed_high:.2f})",
        in_bytes(variant.size_bytes),
        in_bytes(variant.peak_bytes) if variant.peak_bytes is not None else "",
    )


def _damage(of: NodeDamage) -> Row:
    names = ", ".join(of.nodes[:_NODES])
    more = f" and {len(of.nodes) - _NODES} more" if len(of.nodes) > _NODES else ""
    return names + more, of.operator, percent(of.error, 2), percent(of.share, 0), percent(of.agreement)


def recipe(of: ModelVariant) -> list[str]:
    """How a variant is made, a line a setting."""
    return [f"{pair.name}: {pair.value}" for pair in of.recipe]


def _serving(of: Optimization) -> list[Row]:
    """What the original and the shortlist take with all threads."""
    return [
        (
            v.name,
            f"{v.all_threads_milliseconds:.3g}",
            f"{v.rows_per_second:,.0f}" if v.rows_per_second is not None else "takes no batch",
            f"{v.joules:.3g} J" if v.joules is not None else "unknown",
        )
        for v in (of.original, *of.variants)
        if v.all_threads_milliseconds is not None
    ]
