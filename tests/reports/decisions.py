"""A comparison, a forecast and a memo as records, for the tests of their forms."""

from decimal import Decimal

from claims.costs.advice import Findings, advise
from claims.costs.assumptions import assumed
from claims.costs.forecast import ForecastOptions, alerts_of, flat_pattern, hours_of, months_of
from claims.costs.pilot_plan import plan_pilot
from claims.costs.simulation import (
    CostOptions,
    break_evens,
    cheaper_odds,
    cost_curve,
    draw_costs,
    system_costs,
)
from claims.costs.traffic import quota_of
from claims.records import Comparison, Machine
from claims.records.forecast import CostForecast
from claims.records.system_comparison import (
    ComparedSystem,
    PartComparison,
    SystemComparison,
    SystemFigure,
)

MACHINE = Machine(
    cpu="A processor", cores=2, memory_gb=Decimal(8), os="Linux", python="3.11", isolation="full"
)


def figure(
    name: str, value: str, low: str, high: str, unit: str, origin: str, note: str = ""
) -> SystemFigure:
    return SystemFigure.model_validate(
        {
            "name": name,
            "value": value,
            "low": low,
            "high": high,
            "unit": unit,
            "origin": origin,
            "n": 800,
            "note": note,
        }
    )


def a_model(name: str = "open", accuracy: str = "0.92") -> ComparedSystem:
    """A model that was run here, 20 ms a request."""
    busy = figure("busy seconds a request", "0.020", "0.019", "0.021", "seconds", "measured")
    return ComparedSystem(
        name=name,
        kind="model",
        target="org/model",
        run="0123456789ab",
        scores=(figure("accuracy", accuracy, "0.90", "0.94", "share", "measured"),),
        latency=(figure("latency p50", "0.018", "0.017", "0.019", "seconds", "measured", "on this machine"),),
        busy=busy,
    )


def a_service(name: str = "vendor", accuracy: str = "0.91", price: str = "0.002") -> ComparedSystem:
    """A service whose answers and prices were supplied."""
    return ComparedSystem(
        name=name,
        kind="answers",
        target=f"{name}.csv",
        run="ba9876543210",
        scores=(
            figure(
                "accuracy",
                accuracy,
                "0.89",
                "0.93",
                "share",
                "measured",
                "scored here, from supplied answers",
            ),
        ),
        latency=(
            figure(
                "latency p50", "0.150", "0.148", "0.152", "seconds", "supplied", "the machine is not named"
            ),
        ),
        price=figure(
            "price of a request", price, price, price, "money", "supplied", "the prices in its file, in $"
        ),
    )


def a_pair(first: str, second: str, difference: str, low: str, high: str, p: float) -> Comparison:
    return Comparison.model_validate(
        {
            "metric": "accuracy",
            "subject": first,
            "against": second,
            "difference": difference,
            "low": low,
            "high": high,
            "method": "bootstrap-bca",
            "p": p,
            "n": 800,
            "only_subject": 35 + max(0, round(800 * float(difference))),
            "only_against": 35 + max(0, round(-800 * float(difference))),
            "seed": 0,
        }
    )


def findings(
    systems: tuple[ComparedSystem, ...], pairs: tuple[Comparison, ...], options: CostOptions, margin: str = "2",
    edits: tuple[str, ...] = (),
) -> Findings:  # fmt: skip
    """What an advice rests on, with costs as the product draws them."""
    assumptions = assumed(edits, [system.name for system in systems])
    draws = draw_costs(systems, assumptions, options)
    costs = system_costs(draws, assumptions, systems, options)
    return Findings(
        systems, pairs, costs, cheaper_odds(draws), break_evens(draws), Decimal(margin), "$", options.today
    )


def a_comparison(name: str = "vendor") -> SystemComparison:
    """An open model beside a service, which is cheaper at little traffic, at 400,000 requests a month."""
    systems = (a_model(), a_service(name))
    pairs = (a_pair("open", name, "0.0125", "-0.008", "0.033", 0.28),)
    options = CostOptions(traffic=400_000, price_per_hour=0.6)
    found = findings(systems, pairs, options)
    assumptions = assumed((), ["open", name])
    advice = advise(found)
    return SystemComparison(
        data="rows.csv",
        rows=800,
        copies=2,
        margin=Decimal(2),
        months=12,
        traffic=Decimal(400_000),
        systems=systems,
        pairs=pairs,
        parts=(
            PartComparison(
                what="language = de", n=120, right=(110, 95), better="open", worse=name, difference=Decimal("0.125"),
                low=Decimal("0.05"), high=Decimal("0.2"), p=0.012,
            ),
        ),
        parts_tried=9,
        assumptions=assumptions,
        costs=found.costs,
        cheaper=found.cheaper,
        break_evens=found.break_evens,
        curve=cost_curve(draw_costs(systems, assumptions, options), 400_000),
        questions=(f"{name}: Versions: Can a model version be pinned?", "open: Licence: Does the licence allow it?"),
        advice=advice,
        pilot=plan_pilot(found, advice, Decimal(400_000), None),
        machine=MACHINE,
        notes=("2 rows repeat an earlier input and are left out.",),
    ).sealed()  # fmt: skip


def a_forecast(name: str = "open") -> CostForecast:
    """A model of 20 ms a request whose traffic grows by 30 % a month and passes a budget and a quota."""
    options = ForecastOptions(
        traffic=30e6, pattern=flat_pattern(3), months=4, growth=30, per_hour=0.6, utilisation=0.6
    )
    busy = a_model().busy
    months = months_of(options, busy, None)
    return CostForecast(
        system=name,
        run="0123456789ab",
        busy=busy,
        per_hour=Decimal("0.60"),
        priced_by="as stated",
        hours=hours_of(options, busy),
        months=months,
        alerts=alerts_of(months, options.peak, Decimal(1_200), quota_of("50/s"), "$"),
        machine=MACHINE,
        notes=("The machine alone.",),
    )
