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
from flows.fetched import Say, Stock
from flows.prefect_artifacts import Progress, show
from flows.prepare import prepare
from flows.request import Options, Request
from flows.settings import settings
from flows.step_runner import Corridor, open_corridor
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
    asked = Request.model_validate_json(request) if request else _asked(target, data, margin, store)
    if request is None and store.dossier(asked.run) is not None:
        return asked.run
    progress = Progress(asked.target)
    corridor = open_corridor(asked, store)
    dossier = _run(corridor, progress)
    store.keep_dossier(dossier, document_steps.now())
    show(dossier)
    return dossier.run


def _asked(target: str, data: str | None, margin: str, store: Store) -> Request:
    """The request of a deployment's run."""
    options = Options(data=data, margin=Decimal(margin))
    return pin(target, options, store, settings(), _silent)


def _run(corridor: Corridor, progress: Progress) -> Dossier:
    """All steps in their order; the laboratory measures one thing at a time: two together measure neither."""
    progress.says("reading", 5)
    reading = read(corridor)
    beside = read_beside(corridor)
    progress.says("looking at the model", 15)
    subject, found, planned = _ready(corridor, reading, progress.say)
    attempts: list[Attempt] = []
    names = measure_steps.reproducers_of(planned)
    for done, name in enumerate(names):
        progress.says(f"measuring: {name}", 30 + 60 * done // len(names))
        run = measure.with_options(task_run_name=f"measure {name}")
        attempts += run(corridor, subject, name, planned, found)
    progress.says("judging", 95)
    pairs = compare(corridor, found, tuple(attempts))
    return conclude(corridor, reading, beside, found, planned, tuple(attempts), pairs)


def _ready(corridor: Corridor, reading: Reading, say: Say) -> tuple[Stock | None, Survey, Plan]:
    """The model, what it is, and the plan; weights are fetched only where the plan needs them."""
    subject = corridor.request.subject
    found = survey(corridor, subject)
    planned = plan(corridor, reading, found)
    files = measure_steps.wanted(subject, found, planned)
    if subject is None or not files:
        return subject, found, planned
    fetched = fetch(corridor, subject, files, say)
    if isinstance(fetched, str):
        found = measure_steps.too_large(found, fetched)
    else:
        subject = fetched
        found = survey(corridor, subject)
    return subject, found, plan(corridor, reading, found)


def _silent(_: str) -> None:
    """Nobody watches a deployment's run but the engine."""
