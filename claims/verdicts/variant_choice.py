"""Which variant of a model may be recommended: one that is shown to be faster and shown to be within the limit."""

from collections.abc import Sequence

from claims.records.optimization import HalfResult, ModelVariant

MOST_JUDGED = 3
"""Variants that are judged on the second half; their bounds share the error of one."""
ERROR = 0.05
"""The chance that any bound of the judged variants is wrong."""
LEAST_GAIN = 1.05
"""How many times as fast a variant must be shown to be: for less nobody changes a model, and timing is no surer."""


def confidence_of(judged: int) -> float:
    """The one-sided confidence that each of so many judged variants needs (Bonferroni)."""
    return 1 - ERROR / max(judged, 1)


def shortlist(variants: Sequence[ModelVariant]) -> tuple[str, ...]:
    """The names of those that go on to the judging half, by the choosing half alone, the most promising first.

    Those whose bounds already lie within the limit come first, the fastest ahead; the rest by what they lack.
    """
    tried = [
        (variant.name, variant.choosing) for variant in variants if variant.choosing and not variant.failed
    ]
    hopeful = [(name, half) for name, half in tried if half.reserve >= 0 and half.speed >= LEAST_GAIN]
    hopeful.sort(key=lambda pair: (pair[1].reserve_low < 0, -_promise(pair[1]), pair[0]))
    return tuple(name for name, _ in hopeful[:MOST_JUDGED])


def _promise(half: HalfResult) -> float:
    """The speed where the bound lies within the limit, else how near it comes."""
    return half.speed if half.reserve_low >= 0 else half.reserve_low


def recommend(variants: Sequence[ModelVariant]) -> str | None:
    """The fastest judged variant that nothing speaks against; None where none is left.

    Of those that are about as fast, the one that agrees most with the original.
    """
    fit = [(v.name, v.judging) for v in variants if v.judging is not None and not why_not(v)]
    fastest = max((half.speed for _, half in fit), default=0.0)
    alike = [(half.agreement, half.speed, name) for name, half in fit if half.speed * LEAST_GAIN >= fastest]
    return max(alike)[2] if alike else None


def why_not(variant: ModelVariant) -> str:
    """What speaks against recommending a variant, in a sentence; empty where nothing does."""
    if variant.failed:
        return variant.failed
    chosen, judged = variant.choosing, variant.judging
    if chosen is None:
        return "It was not measured: the time was up."
    if chosen.reserve < 0:
        return f"Over the limit on the choosing half, by {_points(-chosen.reserve)}."
    if chosen.speed < LEAST_GAIN:
        unlike = "Hardly faster than" if chosen.speed > 1 else "No faster than"
        slower = "Slower than" if is_slower(chosen) else unlike
        return f"{slower} the original: {chosen.speed:.2f} times its speed."
    if judged is None:
        return "Not judged: others promised more on the choosing half."
    if judged.reserve < 0:
        return f"Over the limit on the judging half, by {_points(-judged.reserve)}."
    if judged.reserve_low < 0:
        return (
            f"Not shown to be within the limit: with {judged.rows} rows it may be over by "
            f"{_points(-judged.reserve_low)}."
        )
    if judged.speed_low < LEAST_GAIN:
        return f"Not shown to be {LEAST_GAIN} times as fast: {judged.speed:.2f} times, at least {judged.speed_low:.2f}."
    return ""


def is_slower(half: HalfResult) -> bool:
    """Whether a variant is shown to be slower than the original: the whole interval of its speed is below 1."""
    return half.speed_high < 1


def with_reasons(variants: Sequence[ModelVariant], recommended: str | None) -> tuple[ModelVariant, ...]:
    """The variants with why each is not recommended, the fastest first, those that failed last."""
    explained = [
        variant.model_copy(update={"rejected": "" if variant.name == recommended else _reason(variant)})
        for variant in variants
    ]
    return tuple(
        sorted(explained, key=lambda v: (bool(v.failed), -(v.shown.speed if v.shown else 0.0), v.name))
    )


def _reason(variant: ModelVariant) -> str:
    return (
        why_not(variant) or "Another one within the limit is faster, or as fast and nearer to the original."
    )


def pareto(variants: Sequence[ModelVariant]) -> tuple[str, ...]:
    """Names of the variants that neither another nor the original beats in speed and metric, by the choosing half."""
    tried = [(variant.name, variant.choosing) for variant in variants if variant.choosing]
    places = [(half.speed, half.value) for _, half in tried] + [(1.0, half.original) for _, half in tried]
    return tuple(name for name, half in tried if not _beaten((half.speed, half.value), places))


def _beaten(place: tuple[float, float], others: Sequence[tuple[float, float]]) -> bool:
    """Whether another place is as good in both and better in one."""
    return any(speed >= place[0] and value >= place[1] and (speed, value) != place for speed, value in others)


def _points(share: float) -> str:
    return f"{float(f'{100 * share:.2g}'):g} points"
