"""What keeps a verdict from being given: stopping early, few digits, other rows, supplied answers, a busy machine."""

from decimal import Decimal
from typing import Any

import pytest

from claims.records import (
    Claim,
    HardwareMention,
    Pair,
    Skipped,
)
from claims.verdicts.reservations import ANSWERS, BUSY, COPIED, KNOWN_ROWS, LEAKED, UNTRUSTED
from claims.verdicts.sequential import is_settled, stake_of
from claims.verdicts.under_load import SLOWDOWN, SLOWEST, most_favourable
from tests.claims.small_case import (
    HARDWARE_PLACE,
    a_claim,
    a_slice,
    counted,
    counting,
    looked_at,
    outcome,
    ruled,
    timing,
    with_shipped,
)


@pytest.mark.parametrize(("wrong", "outcome"), [(50, "confirmed"), (300, "refuted"), (120, "inconclusive")])
def test_errors_are_turned_into_right_answers(wrong: int, outcome: str) -> None:
    claim = a_claim("10.0%", metric="error_rate")
    assert ruled(claim, looked_at(claim, wrong, 1000))[0].outcome == outcome
    stake = stake_of(claim, a_slice(), Decimal(2), 1)
    assert stake is not None and stake.claimed == Decimal("0.9")
    assert is_settled([stake], 1000 - wrong, 1000) == (outcome != "inconclusive")


def test_a_claim_of_another_sample_is_settled_by_wider_bounds() -> None:
    claim, ours = a_claim("90.0%"), a_slice(of_dataset=None, split=None)
    stake = stake_of(claim, ours, Decimal(2), 1)
    assert stake is not None and stake.claim_n == 872  # the validation split of SST-2
    for right in (650, 850, 890, 990):
        outcome = ruled(claim, looked_at(claim, right, 1000), ours)[0].outcome
        assert is_settled([stake], right, 1000) == (outcome != "inconclusive")


def test_settled_beside_many_is_settled_in_the_verdict() -> None:
    claims = tuple(a_claim("90.0%", line=i) for i in range(1, 9))
    stakes = [stake for claim in claims if (stake := stake_of(claim, a_slice(), Decimal(2), 8))]
    for right in range(820, 880, 3):
        outcomes = {v.outcome for v in ruled(claims, tuple(looked_at(c, right, 1000) for c in claims))}
        assert not is_settled(stakes, right, 1000) or outcomes == {"refuted"}


@pytest.mark.parametrize(
    "claim",
    [
        a_claim("0.9", metric="mcc"),
        a_claim("100%"),
        a_claim("90.0%", metric="f1_macro"),
        a_claim("5 ms", metric="latency"),
    ],
)
def test_what_is_no_share_of_right_answers_takes_all_rows(claim: Claim) -> None:
    assert stake_of(claim, a_slice(), Decimal(2), 1) is None


def test_the_complete_split_takes_all_rows() -> None:
    assert stake_of(a_claim("90.0%"), a_slice(complete=True), Decimal(2), 1) is None


@pytest.mark.parametrize(
    ("text", "share"), [("1", "0.62"), ("1.0", "0.955"), ("0.9", "0.864"), ("0.9", "0.2")]
)
def test_few_digits_never_confirm_what_falls_short(text: str, share: str) -> None:
    right = int(100_000 * Decimal(share))
    assert outcome(text, right, 100_000) != "confirmed"
    assert outcome(text, right, 100_000, complete=True) != "confirmed"
    assert outcome(text, right // 100, 1_000) != "confirmed"


def test_what_only_rounding_could_hide_stays_open_and_is_said() -> None:
    claim = a_claim("0.9")
    verdict = ruled(claim, counted(claim, 8640, 10_000), a_slice(complete=True))[0]
    assert verdict.outcome == "inconclusive"
    assert "few digits" in verdict.says
    assert outcome("0.9", 8640, 10_000) == "inconclusive"


@pytest.mark.parametrize("text", ["0.9", "90", "90.0%", "0.90"])
def test_a_true_claim_of_few_digits_is_still_confirmed(text: str) -> None:
    assert outcome(text, 9_010, 10_000) == "confirmed"
    assert outcome(text, 9_010, 10_000, complete=True) == "confirmed"


def test_a_coarse_count_far_from_the_files_stays_open() -> None:
    claim = a_claim("1 million", metric="params", kind="size", dataset=None, split=None)
    assert ruled(claim, counting(claim, 1_314_940))[0].outcome == "inconclusive"
    assert ruled(claim, counting(claim, 1_040_000))[0].outcome == "confirmed"


@pytest.mark.parametrize(
    "more",
    [
        {"conditions": "filtered"},
        {"metric_as_written": "accuracy on the easy subset"},
        {"dataset": "SST-2", "split": "training set"},
        {"metric_as_written": "training accuracy"},
        {"metric_as_written": "Accuracy (in-sample)"},
        {"conditions": "config train"},
        {"metric_as_written": "lenient accuracy"},
        {"metric_as_written": "Accuracy (2 guesses)"},
        {"metric_as_written": "Accuracy, easy"},
        {"metric_as_written": "best-of-5 accuracy"},
        {"metric_as_written": "accuracy of an ensemble"},
        {"conditions": "coverage"},
    ],
)
def test_a_score_on_a_part_of_the_data_or_on_its_training_rows_is_not_the_plain_claim(
    more: dict[str, Any],
) -> None:
    claim = a_claim("90.0%", **more)
    assert ruled(claim, counted(claim, 1830, 2000), a_slice(split=None))[0].outcome == "transfers"
    assert ruled(claim, counted(claim, 1500, 2000), a_slice(split=None))[0].outcome == "falls_short"


def test_a_training_score_is_judged_on_training_rows() -> None:
    claim = a_claim("90.0%", split="train")
    assert ruled(claim, counted(claim, 1830, 2000), a_slice(split="train"))[0].outcome == "confirmed"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "confirmed"),
        ({"conditions": "on SST-2"}, "confirmed"),
        ({"split": "SST-2 validation"}, "confirmed"),
        ({"split": "SST-2 test"}, "transfers"),
        ({"conditions": "on SQuAD"}, "transfers"),
    ],
)
def test_a_claim_without_a_data_set_is_judged_on_the_one_that_the_user_names(
    more: dict[str, Any], expected: str
) -> None:
    claim = a_claim("90.0%", **({"dataset": None, "split": None} | more))
    assert ruled(claim, counted(claim, 1830, 2000), a_slice(said_by_user=True))[0].outcome == expected


def test_a_description_beside_the_rows_names_no_data_set_for_claims_without_one() -> None:
    claim = a_claim("90.0%", dataset=None, split=None)
    assert ruled(claim, counted(claim, 1830, 2000), a_slice())[0].outcome == "transfers"
    named = a_claim("90.0%", dataset=None, split=None, conditions="on SST-2")
    assert ruled(named, counted(named, 1830, 2000), a_slice())[0].outcome == "confirmed"


def test_answers_that_copy_the_labels_settle_nothing() -> None:
    claim = a_claim("90.0%")
    pairs = (Pair(name=COPIED, value="Every answer equals its label."),)
    for used in (a_slice(), a_slice(of_dataset=None), a_slice(complete=True)):
        verdict = ruled(claim, counted(claim, 1000, 1000, settings=pairs), used)[0]
        assert verdict.outcome == "inconclusive"
        assert "Every answer equals its label." in verdict.says


def test_answers_whose_labels_come_with_them_confirm_nothing_and_can_still_refute() -> None:
    claim = a_claim("90.0%")
    pairs = (Pair(name=UNTRUSTED, value="The labels come from the file of answers."),)
    assert ruled(claim, counted(claim, 1830, 2000, settings=pairs))[0].outcome == "inconclusive"
    assert ruled(claim, counted(claim, 1500, 2000, settings=pairs))[0].outcome == "refuted"
    assert (
        ruled(claim, counted(claim, 1830, 2000, settings=pairs), a_slice(of_dataset=None))[0].outcome
        == "transfers"
    )


def test_a_busy_machine_withholds_a_speed_verdict() -> None:
    named = HardwareMention(name="AMD EPYC", place=HARDWARE_PLACE)
    claim = a_claim("1 ms", metric="latency", kind="speed", dataset=None, split=None, hardware=named)
    assert ruled(claim, timing(claim, "0.004"))[0].outcome == "refuted"
    verdict = ruled(
        claim, timing(claim, "0.004", settings=(Pair(name=BUSY, value="Others took half of it."),))
    )[0]
    assert verdict.outcome == "inconclusive"
    assert "Others took half of it." in verdict.says


def under_load(
    measured: str, slowdown: str = "", *, device: str | None = "AMD EPYC", rate: bool = False
) -> str:
    """The outcome and sentence of a claim of 1 ms, or 1,000 rows a second, on a busy machine."""
    named = HardwareMention(name=device, place=HARDWARE_PLACE) if device else None
    text, metric = ("1000 samples/s", "throughput") if rate else ("1 ms", "latency")
    claim = a_claim(text, metric=metric, kind="speed", dataset=None, split=None, hardware=named)
    settings = [Pair(name=BUSY, value="Others took half of it."), Pair(name="statistic", value="p50")]
    settings += [Pair(name=SLOWDOWN, value=slowdown), Pair(name=SLOWEST, value="100")] if slowdown else []
    verdict = ruled(claim, timing(claim, measured, settings=tuple(settings)))[0]
    return f"{verdict.outcome}: {verdict.says}"


def test_what_holds_under_load_holds() -> None:
    assert under_load("0.0005").startswith("confirmed: ") and "not faster" in under_load("0.0005")
    assert under_load("0.0005", device=None).startswith("transfers: ")
    assert under_load("2000", rate=True).startswith("confirmed: ")


def test_what_is_missed_under_load_stays_open_where_a_quiet_machine_might_reach_it() -> None:
    assert under_load("0.005", "3").startswith("inconclusive: ") and "Others took" in under_load("0.005", "3")
    assert under_load("300", "3", rate=True).startswith("inconclusive: ")
    assert under_load("0.1").startswith("inconclusive: ")
    assert under_load("0.0012", "1.2").startswith("inconclusive: ")


def test_what_would_be_missed_at_the_most_favourable_reading_is_missed() -> None:
    assert under_load("0.02", "3").startswith("refuted: ") and "6 times as fast" in under_load("0.02", "3")
    assert under_load("50", "3", rate=True).startswith("refuted: ")


def test_a_rare_slow_run_is_read_by_the_slowest_work_beside_it() -> None:
    claim = a_claim("1 ms", metric="latency", kind="speed", dataset=None, split=None)
    slow = (
        Pair(name="statistic", value="p95"),
        Pair(name=SLOWDOWN, value="2"),
        Pair(name=SLOWEST, value="9"),
    )
    assert most_favourable(timing(claim, "0.02", settings=slow)) == 18
    assert most_favourable(timing(claim, "0.02", settings=())) is None


@pytest.mark.parametrize("device", [None, "NVIDIA T4", "AMD EPYC"])
def test_a_supplied_latency_is_a_statement_and_never_measured_here(device: str | None) -> None:
    named = HardwareMention(name=device, place=HARDWARE_PLACE) if device else None
    claim = a_claim("180 ms", metric="latency", kind="speed", dataset=None, split=None, hardware=named)
    worse = ruled(claim, timing(claim, "0.244", supplied=True))[0]
    agrees = ruled(claim, timing(claim, "0.178", supplied=True))[0]
    assert (worse.outcome, worse.basis, agrees.outcome) == ("inconclusive", "supplied", "transfers")
    assert "supplied file gives 244" in worse.says
    assert "machine" in worse.says
    assert "this machine" not in worse.says + agrees.says


def test_rows_that_the_repository_ships_never_decide_a_verdict() -> None:
    claim = a_claim("99.0%")
    high, low = counted(claim, 1990, 2000), counted(claim, 1995, 2100)
    assert with_shipped(claim, high, low) == "inconclusive"
    assert with_shipped(claim, high, counted(claim, 2090, 2100)) == "confirmed"
    assert with_shipped(claim, counted(claim, 1800, 2000), counted(claim, 1900, 2100)) == "refuted"
    late = Skipped(claim_id=claim.id, subject="m", metric="accuracy", reason="over_time", detail="Late.")
    assert with_shipped(claim, high, late) == "inconclusive"
    few = counted(claim, 50, 50)
    assert with_shipped(claim, few, low) == "inconclusive"


@pytest.mark.parametrize("complete", [False, True])
@pytest.mark.parametrize("right", [500, 990])
def test_a_number_read_with_doubt_is_never_judged(right: int, complete: bool) -> None:
    sure, doubtful = a_claim("90.0%"), a_claim("90.0%", confidence=0.49, could_be="recall on SQuAD")
    ours = a_slice(complete=complete)
    assert ruled(sure, counted(sure, right, 1000), ours)[0].outcome in ("refuted", "confirmed")
    verdict = ruled(doubtful, counted(doubtful, right, 1000), ours)[0]
    assert verdict.outcome == "inconclusive"
    assert "read with doubt (49% sure)" in verdict.says and "recall on SQuAD" in verdict.says


def test_a_count_read_with_doubt_is_never_refuted() -> None:
    claim = a_claim("66M", metric="params", kind="size", confidence=0.3)
    verdict = ruled(claim, counting(claim, 110_000_000))[0]
    assert verdict.outcome == "inconclusive" and "the text leaves open what it is" in verdict.says


def test_a_verdict_on_supplied_answers_says_so() -> None:
    claim, supplied = (
        a_claim("90.0%"),
        (Pair(name=ANSWERS, value="supplied in a.csv; the model itself was not run"),),
    )
    for used in (a_slice(), a_slice(of_dataset=None), a_slice(complete=True)):
        for right in (500, 895, 900, 950):
            says = ruled(claim, counted(claim, right, 1000, settings=supplied), used)[0].says
            assert "supplied answers give" in says and "Measured" not in says
            assert "supplied" not in ruled(claim, counted(claim, right, 1000), used)[0].says


@pytest.mark.parametrize("doubt", [LEAKED, KNOWN_ROWS])
def test_a_score_that_proves_nothing_confirms_nothing_and_can_still_refute(doubt: str) -> None:
    claim, pairs = a_claim("90.0%"), (Pair(name=doubt, value="It proves nothing."),)
    for used in (a_slice(), a_slice(of_dataset=None)):
        assert ruled(claim, counted(claim, 1900, 2000, settings=pairs), used)[0].outcome == "inconclusive"
    assert ruled(claim, counted(claim, 1500, 2000, settings=pairs))[0].outcome == "refuted"
