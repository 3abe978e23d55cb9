"""Which variant may be recommended, decided from records alone."""

from typing import Any

import pytest

from claims.records.optimization import HalfResult, ModelVariant
from claims.verdicts.variant_choice import (
    confidence_of,
    pareto,
    recommend,
    shortlist,
    why_not,
    with_reasons,
)


def half(**more: Any) -> HalfResult:
    fields: dict[str, Any] = {
        "rows": 200, "value": 0.9, "original": 0.91, "low": -0.03, "high": 0.01, "method": "bootstrap-bca",
        "reserve": 0.03, "reserve_low": 0.01, "confidence": 0.95, "agreement": 0.98, "milliseconds": 1.0,
        "original_milliseconds": 2.0, "speed": 2.0, "speed_low": 1.8, "speed_high": 2.2,
    }  # fmt: skip
    return HalfResult(**{**fields, **more})


def variant(
    name: str, choosing: HalfResult | None, judging: HalfResult | None = None, **more: Any
) -> ModelVariant:
    return ModelVariant(name=name, choosing=choosing, judging=judging, **more)


GOOD = variant("good", half(), half())


def test_a_variant_that_nothing_speaks_against_is_recommended() -> None:
    assert why_not(GOOD) == "" and recommend([GOOD]) == "good"


@pytest.mark.parametrize(
    ("against", "says"),
    [
        (variant("v", None, failed="It cannot be made: no."), "cannot be made"),
        (variant("v", None), "time was up"),
        (variant("v", half(reserve=-0.02), half()), "Over the limit on the choosing half, by 2 points"),
        (variant("v", half(speed=0.8, speed_high=0.9), half()), "Slower than the original: 0.80"),
        (variant("v", half(speed=0.998, speed_high=1.01), half()), "No faster than the original: 1.00"),
        (variant("v", half(speed=1.02), half()), "Hardly faster"),
        (variant("v", half()), "Not judged"),
        (variant("v", half(), half(reserve=-0.01)), "Over the limit on the judging half"),
        (variant("v", half(), half(reserve_low=-0.01)), "Not shown to be within the limit: with 200 rows"),
        (variant("v", half(), half(speed_low=0.97)), "Not shown to be 1.05 times as fast"),
    ],
)
def test_whatever_speaks_against_a_variant_is_a_sentence_and_keeps_it_out(
    against: ModelVariant, says: str
) -> None:
    assert says in why_not(against)
    assert recommend([against]) is None
    assert recommend([against, GOOD]) == "good"


def test_the_fastest_of_those_that_fit_is_recommended_and_the_others_say_so() -> None:
    faster = variant("faster", half(speed=3.0), half(speed=3.0, speed_low=2.5))
    failed = variant("failed", None, failed="It fails.")
    assert recommend([GOOD, faster]) == "faster"
    model_variants = with_reasons([failed, GOOD, faster], "faster")
    assert [v.name for v in model_variants] == ["faster", "good", "failed"]
    assert model_variants[0].rejected == "" and "Another one" in model_variants[1].rejected


def test_of_those_about_as_fast_the_one_that_agrees_most_is_recommended() -> None:
    nearer = variant("nearer", half(), half(speed=1.97, agreement=0.999))
    slower = variant("slower", half(), half(speed=1.5, agreement=1.0))
    assert recommend([GOOD, nearer, slower]) == "nearer"


def test_the_shortlist_prefers_the_fastest_that_are_sure_and_then_the_surest() -> None:
    tried = [
        variant("unsure and fast", half(speed=9.0, reserve_low=-0.05)),
        variant("nearly sure", half(speed=1.5, reserve_low=-0.001)),
        variant("sure", half(speed=1.6)),
        variant("sure and faster", half(speed=1.8)),
        variant("over", half(speed=9.0, reserve=-0.001)),
        variant("slow", half(speed=0.9)),
        variant("not measured", None),
    ]
    assert shortlist(tried) == ("sure and faster", "sure", "nearly sure")


def test_bounds_share_their_error() -> None:
    assert confidence_of(0) == confidence_of(1) == pytest.approx(0.95)
    assert confidence_of(3) == pytest.approx(1 - 0.05 / 3)


def test_the_front_holds_whom_no_other_beats_in_both() -> None:
    tried = [
        variant("best", half(speed=1.5, value=0.9)),
        variant("faster", half(speed=2.0, value=0.8)),
        variant("beaten", half(speed=1.4, value=0.85)),
        variant("twin", half(speed=1.5, value=0.9)),
        variant("slower than the original and no better", half(speed=0.9, value=0.91)),
        variant("none", None),
    ]
    assert pareto(tried) == ("best", "faster", "twin")
