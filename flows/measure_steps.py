"""The steps around the model: look at it, fetch what the plan needs, let the reproducers measure."""

import shutil
from contextlib import suppress
from pathlib import Path

import psutil

from claims.errors import DataError, LabError, OverMemory, OverTime, StoreDamaged
from claims.records import Attempt, Comparison, Model, Plan, Question, Reason, Skipped
from flows.fetched import FetchedSource, fetch_weights
from flows.progress import Say
from flows.request import Options, Request
from flows.sandbox import Limits, run
from flows.settings import settings
from flows.step_runner import StepRunner
from reproducers.lab.orders import Settings, Survey, SurveyOrder, WorkOrder, WorkResult

SURVEYING = Limits(seconds=120, memory_mb=4096)
MEASURING_MB = 8192
TRYING = Limits(seconds=30, memory_mb=4096)
MOST_TRIED = 200
"""Files of a repository that are tried one by one, where one of them ends the survey."""


def survey(runner: StepRunner, subject: FetchedSource | None) -> Survey:
    """Look at the model's files and the team's rows without running anything.

    Raises DataError where the rows that somebody brought cannot be understood: they should know before they wait.
    """
    options = runner.request.options
    glance = subject.glance if subject else None
    root = glance or (subject.root if subject else None)
    if root is None and not (options.data or options.predictions or options.against or options.columns):
        return Survey()  # a document alone: there is nothing to look at
    order = SurveyOrder(
        model_root=root,
        model_name=_name(runner.request, subject),
        files=subject.files if subject else (),
        glimpse=glance is not None,
        data=options.data,
        columns=options.columns,
        of_dataset=options.of_dataset,
        predictions=options.predictions,
        against=options.against,
        isolated=runner.level.value == "full",
        task=options.task,
        seed=options.seed,
        max_rows=options.rows,
    )
    step = "survey from headers" if glance else "survey"
    survey_result = _surveyed(runner, step, order, _readable(root, options))
    rows = survey_result.slice
    opened = survey_result.model is None or survey_result.model.refused is None
    if opened and rows is not None and not rows.columns and not rows.left_out and rows.notes:
        raise DataError(rows.notes[0])
    return survey_result


def _surveyed(runner: StepRunner, step: str, order: SurveyOrder, read: list[str]) -> Survey:
    """The survey; where a file of the repository ends the child, once more without that file."""
    function, about = "reproducers.lab.survey.survey:run_in_child", runner.request.measured
    try:
        body = runner.run(step, function, order, about=about, read=read, limits=SURVEYING)
    except LabError:
        unread = _ending_files(runner, order)
        if not unread:
            raise
        order = order.model_copy(update={"unread": unread})
        body = runner.run(step, function, order, about=about, read=read, limits=SURVEYING)
    return Survey.from_bytes(body)


def _ending_files(runner: StepRunner, order: SurveyOrder) -> tuple[str, ...]:
    """The files of the model's folder whose rows nobody can read to the end, each tried in a child of its own.

    Raises DataError where the file that the user brought is one of them.
    """
    from reproducers.lab.data.row_files import may_hold_rows

    if order.data is not None and not _is_read(runner, Path(order.data)):
        says = f"{Path(order.data).name} cannot be read: the isolated process that reads it is ended by it."
        raise DataError(says, "Write it again, as CSV.")
    root = Path(order.model_root or "")
    files = [file for file in order.files if order.model_root and may_hold_rows(file)]
    return tuple(file.path for file in files[:MOST_TRIED] if not _is_read(runner, root / file.path))


def _is_read(runner: StepRunner, path: Path) -> bool:
    """Whether a child of its own reads a file of rows to the end."""
    from reproducers.lab.data.row_files import RowFileOrder

    try:
        run(
            "reproducers.lab.data.row_files:run_in_child",
            RowFileOrder(path=str(path)).to_bytes(),
            read=[path],
            limits=TRYING,
            isolation=runner.level,
        )
    except LabError:
        return False
    return True


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

    What an ONNX file is for is only known from the file itself, so that one is always wanted, with the data
    that lies beside it under its name.
    """
    model = survey.model
    if subject is None or not subject.missing or model is None or model.refused is not None:
        return ()
    if model.format != "onnx" and not reproducers_of(planned):
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


def too_large(survey: Survey, why: str) -> Survey:
    """The survey of a model that is not fetched, since this machine cannot hold it."""
    if survey.model is None:
        return survey
    refused = survey.model.model_copy(update={"refused": "too_large", "detail": why})
    return survey.model_copy(update={"model": refused})


def unopened(runner: StepRunner, survey: Survey) -> Survey:
    """The survey with a model that is not opened where children could reach the user's files."""
    model = survey.model
    if model is None or model.refused is not None or model.format == "predictions" or runner.opens_weights:
        return survey
    detail = (
        f"Isolation here is {runner.level} only, so that opening weights could read your files: run it where "
        "`verify doctor` says full or fs-only, or accept that by --weak-isolation."
    )
    return survey.model_copy(
        update={"model": model.model_copy(update={"refused": "isolation", "detail": detail})}
    )


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
            about=runner.request.measured,
            read=[*_readable(subject.root if subject else None, options), *_media(survey)],
            limits=Limits(seconds=options.budget, memory_mb=MEASURING_MB),
            raw=True,
        )
    except LabError as error:
        return tuple(_skipped(question, order.reproducer, error) for question in order.questions)
    return WorkResult.from_bytes(body).attempts


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
            about=runner.request.measured,
            read=[file.path for file in files],
            limits=SURVEYING,
        )
    except LabError:  # a comparison is told beside the verdicts: without it they stand
        return ()
    return PairedResult.from_bytes(body).comparisons


def _name(request: Request, subject: FetchedSource | None) -> str:
    """What the model is called: where a file of answers stands in for it, --model says so."""
    if subject is not None:
        return subject.source.name
    return request.options.model or request.source.name


def _readable(root: str | None, options: Options) -> list[str]:
    """What a child of the laboratory may read: the model's folder and the team's files."""
    folder = [root] if root else []
    return [*folder, *_beside(options.data), *_beside(options.predictions), *_beside(options.against)]


def _media(survey: Survey) -> tuple[str, ...]:
    """The folder of a data file whose rows name pictures or recordings beside it."""
    roles = {pair.name for pair in survey.slice.columns} if survey.slice else set()
    return (str(Path(survey.data).parent),) if survey.data and roles & {"image", "audio"} else ()


def _beside(path: str | None) -> tuple[str, ...]:
    """A data file and the description that may stand beside it."""
    if path is None:
        return ()
    description = Path(path).with_name("datapackage.json")
    return (path, str(description)) if description.exists() else (path,)


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
