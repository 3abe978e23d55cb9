"""`verify compare A B [C] --data D`: systems beside each other in quality, latency and cost, and which to choose."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.commands.load_options import load_options

if TYPE_CHECKING:
    from flows.system_comparison import ComparisonOptions


@click.command(short_help="Choose between systems on the same rows: quality, time, cost.")
@click.argument("systems", nargs=-1, required=True, metavar="SYSTEM SYSTEM…")
@click.option("--data", type=click.Path(), required=True, help="Rows with labels that every system answers.")
@click.option("--columns", help="Which column is what: text=review,label=stars.")
@click.option("--task", help="What the models do, where their files do not say it: text-classification, …")
@click.option("--traffic", help="Requests a month, to reckon costs: 1M/month, 50k/day, 2/s.")
@click.option(
    "--price",
    multiple=True,
    help='A price list: "NAME=$1.90 per 1,000 requests", or by 1M input and output tokens.',
)
@click.option("--price-per-hour", help="What an hour of one of your machines costs: $0.60.")
@click.option("--instance", help="Take that price from the catalog: verify forecast --list shows it.")
@click.option(
    "--hosted", multiple=True, help="NAME of a file of answers whose latencies are of your own machine."
)
@load_options
@click.option(
    "--assume", multiple=True, help="A cost that nobody measured: labelling=200..800, NAME.on-call=0."
)
@click.option(
    "--margin", default="2", show_default=True, help="Points that a cheaper system may be worse by."
)
@click.option("--cheaper-by", help="Per cent by which the pilot's candidate must be cheaper: 40.")
@click.option(
    "--today", help="The system that runs today, by name or as given, which the pilot is held against."
)
@click.option("--budget", default="120s", show_default=True, help="Time for each measurement.")
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@click.option("--as", "form", help="Another form: html, markdown.")
@click.option(
    "--out",
    type=click.Path(),
    help="With --as or --json, write to this file; else every form into this folder.",
)
def compare(
    systems: tuple[str, ...], out: str | None, form: str | None, *, as_json: bool, **given: Any
) -> int:
    """Compare two or more systems on the same rows, in quality, latency and cost, and say which to choose.

    SYSTEM is a model's folder, org/model on the Hub, or a file of answers (CSV, JSONL, Parquet) with the columns id and
    prediction, and where known latency_ms, price_usd, input_tokens and output_tokens. Name one as NAME=SYSTEM.
    """
    from flows.commands.print_page import print_page
    from flows.progress import progress
    from flows.settings import settings
    from flows.system_comparison import compare_systems
    from reports.decisions.comparison import comparison_page

    options = _options(given)
    with progress("Comparing …") as say:
        comparison = compare_systems(systems, options, settings(), say)
    print_page(
        comparison, comparison_page(comparison), "comparison", form="json" if as_json else form, out=out
    )
    return 0


def _options(given: dict[str, Any]) -> "ComparisonOptions":
    from claims.costs.traffic import requests_a_month
    from flows.commands.option_values import hour_price, number, seconds, share
    from flows.request import columns
    from flows.system_comparison import ComparisonOptions

    hour, currency, _ = hour_price(given["price_per_hour"], given["instance"])
    cheaper = given["cheaper_by"]
    return ComparisonOptions(
        data=str(Path(given["data"]).absolute()),
        columns=columns(given["columns"]),
        task=given["task"],
        traffic=requests_a_month(given["traffic"]) if given["traffic"] else None,
        prices=given["price"],
        price_per_hour=hour,
        currency=currency,
        hosted=given["hosted"],
        peak=number("--peak", given["peak"]),
        utilisation=share("--utilisation", given["utilisation"]),
        machines=given["machines"],
        months=given["months"],
        assume=given["assume"],
        margin=number("--margin", given["margin"]),
        cheaper_by=number("--cheaper-by", cheaper.strip().removesuffix("%").strip()) if cheaper else None,
        today=given["today"],
        budget=float(seconds(given["budget"])),
    )
