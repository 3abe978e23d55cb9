"""The steps, as plain functions: each takes the corridor and what earlier steps found, and gives a record."""

import time
from pathlib import Path

from claims.corrections import corrected
from claims.errors import LabError, OverMemory, OverTime
from claims.law.judge import judge
from claims.records import (
    Attempt,
    Case,
    Dossier,
    Model,
    Pair,
    Plan,
    PlanStep,
    Question,
    Reason,
    Skipped,
    Timing,
)  # fmt: skip
from claims.rules import apply_rules
from extractors.readers.reading import Reading, ReadOrder
from flows.corridor import Corridor
from flows.request import RECIPE, Request
from flows.sandbox import Limits
from reproducers.lab.ask import Settings, Survey, SurveyOrder, Work, WorkOrder
from reproducers.lab.machine import machine
from reproducers.lab.plan import make_plan

READING = Limits(seconds=60, memory_mb=2048)
SURVEYING = Limits(seconds=120, memory_mb=4096)
MEASURING_MB = 8192


def read(corridor: Corridor) -> Reading:
    """Read the target and everything it claims, with what people put right before."""
    request = corridor.request
    order = ReadOrder(
        root=request.root, files=tuple(file.path for file in request.files), source=request.source
    )
    body = corridor.ask(
        "read", "extractors.readers.reading:answer", order, read=[request.root], limits=READING
    )
    reading = Reading.from_bytes(body)
    return reading.model_copy(update={"claims": corrected(reading.claims, request.corrections)})


def survey(corridor: Corridor) -> Survey:
    """Look at the model's files and the team's rows without running anything."""
    request, options = corridor.request, corridor.request.options
    order = SurveyOrder(
        model_root=request.root if request.model else None,
        model_name=request.source.name,
        files=request.files if request.model else (),
        data=options.data,
        columns=options.columns,
        of_dataset=options.of_dataset,
        predictions=options.predictions,
        seed=options.seed,
        max_rows=options.rows,
    )
    paths = [request.root, *_beside(options.data), *_beside(options.predictions)]
    body = corridor.ask("survey", "reproducers.lab.survey:answer", order, read=paths, limits=SURVEYING)
    return Survey.from_bytes(body)


def plan(corridor: Corridor, reading: Reading, found: Survey) -> Plan:
    """Decide who measures what, and seal it before anything is measured."""
    options = corridor.request.options
    return make_plan(reading.claims, found.model, found.slice, margin=options.margin, seed=options.seed)


def measure(corridor: Corridor, reproducer: str, planned: Plan, found: Survey) -> tuple[Attempt, ...]:
    """Let one reproducer answer all its questions in one child; what ends the child is a reason, not an error."""
    questions = tuple(step.question for step in planned.steps if step.reproducer == reproducer)
    request, options = corridor.request, corridor.request.options
    order = WorkOrder(
        reproducer=reproducer,
        questions=questions,
        model_root=request.root if request.model else None,
        model=found.model or Model(name=request.source.name, format="none"),
        slice=found.slice,
        data=found.data,
        predictions=options.predictions,
        settings=Settings(seed=options.seed),
    )
    paths = [request.root, *_beside(options.data), *_beside(options.predictions)]
    limits = Limits(seconds=options.budget, memory_mb=MEASURING_MB)
    try:
        function = "reproducers.lab.work:answer"
        body = corridor.ask(f"measure {reproducer}", function, order, read=paths, limits=limits, raw=True)
    except LabError as error:
        return tuple(_skipped(question, reproducer, error) for question in questions)
    return Work.from_bytes(body).attempts


def conclude(
    corridor: Corridor, reading: Reading, found: Survey, planned: Plan, attempts: tuple[Attempt, ...]
) -> Dossier:
    """Judge every claim, apply every rule, and gather the dossier."""
    request = corridor.request
    unplanned = tuple(_not_planned(step) for step in planned.steps if step.reproducer is None)
    case = Case(
        claims=reading.claims,
        hardware=reading.hardware,
        contributions=reading.contributions,
        checks=reading.checks,
        facts=reading.facts,
        model=found.model,
        slices=(found.slice,) if found.slice else (),
        machine=machine(corridor.level.value),
        plan=planned,
        attempts=(*attempts, *unplanned),
    )
    verdicts = judge(case)
    return Dossier(
        **{name: getattr(case, name) for name in Case.model_fields},
        run=request.run,
        target=request.target,
        source=request.source,
        title=reading.title,
        warnings=reading.warnings,
        verdicts=verdicts,
        findings=apply_rules(case, verdicts),
        isolation=corridor.level.value,
        settings=_settings(request),
        versions=(Pair(name="recipe", value=RECIPE), *request.plugins),
        timings=tuple(Timing(step=step, seconds=s) for step, s in sorted(corridor.taken.items())),
    )


def reproducers_of(planned: Plan) -> tuple[str, ...]:
    """Who has something to measure, in the order of their names."""
    return tuple(sorted({step.reproducer for step in planned.steps if step.reproducer}))


def now() -> str:
    """The wall clock, for display only: ISO 8601 in UTC."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _beside(path: str | None) -> tuple[str, ...]:
    """A data file and the description that may stand beside it."""
    if path is None:
        return ()
    description = Path(path).with_name("datapackage.json")
    return (path, str(description)) if description.exists() else (path,)


def _skipped(question: Question, reproducer: str, error: LabError) -> Skipped:
    reason: Reason = "over_time" if isinstance(error, OverTime) else "no_reproducer"
    return Skipped(
        claim_id=question.claim_id,
        subject=question.subject,
        metric=question.metric,
        reason="too_large" if isinstance(error, OverMemory) else reason,
        detail=str(error),
        reproducer=reproducer,
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
        "of_dataset": options.of_dataset,
        "margin": str(options.margin),
        "seed": str(options.seed),
        "rows": str(options.rows),
        "budget": str(options.budget),
        **{f"column {pair.name}": pair.value for pair in options.columns},
    }
    return tuple(Pair(name=name, value=value) for name, value in shown.items() if value is not None)
