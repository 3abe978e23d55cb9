"""The step that looks at a model's files and the user's rows without running anything."""

from pathlib import Path

from claims.errors import ChildDied, DataError, LabError, OverMemory, OverTime
from flows.fetched import FetchedSource
from flows.request import Options, Request
from flows.sandbox import Limits, run
from flows.step_runner import StepRunner
from reproducers.lab.orders import Survey, SurveyOrder

TOLD_BY_THE_FILE = ("onnx", "library")
"""Formats whose task and inputs only the whole file says."""
LABORATORY = (
    "reproducers.lab.planning.run",
    "reproducers.lab.scoring.paired",
    "reproducers.lab.survey.survey",
)
"""What is imported before a child is forked that surveys, measures or compares; each imports its libraries itself."""
SURVEYING = Limits(seconds=120, memory_mb=4096)
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
        file=options.file,
        task=options.task,
        seed=options.seed,
        max_rows=options.rows,
    )
    step = "survey from headers" if glance else "survey"
    survey_result = _with_uncompared(_surveyed(runner, step, order), subject)
    model, rows = survey_result.model, survey_result.slice
    opened = model is None or model.refused is None
    if model is not None and glance is not None and model.format in TOLD_BY_THE_FILE:
        return survey_result  # what its rows must be is only known once it is here
    if opened and rows is not None and not rows.columns and not rows.left_out and rows.notes:
        raise DataError(rows.notes[0])
    return survey_result


def _with_uncompared(survey_result: Survey, subject: FetchedSource | None) -> Survey:
    """The survey, whose rows name the files of the repository that were not fetched to be compared with them."""
    rows = survey_result.slice
    if subject is None or rows is None or not subject.uncompared:
        return survey_result
    whole = rows.model_copy(update={"unread": (*rows.unread, *subject.uncompared)})
    return survey_result.model_copy(update={"slice": whole})


def _surveyed(runner: StepRunner, step: str, order: SurveyOrder) -> Survey:
    """The survey; where it ends the child, again without the files of rows that do so, then without libraries."""
    try:
        return _survey(runner, step, order)
    except (ChildDied, OverMemory, OverTime):
        unread = _ending_files(runner, order)
        if not unread and order.model_root is None:
            raise
    order = order.model_copy(update={"unread": unread})
    if unread:
        try:
            surveyed = _survey(runner, step, order)
        except (ChildDied, OverMemory, OverTime):
            pass  # a library may not survive a damaged model either
        else:
            runner.unanswered.discard(step)  # the file that ends the survey would end it again
            return surveyed
    surveyed = _survey(runner, f"{step} without libraries", order.model_copy(update={"died": True}))
    runner.unanswered.discard(step)
    return surveyed


def _survey(runner: StepRunner, step: str, order: SurveyOrder) -> Survey:
    body = runner.run(
        step,
        "reproducers.lab.survey.survey:run_in_child",
        order,
        inputs_digest=runner.request.measured,
        read=readable(order.model_root, runner.request.options),
        limits=SURVEYING,
        preload=LABORATORY,
    )
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


def _name(request: Request, subject: FetchedSource | None) -> str:
    """What the model is called: where a file of answers stands in for it, --model says so."""
    if subject is not None:
        return subject.source.name
    return request.options.model or request.source.name


def readable(root: str | None, options: Options) -> list[str]:
    """What a child of the laboratory may read: the model's folder and the team's files."""
    folder = [root] if root else []
    return [
        *folder,
        *beside_data(options.data),
        *beside_data(options.predictions),
        *beside_data(options.against),
    ]


def beside_data(path: str | None) -> tuple[str, ...]:
    """A data file and the description that may stand beside it."""
    if path is None:
        return ()
    description = Path(path).with_name("datapackage.json")
    return (path, str(description)) if description.exists() else (path,)
