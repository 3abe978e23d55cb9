"""The page of a forecast: cost month by month, the pattern of the day, and limits that are reached."""

from claims.records.forecast import CostForecast, ForecastMonth
from reports.decisions.page import DecisionPage, PageList, PageTable
from reports.decisions.picture import bars_picture
from reports.decisions.ranges import WHOSE, money, ranged

_MOST_HOURS = 24


def forecast_page(forecast: CostForecast) -> DecisionPage:
    """The page: what a month costs first, then when a limit is reached."""
    first, last = forecast.months[0], forecast.months[-1]
    answer = f"{forecast.system} costs {ranged(first.cost, forecast.currency)} in the first month"
    if last.cost.value != first.cost.value:
        answer += f", and {ranged(last.cost, forecast.currency)} in month {last.month}"
    lists = (
        PageList("Limits", tuple(f"{alert.severity}: {alert.says}" for alert in forecast.alerts)),
        PageList("Notes", forecast.notes),
    )
    return DecisionPage(
        kind="forecast",
        about=forecast.system,
        answer=f"{answer}.",
        because=" ".join(alert.says for alert in forecast.alerts),
        facts=tuple(_facts(forecast)),
        pictures=tuple(
            (title, svg)
            for title, svg in (
                ("Cost by month", _months_picture(forecast)),
                ("The pattern", _hours_picture(forecast)),
            )
            if svg
        ),
        tables=(_months(forecast),),
        lists=tuple(listed for listed in lists if listed.lines),
        footer=f"From run {forecast.run}.",
    )


def _facts(forecast: CostForecast) -> list[tuple[str, str]]:
    rows = []
    if forecast.busy is not None:
        rows.append(
            ("a request keeps a machine busy for", f"{ranged(forecast.busy)} ({WHOSE[forecast.busy.origin]})")
        )
    if forecast.per_hour is not None:
        rows.append(
            ("an hour of a machine", f"{forecast.currency}{forecast.per_hour:f}, {forecast.priced_by}")
        )
    if forecast.price is not None:
        thousand = money(1000 * forecast.price.value, forecast.currency)
        rows.append(("1,000 requests", f"{thousand}, {forecast.priced_by}"))
    rows += [(pair.name, pair.value) for pair in forecast.settings]
    if forecast.machine is not None:
        machine = forecast.machine
        rows.append(("timed on", f"{machine.cpu}, {machine.cores} cores, {machine.os}"))
    return rows


def _months(forecast: CostForecast) -> PageTable:
    heads = ("month", "requests", "machines", "cost", "scaled by the hour", "1,000 requests")
    rows = tuple(_month(month, forecast.currency) for month in forecast.months)
    note = "Intervals come from that of the measured time, or of the prices. Scaled: each hour has only what it takes."
    return PageTable("Month by month", note, heads, rows)


def _month(month: ForecastMonth, currency: str) -> tuple[str, ...]:
    return (
        str(month.month),
        f"{month.requests:,}",
        "" if month.machines is None else f"{month.machines:,}",
        ranged(month.cost, currency),
        ranged(month.scaled, currency) if month.scaled else "",
        ranged(month.per_thousand, currency),
    )


def _months_picture(forecast: CostForecast) -> str:
    bars = [
        (str(month.month), float(month.cost.value), money(month.cost.value, forecast.currency))
        for month in forecast.months
    ]
    budget = next((alert.limit for alert in forecast.alerts if alert.kind == "budget"), None)
    line = None if budget is None else (float(budget), f"budget {money(budget, forecast.currency)}")
    return bars_picture(bars, "Cost of each month", "month", line)


def _hours_picture(forecast: CostForecast) -> str:
    hours = forecast.hours[:_MOST_HOURS]
    bars = [(str(hour.hour), float(hour.requests), f"{hour.requests:,.0f} requests") for hour in hours]
    return bars_picture(bars, "Requests of each hour in the first month", "hour", None)
