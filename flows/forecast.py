"""`verify forecast`: monthly cost from what a run measured, a pattern of traffic and a price."""

from decimal import Decimal
from pathlib import Path

from claims.costs.cost_model import HOURS
from claims.costs.forecast import ForecastOptions, alerts_of, flat_pattern, hours_of, months_of
from claims.costs.traffic import quota_of
from claims.errors import DataError, UnknownName, UsageError
from claims.records import Dossier, Pair, Record
from claims.records.forecast import CostForecast
from claims.records.system_comparison import ComparedSystem
from flows.compared_systems import SystemSpec, system_of
from flows.sandbox import Limits, run
from flows.settings import Settings
from flows.store import Store
from reproducers.lab.scoring.traffic_curve import CurveOrder, TrafficCurve

_READING = Limits(seconds=60, memory_mb=2048)


class StatedForecast(Record):
    """What somebody stated for a forecast."""

    traffic: Decimal | None = None
    """Requests in the first month; none where the file of the pattern counts them."""
    curve: str | None = None
    """A file of requests by the hour."""
    per_hour: Decimal | None = None
    """What an hour of one machine costs."""
    priced_by: str = ""
    """Where that price comes from."""
    currency: str | None = None
    """Its currency, where it has a sign."""
    peak: Decimal = Decimal(3)
    """The busiest hour over the mean one, where no file gives the pattern."""
    utilisation: Decimal = Decimal("0.6")
    """The share of the paid seconds that may be busy in the busiest hour."""
    machines: int = 1
    """Machines that are paid at least."""
    months: int = 12
    """Months to look ahead."""
    growth: Decimal = Decimal(0)
    """Per cent by which each month has more requests than the one before."""
    budget: Decimal | None = None
    """Money that a month may cost."""
    quota: str | None = None
    """A limit on requests."""
    hosted: bool = False
    """Whether the latencies of a file of answers are of one's own machine."""


def forecast(name: str, stated: StatedForecast, where: Settings) -> CostForecast:
    """The forecast of what a run measured; raises UnknownName, UsageError or DataError with what to do."""
    dossier = _run(name, where)
    system = _system(dossier, hosted=stated.hosted)
    _has_price(system, stated)
    options = _options(stated)
    quota = quota_of(stated.quota) if stated.quota else None
    bought = stated.per_hour is None
    busy, price = (None, system.price) if bought else (system.busy, None)
    months = months_of(options, busy, price)
    currency = stated.currency or "$"
    return CostForecast(
        system=system.name,
        run=dossier.run,
        busy=busy,
        price=price,
        per_hour=stated.per_hour,
        priced_by="the prices in the supplier's file" if bought else stated.priced_by,
        currency=currency,
        settings=_settings(options),
        hours=hours_of(options, busy),
        months=months,
        alerts=alerts_of(months, options.peak, stated.budget, quota, currency),
        machine=dossier.machine if busy is not None else None,
        notes=_notes(system, bought=bought),
    )


def _run(name: str, where: Settings) -> Dossier:
    try:
        return Store(where).find(name)
    except UnknownName:
        if not Path(name).is_file():
            raise
        raise UsageError(
            f"{name} is a file, and a forecast is of a finished run.",
            "Measure it first by verify compare, which names the run of each system; verify list shows them too.",
        ) from None


def _system(dossier: Dossier, *, hosted: bool) -> ComparedSystem:
    model = dossier.model
    answers = model is not None and model.format == "predictions"
    name = model.name if model else dossier.target
    return system_of(SystemSpec(name, f"{name}.csv" if answers else dossier.target), dossier, hosted=hosted)


def _has_price(system: ComparedSystem, stated: StatedForecast) -> None:
    """Raises UsageError or DataError where nothing tells what a request costs."""
    if stated.per_hour is None and system.price is None:
        raise UsageError(
            f"Nothing says what a request to {system.name} costs.",
            "State --price-per-hour or --instance, or forecast a run whose file of answers has prices.",
        )
    if stated.per_hour is not None and system.busy is None:
        whose = "are a supplier's" if system.latency else "were not measured"
        raise DataError(
            f"The latencies of {system.name} {whose}, so that machines cannot be counted.",
            "Verify the model itself with --data; or say --hosted where the file's latencies are of your own machine.",
        )


def _options(stated: StatedForecast) -> ForecastOptions:
    if stated.curve is None:
        if stated.traffic is None:
            raise UsageError(
                "Nothing says how many requests come.", "State --traffic 1M/month, or --curve FILE."
            )
        if not 1 <= stated.peak <= 24:
            raise UsageError("--peak is between 1 and 24: the busiest hour over the mean one.", "3 is usual.")
        pattern, traffic = flat_pattern(float(stated.peak)), float(stated.traffic)
    else:
        curve = _curve(stated.curve)
        pattern = curve.requests
        traffic = float(stated.traffic or 0) or sum(pattern) / len(pattern) * HOURS
    return ForecastOptions(
        traffic=traffic,
        pattern=pattern,
        months=stated.months,
        growth=float(stated.growth),
        per_hour=None if stated.per_hour is None else float(stated.per_hour),
        utilisation=float(stated.utilisation),
        least_machines=stated.machines,
    )


def _curve(path: str) -> TrafficCurve:
    """The pattern in a file, read in the sandbox."""
    if not Path(path).is_file():
        raise DataError(
            f"{path} cannot be read: there is no such file.", "Give --curve a CSV with hour and requests."
        )
    done = run(
        "reproducers.lab.scoring.traffic_curve:run_in_child",
        CurveOrder(path=str(Path(path).absolute())).to_bytes(),
        read=[Path(path).absolute()],
        limits=_READING,
    )
    return TrafficCurve.from_bytes(done.body)


def _settings(options: ForecastOptions) -> tuple[Pair, ...]:
    shown = {
        "busiest hour over the mean hour": f"{options.peak:.3g}",
        "busy share of the paid seconds in it": f"{options.utilisation:g}",
        "machines at least": str(options.least_machines),
        "growth a month": f"{options.growth:g} %",
    }
    return tuple(Pair(name=name, value=value) for name, value in shown.items())


def _notes(system: ComparedSystem, *, bought: bool) -> tuple[str, ...]:
    if bought:
        return ("The prices are the supplier's own; discounts, minimum volumes and overage are not in them.",)
    notes = [
        "The machine alone: storage, network, people and discounts are not in it (verify compare adds them)."
    ]
    busy = system.busy
    if busy is not None and busy.origin == "measured":
        notes.append(
            "Requests were timed one at a time on this machine; another machine answers faster or slower, and batches "
            "save machines: forecast again from a run on the machine that will be rented."
        )
    if busy is not None and busy.origin == "supplied":
        notes.append("The latencies are those of the file, which you say are of your own machine.")
    return tuple(notes)
