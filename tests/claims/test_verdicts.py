"""The law, paragraph by paragraph."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.records import (
    Alternative,
    Pair,
    Skipped,
)
from claims.verdicts.matched import UNSAID
from claims.verdicts.sequential import is_settled, stake_of
from tests.claims.small_case import (
    a_claim,
    a_latency,
    a_quantity,
    a_slice,
    counted,
    counting,
    looked_at,
    outcome,
    ruled,
    timing,
)


def test_many_right_answers_confirm() -> None:
    assert outcome("90.0%", 1830, 2000) == "confirmed"


def test_far_too_few_right_answers_refute() -> None:
    claim = a_claim("90.0%")
    verdict = ruled(claim, counted(claim, 1600, 2000))[0]
    assert verdict.outcome == "refuted"
    assert verdict.difference == Decimal("-10.000")
    assert verdict.margin == Decimal("2.050")


def test_few_rows_settle_nothing_and_say_how_many_would() -> None:
    claim = a_claim("90.0%")
    verdict = ruled(claim, counted(claim, 45, 50))[0]
    assert verdict.outcome == "inconclusive"
    assert verdict.needed_n is not None
    assert verdict.needed_n > 500


def test_rows_of_another_data_set_never_confirm_or_refute() -> None:
    assert outcome("90.0%", 1830, 2000, of_dataset="IMDB") == "transfers"
    assert outcome("90.0%", 1500, 2000, of_dataset="IMDB") == "falls_short"
    assert outcome("90.0%", 1500, 2000, of_dataset=None) == "falls_short"


def test_rows_of_another_split_are_ones_own() -> None:
    assert outcome("90.0%", 1500, 2000, split="train") == "falls_short"


def test_exceeding_is_confirmed_and_said() -> None:
    claim = a_claim("80.0%")
    verdict = ruled(claim, counted(claim, 1900, 2000))[0]
    assert verdict.outcome == "confirmed"
    assert "exceeds" in verdict.says


def test_a_shorter_time_than_claimed_is_told_as_better() -> None:
    claim = a_claim("5 ms", metric="latency", kind="speed", dataset=None, split=None)
    (verdict,) = ruled(claim, timing(claim, "0.004"))
    assert verdict.says.endswith(": lower than the claim, which is better here.")


def test_the_complete_split_must_agree_within_rounding() -> None:
    assert outcome("90.0%", 900, 1000, complete=True) == "confirmed"
    assert outcome("90.0%", 890, 1000, complete=True) == "refuted"
    assert outcome("90.0%", 950, 1000, complete=True) == "confirmed"


def test_a_neighbouring_protocol_on_the_complete_split_is_no_refutation() -> None:
    claim = a_claim("90.0%")
    weighted = Alternative(metric="f1_weighted", value=Decimal("0.9002"))
    verdict = ruled(claim, counted(claim, 850, 1000, alternatives=(weighted,)), a_slice(complete=True))[0]
    assert verdict.outcome == "inconclusive"
    assert "f1 weighted" in verdict.says


@pytest.mark.parametrize(
    ("text", "exact", "expected"),
    [
        ("1,314,940", 1_314_940, "confirmed"),
        ("1.3M", 1_314_940, "confirmed"),
        ("110M", 109_482_240, "confirmed"),
        ("1.5M", 1_314_940, "refuted"),
        ("1,314,941", 1_314_940, "inconclusive"),
        ("~1.3M", 1_360_000, "confirmed"),
        ("<2M", 1_314_940, "confirmed"),
        (">2M", 1_314_940, "refuted"),
    ],
)
def test_counts_are_exact_within_their_rounding(text: str, exact: int, expected: str) -> None:
    claim = a_claim(text, metric="params", kind="size", dataset=None, split=None)
    verdict = ruled(claim, counting(claim, exact))[0]
    assert (verdict.outcome, verdict.basis) == (expected, "structure")


def test_counts_may_leave_the_embeddings_out() -> None:
    claim = a_claim("86M", metric="params", kind="size", dataset=None)
    without = Alternative(metric="without_embeddings", value=Decimal(85_800_000))
    verdict = ruled(claim, counting(claim, 109_482_240, alternatives=(without,)))[0]
    assert verdict.outcome == "confirmed"
    assert "without embeddings" in verdict.says


def test_megabytes_may_be_mebibytes() -> None:
    claim = a_claim("942.3 MB", metric="model_size", kind="size", dataset=None)
    assert ruled(claim, counting(claim, 988_065_536))[0].outcome == "confirmed"


def test_a_speed_on_another_device_is_not_checked_but_told() -> None:
    assert a_latency("1 ms", "NVIDIA T4") == "unchecked other_hardware"


def test_a_speed_on_this_machine_is_judged() -> None:
    assert a_latency("5 ms", "AMD EPYC") == "confirmed hardware"
    assert a_latency("1 ms", "AMD EPYC") == "refuted hardware"


def test_a_speed_without_a_device_is_never_refuted_nor_confirmed() -> None:
    assert a_latency("5 ms", None) == "transfers hardware"
    assert a_latency("1 ms", None) == "inconclusive hardware"


def test_what_was_skipped_is_unchecked_with_its_reason() -> None:
    claim = a_claim()
    skipped = Skipped(
        claim_id=claim.id, subject="m", metric="accuracy", reason="no_data", detail="Give --data."
    )
    verdict = ruled(claim, skipped)[0]
    assert (verdict.outcome, verdict.reason, verdict.says) == ("unchecked", "no_data", "Give --data.")


def test_a_number_without_meaning_is_unchecked() -> None:
    claim = a_claim("90 ms")
    assert ruled(claim, counted(claim, 90, 100))[0].reason == "ambiguous"


def test_a_claim_that_nobody_tried_is_unchecked() -> None:
    assert ruled(a_claim(), ())[0].reason == "no_reproducer"


def test_less_is_better_for_an_error_rate() -> None:
    claim = a_claim("5.0%", metric="error_rate")
    assert ruled(claim, counted(claim, 40, 2000))[0].outcome == "confirmed"
    assert ruled(claim, counted(claim, 400, 2000))[0].outcome == "refuted"


def test_the_claims_own_sample_widens_the_bounds() -> None:
    claim = a_claim("90.0%")
    same, other = ruled(claim, counted(claim, 1700, 2000))[0], None
    other = ruled(claim, counted(claim, 1700, 2000), a_slice(split=None))[0]
    assert same.high is not None
    assert other.high is not None
    assert other.high > same.high


RANK = {"refuted": 0, "falls_short": 0, "inconclusive": 1, "transfers": 2, "confirmed": 2}


@given(st.integers(30, 3000), st.floats(0, 1), st.floats(0, 1), st.sampled_from(["50.0%", "90.0%", "99.0%"]))
def test_more_right_answers_never_make_it_worse(n: int, one: float, other: float, text: str) -> None:
    most = int(
        min(1.0, float(text.rstrip("%")) / 100 + 0.25) * n
    )  # above, the print must mean something else
    few, many = sorted((min(round(one * n), most), min(round(other * n), most)))
    assert RANK[outcome(text, few, n)] <= RANK[outcome(text, many, n)]


@given(st.integers(30, 3000), st.floats(0, 1))
def test_the_scale_of_the_print_changes_no_verdict(n: int, share: float) -> None:
    right = round(share * n)
    assert outcome("90.0%", right, n) == outcome("0.900", right, n)


def test_a_large_slice_is_judged_like_a_small_one() -> None:
    assert outcome("90.0%", 5_400, 6_000) == "confirmed"
    assert outcome("90.0%", 4_800, 6_000) == "refuted"


def test_a_perfect_score_is_refuted_by_wrong_answers_and_no_share_exceeds_one() -> None:
    assert outcome("100%", 1_800, 2_000) == "refuted"
    assert outcome("100%", 2_000, 2_000) == "confirmed"


def test_a_measurement_without_bounds_decides_nothing() -> None:
    claim = a_claim("90.0%")
    bare = counted(claim, 900, 1000).model_copy(update={"lower95": None, "upper95": None})
    verdict = ruled(claim, bare)[0]
    assert verdict.outcome == "inconclusive"
    assert "without an interval" in verdict.says


def test_a_claim_of_an_unknown_data_set_is_not_widened() -> None:
    claim = a_claim("90.0%", dataset="Our Own Corpus")
    verdict = ruled(claim, counted(claim, 1830, 2000), a_slice(of_dataset="Our Own Corpus", split=None))[0]
    assert verdict.outcome == "confirmed"


def test_a_score_far_above_the_printed_one_confirms_nothing() -> None:
    claim = a_claim("4.6 points")
    verdict = ruled(claim, counted(claim, 1900, 2000))[0]
    assert verdict.outcome == "inconclusive"
    assert "something else" in verdict.says


def test_more_than_a_low_bound_is_confirmed_all_the_same() -> None:
    assert outcome("> 50%", 1900, 2000) == "confirmed"


def test_an_average_that_nothing_says_is_not_held_against_a_claim() -> None:
    claim = a_claim("90.0%", "f1")
    short = counted(claim, 1600, 2000, settings=(Pair(name=UNSAID, value="macro"),))
    assert ruled(claim, short)[0].outcome == "refuted"
    weighted = Alternative(metric="f1_weighted", value=Decimal("0.8991"))
    verdict = ruled(claim, short.model_copy(update={"alternatives": (weighted,)}))[0]
    assert verdict.outcome == "inconclusive"
    assert "counted otherwise" in verdict.says


def test_a_shorter_context_than_the_files_allow_is_not_refuted() -> None:
    claim = a_claim("128 tokens", "context_length", kind="size")
    found = counted(claim, 1, 1).model_copy(update={"observed": a_quantity(512), "method": "exact"})
    verdict = ruled(claim, found)[0]
    assert verdict.outcome == "inconclusive"
    assert "allow" in verdict.says
    longer = a_claim("1024 tokens", "context_length", kind="size")
    assert ruled(longer, found.model_copy(update={"claim_id": longer.id}))[0].outcome == "refuted"


@pytest.mark.parametrize(("printed", "outcome"), [("15,000", "inconclusive"), ("400,000", "refuted")])
def test_a_count_known_within_bounds_refutes_only_what_lies_outside(printed: str, outcome: str) -> None:
    claim = a_claim(printed, "params", kind="size")
    ends = {
        "observed": a_quantity(25_949),
        "low": Decimal(14_289),
        "high": Decimal(26_131),
        "method": "exact",
    }
    verdict = ruled(claim, counted(claim, 1, 1).model_copy(update=ends))[0]
    assert verdict.outcome == outcome
    assert ("between 14289 and 26131" in verdict.says) == (outcome == "inconclusive")


@pytest.mark.parametrize("count", [7_562, 7_562_000_000])
def test_a_unit_that_is_not_printed_may_not_be_meant(count: int) -> None:
    claim = a_claim("7562", "params", kind="size")
    stated = claim.stated.model_copy(update={"unit": "M"})
    claim = claim.model_copy(update={"stated": stated})
    found = counted(claim, 1, 1).model_copy(update={"observed": a_quantity(count), "method": "exact"})
    assert ruled(claim, found)[0].outcome == "confirmed"
    other = found.model_copy(update={"observed": a_quantity(2 * count)})
    assert ruled(claim, other)[0].outcome == "refuted"


def test_a_size_that_no_reading_fits_is_told_in_the_unit_that_is_printed() -> None:
    claim = a_claim("1.8 MB", metric="model_size", kind="size", dataset=None)
    verdict = ruled(claim, counting(claim, 2_634_400))[0]
    assert verdict.outcome == "refuted"
    assert verdict.observed is not None
    assert str(verdict.observed.value) == "2.634"


@pytest.mark.parametrize(
    ("right", "n", "outcome"),
    [
        (950, 1000, "confirmed"),
        (180, 200, "inconclusive"),
        (700, 1000, "refuted"),
        (880, 1000, "inconclusive"),
    ],
)
def test_what_was_looked_at_while_measured_takes_its_own_bounds(right: int, n: int, outcome: str) -> None:
    claim = a_claim("90.0%")
    assert ruled(claim, looked_at(claim, right, n))[0].outcome == outcome
    stake = stake_of(claim, a_slice(), Decimal(2), 1)
    assert stake is not None
    assert is_settled([stake], right, n) == (outcome != "inconclusive")
