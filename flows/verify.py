"""The flow: read, survey, plan, fetch, measure, judge. Each step is a plain function of its own."""

from decimal import Decimal

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task

from claims.errors import VerifyError
from claims.records import Attempt, Dossier, Plan
from extractors.pipeline.read import Reading
from flows import document_steps, measure_steps
from flows.fetched import FetchedSource, Say
from flows.prefect_artifacts import Progress, show_dossier
from flows.prepare import prepare
from flows.request import Options, Request
from flows.settings import settings
from flows.step_runner import StepRunner, open_step_runner
from flows.store import Store
from reproducers.lab.orders import Survey


def retryable(_task: Task[..., object], _run: TaskRun, state: State[object]) -> bool:
    """Whether trying again may help: only where the error says so."""
    error = state.data if isinstance(state.data, BaseException) else getattr(state, "exception", None)
    return isinstance(error, VerifyError) and error.retryable


# Our store is the only truth about what was done, so the engine caches nothing.
_step = task(cache_policy=NO_CACHE, retries=2, retry_delay_seconds=3, retry_condition_fn=retryable)
pin = _step(prepare)
read = _step(document_steps.read)
read_beside = _step(document_steps.read_beside)
survey = _step(measure_steps.survey)
plan = _step(document_steps.plan)
fetch = _step(measure_steps.fetch)
measure = _step(measure_steps.measure)
compare = _step(measure_steps.compare)
conclude = _step(document_steps.conclude)


@flow(name="verify", flow_run_name="verify {target}", validate_parameters=False)
def verify(target: str, data: str | None = None, margin: str = "2", request: str | None = None) -> str:
    """Verify a target and return the run's id; the dossier is in the store.

    The command pins the target itself and hands over the request (its JSON); a deployment names the target.
    """
    store = Store(settings())
    asked = (
        Request.model_validate_json(request) if request else _deployment_request(target, data, margin, store)
    )
    if request is None and store.dossier(asked.run) is not None:
        return asked.run
    progress = Progress(asked.target)
    runner = open_step_runner(asked, store)
    dossier = _run(runner, progress)
    store.keep_dossier(dossier, document_steps.now())
    show_dossier(dossier)
    return dossier.run


def _deployment_request(target: str, data: str | None, margin: str, store: Store) -> Request:
    """The request of a deployment's run."""
    options = Options(data=data, margin=Decimal(margin))
    return pin(target, options, store, settings(), _silent)


def _run(runner: StepRunner, progress: Progress) -> Dossier:
    """All steps in their order; the laboratory measures one thing at a time: two together measure neither."""
    progress.says("reading", 5)
    reading = read(runner)
    beside = read_beside(runner)
    progress.says("looking at the model", 15)
    subject, survey_result, planned = _ready(runner, reading, progress.say)
    attempts: list[Attempt] = []
    names = measure_steps.reproducers_of(planned)
    for done, name in enumerate(names):
        progress.says(f"measuring: {name}", 30 + 60 * done // len(names))
        run = measure.with_options(task_run_name=f"measure {name}")
        attempts += run(runner, subject, name, planned, survey_result)
    progress.says("judging", 95)
    pairs = compare(runner, survey_result, tuple(attempts))
    return conclude(runner, reading, beside, survey_result, planned, tuple(attempts), pairs)


def _ready(runner: StepRunner, reading: Reading, say: Say) -> tuple[FetchedSource | None, Survey, Plan]:
    """The model, what it is, and the plan; weights are fetched only where the plan needs them."""
    subject = runner.request.subject
    survey_result = survey(runner, subject)
    planned = plan(runner, reading, survey_result)
    files = measure_steps.wanted(subject, survey_result, planned)
    if subject is None or not files:
        return subject, survey_result, planned
    fetched = fetch(runner, subject, files, say)
    if isinstance(fetched, str):
        survey_result = measure_steps.too_large(survey_result, fetched)
    else:
        subject = fetched
        survey_result = survey(runner, subject)
    return subject, survey_result, plan(runner, reading, survey_result)


def _silent(_: str) -> None:
    """Nobody watches a deployment's run but the engine."""
