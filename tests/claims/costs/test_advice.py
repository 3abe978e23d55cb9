"""The recommendation: each rule, and that nobody is called better or cheaper by chance."""

from decimal import Decimal

import pytest

from claims.costs.advice import advise
from claims.costs.pilot_plan import plan_pilot
from claims.costs.simulation import CostOptions
from claims.records import Comparison
from claims.records.system_comparison import ComparedSystem
from claims.statistics.paired_power import p_of_no_worse, power_of_no_worse, rows_for_no_worse
from tests.reports.decisions import a_model, a_pair, a_service, findings

LITTLE, MUCH = CostOptions(traffic=20_000, price_per_hour=0.6), CostOptions(traffic=20e6, price_per_hour=0.6)
BETTER = a_pair("open", "vendor", "0.05", "0.03", "0.07", 0.0001)
ALIKE = a_pair("open", "vendor", "0.001", "-0.01", "0.014", 0.8)
UNSURE = a_pair("open", "vendor", "0.03", "-0.002", "0.062", 0.07)
SYSTEMS = (a_model("open", "0.95"), a_service("vendor", "0.90"))


@pytest.mark.parametrize(
    ("pair", "options", "rule", "choice"),
    [
        (BETTER, MUCH, "quality", "open"),
        (BETTER, LITTLE, "dearer_better", "open"),
        (ALIKE, MUCH, "cheaper", "open"),
        (ALIKE, LITTLE, "cheaper", "vendor"),
        (UNSURE, LITTLE, "undecided", None),
        (UNSURE, MUCH, "cheaper", "open"),
    ],
)
def test_each_rule_follows_from_quality_and_costs(
    pair: Comparison, options: CostOptions, rule: str, choice: str | None
) -> None:
    advice = advise(findings(SYSTEMS, (pair,), options))
    assert (advice.rule, advice.choice) == (rule, choice)
    assert advice.because


def test_where_costs_and_quality_are_open_nothing_is_chosen_and_a_pilot_tells_the_two_apart() -> None:
    near = CostOptions(traffic=650_000, price_per_hour=0.6)
    found = findings(SYSTEMS, (ALIKE,), near)
    advice = advise(found)
    assert advice.choice is None and "Neither quality nor costs" in advice.says
    pilot = plan_pilot(found, advice, Decimal(650_000), Decimal(40))
    assert pilot is not None and set(advice.between) == {pilot.candidate, pilot.against}
    assert "40 % cheaper" in pilot.criterion and "less than 2 points worse" in pilot.criterion


def test_without_costs_only_quality_speaks_and_says_that_costs_may_turn_it_round() -> None:
    nothing = CostOptions(traffic=1)
    for pair, choice in ((BETTER, "open"), (ALIKE, None)):
        advice = advise(findings((a_model(), a_model("vendor")), (pair,), nothing))
        assert (advice.rule, advice.choice) == ("no_costs", choice)
        assert "--traffic" in advice.would_change[0]


def test_doubtful_answers_are_never_recommended() -> None:
    doubtful = SYSTEMS[1].model_copy(update={"doubts": ("All 800 supplied answers equal their labels.",)})
    advice = advise(findings((SYSTEMS[0], doubtful), (ALIKE,), LITTLE))
    assert advice.choice is None and advice.rule == "doubtful" and "equal their labels" in advice.because


def test_of_three_the_worst_is_out_and_the_two_that_are_alike_are_left() -> None:
    three = (*SYSTEMS, a_service("other", "0.80", price="0.05"))
    pairs = (
        ALIKE,
        a_pair("open", "other", "0.15", "0.12", "0.18", 1e-9),
        a_pair("vendor", "other", "0.14", "0.11", "0.17", 1e-9),
    )
    advice = advise(findings(three, pairs, CostOptions(traffic=650_000, price_per_hour=0.6)))
    assert advice.choice is None and set(advice.between) == {"open", "vendor"}
    assert advice.says.endswith(" other is out: open is better, and not dearer beyond doubt.")


def test_a_system_is_only_said_to_be_out_by_the_one_that_rules_it_out() -> None:
    three = (
        a_service("dear", "0.93", price="0.009"),
        a_service("middle", "0.90", price="0.004"),
        a_service("now", "0.875", price="0.0001"),
    )
    pairs = (
        a_pair("dear", "middle", "0.032", "0.006", "0.06", 0.044),
        a_pair("dear", "now", "0.055", "0.028", "0.088", 1e-5),
        a_pair("middle", "now", "0.022", "-0.006", "0.054", 0.19),
    )
    advice = advise(findings(three, pairs, CostOptions(traffic=1_000_000)))
    assert advice.choice is None and set(advice.between) == {"dear", "middle"}
    assert advice.says.endswith(" now is out: dear is dearer, and better by more than 2 points.")


def test_what_runs_today_is_what_the_pilot_is_held_against() -> None:
    options = CostOptions(traffic=20e6, price_per_hour=0.6, today="vendor")
    found = findings(SYSTEMS, (BETTER,), options)
    pilot = plan_pilot(found, advise(found), Decimal(20_000_000), None)
    assert pilot is not None and (pilot.candidate, pilot.against) == ("open", "vendor")
    assert pilot.days == 14 and pilot.rows > 300


def test_a_system_whose_costs_are_not_known_is_not_called_cheaper() -> None:
    unknown: ComparedSystem = SYSTEMS[1].model_copy(update={"price": None})
    advice = advise(findings((SYSTEMS[0], unknown), (ALIKE,), LITTLE))
    assert advice.rule == "no_costs" and advice.choice is None


def test_the_rows_of_a_pilot_have_the_power_that_is_stated() -> None:
    import numpy as np

    rows = rows_for_no_worse(0.10, 0.02)
    assert rows is not None and power_of_no_worse(rows, 0.10, 0.02) == pytest.approx(0.8, abs=0.005)
    rng = np.random.default_rng(7)
    only_first, only_second = rng.multinomial(rows, [0.05, 0.05, 0.90], 20_000).T[:2]
    passed = _passes(only_first, only_second, rows)
    assert passed == pytest.approx(0.8, abs=0.02)
    worse_first, worse_second = rng.multinomial(rows, [0.04, 0.06, 0.90], 20_000).T[:2]
    assert _passes(worse_first, worse_second, rows) < 0.052


def test_counts_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="counted from 0"):
        p_of_no_worse(5, 6, 10, 0.02)


def test_no_number_of_rows_shows_what_is_not_so() -> None:
    assert rows_for_no_worse(0.1, 0.02, difference=-0.02) is None


def _passes(first: object, second: object, rows: int) -> float:
    """Share of pilots that succeed by the test that the criterion names."""
    import numpy as np

    pairs = np.stack([np.asarray(first), np.asarray(second)], axis=1)
    counts = np.unique(pairs, axis=0, return_counts=True)
    passed = sum(
        int(n) for (a, b), n in zip(*counts, strict=True) if p_of_no_worse(int(a), int(b), rows, 0.02) < 0.05
    )
    return passed / len(pairs)
