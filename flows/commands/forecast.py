"""`verify forecast RUN`: what a system will cost month by month, and when a budget or a quota is reached."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.commands.load_options import load_options

if TYPE_CHECKING:
    from flows.forecast import StatedForecast


@click.command(short_help="Forecast what the system of a RUN costs month by month.")
@click.argument("run", required=False)
@click.option("--traffic", help="Requests of the first month: 1M/month, 50k/day, 2/s.")
@click.option(
    "--curve", type=click.Path(), help="A file with a row for each hour of a day or week: hour,requests."
)
@click.option("--instance", help="A machine of the catalog, whose price is taken: aws/g5.2xlarge.")
@click.option("--price-per-hour", help="What an hour of one machine costs: $0.60.")
@click.option("--list", "listed", is_flag=True, help="Show the machines of the catalog with their prices.")
@load_options
@click.option(
    "--growth", type=click.FloatRange(-50, 200), default=0.0, show_default=True, help="Per cent more a month."
)
@click.option("--budget-per-month", help="Money that a month may cost: an alert says when it is passed.")
@click.option("--quota", help="A limit on requests, 2M/month or 600/minute: an alert says when it is passed.")
@click.option("--hosted", is_flag=True, help="The latencies of the file of answers are of your own machine.")
@click.option(
    "--fail-on", type=click.Choice(["none", "warning", "serious"]), default="none", show_default=True,
    help="Exit with 1 where an alert is as grave.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@click.option("--as", "form", help="Another form: html, markdown.")
@click.option(
    "--out", type=click.Path(), help="With --as or --json, write to this file; else every form into a folder."
)
def forecast(
    run: str | None,
    out: str | None,
    form: str | None,
    fail_on: str,
    *,
    listed: bool,
    as_json: bool,
    **given: Any,
) -> int:
    """Forecast what the system of a finished RUN costs each month at a stated traffic ("last" is the latest run).

    The time of a request is what the run measured, or the price what the supplier's file states.
    """
    if listed:
        click.echo(_list(), nl=False)
        return 0
    if run is None:
        raise click.UsageError("Say which run: verify forecast RUN --traffic 1M/month --price-per-hour 0.60.")
    from flows.commands.print_page import print_page
    from flows.forecast import forecast as forecasted
    from flows.settings import settings
    from reports.decisions.forecast import forecast_page

    record = forecasted(run, _stated(given), settings())
    print_page(record, forecast_page(record), "forecast", form="json" if as_json else form, out=out)
    grave = {"none": set(), "warning": {"warning", "serious"}, "serious": {"serious"}}[fail_on]
    return int(any(alert.severity in grave for alert in record.alerts))


def _stated(given: dict[str, Any]) -> "StatedForecast":
    from decimal import Decimal

    from claims.costs.traffic import requests_a_month
    from flows.commands.option_values import hour_price, money, number, share
    from flows.forecast import StatedForecast

    per_hour, currency, priced_by = hour_price(given["price_per_hour"], given["instance"])
    budget = given["budget_per_month"]
    return StatedForecast(
        traffic=requests_a_month(given["traffic"]) if given["traffic"] else None,
        curve=str(Path(given["curve"]).absolute()) if given["curve"] else None,
        per_hour=per_hour,
        priced_by=priced_by,
        currency=currency,
        peak=number("--peak", given["peak"]),
        utilisation=share("--utilisation", given["utilisation"]),
        machines=given["machines"],
        months=given["months"],
        growth=Decimal(str(given["growth"])),
        budget=money("--budget-per-month", budget) if budget else None,
        quota=given["quota"],
        hosted=given["hosted"],
    )


def _list() -> str:
    """The machines of the catalog, one a line."""
    from claims.catalog.instance_prices import instance_prices

    lines = [f"{'machine':<26} {'vCPUs':>6} {'memory':>9}  {'accelerator':<30} {'$ an hour':>9}  read on"]
    for price in instance_prices():
        device = f"{price.accelerators} × {price.accelerator}" if price.accelerator else price.note
        lines.append(
            f"{price.name:<26} {price.vcpus:>6} {price.memory_gb:>6g} GB  {device:<30} "
            f"{price.per_hour:>9f}  {price.read}"
        )
    return (
        "\n".join([*lines, "On demand, without discounts. Check the provider's own page before you decide."])
        + "\n"
    )
