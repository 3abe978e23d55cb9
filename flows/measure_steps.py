"""The steps around the model: look at it, fetch what the plan needs, let the reproducers measure."""

import shutil
from contextlib import suppress
from pathlib import Path

import psutil

from claims.errors import LabError, OverMemory, OverTime, StoreDamaged
from claims.records import Attempt, Comparison, Model, Plan, Question, Reason, Skipped
from flows.fetched import FetchedSource, fetch_weights
from flows.progress import Say
from flows.sandbox import Limits
from flows.settings import settings
from flows.step_runner import Keeping, StepRunner
from flows.survey_step import LABORATORY, TOLD_BY_THE_FILE, readable
from reproducers.lab.orders import Settings, Survey, WorkOrder, WorkResult

MEASURING_MB = 8192
COMPARING = Limits(seconds=120, memory_mb=4096)


def measurable_metrics() -> frozenset[str]:
    """Metrics that some reproducer measures of a model."""
    from reproducers import itself, registry

    return frozenset(
        metric
        for reproducer in registry
        if reproducer.call.subjects is itself
        for metric in reproducer.call.metrics
    )


def reproducers_of(planned: Plan) -> tuple[str, ...]:
    """Who has something to measure, in the order of their names."""
    return tuple(sorted({step.reproducer for step in planned.steps if step.reproducer}))


def wanted(subject: FetchedSource | None, survey: Survey, planned: Plan) -> tuple[str, ...]:
    """The weight files that the plan needs and that are not here yet; none of a model that will not be opened.

    What an ONNX file or one of another library is for is only known from the file itself, so that one is always
    wanted, with the data that lies beside it under its name.
    """
    model = survey.model
    if subject is None or not subject.missing or model is None or model.refused is not None:
        return ()
    if model.format not in TOLD_BY_THE_FILE and not reproducers_of(planned):
        return ()
    return tuple(path for path in subject.missing if any(path.startswith(name) for name in model.weights))


def fetch(
    runner: StepRunner, subject: FetchedSource, files: tuple[str, ...], say: Say
) -> FetchedSource | str:
    """Fetch and check the weights, or say why they are too large for this machine."""
    from extractors.sources import hub

    free = shutil.disk_usage(runner.store.home).free
    heavy = [file for file in subject.files if file.path in files]
    refusal = hub.preflight(heavy, free, psutil.virtual_memory().available)
    return refusal or fetch_weights(subject, files, settings(), say)


def measure(
    runner: StepRunner, subject: FetchedSource | None, reproducer: str, planned: Plan, survey: Survey
) -> tuple[Attempt, ...]:
    """Let one reproducer answer all its questions in one child; what ends the child is a reason, not an error."""
    steps = [step for step in planned.steps if step.reproducer == reproducer]
    order = _order(runner, subject, reproducer, survey)
    order = order.model_copy(
        update={
            "questions": tuple(step.question for step in steps),
            "stakes": tuple(step.stake for step in steps if step.stake),
        }
    )
    return _measure(runner, subject, survey, order, f"measure {reproducer}")


def measure_with_shipped(
    runner: StepRunner, subject: FetchedSource | None, reproducer: str, planned: Plan, survey: Survey
) -> tuple[Attempt, ...]:
    """The claimed scores again, with the rows that the model's repository ships; nothing where none was left out."""
    questions = tuple(
        step.question
        for step in planned.steps
        if step.reproducer == reproducer and step.question.claim_id and step.n is not None
    )
    if survey.with_shipped is None or not questions:
        return ()
    order = _order(runner, subject, reproducer, survey)
    order = order.model_copy(update={"questions": questions, "slice": survey.with_shipped})
    return _measure(runner, subject, survey, order, f"measure {reproducer} with shipped rows")


def _order(runner: StepRunner, subject: FetchedSource | None, reproducer: str, survey: Survey) -> WorkOrder:
    """What a reproducer works with; the questions are still to come."""
    request, options = runner.request, runner.request.options
    return WorkOrder(
        reproducer=reproducer,
        questions=(),
        model_root=subject.root if subject else None,
        model=survey.model or Model(name=request.source.name, format="none"),
        slice=survey.slice,
        data=survey.data,
        predictions=options.predictions,
        against=options.against,
        settings=Settings(
            seed=options.seed,
            device=options.device,
            isolated=runner.level.value == "full",
            price_per_hour=options.price_per_hour,
            utilisation=options.utilisation,
        ),
    )


def _measure(
    runner: StepRunner, subject: FetchedSource | None, survey: Survey, order: WorkOrder, step: str
) -> tuple[Attempt, ...]:
    options = runner.request.options
    try:
        body = runner.run(
            step,
            "reproducers.lab.planning.run:run_in_child",
            order,
            inputs_digest=runner.request.measured,
            read=[*readable(subject.root if subject else None, options), *media_of(survey)],
            limits=Limits(
                seconds=options.budget, memory_mb=MEASURING_MB, accelerator=options.device == "cuda"
            ),
            keeping=Keeping(files=True, is_final=_in_time),
            preload=None if options.device == "cuda" else LABORATORY,
        )
    except LabError as error:
        return tuple(_skipped(question, order.reproducer, error) for question in order.questions)
    return WorkResult.from_bytes(body).attempts


def _in_time(body: bytes) -> bool:
    """Whether nothing that a reproducer answers ran out of time."""
    attempts = WorkResult.from_bytes(body).attempts
    return not any(isinstance(a, Skipped) and a.reason == "over_time" for a in attempts)


def compare(runner: StepRunner, survey: Survey, attempts: tuple[Attempt, ...]) -> tuple[Comparison, ...]:
    """The model beside the baselines and other systems, row by row, from the per-sample values in the store."""
    from reproducers.lab.scoring.paired import PairedOrder, PairedResult, RawFile, comparable_digests

    if survey.model is None:
        return ()
    files: list[RawFile] = []
    for digest in comparable_digests(attempts):
        with suppress(StoreDamaged):  # a comparison of what is left is told; the verdicts stand without it
            files.append(RawFile(sha256=digest, path=str(runner.store.file_path(digest))))
    if not files:
        return ()
    order = PairedOrder(
        subject=survey.model.name,
        files=tuple(files),
        slice_sha256=survey.slice.sha256 if survey.slice else None,
        seed=runner.request.options.seed,
    )
    try:
        body = runner.run(
            "compare",
            "reproducers.lab.scoring.paired:run_in_child",
            order,
            inputs_digest=runner.request.measured,
            read=[file.path for file in files],
            limits=COMPARING,
            preload=LABORATORY,
        )
    except LabError:  # a comparison is told beside the verdicts: without it they stand
        return ()
    return PairedResult.from_bytes(body).comparisons


def media_of(survey: Survey) -> tuple[str, ...]:
    """The folder of a data file whose rows name pictures or recordings beside it."""
    roles = {pair.name for pair in survey.slice.columns} if survey.slice else set()
    return (str(Path(survey.data).parent),) if survey.data and roles & {"image", "audio"} else ()


def _skipped(question: Question, reproducer: str, error: LabError) -> Skipped:
    reason: Reason = "over_time" if isinstance(error, OverTime) else "failed"
    return Skipped(
        claim_id=question.claim_id,
        subject=question.subject,
        metric=question.metric,
        reason="too_large" if isinstance(error, OverMemory) else reason,
        detail=str(error),
        reproducer=reproducer,
    )
