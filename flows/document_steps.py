"""Steps that work on what was read: plan, judge, and assemble the dossier."""

import time
from typing import NamedTuple

from claims.contradictions.card_vs_paper import comparable
from claims.records import (
    Attempt,
    Case,
    Claim,
    Comparison,
    Dossier,
    Failures,
    Pair,
    Plan,
    PlanStep,
    Skipped,
    Timing,
)
from claims.rules import apply_rules
from claims.verdicts.judge import judge
from extractors.pipeline.reading import Reading
from flows.measure_steps import measurable_metrics
from flows.request import RECIPE, Request
from flows.step_runner import StepRunner
from reproducers.lab.orders import Survey
from reproducers.lab.planning.plan import make_plan
from reproducers.lab.survey.machine import machine


class Measured(NamedTuple):
    """All that came of measuring."""

    attempts: tuple[Attempt, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    with_shipped: tuple[Attempt, ...] = ()
    failures: Failures | None = None


def plan(runner: StepRunner, reading: Reading, survey: Survey) -> Plan:
    """Plan which reproducer measures which claim, and seal the plan before anything is measured."""
    request, options = runner.request, runner.request.options
    return make_plan(
        reading.claims,
        survey.model,
        survey.slice,
        margin=options.margin,
        seed=options.seed,
        own_card=not request.documents[0].paper
        or options.predictions is not None,  # answers are the document's own
        early_stop=options.early_stop,
        priced=options.price_per_hour is not None,
    )


def conclude(
    runner: StepRunner,
    reading: Reading,
    beside: Reading | None,
    survey: Survey,
    planned: Plan,
    measured: Measured,
) -> Dossier:
    """Judge every claim, apply every rule, and build the dossier."""
    request = runner.request
    model = survey.model.name if survey.model else request.source.name
    unplanned = tuple(_not_planned(step) for step in planned.steps if step.reproducer is None)
    case = Case(
        claims=reading.claims,
        hardware=reading.hardware,
        contributions=reading.contributions,
        checks=reading.checks,
        beside=_companion_claims(request, reading, beside, model) if beside else (),
        facts=reading.facts,
        prices=reading.prices,
        promises=reading.promises + (beside.promises if beside else ()),
        model=survey.model,
        slices=(survey.slice,) if survey.slice else (),
        machine=machine(runner.level.value),
        plan=planned,
        attempts=(*measured.attempts, *unplanned),
        with_shipped=measured.with_shipped,
        comparisons=measured.comparisons,
    )
    verdicts, past = judge(case), runner.store.history(case.claims, request.run)
    published = runner.store.published(case.claims, request.run)
    return Dossier(
        **{name: getattr(case, name) for name in Case.model_fields},
        run=request.run,
        target=request.target,
        source=request.source,
        title=reading.title,
        companion=request.documents[1].source if len(request.documents) > 1 else None,
        notes=(*_pilot_note(case), *request.notes)
        if request.only_read
        else (*request.notes, *_pilot_note(case)),
        warnings=(*reading.warnings, *(beside.warnings if beside else ())),
        verdicts=verdicts,
        failures=measured.failures,
        findings=apply_rules(case, verdicts, reading.document, past, published),
        isolation=runner.level.value,
        settings=_settings(request),
        versions=(Pair(name="recipe", value=RECIPE), *request.plugins),
        timings=tuple(Timing(step=step, seconds=s) for step, s in sorted(runner.taken.items())),
    )


def read_only_dossier(runner: StepRunner, reading: Reading) -> Dossier:
    """The dossier of a document that was read, where nothing is to be measured: every claim is unchecked."""
    nothing = Survey()
    return conclude(runner, reading, None, nothing, plan(runner, reading, nothing), Measured())


def _pilot_note(case: Case) -> tuple[str, ...]:
    """What to test first, where nobody gave rows of their own."""
    from claims.verdicts.pilot import pilot

    first = None if case.slices else pilot(case.claims, measurable_metrics(), case.plan.margin)
    return (first.says,) if first else ()


def now() -> str:
    """The wall clock, for display only: ISO 8601 in UTC."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _companion_claims(request: Request, reading: Reading, other: Reading, model: str) -> tuple[Claim, ...]:
    """Claims of the companion document about the same figures, with its name in their places."""
    fetched = request.documents[1]
    named = f"{fetched.source.name}@{fetched.source.revision[:12]}".replace("/", "--")
    vendor = request.options.predictions is not None
    claims = comparable(reading.claims, other.claims, model, paper=fetched.paper, vendor=vendor)
    return tuple(
        claim.model_copy(
            update={"place": claim.place.model_copy(update={"file": f"{named}/{claim.place.file}"})}
        )
        for claim in claims
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
        "file": options.file,
        "of_dataset": options.of_dataset,
        "margin": str(options.margin),
        "seed": str(options.seed),
        "rows": str(options.rows),
        "budget": str(options.budget),
        "early_stop": "yes" if options.early_stop else None,
        "failures": "yes" if options.failures else None,
        "price_per_hour": str(options.price_per_hour) if options.price_per_hour else None,
        "utilisation": str(options.utilisation) if options.price_per_hour else None,
        **{f"column {pair.name}": pair.value for pair in options.columns},
        "only_read": "yes" if request.only_read else None,
    }
    return tuple(Pair(name=name, value=value) for name, value in shown.items() if value is not None)
