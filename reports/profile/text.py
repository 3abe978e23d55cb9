"""The sentences and rows of a profile that every form shares."""

from collections.abc import Iterable, Sequence

from claims.records.profile import PassTiming, Profile, TimePart

Row = tuple[str, ...]
TIME_HEADS = ("name", "ms a pass [95 %]", "of the pass", "calls", "allocates")
_BYTES = ("B", "kB", "MB", "GB")


def milliseconds(seconds: float) -> str:
    """A time in milliseconds, three digits: "12.3 ms"."""
    return f"{seconds * 1e3:.3g} ms" if seconds < 1 else f"{seconds * 1e3:,.0f} ms"


def in_bytes(count: float) -> str:
    """Bytes as people read them."""
    step = 0
    while abs(count) >= 1000 and step < len(_BYTES) - 1:
        count, step = count / 1000, step + 1
    return f"{count:.3g} {_BYTES[step]}"


def timing(of: PassTiming) -> str:
    """The median of some passes with its interval and how many they are."""
    return f"{milliseconds(of.median)} [{milliseconds(of.low)}, {milliseconds(of.high)}], n = {of.n}"


def headline(profile: Profile) -> str:
    """Where the time goes, in one sentence."""
    if not profile.operators:
        return "The profiler saw no operator."
    first = profile.operators[0]
    return (
        f"{first.share:.0%} of a pass is {first.name}; operators together take {_operators(profile):.0%}, "
        f"and {1 - _operators(profile):.0%} no operator explains."
    )


def _operators(profile: Profile) -> float:
    return sum(part.share for part in profile.parts if part.name == "operators")


def facts(profile: Profile) -> list[tuple[str, str]]:
    """What was run where, and how long it took."""
    slowed = profile.profiled.median / profile.plain.median - 1 if profile.plain.median else 0.0
    lines = [
        ("model", f"{profile.source.name}, {profile.task}, {profile.runtime}"),
        ("rows", f"{profile.data}, {profile.rows:,} rows, {profile.batch} in a pass, seed {profile.seed}"),
        ("a pass without the profiler", f"{timing(profile.plain)} (median)"),
        ("a pass under the profiler", f"{timing(profile.profiled)}, {slowed:+z.0%}"),
    ]
    if profile.peak_bytes is not None:
        lines.append(
            ("memory at the peak of a pass", f"{in_bytes(profile.peak_bytes)} ({profile.memory_known})")
        )
    if profile.machine:
        machine = profile.machine
        used = f", {machine.accelerator}" if machine.accelerator else ""
        lines.append(
            (
                "machine",
                f"{machine.cpu}, {machine.cores} cores{used}, {machine.os}, isolation {machine.isolation}",
            )
        )
    return lines


def rows(parts: Iterable[TimePart]) -> list[Row]:
    """Rows of a table of times."""
    return [_row(part) for part in parts]


def _row(part: TimePart) -> Row:
    name = f"{part.name} ({part.detail})" if part.detail else part.name
    times = f"{part.seconds * 1e3:.3f} [{part.low * 1e3:.3f}, {part.high * 1e3:.3f}]"
    share = f"{part.share:.1%}" if part.share >= 0.0005 else "< 0.1%"
    return (
        name,
        times,
        share,
        f"{part.calls:g}",
        in_bytes(part.allocated_bytes) if part.allocated_bytes else "",
    )


def total(parts: Sequence[TimePart], whole: float) -> Row:
    """The last row of a table whose parts add up to the pass."""
    seconds = sum(part.seconds for part in parts)
    share = seconds / whole if whole else 0.0
    return "together", f"{seconds * 1e3:.3f}", f"{share:.1%}", "", ""


def tables(profile: Profile, most: int) -> list[tuple[str, list[Row]]]:
    """Every table with its title: the parts with their sum, then the longest operators, modules and kernels."""
    return [
        ("Where a pass goes", [*rows(profile.parts), total(profile.parts, profile.whole)]),
        ("Operators, each without what it calls", rows(profile.operators[:most])),
        ("Modules, each without the modules inside it", rows(profile.modules[:most])),
        ("Kernels of the accelerator, beside the above", rows(profile.kernels[:most])),
    ]
