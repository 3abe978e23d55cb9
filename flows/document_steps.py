"""The steps around the document: read it, plan, judge and gather; each takes and gives records."""

import time

from claims.contradictions.card_vs_paper import comparable
from claims.corrections import corrected
from claims.errors import VerifyError
from claims.records import Attempt, Case, Claim, Comparison, Dossier, Pair, Plan, PlanStep, Skipped, Timing
from claims.rules import apply_rules
from claims.verdicts.judge import judge
from extractors.pipeline.read import Reading, ReadOrder
from flows.ingestion.triage import measurable
from flows.request import RECIPE, Request
from flows.sandbox import Limits
from flows.step_runner import Corridor
from reproducers.lab.orders import Survey
from reproducers.lab.planning.plan import make_plan
from reproducers.lab.survey.machine import machine

READING = Limits(seconds=60, memory_mb=2048)


def read(corridor: Corridor, which: int = 0) -> Reading:
    """Read a document of the request and everything it claims, with what people put right before."""
    stock = corridor.request.documents[which]
    order = ReadOrder(root=stock.root, files=stock.paths, source=stock.source)
    body = corridor.ask(
        "read beside" if which else "read",
        "extractors.pipeline.read:run_in_child",
        order,
        about=stock.identity,
        read=[stock.root],
        limits=READING,
    )
    reading = Reading.from_bytes(body)
    return reading.model_copy(update={"claims": corrected(reading.claims, corridor.request.corrections)})


def read_beside(corridor: Corridor) -> Reading | None:
    """Read the document that stands beside the target, if there is one; that it cannot be read ends nothing."""
    if len(corridor.request.documents) < 2:
        return None
    try:
        return read(corridor, 1)
    except VerifyError as error:
        name = corridor.request.documents[1].source.name
        return Reading(warnings=(f"{name} could not be read beside it: {error}",))


def plan(corridor: Corridor, reading: Reading, found: Survey) -> Plan:
    """Decide who measures what, and seal it before anything is measured."""
    request, options = corridor.request, corridor.request.options
    return make_plan(
        reading.claims,
        found.model,
        found.slice,
        margin=options.margin,
        seed=options.seed,
        own_card=not request.documents[0].paper,
        early_stop=options.early_stop,
        priced=options.price_per_hour is not None,
    )


def conclude(
    corridor: Corridor,
    reading: Reading,
    beside: Reading | None,
    found: Survey,
    planned: Plan,
    attempts: tuple[Attempt, ...],
    comparisons: tuple[Comparison, ...] = (),
) -> Dossier:
    """Judge every claim, apply every rule, and gather the dossier."""
    request = corridor.request
    model = found.model.name if found.model else request.source.name
    unplanned = tuple(_not_planned(step) for step in planned.steps if step.reproducer is None)
    case = Case(
        claims=reading.claims,
        hardware=reading.hardware,
        contributions=reading.contributions,
        checks=reading.checks,
        beside=_beside(request, reading, beside, model) if beside else (),
        facts=reading.facts,
        model=found.model,
        slices=(found.slice,) if found.slice else (),
        machine=machine(corridor.level.value),
        plan=planned,
        attempts=(*attempts, *unplanned),
        comparisons=comparisons,
    )
    verdicts = judge(case)
    return Dossier(
        **{name: getattr(case, name) for name in Case.model_fields},
        run=request.run,
        target=request.target,
        source=request.source,
        title=reading.title,
        companion=request.documents[1].source if len(request.documents) > 1 else None,
        notes=(*request.notes, *_pilot(case)),
        warnings=(*reading.warnings, *(beside.warnings if beside else ())),
        verdicts=verdicts,
        findings=apply_rules(
            case, verdicts, reading.document, corridor.store.history(case.claims, request.run)
        ),
        isolation=corridor.level.value,
        settings=_settings(request),
        versions=(Pair(name="recipe", value=RECIPE), *request.plugins),
        timings=tuple(Timing(step=step, seconds=s) for step, s in sorted(corridor.taken.items())),
    )


def _pilot(case: Case) -> tuple[str, ...]:
    """What to test first, where nobody gave rows of their own."""
    from claims.verdicts.pilot import pilot

    first = None if case.slices else pilot(case.claims, measurable(), case.plan.margin)
    return (first.says,) if first else ()


def now() -> str:
    """The wall clock, for display only: ISO 8601 in UTC."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _beside(request: Request, reading: Reading, other: Reading, model: str) -> tuple[Claim, ...]:
    """What the other document states of the same figures, at places that name it."""
    stock = request.documents[1]
    named = f"{stock.source.name}@{stock.source.revision[:12]}".replace("/", "--")
    found = comparable(reading.claims, other.claims, model, paper=stock.paper)
    return tuple(
        one.model_copy(update={"place": one.place.model_copy(update={"file": f"{named}/{one.place.file}"})})
        for one in found
    )


def _not_planned(step: PlanStep) -> Skipped:
    asked = step.question
    return Skipped(
        claim_id=asked.claim_id,
        subject=asked.subject,
        metric=asked.metric,
        reason=step.reason or "no_reproducer",
        detail=step.detail or "Nothing here measures it yet.",
    )


def _settings(request: Request) -> tuple[Pair, ...]:
    options = request.options
    shown = {
        "data_sha256": request.data_sha256,
        "predictions_sha256": request.predictions_sha256,
        "against_sha256": request.against_sha256,
        "model": request.subject.source.name if options.model and request.subject else None,
        "of_dataset": options.of_dataset,
        "margin": str(options.margin),
        "seed": str(options.seed),
        "rows": str(options.rows),
        "budget": str(options.budget),
        "early_stop": "yes" if options.early_stop else None,
        "price_per_hour": str(options.price_per_hour) if options.price_per_hour else None,
        "utilisation": str(options.utilisation) if options.price_per_hour else None,
        **{f"column {pair.name}": pair.value for pair in options.columns},
    }
    return tuple(Pair(name=name, value=value) for name, value in shown.items() if value is not None)
