"""What it costs: from seconds, a price and its use; and which printed prices can be judged at all."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from claims.quantities import quantity
from claims.quantities.price_unit import per_of
from claims.records import Claim, Measurement, Per, Place, Quantity, Question, Skipped, claim_id
from reproducers.lab.orders import Settings, Survey, WorkResult
from reproducers.lab.planning.plan import make_plan

Measure = Callable[..., WorkResult]
THOUSAND = Per(count=1_000, what="request")


def a_price(text: str, metric: str = "cost_per_request", written: str = "Price") -> Claim:
    stated, place = quantity.read(text), Place(file="README.md", line=1, quote=text)
    assert isinstance(stated, Quantity)
    return Claim(
        id=claim_id(place, metric, stated), kind="cost", subject="tiny", own=True, metric=metric, metric_as_written=written,
        stated=stated, place=place, read_by="test@1", confidence=1.0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "written", "per"),
    [
        ("$0.20 per 1M tokens", "Price", (1_000_000, "token")),
        ("$3 / 1M tokens", "Price", (1_000_000, "token")),
        ("$0.20", "Price per million input tokens", (1_000_000, "token")),
        ("$1.50", "Price per 1,000 requests", (1_000, "request")),
        ("$0.4", "Cost per 1k queries", (1_000, "request")),
        ("$0.0004 per request", "Price", (1, "request")),
        ("$0.0004", "Cost per image", (1, "request")),
    ],
)
def test_what_a_price_is_for(text: str, written: str, per: tuple[int, str]) -> None:
    found = per_of(a_price(text, written=written))
    assert found is not None and (found.count, found.what) == per


@pytest.mark.parametrize("text", ["$0.20", "$5 million", "$3"])
def test_a_price_for_nobody_knows_what(text: str) -> None:
    assert per_of(a_price(text)) is None


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text("text,label\n" + "good film,positive\nbad plot,negative\n" * 20)
    return path


def cost_of(price: str, utilisation: str = "1") -> Settings:
    return Settings(threads=1, batch=8, price_per_hour=Decimal(price), utilisation=Decimal(utilisation))


def test_a_thousand_requests_cost_their_seconds(measure: Measure, bert: Path, rows: Path) -> None:
    done = measure("cost", ["cost_per_request"], bert, rows, settings=cost_of("3600"))
    (attempt,) = done.attempts
    assert isinstance(attempt, Measurement) and attempt.low is not None and attempt.high is not None
    timed = measure(
        "latency", [Question(subject="tiny", metric="throughput")], bert, rows, settings=cost_of("1")
    )
    (rate,) = timed.attempts
    assert isinstance(rate, Measurement)
    # at 3,600 an hour a second costs 1, so a thousand requests cost a thousand over the requests a second;
    # the two are timed one after the other, on a machine that may be busy, and a wrong unit is off by 60 or more
    assert 1 / 10 < float(attempt.observed.value) / (1_000 / float(rate.observed.value)) < 10
    assert attempt.low <= attempt.observed.value <= attempt.high
    assert attempt.observed.unit == "for 1,000 requests"


def test_an_idle_machine_costs_more() -> None:
    from reproducers.lab.cost.pricing import cost_of as cost

    assert cost(cost_of("0.60", "0.25"), 0.010, 1_000) == pytest.approx(1_000 * 0.010 * 0.60 / 3600 / 0.25)


def test_the_bounds_are_those_of_the_seconds_times_the_price() -> None:
    from claims.statistics.bootstrap import resample_mean
    from reproducers.lab.cost.pricing import as_cost

    seconds = resample_mean([0.010, 0.012, 0.011, 0.019, 0.010], seed=1)
    money = as_cost(cost_of("0.72", "0.5"), seconds, 1_000)
    assert money.interval().high == pytest.approx(seconds.interval().high * 1_000 * 0.72 / 3600 / 0.5)
    assert money.standard_error == pytest.approx(seconds.standard_error * 0.4)


@pytest.mark.parametrize("per", [None, Per(count=1_000_000, what="token")])
def test_a_claim_for_something_else_is_left_open(
    measure: Measure, bert: Path, rows: Path, per: Per | None
) -> None:
    asked = Question(claim_id="c", subject="tiny", metric="cost_per_request", per=per)
    (left,) = measure("cost", [asked], bert, rows, settings=cost_of("1")).attempts
    assert isinstance(left, Skipped) and left.reason == "ambiguous"


def test_without_a_price_nothing_is_asked_and_a_claim_says_what_to_give(
    look: Callable[..., Survey], bert: Path, rows: Path
) -> None:
    found = look(bert, rows)
    claim = a_price("$1 per 1000 requests")
    plan = make_plan([claim], found.model, found.slice, margin=Decimal(2), seed=0)
    assert "--price-per-hour" in plan.steps[0].detail
    assert not any((step.reproducer or "").startswith("cost") for step in plan.steps)
    paid = make_plan([claim], found.model, found.slice, margin=Decimal(2), seed=0, priced=True)
    dollars = THOUSAND.model_copy(update={"currency": "$"})
    assert paid.steps[0].question.per == dollars and (paid.steps[0].reproducer or "").startswith("cost")


def test_the_bill_of_a_closed_model_answers_a_price_for_requests_alone(
    measure: Measure, tmp_path: Path
) -> None:
    bills = tmp_path / "answers.csv"
    bills.write_text("id,output,label,price\n" + "".join(f"{i},a,a,0.00{1 + i % 2}\n" for i in range(60)))
    asked = [
        Question(claim_id="a", subject="tiny", metric="price", per=THOUSAND),
        Question(claim_id="b", subject="tiny", metric="price", per=Per(count=1_000_000, what="token")),
        Question(claim_id="c", subject="tiny", metric="price"),
    ]
    first, *others = measure("predictions", asked, predictions=bills).attempts
    assert isinstance(first, Measurement) and float(first.observed.value) == pytest.approx(1.5)
    assert all(isinstance(other, Skipped) for other in others)
