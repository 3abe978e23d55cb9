"""What systems cost: closed forms, whole machines, edited assumptions, and intervals of the draws."""

import math
from decimal import Decimal

import pytest

from claims.catalog.instance_prices import instance_price, instance_prices
from claims.costs.assumptions import assumed, assumptions_for
from claims.costs.cost_model import HOURS, RunningCost, capacity, crossings
from claims.costs.simulation import CostOptions, break_evens, cheaper_odds, draw_costs, system_costs
from claims.costs.traffic import quota_of, requests_a_month
from claims.errors import UnknownName, UsageError
from claims.records.system_comparison import SystemFigure
from tests.reports.decisions import a_model, a_service

OPTIONS = CostOptions(traffic=400_000, price_per_hour=0.6)


def test_a_machine_that_is_busy_half_a_second_a_request_answers_so_many_a_month() -> None:
    assert capacity(0.5, peak=3, utilisation=0.6) == pytest.approx(3600 * HOURS * 0.6 / (3 * 0.5))


def test_as_many_machines_are_paid_as_the_busiest_hour_takes() -> None:
    cost = RunningCost(per_machine=100, requests_per_machine=1_000, least_machines=2)
    assert [cost.machines(n) for n in (1, 2_000, 2_001, 5_000)] == [2, 2, 3, 5]
    assert cost.monthly(2_001) == 300


@pytest.mark.parametrize("price", [0.0005, 0.002, 0.03])
@pytest.mark.parametrize("fixed", [0.0, 700.0])
def test_one_machine_and_a_price_by_the_request_cost_the_same_where_the_formula_says(
    price: float, fixed: float
) -> None:
    hosted = RunningCost(fixed=fixed, per_machine=438, requests_per_machine=1e9, least_machines=1)
    bought = RunningCost(fixed=90, per_request=price)
    found = crossings(hosted, bought)
    assert found[0] == pytest.approx((fixed + 438 - 90) / price, rel=1e-9)
    assert crossings(bought, hosted)[0] == pytest.approx(found[0])


def test_a_new_machine_may_turn_the_order_back() -> None:
    hosted = RunningCost(per_machine=100, requests_per_machine=1_000, least_machines=1)
    bought = RunningCost(per_request=0.12)
    points = crossings(hosted, bought)
    assert points[:3] == pytest.approx((100 / 0.12, 1_000, 200 / 0.12))
    for point in points[:3]:
        before, after = (hosted.monthly(n) - bought.monthly(n) for n in (point - 1, point + 1))
        assert before * after < 0


def test_where_one_is_cheaper_at_any_traffic_there_is_no_crossing() -> None:
    assert crossings(RunningCost(fixed=10, per_request=0.001), RunningCost(fixed=20, per_request=0.001)) == ()
    assert crossings(RunningCost(fixed=10, per_request=0.001), RunningCost(fixed=20, per_request=0.002)) == ()


@pytest.mark.parametrize(
    ("text", "requests"),
    [("1000000", 1_000_000), ("1M/month", 1_000_000), ("50k per day", 1_520_833), ("2/s", 5_256_000),
     (["1,000", "requests"][0], 1_000), ("10 per minute", 438_000), ("1.5M", 1_500_000)],
)  # fmt: skip
def test_traffic_is_read_as_people_state_it(text: str, requests: int) -> None:
    assert requests_a_month(text) == requests


@pytest.mark.parametrize("text", ["", "lots", "-3", "1/fortnight", "0", "0.001/month", "9" * 40])
def test_what_is_no_traffic_is_one_sentence(text: str) -> None:
    with pytest.raises(UsageError, match="--traffic"):
        requests_a_month(text)


def test_a_quota_of_a_minute_is_a_rate_and_one_of_a_month_is_none() -> None:
    assert quota_of("600/minute").is_rate and quota_of("10/s").is_rate and quota_of("10 per second").is_rate
    assert not quota_of("2M/month").is_rate and not quota_of("100k/day").is_rate


def test_an_assumption_is_edited_for_all_or_for_one() -> None:
    edited = assumed(["labelling=200..800", "B.on-call=0", "audit=$100..$200/month"], ["A", "B"])
    of_a = {a.name: (a.low, a.high) for a in assumptions_for(edited, "A", "hosted")}
    of_b = {a.name: (a.low, a.high) for a in assumptions_for(edited, "B", "hosted")}
    assert of_a["labelling"] == of_b["labelling"] == (Decimal(200), Decimal(800))
    assert of_b["on-call"] == (Decimal(0), Decimal(0)) and of_a["on-call"][1] > 0
    assert of_a["audit"] == (Decimal(100), Decimal(200))
    assert "integration" not in of_a, "who hosts a model buys no service"


def test_what_runs_today_has_nothing_to_pay_once() -> None:
    own = assumptions_for(assumed((), ["A"]), "A", "hosted", runs_today=True)
    assert own and all(a.per == "month" for a in own)


@pytest.mark.parametrize(
    ("edit", "says"),
    [("labeling=3", "Did you mean labelling"), ("labelling=9..3", "ends below"), ("labelling", "no range"),
     ("labelling=many", "no range"), ("=3", "no range"), ("labelling=-5", "no range"), ("x=1e400", "no range"),
     ("labelling=99999999999999", "more than anybody")],
)  # fmt: skip
def test_an_assumption_that_means_nothing_is_one_sentence(edit: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        assumed([edit], ["A", "B"])


def test_fixed_ranges_give_the_closed_form_and_no_spread() -> None:
    names = [a.name for a in assumed((), ["open", "vendor"])]
    fixed = assumed([f"{name}=100" for name in names], ["open", "vendor"])
    systems = (a_model().model_copy(update={"busy": _sure(a_model().busy)}), a_service())
    costs = system_costs(draw_costs(systems, fixed, OPTIONS), fixed, systems, OPTIONS)
    machines = math.ceil(400_000 * 3 * 0.020 / (3600 * HOURS * 0.6))
    once, monthly = 3 * 100, 3 * 100
    assert float(costs[0].total.value) == pytest.approx(once + 12 * (monthly + machines * 0.6 * HOURS))
    assert costs[0].total.low == costs[0].total.value == costs[0].total.high
    assert float(costs[1].total.value) == pytest.approx(2 * 100 + 12 * (2 * 100 + 400_000 * 0.002))


def test_what_both_pay_alike_cancels_between_them() -> None:
    wide = assumed(["labelling=0..1000000", "re-evaluation=0..100000"], ["a", "b"])
    systems = (a_service("a", price="0.002"), a_service("b", price="0.003"))
    odds = cheaper_odds(draw_costs(systems, wide, OPTIONS))[0]
    assert odds.system == "a" and odds.draws == 1
    assert odds.saves.low == odds.saves.value == odds.saves.high == Decimal("4800.00")


def test_the_traffic_of_equal_costs_lies_in_its_interval_and_moves_with_the_price() -> None:
    assumptions = assumed((), ["open", "vendor"])
    cheap, dear = (
        break_evens(draw_costs((a_model(), a_service(price=price)), assumptions, OPTIONS))[0]
        for price in ("0.002", "0.004")
    )
    assert cheap.above == dear.above == "open"
    for even in (cheap, dear):
        assert even.low is not None and even.requests is not None and even.high is not None
        assert even.low < even.requests < even.high
    assert float(dear.requests or 0) == pytest.approx(float(cheap.requests or 0) / 2, rel=0.01)


def test_every_price_of_the_catalog_has_its_day_and_is_found_without_its_provider() -> None:
    assert all(price.per_hour > 0 and price.read >= "2026" for price in instance_prices())
    assert instance_price("g5.2xlarge") == instance_price("aws/g5.2xlarge")
    with pytest.raises(UnknownName, match=r"g5\.2xlarge"):
        instance_price("g5.2xlrge")


def _sure(busy: object) -> object:
    value = getattr(busy, "value")  # noqa: B009
    return busy.model_copy(update={"low": value, "high": value})  # type: ignore[attr-defined]


def test_an_interval_that_ends_at_nought_is_not_taken_for_a_missing_one() -> None:
    bare = SystemFigure(name="saving", value=Decimal(5), unit="money", origin="computed")
    assert bare.ends == (Decimal(5), Decimal(5))
    assert bare.model_copy(update={"low": Decimal(0), "high": Decimal(9)}).ends == (Decimal(0), Decimal(9))
