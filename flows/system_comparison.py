"""`verify compare`: every system measured on the same rows, then compared, priced and chosen between."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from claims.costs.advice import Findings, advise
from claims.costs.assumptions import assumed
from claims.costs.pilot_plan import plan_pilot
from claims.costs.simulation import (
    CostOptions,
    break_evens,
    cheaper_odds,
    cost_curve,
    draw_costs,
    kind_of,
    system_costs,
)
from claims.errors import DataError, UsageError
from claims.records import Dossier, Pair, Record
from claims.records.system_comparison import ComparedSystem, CostAssumption, SystemComparison
from flows.compared_systems import SystemSpec, measured_dossier, name_of, system_of, system_specs
from flows.comparison_store import keep_comparison
from flows.measure_steps import COMPARING
from flows.progress import Say
from flows.request import Options
from flows.sandbox import run
from flows.settings import Settings
from flows.store import Store
from flows.survey_step import beside_data
from flows.system_prices import StatedPrice, currencies, stated_prices, with_price
from reproducers.lab.scoring.failure_analysis import answers_digest
from reproducers.lab.scoring.paired import RawFile
from reproducers.lab.scoring.systems import SystemRows, SystemsOrder, SystemsResult


class ComparisonOptions(Record):
    """What is compared, and what was stated about costs."""

    data: str
    """The rows, with labels."""
    columns: tuple[Pair, ...] = ()
    """Role to column."""
    task: str | None = None
    """What the models do, where their files do not say it."""
    traffic: Decimal | None = None
    """Requests a month."""
    prices: tuple[str, ...] = ()
    """--price: price lists of systems."""
    price_per_hour: Decimal | None = None
    """What an hour of one machine costs."""
    currency: str | None = None
    """The currency of that price, where it has a sign."""
    hosted: tuple[str, ...] = ()
    """Files of answers of systems that run on one's own machines."""
    peak: Decimal = Decimal(3)
    """The busiest hour over the mean hour."""
    utilisation: Decimal = Decimal("0.6")
    """The share of the paid seconds that may be busy in that hour."""
    machines: int = 1
    """Machines that are paid at least."""
    months: int = 12
    """Months over which costs are added up."""
    assume: tuple[str, ...] = ()
    """--assume: edited assumptions."""
    margin: Decimal = Decimal(2)
    """Points of accuracy that a cheaper system may be worse by."""
    cheaper_by: Decimal | None = None
    """Per cent by which the pilot's candidate must be cheaper."""
    today: str | None = None
    """The system that runs today."""
    budget: float = 120.0
    """Seconds for each measuring child."""
    seed: int = 0
    """Seed of everything drawn."""


class _Measured(NamedTuple):
    """A system's spec, its dossier, and what that tells."""

    spec: SystemSpec
    dossier: Dossier
    system: ComparedSystem


def compare_systems(
    texts: Sequence[str], options: ComparisonOptions, where: Settings, say: Say
) -> SystemComparison:
    """The comparison of all systems; it is kept in the home. Raises a VerifyError with what to do."""
    specs = system_specs(tuple(texts))
    names = [spec.name for spec in specs]
    options = _by_name(specs, options)
    lists = stated_prices(options.prices, names)
    assumptions = assumed(options.assume, names)
    # files of answers are read at once: what is wrong with one is said before a model is measured for minutes
    in_turn = sorted(specs, key=lambda spec: not spec.is_answers)
    by_name = {spec.name: _measure(spec, options, where, say) for spec in in_turn}
    measured = [by_name[name] for name in names]
    say("Comparing the systems row by row …")
    rows = _by_row(measured, options, where)
    systems = tuple(_priced(m.system, rows, lists) for m in measured)
    currency = _currency(lists, systems, options)
    bare = SystemComparison(
        data=Path(options.data).name,
        rows=rows.rows or max((m.system.scores[0].n or 0 for m in measured if m.system.scores), default=0),
        copies=rows.copies,
        margin=options.margin,
        months=options.months,
        currency=currency,
        traffic=options.traffic,
        settings=_settings(options),
        systems=systems,
        pairs=rows.pairs,
        parts=rows.parts,
        parts_tried=rows.parts_tried,
        questions=_questions(systems, options),
        advice=advise(Findings(systems, rows.pairs, (), (), (), options.margin, currency, options.today)),
        machine=measured[0].dossier.machine,
        notes=tuple(_notes(systems, rows, options)),
        seed=options.seed,
    )
    done = _with_costs(bare, assumptions, options).sealed()
    keep_comparison(done, where)
    return done


def _by_name(specs: Sequence[SystemSpec], options: ComparisonOptions) -> ComparisonOptions:
    """The options with the names of the systems that they mean; raises UsageError where one means none."""
    today = name_of(options.today, specs, "--today") if options.today else None
    hosted = tuple(name_of(text, specs, "--hosted") for text in options.hosted)
    return options.model_copy(update={"today": today, "hosted": hosted})


def _measure(spec: SystemSpec, options: ComparisonOptions, where: Settings, say: Say) -> _Measured:
    given = Options(
        data=options.data,
        columns=options.columns,
        task=options.task,
        budget=options.budget,
        seed=options.seed,
    )
    dossier = measured_dossier(spec, given, where, say)
    return _Measured(spec, dossier, system_of(spec, dossier, hosted=spec.name in options.hosted))


def _by_row(measured: Sequence[_Measured], options: ComparisonOptions, where: Settings) -> SystemsResult:
    """The systems row by row, in a child that reads the kept answers and the rows."""
    store, systems, readable = Store(where), [], list(beside_data(options.data))
    for spec, dossier, _ in measured:
        subject = dossier.model.name if dossier.model else None
        digest = answers_digest(dossier.attempts, subject) if subject else None
        file = RawFile(sha256=digest, path=str(store.file_path(digest))) if digest else None
        if not dossier.slices:
            raise DataError(
                f"{Path(options.data).name} holds no rows with labels for {spec.name}.",
                "Say which columns are what: --columns text=…,label=….",
            )
        given = str(Path(spec.target).absolute()) if spec.is_answers else None
        systems.append(
            SystemRows(
                name=spec.name, subject=subject, answers=file, slice=dossier.slices[0], predictions=given
            )
        )
        readable += [*([file.path] if file else []), *([given] if given else [])]
    order = SystemsOrder(systems=tuple(systems), data=options.data, seed=options.seed)
    done = run(
        "reproducers.lab.scoring.systems:run_in_child",
        order.to_bytes(),
        read=[Path(path) for path in readable],
        limits=COMPARING,
    )
    return SystemsResult.from_bytes(done.body)


def _priced(
    system: ComparedSystem, rows: SystemsResult, lists: Mapping[str, Sequence[StatedPrice]]
) -> ComparedSystem:
    tokens = next((used.tokens for used in rows.tokens if used.name == system.name), ())
    return with_price(system.model_copy(update={"tokens": tokens}), lists.get(system.name, ()))


def _currency(
    lists: Mapping[str, Sequence[StatedPrice]], systems: Sequence[ComparedSystem], options: ComparisonOptions
) -> str:
    """The one currency of all prices; raises UsageError where there are two."""
    signs = currencies(lists) | ({options.currency} if options.currency else set())
    signs |= {
        note.rpartition(" in ")[2]
        for system in systems
        if system.price is not None
        and " in " in (note := system.price.note)
        and len(note.rpartition(" in ")[2]) <= 3
    }
    if len(signs) > 1:
        raise UsageError(
            f"The prices are in {' and '.join(sorted(signs))}, and no rate of exchange is assumed.",
            "State all of them in one currency.",
        )
    return next(iter(signs), "$")


def _with_costs(
    bare: SystemComparison, assumptions: tuple[CostAssumption, ...], options: ComparisonOptions
) -> SystemComparison:
    """The comparison with costs, advice and pilot."""
    stated = _cost_options(options)
    draws = draw_costs(bare.systems, assumptions, stated) if options.traffic is not None else ()
    costs = system_costs(draws, assumptions, bare.systems, stated)
    cheaper, evens, curve = cheaper_odds(draws), break_evens(draws), cost_curve(draws, stated.traffic)
    findings = Findings(
        bare.systems, bare.pairs, costs, cheaper, evens, bare.margin, bare.currency, options.today
    )
    advice = advise(findings)
    return bare.model_copy(
        update={
            "assumptions": assumptions if costs else (),
            "costs": costs,
            "cheaper": cheaper,
            "break_evens": evens,
            "curve": curve,
            "advice": advice,
            "pilot": plan_pilot(findings, advice, options.traffic, options.cheaper_by),
        }
    )


def _cost_options(options: ComparisonOptions) -> CostOptions:
    return CostOptions(
        traffic=float(options.traffic or 0),
        months=options.months,
        price_per_hour=None if options.price_per_hour is None else float(options.price_per_hour),
        peak=float(options.peak),
        utilisation=float(options.utilisation),
        least_machines=options.machines,
        today=options.today,
        seed=options.seed,
    )


def _settings(options: ComparisonOptions) -> tuple[Pair, ...]:
    shown = {
        "price of an hour of a machine": options.price_per_hour,
        "busiest hour over the mean hour": options.peak,
        "busy share of the paid seconds in it": options.utilisation,
        "machines at least": options.machines,
        "runs today": options.today,
    }
    return tuple(Pair(name=name, value=str(value)) for name, value in shown.items() if value is not None)


def _questions(systems: Sequence[ComparedSystem], options: ComparisonOptions) -> tuple[str, ...]:
    from claims.catalog.buying_questions import buying_questions

    stated = _cost_options(options)
    bought = [s.name for s in systems if kind_of(s, stated) == "bought"]
    hosted = [s.name for s in systems if s.kind == "model" and s.price is None]
    return (
        *(f"{', '.join(bought)}: {line}" for line in (buying_questions("bought") if bought else ())),
        *(f"{', '.join(hosted)}: {line}" for line in (buying_questions("hosted") if hosted else ())),
    )


def _notes(systems: Sequence[ComparedSystem], rows: SystemsResult, options: ComparisonOptions) -> list[str]:
    notes = [
        f"{s.name} gave no classes on these rows, so that it is not compared row by row: verify show {s.run}."
        for s in systems
        if not s.scores
    ]
    if rows.copies:
        notes.append(f"{rows.copies:,} rows repeat an earlier input and are left out.")
    if options.traffic is None:
        notes.append("No costs are reckoned: state --traffic with --price or --price-per-hour.")
        return notes
    stated = _cost_options(options)
    notes += [
        f"What {s.name} costs is not known: state --price '{s.name}=…'"
        + (
            " or --price-per-hour."
            if s.busy is not None
            else f", or --hosted {s.name} with --price-per-hour."
        )
        for s in systems
        if kind_of(s, stated) is None
    ]
    return notes
