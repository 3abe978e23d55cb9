"""The steps around the model: look at it, fetch what the plan needs, let the reproducers measure."""

import shutil
from pathlib import Path

import psutil

from claims.errors import DataError, LabError, OverMemory, OverTime
from claims.records import Attempt, Comparison, Model, Plan, Question, Reason, Skipped
from flows.fetched import Say, Stock, weights
from flows.request import Options, Request
from flows.sandbox import Limits
from flows.settings import settings
from flows.step_runner import Corridor
from reproducers.lab.orders import Settings, Survey, SurveyOrder, WorkOrder, WorkResult

SURVEYING = Limits(seconds=120, memory_mb=4096)
MEASURING_MB = 8192


def survey(corridor: Corridor, subject: Stock | None) -> Survey:
    """Look at the model's files and the team's rows without running anything.

    Raises DataError where the rows that somebody brought cannot be understood: they should know before they wait.
    """
    options = corridor.request.options
    glance = subject.glance if subject else None
    root = glance or (subject.root if subject else None)
    order = SurveyOrder(
        model_root=root,
        model_name=_name(corridor.request, subject),
        files=subject.files if subject else (),
        glimpse=glance is not None,
        data=options.data,
        columns=options.columns,
        of_dataset=options.of_dataset,
        predictions=options.predictions,
        against=options.against,
        isolated=corridor.level.value == "full",
        task=options.task,
        seed=options.seed,
        max_rows=options.rows,
    )
    step = "survey from headers" if glance else "survey"
    body = corridor.ask(
        step,
        "reproducers.lab.survey.survey:run_in_child",
        order,
        about=corridor.request.measured,
        read=_readable(root, options),
        limits=SURVEYING,
    )
    found = Survey.from_bytes(body)
    rows = found.slice
    opened = found.model is None or found.model.refused is None
    if opened and rows is not None and not rows.columns and not rows.left_out and rows.notes:
        raise DataError(rows.notes[0])
    return found


def reproducers_of(planned: Plan) -> tuple[str, ...]:
    """Who has something to measure, in the order of their names."""
    return tuple(sorted({step.reproducer for step in planned.steps if step.reproducer}))


def wanted(subject: Stock | None, found: Survey, planned: Plan) -> tuple[str, ...]:
    """The weight files that the plan needs and that are not here yet; none of a model that will not be opened.

    What an ONNX file is for is only known from the file itself, so that one is always wanted, with the data
    that lies beside it under its name.
    """
    model = found.model
    if subject is None or not subject.missing or model is None or model.refused is not None:
        return ()
    if model.format != "onnx" and not reproducers_of(planned):
        return ()
    return tuple(one for one in subject.missing if any(one.startswith(name) for name in model.weights))


def fetch(corridor: Corridor, subject: Stock, files: tuple[str, ...], say: Say) -> Stock | str:
    """Fetch and check the weights, or say why they are too large for this machine."""
    from extractors.sources import hub

    free = shutil.disk_usage(corridor.store.home).free
    heavy = [file for file in subject.files if file.path in files]
    refusal = hub.preflight(heavy, free, psutil.virtual_memory().available)
    return refusal or weights(subject, files, settings(), say)


def too_large(found: Survey, why: str) -> Survey:
    """The survey of a model that is not fetched, since this machine cannot hold it."""
    if found.model is None:
        return found
    refused = found.model.model_copy(update={"refused": "too_large", "detail": why})
    return found.model_copy(update={"model": refused})


def measure(
    corridor: Corridor, subject: Stock | None, reproducer: str, planned: Plan, found: Survey
) -> tuple[Attempt, ...]:
    """Let one reproducer answer all its questions in one child; what ends the child is a reason, not an error."""
    request, options = corridor.request, corridor.request.options
    questions = tuple(step.question for step in planned.steps if step.reproducer == reproducer)
    order = WorkOrder(
        reproducer=reproducer,
        questions=questions,
        model_root=subject.root if subject else None,
        model=found.model or Model(name=request.source.name, format="none"),
        slice=found.slice,
        data=found.data,
        predictions=options.predictions,
        against=options.against,
        settings=Settings(
            seed=options.seed,
            device=options.device,
            isolated=corridor.level.value == "full",
            price_per_hour=options.price_per_hour,
            utilisation=options.utilisation,
        ),
        stakes=tuple(step.stake for step in planned.steps if step.stake and step.reproducer == reproducer),
    )
    try:
        body = corridor.ask(
            f"measure {reproducer}",
            "reproducers.lab.planning.run:run_in_child",
            order,
            about=request.measured,
            read=[*_readable(subject.root if subject else None, options), *_media(found)],
            limits=Limits(seconds=options.budget, memory_mb=MEASURING_MB),
            raw=True,
        )
    except LabError as error:
        return tuple(_skipped(question, reproducer, error) for question in questions)
    return WorkResult.from_bytes(body).attempts


def compare(corridor: Corridor, found: Survey, attempts: tuple[Attempt, ...]) -> tuple[Comparison, ...]:
    """The model beside the baselines and other systems, row by row, from the per-sample values in the store."""
    from reproducers.lab.scoring.paired import PairedOrder, PairedResult, RawFile, comparable_digests

    digests, store = comparable_digests(attempts), corridor.store
    if found.model is None or not digests:
        return ()
    files = tuple(RawFile(sha256=one, path=str(store.file_path(one))) for one in digests)
    order = PairedOrder(
        subject=found.model.name,
        files=files,
        slice_sha256=found.slice.sha256 if found.slice else None,
        seed=corridor.request.options.seed,
    )
    try:
        body = corridor.ask(
            "compare",
            "reproducers.lab.scoring.paired:run_in_child",
            order,
            about=corridor.request.measured,
            read=[one.path for one in files],
            limits=SURVEYING,
        )
    except LabError:  # a comparison is told beside the verdicts: without it they stand
        return ()
    return PairedResult.from_bytes(body).comparisons


def _name(request: Request, subject: Stock | None) -> str:
    """What the model is called: where a file of answers stands in for it, --model says so."""
    if subject is not None:
        return subject.source.name
    return request.options.model or request.source.name


def _readable(root: str | None, options: Options) -> list[str]:
    """What a child of the laboratory may read: the model's folder and the team's files."""
    folder = [root] if root else []
    return [*folder, *_beside(options.data), *_beside(options.predictions), *_beside(options.against)]


def _media(found: Survey) -> tuple[str, ...]:
    """The folder of a data file whose rows name pictures or recordings beside it."""
    roles = {pair.name for pair in found.slice.columns} if found.slice else set()
    return (str(Path(found.data).parent),) if found.data and roles & {"image", "audio"} else ()


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
