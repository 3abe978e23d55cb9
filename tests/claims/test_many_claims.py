"""Many claims of one case, bounds, spreads, and whole splits: what the law makes of each beside the others."""

import time

import pytest

from tests.claims.small_case import a_claim, a_slice, counted, outcome, ruled, timing


def test_a_coarse_print_of_the_same_number_saves_no_false_one() -> None:
    false = a_claim("90.0%", line=1)
    coarse = a_claim("0.9", line=2).model_copy(update={"same_as": false.id})
    verdicts = ruled((false, coarse), (counted(false, 860, 1000), counted(coarse, 860, 1000)))
    assert [verdict.outcome for verdict in verdicts] == ["refuted", "inconclusive"]


def test_what_many_measurements_leave_open_is_told_to_be_short_alone() -> None:
    false = a_claim("90.0%", line=1)
    true = tuple(a_claim("85.0%", line=2 + i) for i in range(40))
    others = tuple(counted(claim, 858, 1000, reproducer=f"r{i}@1") for i, claim in enumerate(true))
    assert ruled(false, counted(false, 858, 1000))[0].outcome == "refuted"
    beside = ruled((false, *true), (counted(false, 858, 1000), *others))[0]
    assert beside.outcome == "inconclusive"
    assert "beyond chance if this claim stood alone" in beside.says


def test_claims_with_a_sampling_error_of_their_own_are_no_thresholds_of_one_number() -> None:
    claims = tuple(a_claim("90.0%", line=line) for line in (1, 2, 3))
    elsewhere = a_slice(of_dataset=None, split=None)
    alone = ruled(claims[0], counted(claims[0], 850, 1000), elsewhere)[0].p_refuted
    together = ruled(claims, tuple(counted(claim, 850, 1000) for claim in claims), elsewhere)[0].p_refuted
    assert alone and together == pytest.approx(3 * alone, abs=2e-6)
    again = tuple(claim.model_copy(update={"same_as": claims[0].id}) for claim in claims[1:])
    same = ruled((claims[0], *again), tuple(counted(claim, 850, 1000) for claim in claims), elsewhere)[0]
    assert same.p_refuted == alone


def test_a_bound_that_a_lower_score_keeps_is_never_refuted() -> None:
    claim = a_claim("up to 90.0%")
    for complete in (False, True):
        verdict = ruled(claim, counted(claim, 700, 1000), a_slice(complete=complete))[0]
        assert verdict.outcome == "inconclusive" and "not to be exceeded" in verdict.says
    assert outcome("up to 90.0%", 900, 1000) == outcome("90.0%", 900, 1000)
    assert outcome("> 90.0%", 700, 1000) == "refuted"


def test_a_printed_spread_is_held_against_nobody_and_confirms_nothing() -> None:
    for complete in (False, True):
        assert outcome("90.0 ± 15%", 1580, 2000, complete=complete) == "inconclusive"
        assert outcome("90.0 ± 1%", 1580, 2000, complete=complete) == "refuted"
        assert outcome("90.0 ± 15%", 1800, 2000, complete=complete) == outcome(
            "90.0%", 1800, 2000, complete=complete
        )


@pytest.mark.parametrize(
    ("text", "right", "rows", "expected"),
    [
        ("87.4%", 22, 25, "inconclusive"),  # no count of 25 rows is 87.4 %: the claim was made on other rows
        ("88.0%", 22, 25, "confirmed"),
        ("88%", 24, 25, "inconclusive"),  # a whole split gives what is printed, not far more
        ("88.0%", 20, 25, "refuted"),
        ("88.04%", 22, 25, "inconclusive"),
    ],
)
def test_a_whole_split_is_one_that_could_give_the_printed_score(
    text: str, right: int, rows: int, expected: str
) -> None:
    claim = a_claim(text)
    assert ruled(claim, counted(claim, right, rows), a_slice(complete=True, rows=rows))[0].outcome == expected


def test_many_refutations_are_adjusted_for_their_number() -> None:
    claims = tuple(a_claim("90.0%", line=line) for line in range(1, 40))
    alone = ruled(claims[0], counted(claims[0], 850, 1000))[0].p_refuted
    attempts = tuple(counted(claim, 850, 1000, reproducer=f"r{i}@1") for i, claim in enumerate(claims))
    together = ruled(claims, attempts)[0].p_refuted
    assert alone is not None
    assert together == pytest.approx(min(1, alone * 39), rel=1e-2)


def test_many_true_claims_of_one_measurement_save_no_false_one() -> None:
    false = a_claim("90.0%", line=1)
    true = tuple(a_claim(f"8{i % 5}.{i // 5}%", line=2 + i) for i in range(20))
    alone = ruled(false, counted(false, 860, 1000))[0]
    beside = ruled((false, *true), tuple(counted(claim, 860, 1000) for claim in (false, *true)))
    assert alone.outcome == beside[0].outcome == "refuted"
    assert alone.p_refuted == beside[0].p_refuted
    assert "refuted" not in {verdict.outcome for verdict in beside[1:]}


def test_speeds_that_nothing_could_refute_make_no_other_refutation_harder() -> None:
    claim = a_claim("90.0%", line=1)
    speeds = tuple(
        a_claim("5 ms", metric="latency", kind="speed", dataset=None, split=None, line=2 + i)
        for i in range(9)
    )
    timed = tuple(timing(speed, "0.004") for speed in speeds)
    both = ruled((claim, *speeds), (counted(claim, 850, 1000), *timed))
    assert both[0].p_refuted == ruled(claim, counted(claim, 850, 1000))[0].p_refuted


def test_ten_thousand_claims_are_judged_within_seconds() -> None:
    claims = tuple(a_claim(f"{50 + i / 250:.3f}%", line=i + 1) for i in range(10_000))
    attempts = tuple(counted(claim, 700, 1000, reproducer=f"r{i}@1") for i, claim in enumerate(claims))
    started = time.process_time()
    verdicts = ruled(claims, attempts)
    assert time.process_time() - started < 5
    assert {verdict.outcome for verdict in verdicts} == {"confirmed", "refuted", "inconclusive"}


def test_the_same_statement_twice_counts_once() -> None:
    first = a_claim("90.0%", line=1)
    second = a_claim("90.0%", line=2).model_copy(update={"same_as": first.id})
    both = ruled((first, second), (counted(first, 850, 1000), counted(second, 850, 1000)))
    assert both[0].p_refuted == ruled(first, counted(first, 850, 1000))[0].p_refuted
